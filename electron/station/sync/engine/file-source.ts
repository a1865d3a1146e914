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

/** Files that the district has and somebody here refers to. */
export interface WantedFiles {
  list(): Promise<string[]>;
  /** How much of one came so far. */
  arrived(sha256: string): Promise<number>;
  /** Puts the next piece on the disk. @returns where the next begins. */
  take(sha256: string, offset: number, piece: Buffer): Promise<number>;
  /** Checks what came. @returns false where it is not what its name says: it begins anew then. */
  finish(sha256: string): Promise<boolean>;
}
