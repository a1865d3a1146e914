import { sql } from "kysely";
import { AppError } from "../../contract/errors.ts";
import type { WantedFiles } from "../../electron/station/sync/engine/file-source.ts";
import type { Attachments } from "../attachments/attachments.ts";
import type { District, Trx } from "../database.ts";

/**
 * The files that were attached above to dossiers of this node: they are fetched from there when the line is free, and its
 * stations fetch them here.
 */
export class FilesAbove implements WantedFiles {
  readonly #db: District;
  readonly #attachments: Attachments;

  constructor(db: District, attachments: Attachments) {
    this.#db = db;
    this.#attachments = attachments;
  }

  async list(): Promise<string[]> {
    const rows = await this.#db
      .selectFrom("upstream_wanted_files")
      .select("sha256")
      .where("arrived_at", "is", null)
      .orderBy("asked_at")
      .orderBy("sha256")
      .execute();
    const wanted: string[] = [];
    for (const { sha256 } of rows) {
      // It may have come from a station here.
      if (this.#attachments.has(sha256)) await this.#settle(sha256);
      else wanted.push(sha256);
    }
    return wanted;
  }

  arrived(sha256: string): Promise<number> {
    return this.#attachments.arrivedFromAbove(sha256);
  }

  take(sha256: string, offset: number, piece: Buffer): Promise<number> {
    return this.#attachments.takeFromAbove(sha256, offset, piece);
  }

  async finish(sha256: string): Promise<boolean> {
    try {
      await this.#attachments.finishFromAbove(sha256);
    } catch (error) {
      if (error instanceof AppError && error.code === "ATTACHMENT_DAMAGED") return false;
      throw error;
    }
    await this.#settle(sha256);
    return true;
  }

  async #settle(sha256: string): Promise<void> {
    await this.#db
      .updateTable("upstream_wanted_files")
      .set({ arrived_at: new Date() })
      .where("sha256", "=", sha256)
      .execute();
  }
}

/** Dossiers here refer to files that the node above has, or will have. */
export async function wantFilesAbove(trx: Trx, sha256s: readonly string[]): Promise<void> {
  if (sha256s.length === 0) return;
  await sql`
    INSERT INTO upstream_wanted_files (sha256) SELECT DISTINCT unnest(${[...sha256s]}::text[])
    ON CONFLICT (sha256) DO NOTHING
  `.execute(trx);
}
