import type { FileSource, WaitingFile } from "../../electron/station/sync/engine/file-source.ts";
import type { Attachments } from "../attachments/attachments.ts";
import type { District } from "../database.ts";

/** The files of dossiers that were handed up: those that are here and that the node above lacks. */
export class RelayedFiles implements FileSource {
  readonly #db: District;
  readonly #attachments: Attachments;

  constructor(db: District, attachments: Attachments) {
    this.#db = db;
    this.#attachments = attachments;
  }

  lookAgain(): void {
    // Each look is at the tables.
  }

  waiting(): Promise<WaitingFile[]> {
    return this.#db
      .selectFrom("upstream_files")
      .innerJoin("attachments", "attachments.sha256", "upstream_files.sha256")
      .select(["attachments.sha256", "attachments.size"])
      .where("sent_at", "is", null)
      .orderBy("attachments.received_at")
      .execute();
  }

  async read(sha256: string, offset: number, length: number): Promise<Buffer> {
    return (await this.#attachments.read(sha256, offset)).subarray(0, length);
  }

  async saveSent(sha256: string): Promise<void> {
    await this.#db
      .updateTable("upstream_files")
      .set({ sent_at: new Date() })
      .where("sha256", "=", sha256)
      .execute();
  }
}
