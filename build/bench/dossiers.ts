import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { v7 as uuidv7 } from "uuid";
import { foldText } from "../../contract/text.ts";
import { officeInstant } from "../../contract/time.ts";
import { saveSyncState } from "../../db/sync-state.ts";
import { Station } from "../../electron/station/station.ts";
import { Latencies, milliseconds, table } from "./figures.ts";
import { intakeOf } from "./intake.ts";
import { fillWithDossiers, pastDossier } from "./past-dossiers.ts";

const PAST_DOSSIERS = 1_000_000;
const SEARCHES = 300;
const ACCEPTED = 500;

/** A way to look for one, and what SQLite itself has to do for it. */
interface Key {
  name: string;
  query: (index: number) => string;
  bare: string;
  value: (index: number) => string;
}

const BY_CODE = "SELECT data FROM dossiers WHERE code = ? OR official_code = ?";
const BY_WORDS = `SELECT dossiers.place, dossiers.data FROM dossier_search JOIN dossiers
  ON dossiers.place = dossier_search.rowid WHERE dossier_search MATCH ? ORDER BY dossier_search.rowid DESC LIMIT 20`;

const words = (text: string) => {
  const all = foldText(text).split(/[\s.-]+/);
  return all.map((word, index) => `"${word}"${index === all.length - 1 ? "*" : ""}`).join(" ");
};

const keys: Key[] = [
  { name: "code", query: (i) => pastDossier(i).code, bare: BY_CODE, value: (i) => pastDossier(i).code },
  ...(
    [
      ["end of the code", (i) => pastDossier(i).code.slice(-11)],
      ["full name", (i) => pastDossier(i).name],
      ["family name", (i) => pastDossier(i).name.split(" ")[0] ?? ""],
      ["citizen number", (i) => pastDossier(i).citizenNumber],
      ["beginning of a phone", (i) => pastDossier(i).phone.slice(0, 6)],
      ["ticket", (i) => pastDossier(i).ticket],
    ] satisfies [string, (index: number) => string][]
  ).map(([name, query]): Key => ({ name, query, bare: BY_WORDS, value: (i) => words(query(i)) })),
];

/**
 * Dossiers with a million of them in the store: found by each key, against the bare query of the same store; accepted,
 * against an empty store. Both of each pair take turns in one run.
 */
export async function benchDossiers(folder: string, catalogueFolder: string): Promise<string> {
  const place = mkdtempSync(join(folder, "dossiers-"));
  const open = (name: string) => startStation(join(place, name), catalogueFolder);
  const stations: Station[] = [];
  try {
    const first = await open("million");
    const { file } = first.context.store;
    const { procedures } = first.context.catalogue.all;
    await first.stop();
    fillWithDossiers(file, PAST_DOSSIERS, procedures);
    const million = await open("million");
    const empty = await open("empty");
    stations.push(million, empty);
    const bare = new Sqlite(file, { readonly: true });
    const rows: string[][] = [];
    for (const key of keys) rows.push(...(await search(million, bare, key)));
    rows.push(...(await lists(million)));
    rows.push(...(await month(million, bare)));
    bare.close();
    rows.push(...(await accept(empty, million)));
    const figures = table(["", "p50 ms", "p99 ms", "ratio p50", "ratio p99"], rows);
    return `${figures}\n\n${await year(million)}`;
  } finally {
    for (const station of stations) await station.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

async function search(station: Station, bare: Sqlite.Database, key: Key): Promise<string[][]> {
  const statement = bare.prepare(key.bare);
  const parameters = (key.bare.match(/\?/g) ?? []).length;
  const ours = new Latencies();
  const limit = new Latencies();
  for (let turn = 0; turn < SEARCHES; turn += 1) {
    const index = (turn * 15_485_863) % PAST_DOSSIERS;
    const query = key.query(index);
    const found = await ours.measure(() =>
      station.finder.search({ query, status: null, limit: 20, after: null }),
    );
    if (found.found.length === 0) throw new Error(`nothing found by ${key.name}: ${query}`);
    const value = key.value(index);
    await limit.measure(() => statement.all(...Array.from({ length: parameters }, () => value)));
  }
  return [row(`found by ${key.name}`, ours, limit), row("  bare query", limit, limit)];
}

async function lists(station: Station): Promise<string[][]> {
  const counts = new Latencies();
  for (let turn = 0; turn < 50; turn += 1) await counts.measure(() => station.finder.counts());
  return [row("lists of work counted (3,000 open)", counts, counts)];
}

/** The first page of a month's register, as the screen opens it. */
async function month(station: Station, bare: Sqlite.Database): Promise<string[][]> {
  const statement = bare.prepare(
    "SELECT data FROM dossiers WHERE accepted_at >= ? AND accepted_at < ? ORDER BY accepted_at, id LIMIT 51",
  );
  const ours = new Latencies();
  const limit = new Latencies();
  for (let turn = 0; turn < SEARCHES; turn += 1) {
    const from = `${2005 + (turn % 20)}-${String(1 + (turn % 12)).padStart(2, "0")}-01`;
    const to = `${from.slice(0, 8)}28`;
    const page = await ours.measure(() => station.dossierDesk.register(from, to, 50, null));
    if (page.lines.length !== 50) throw new Error(`no register of ${from}`);
    await limit.measure(() => statement.all(officeInstant(from, "00:00"), officeInstant(to, "00:00")));
  }
  return [row("register of a month opened", ours, limit), row("  bare query", limit, limit)];
}

/** A year's register as a spreadsheet, with what memory it took beside the store's own. */
async function year(station: Station): Promise<string> {
  const megabytes = () => Math.round(process.memoryUsage.rss() / 1024 ** 2);
  const memory = [megabytes()];
  const start = performance.now();
  let rows = 0;
  for await (const { done } of station.forms.exportRegister({
    from: "2020-01-01",
    to: "2020-12-31",
    as: "xlsx",
  })) {
    rows = done;
    memory.push(megabytes());
  }
  const seconds = (performance.now() - start) / 1000;
  const halfway = Math.max(...memory.slice(0, Math.ceil(memory.length / 2)));
  return [
    `a year's register to XLSX: ${rows} rows in ${seconds.toFixed(1)} s, told ${memory.length - 1} times`,
    `  memory (MB): ${memory[0]} before, at most ${halfway} in the first half, ${Math.max(...memory)} in all`,
  ].join("\n");
}

async function accept(empty: Station, million: Station): Promise<string[][]> {
  const latencies = [new Latencies(), new Latencies()] as const;
  for (const station of [empty, million]) {
    // No counter takes in hundreds of dossiers a day; the bench does.
    await station.context.store.write((trx) => saveSyncState(trx, { serial_last: 1_000_000 }));
  }
  for (let turn = 0; turn < ACCEPTED * 1.1; turn += 1) {
    for (const [index, station] of [empty, million].entries()) {
      const { staff, counters, procedures } = station.context.catalogue.all;
      const [clerk] = staff;
      const [counter] = counters;
      const [procedure] = procedures;
      if (clerk === undefined || counter === undefined || procedure === undefined)
        throw new Error("nobody works here");
      const kept = turn < ACCEPTED / 10 ? new Latencies() : (latencies[index] as Latencies);
      await kept.measure(() =>
        station.intake.accept({ staff: clerk, counter }, uuidv7(), intakeOf(procedure)),
      );
    }
  }
  const [limit, ours] = latencies;
  return [
    row("dossier accepted, 1,000,000 in the store", ours, limit),
    row("  in an empty store", limit, limit),
  ];
}

function row(name: string, of: Latencies, limit: Latencies): string[] {
  const ratio = (share: number) => (of.percentile(share) / limit.percentile(share)).toFixed(2);
  return [name, milliseconds(of.percentile(0.5)), milliseconds(of.percentile(0.99)), ratio(0.5), ratio(0.99)];
}

function startStation(folder: string, catalogueFolder: string): Promise<Station> {
  return Station.start({
    settings: {
      dataFolder: folder,
      catalogueFolder,
      windows: [{ role: "counter" }],
      printers: [],
      anyHour: true,
      hall: null,
      district: null,
    },
    app: "bench",
  });
}
