import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { v7 as uuidv7 } from "uuid";
import { saveSyncState } from "../../db/sync-state.ts";
import { Station } from "../../electron/station/station.ts";
import { Latencies, milliseconds, table } from "./figures.ts";
import { intakeOf } from "./intake.ts";

/** How many operations of each kind; the first tenth warms up and is not counted. */
const OPERATIONS = 2000;

/**
 * Ticket issue and dossier accept against the least that any program has to do to keep the same bytes: one durable
 * commit of a row of that size by better-sqlite3. Both take turns in one run, so the disk is equally busy for both.
 */
export async function benchStore(folder: string, catalogueFolder: string): Promise<string> {
  const place = mkdtempSync(join(folder, "store-"));
  const station = await Station.start({
    settings: {
      dataFolder: join(place, "station"),
      catalogueFolder,
      windows: [{ role: "kiosk" }],
      printers: [],
      anyHour: true,
      hall: null,
      district: null,
    },
    app: "bench",
  });
  const bare = new BareCommit(join(place, "bare.sqlite"));
  try {
    // No counter takes in thousands of dossiers a day; the bench does.
    await station.context.store.write((trx) => saveSyncState(trx, { serial_last: 1_000_000 }));
    const { serviceGroups, counters, staff, procedures } = station.context.catalogue.all;
    const desk = { staff: first(staff), counter: first(counters) };
    const group = first(serviceGroups).id;
    const procedure = first(procedures);
    const kinds = [
      {
        name: "ticket issued",
        work: () => station.queue.take({ requestId: uuidv7(), serviceGroup: group, priority: null }),
      },
      { name: "dossier accepted", work: () => station.intake.accept(desk, uuidv7(), intakeOf(procedure)) },
    ];
    const rows: string[][] = [];
    for (const kind of kinds) {
      const bytes = await bytesWritten(station, kind.work);
      rows.push(...(await compare(kind.name, bytes, kind.work, bare)));
    }
    return table(["", "bytes", "p50 ms", "p99 ms", "per second", "ratio p50", "ratio p99"], rows);
  } finally {
    bare.close();
    await station.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

async function compare(
  name: string,
  bytes: number,
  work: () => Promise<unknown>,
  bare: BareCommit,
): Promise<string[][]> {
  const ours = new Latencies();
  const limit = new Latencies();
  const warmUp = OPERATIONS / 10;
  for (let turn = 0; turn < OPERATIONS + warmUp; turn += 1) {
    const [a, b] = turn < warmUp ? [new Latencies(), new Latencies()] : [ours, limit];
    await a.measure(work);
    await b.measure(() => bare.commit(bytes));
  }
  const row = (label: string, of: Latencies, ratios: string[]) => [
    label,
    String(bytes),
    milliseconds(of.percentile(0.5)),
    milliseconds(of.percentile(0.99)),
    of.perSecond.toFixed(0),
    ...ratios,
  ];
  const ratio = (share: number) => (ours.percentile(share) / limit.percentile(share)).toFixed(2);
  return [row(name, ours, [ratio(0.5), ratio(0.99)]), row("  bare durable commit", limit, ["1.00", "1.00"])];
}

/** What one operation adds to the store: the sum of its new rows' columns. */
async function bytesWritten(station: Station, work: () => Promise<unknown>): Promise<number> {
  const file = station.context.store.file;
  const before = contentBytes(file);
  await work();
  return contentBytes(file) - before;
}

function contentBytes(file: string): number {
  const sqlite = new Sqlite(file, { readonly: true });
  try {
    const tables = sqlite
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck();
    let bytes = 0;
    for (const name of tables.all() as string[]) {
      const columns = sqlite.prepare("SELECT name FROM pragma_table_info(?)").pluck().all(name) as string[];
      const sum = columns.map((column) => `coalesce(length(CAST("${column}" AS BLOB)), 0)`).join(" + ");
      bytes +=
        (sqlite.prepare(`SELECT coalesce(sum(${sum}), 0) FROM "${name}"`).pluck().get() as number) ?? 0;
    }
    return bytes;
  } finally {
    sqlite.close();
  }
}

/** The limit: a row of so many bytes, durable when the call returns. */
class BareCommit {
  readonly #sqlite: Sqlite.Database;
  readonly #insert: Sqlite.Statement;

  constructor(file: string) {
    this.#sqlite = new Sqlite(file);
    this.#sqlite.pragma("journal_mode = WAL");
    this.#sqlite.pragma("synchronous = FULL");
    this.#sqlite.exec("CREATE TABLE rows (id INTEGER PRIMARY KEY, content BLOB NOT NULL)");
    this.#insert = this.#sqlite.prepare("INSERT INTO rows (content) VALUES (randomblob(?))");
  }

  commit(bytes: number): void {
    this.#insert.run(bytes);
  }

  close(): void {
    this.#sqlite.close();
  }
}

function first<T>(entries: readonly T[]): T {
  const [entry] = entries;
  if (entry === undefined) throw new Error("the catalogue is empty");
  return entry;
}
