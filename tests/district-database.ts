import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDistrict, type District } from "../district/database.ts";
import { migrate } from "../district/migrations/migrate.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../district/postgres/embedded.ts";

/** A real PostgreSQL with the district's tables, for one test file, and a folder that goes with it. */
export class DistrictDatabase {
  readonly db: District;
  readonly url: string;
  readonly folder: string;
  readonly #postgres: RunningPostgres;

  private constructor(folder: string, postgres: RunningPostgres, db: District) {
    this.folder = folder;
    this.url = postgres.url;
    this.db = db;
    this.#postgres = postgres;
  }

  static async open(): Promise<DistrictDatabase> {
    const folder = mkdtempSync(join(tmpdir(), "district-"));
    const postgres = await startEmbeddedPostgres(join(folder, "postgres"));
    const db = connectDistrict(postgres.url);
    await migrate(db);
    return new DistrictDatabase(folder, postgres, db);
  }

  async close(): Promise<void> {
    await this.db.destroy();
    await this.#postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
