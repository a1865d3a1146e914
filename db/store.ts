import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import {
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
  type Transaction,
} from "kysely";
import { Migrator } from "kysely/migration";
import { AppError } from "../contract/errors.ts";
import { migrations } from "./migrations/index.ts";
import type { StoreSchema } from "./schema.ts";
import { asStoreError } from "./store-errors.ts";

/** A query runs on the store itself or inside a transaction. */
export type Queryable = Kysely<StoreSchema> | Transaction<StoreSchema>;

/**
 * The store of one station: a folder with one SQLite file in WAL mode. `synchronous = FULL`: when a commit
 * returns, the facts in it survive a power cut, so they may be acknowledged.
 */
export class Store {
  readonly folder: string;
  readonly file: string;
  readonly db: Kysely<StoreSchema>;
  readonly #lock: Sqlite.Database;

  private constructor(folder: string, file: string, db: Kysely<StoreSchema>, lock: Sqlite.Database) {
    this.folder = folder;
    this.file = file;
    this.db = db;
    this.#lock = lock;
  }

  /**
   * Opens the store in `folder`, making it where there is none and bringing its tables up to date.
   *
   * @throws AppError STORE_READ_ONLY, STORE_FULL, STORE_CORRUPT, STORE_IN_USE, STORE_TOO_NEW. A damaged file is
   * left as it is: it may still be read by hand.
   */
  static async open(folder: string): Promise<Store> {
    const file = join(folder, "station.sqlite");
    let lock: Sqlite.Database | undefined;
    let sqlite: Sqlite.Database | undefined;
    try {
      mkdirSync(folder, { recursive: true });
      lock = takeLock(folder);
      sqlite = new Sqlite(file, { timeout: 5000 });
      sqlite.pragma("journal_mode = WAL");
      sqlite.pragma("synchronous = FULL");
      sqlite.pragma("foreign_keys = ON");
      checkIntegrity(sqlite, file);
      const db = new Kysely<StoreSchema>({
        dialect: new TransactionalSqlite({ database: withPreparedStatements(sqlite) }),
      });
      await migrate(db, file);
      return new Store(folder, file, db, lock);
    } catch (error) {
      sqlite?.close();
      lock?.close();
      throw asStoreError(error, file);
    }
  }

  /**
   * Runs `work` in one transaction: when the promise resolves everything in it is durable, when it rejects
   * nothing of it happened. Writers take turns.
   */
  async write<T>(work: (trx: Transaction<StoreSchema>) => Promise<T>): Promise<T> {
    try {
      return await this.db.transaction().execute(work);
    } catch (error) {
      throw asStoreError(error, this.file);
    }
  }

  async close(): Promise<void> {
    await this.db.destroy();
    this.#lock.close();
  }
}

/**
 * SQLite changes tables in a transaction as it changes rows; Kysely does not count on it. Without it, a power cut between
 * two statements of a migration would leave a store that neither the former program nor this one can open.
 */
class TransactionalSqlite extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** More different statements than the program has; what is made of lists of varying length must not pile up. */
const MOST_STATEMENTS = 500;

/** Kysely prepares every query anew; SQLite takes longer over that than over most of ours. Prepared once, used again. */
function withPreparedStatements(sqlite: Sqlite.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const prepared = sqlite.prepare(sql) as unknown as SqliteStatement;
      const statement = sql === "rollback" ? whereOneIsOpen(sqlite, prepared) : prepared;
      if (statements.size < MOST_STATEMENTS) statements.set(sql, statement);
      return statement;
    },
    close: () => sqlite.close(),
  };
}

/**
 * A full or broken disk makes SQLite take the transaction back by itself; taking it back once more would fail and hide
 * the reason.
 */
function whereOneIsOpen(sqlite: Sqlite.Database, rollback: SqliteStatement): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    iterate: () => [][Symbol.iterator](),
    run: (parameters) =>
      sqlite.inTransaction ? rollback.run(parameters) : { changes: 0, lastInsertRowid: 0 },
  };
}

/**
 * One station service per store. The lock is an exclusive transaction on a file beside the store: the
 * operating system releases it when the process dies, so a crash leaves no stale lock.
 */
function takeLock(folder: string): Sqlite.Database {
  const lock = new Sqlite(join(folder, "station.lock"), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

function checkIntegrity(sqlite: Sqlite.Database, file: string): void {
  const findings = sqlite.pragma("quick_check(10)") as { quick_check: string }[];
  const bad = findings.map((row) => row.quick_check).filter((line) => line !== "ok");
  if (bad.length > 0) throw new AppError("STORE_CORRUPT", { path: file, detail: bad.join("; ") });
}

async function migrate(db: Kysely<StoreSchema>, file: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const unknown = await unknownMigration(db);
  if (unknown !== null) throw new AppError("STORE_TOO_NEW", { path: file, migration: unknown });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** A migration that this store has run and this program does not know: a newer program wrote it. */
async function unknownMigration(db: Kysely<StoreSchema>): Promise<string | null> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) return null;
  const ran = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .orderBy("name")
    .execute();
  return ran.find((row) => !(row.name in migrations))?.name ?? null;
}
