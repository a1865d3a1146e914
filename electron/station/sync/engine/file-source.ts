/** A file that the district lacks. */
export interface WaitingFile {
  sha256: string;
  size: number;
}

/** What the sync needs of the files. */
export interface FileSource {
  waiting(): Promise<WaitingFile[]>;
  read(sha256: string, offset: number, length: number): Promise<Buffer>;
  /** The district has it whole. */
  saveSent(sha256: string): Promise<void>;
  /** New files may be there. */
  lookAgain(): void;
}
