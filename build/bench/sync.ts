import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { CHAIN_START, eventHash } from "../../contract/chain.ts";
import { BATCH_MAX_EVENTS } from "../../contract/district.ts";
import type { StoredEvent } from "../../contract/events.ts";
import { EventLog } from "../../db/event-log.ts";
import { stationPlace } from "../../db/station-identity.ts";
import { Store } from "../../db/store.ts";
import { connectDistrict, migrate } from "../../district/database.ts";
import { startEmbeddedPostgres } from "../../district/postgres.ts";
import { createEnrolCode } from "../../district/stations.ts";
import { districtClient } from "../../electron/station/sync/engine/district-client.ts";
import { SyncWorker } from "../../electron/station/sync/engine/worker.ts";
import { StoredSyncLog } from "../../electron/station/sync/stored-sync-log.ts";
import { root } from "../project.ts";
import { Latencies, milliseconds, table } from "./figures.ts";
import { freePort, waitFor } from "./peers.ts";

/** Dossiers of about 1 KB. `MOTCUA_BENCH_DOSSIERS` for a shorter run. */
const DOSSIERS = Number(process.env.MOTCUA_BENCH_DOSSIERS ?? 100_000);
/** In so many parts, each a station's. */
const ROUNDS = 5;
/** As many events of other communes are in the database for the second look at a batch's time; 5,000,000 were tried. */
const YEARS_OF_EVENTS = Number(process.env.MOTCUA_BENCH_EVENTS ?? 500_000);
/** What is slow per record is measured on fewer. */
const ONE_BY_ONE = 2000;
const PEER_DOCUMENTS = 5000;
const WIRE_EVENTS = 3000;
const BATCHES = 30;

/**
 * The first upload of a station's years into PostgreSQL with fsync on: the least that any server has to do (a multi-row
 * insert of the same rows), ours from the station's disk to the acknowledgement, one request per record, and PouchDB's
 * replication into a CouchDB-compatible server. All in one run against the same disk.
 */
export async function benchSync(folder: string): Promise<string> {
  const place = mkdtempSync(join(folder, "sync-"));
  const postgres = await startEmbeddedPostgres(join(place, "postgres"));
  let server: DistrictProcess | null = null;
  try {
    server = await DistrictProcess.start(postgres.url, place);
    // Both take turns, so that the machine is equally busy for both.
    const bare: Spent = { records: 0, milliseconds: 0 };
    const sent: Spent = { records: 0, milliseconds: 0 };
    let bytes = 0;
    const memory: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const store = await Store.open(join(place, `station-${round}`));
      const log = new EventLog(await stationPlace(store));
      bytes = fill(store, log, DOSSIERS / ROUNDS);
      await rawInsert(postgres.url, store, log, bare);
      memory.push(await upload(store, log, postgres.url, server.url, sent));
      await store.close();
    }
    const limit = perSecond(bare);
    const single = await oneByOne(postgres.url, server.url);
    const peer = await pouch(folder, place);
    const wire = await bytesOnTheWire(postgres.url, server.url, place);
    const times = await batchTimes(postgres.url, server.url);
    const row = (name: string, perSecond: number) => [
      name,
      perSecond.toFixed(0),
      (perSecond / limit).toFixed(2),
      (perSecond / (peer ?? Number.NaN)).toFixed(1),
    ];
    return [
      table(
        ["", "per second", "of the limit", "times the peer"],
        [
          row(`multi-row insert, ${BATCH_MAX_EVENTS} rows a commit (the limit)`, limit),
          row("ours, station's disk to acknowledgement", perSecond(sent)),
          row("one request per record", single),
          ...(peer === null ? [] : [row("PouchDB replication to express-pouchdb", peer)]),
        ],
      ),
      `${DOSSIERS} dossiers of ${bytes} bytes in the log; ${wire} bytes each on the wire, all counted`,
      `memory of the process that sends, after each ${DOSSIERS / ROUNDS}: ${memory.join(", ")}`,
      peer === null ? "the peer could not be installed here" : "",
      "",
      table(["events in the database", "500 events: least ms", "p50 ms", "p99 ms"], times),
    ]
      .filter((line, index) => line !== "" || index > 3)
      .join("\n");
  } finally {
    server?.stop();
    await postgres.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

interface Spent {
  records: number;
  milliseconds: number;
}

function perSecond({ records, milliseconds }: Spent): number {
  return (1000 * records) / milliseconds;
}

/** The district server as a process of its own, as it runs in the field. */
class DistrictProcess {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  static async start(databaseUrl: string, folder: string): Promise<DistrictProcess> {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      [join(root, "district/main.ts"), "--port", String(port), "--data", join(folder, "district")],
      { env: { ...process.env, DATABASE_URL: databaseUrl }, stdio: ["ignore", "ignore", "inherit"] },
    );
    const url = `http://127.0.0.1:${port}`;
    await waitFor(`${url}/v1/health`);
    return new DistrictProcess(url, child);
  }

  stop(): void {
    this.#process.kill("SIGKILL");
  }
}

/** Fills a log with accepted dossiers, no two alike, as fast as SQLite takes them. @returns bytes of one event's data. */
function fill(store: Store, log: EventLog, count: number): number {
  const sqlite = new Sqlite(store.file);
  const insert = sqlite.prepare(
    "INSERT INTO events (epoch, seq, at, actor, type, version, subject, data, hash) VALUES (1, ?, ?, ?, ?, 1, ?, ?, ?)",
  );
  let bytes = 0;
  sqlite.transaction(() => {
    for (const event of dossierEvents(log.place, count)) {
      bytes += Buffer.byteLength(event.data);
      insert.run(event.seq, event.at, event.actor, event.type, event.subject, event.data, event.hash);
    }
  })();
  sqlite.close();
  return Math.round(bytes / count);
}

const FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"];
const GIVEN = ["Thị Phương Thảo", "Văn An", "Thị Bình", "Quốc Cường", "Minh Đức", "Thu Hà", "Hữu Khánh"];

function* dossierEvents(place: { station: string; epoch: number }, count: number): Generator<StoredEvent> {
  let previous = CHAIN_START;
  for (let seq = 1; seq <= count; seq += 1) {
    const at = new Date(Date.parse("2026-01-05T01:00:00.000Z") + seq * 60_000).toISOString();
    const id = uuidv7();
    const digits = randomBytes(4).readUInt32BE();
    const dossier = {
      id,
      code: `000.00.15.H44-${at.slice(2, 10).replaceAll("-", "")}-${String(seq % 10_000).padStart(4, "0")}`,
      procedureCode: "1.001193",
      procedureName: "Thủ tục đăng ký khai sinh",
      applicant: {
        fullName: `${FAMILY[digits % FAMILY.length]} ${GIVEN[(digits >> 8) % GIVEN.length]}`,
        citizenNumber: `025${String(digits % 1_000_000_000).padStart(9, "0")}`,
        birthDate: "1990-02-01",
        sex: "female",
        address: `Khu ${digits % 20}, xã Phù Ninh, huyện Phù Ninh, tỉnh Phú Thọ`,
        phone: `09${String(digits % 100_000_000).padStart(8, "0")}`,
        email: "",
      },
      components: [
        { componentId: "form", name: "Tờ khai đăng ký khai sinh", originals: 1, copies: 0 },
        { componentId: "certificate", name: "Giấy chứng sinh", originals: 1, copies: 0 },
      ],
      sets: 1,
      status: "accepted",
      channel: "counter",
      delivery: "counter",
      fee: 8000,
      note: "",
      appointment: { receivedAt: at, dueAt: at, steps: [] },
      ticketLabel: `A${seq % 500}`,
      acceptedBy: { id: "lan", name: "Nguyễn Thị Lan" },
      acceptedAt: at,
    };
    const data = JSON.stringify({ dossier, serial: 1 + (seq % 9999), printJob: uuidv7() });
    const content = { seq, at, actor: "lan", type: "dossier.accepted", version: 1, subject: id, data };
    previous = eventHash(place, previous, content);
    yield { ...content, hash: previous };
  }
}

/** The same rows by one multi-row statement a commit into a table with the same columns and key. */
async function rawInsert(databaseUrl: string, store: Store, log: EventLog, spent: Spent): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query("SHOW fsync");
  if (rows[0].fsync !== "on") throw new Error("fsync is off: the comparison would mean nothing");
  const columns = ["seq", "at", "actor", "type", "version", "subject", "data", "hash"] as const;
  const types = ["bigint", "timestamptz", "text", "text", "integer", "text", "text", "text"];
  const lists = types.map((type, index) => `$${index + 2}::${type}[]`).join(", ");
  await client.query(
    `CREATE TABLE IF NOT EXISTS bare (station uuid, epoch integer, seq bigint, at timestamptz, actor text, type text,
     version integer, subject text, data text, hash text, PRIMARY KEY (station, epoch, seq))`,
  );
  for (let after = 0; ; ) {
    const events = await log.read(store.db, 1, after, BATCH_MAX_EVENTS, Number.POSITIVE_INFINITY);
    const last = events.at(-1);
    if (last === undefined) break;
    after = last.seq;
    const start = performance.now();
    await client.query(`INSERT INTO bare SELECT $1::uuid, 1, * FROM unnest(${lists})`, [
      log.place.station,
      ...columns.map((column) => events.map((event) => event[column])),
    ]);
    spent.milliseconds += performance.now() - start;
    spent.records += events.length;
  }
  await client.end();
}

async function enrolCode(databaseUrl: string): Promise<string> {
  const db = connectDistrict(databaseUrl);
  await migrate(db);
  const code = await createEnrolCode(db, { agency: `agency ${uuidv7()}` });
  await db.destroy();
  return code;
}

/** @returns the memory of this process when all was sent. */
async function upload(
  store: Store,
  log: EventLog,
  databaseUrl: string,
  url: string,
  spent: Spent,
): Promise<string> {
  const { seq } = await log.head(store.db);
  const worker = new SyncWorker({
    log: new StoredSyncLog(store, log),
    district: { url, enrolCode: await enrolCode(databaseUrl) },
    onChange: () => undefined,
  });
  const start = performance.now();
  worker.start();
  while (worker.state().ackedSeq < seq) {
    const { state, lastError } = worker.state();
    if (state === "stopped") throw new Error(`the upload met ${JSON.stringify(lastError)}`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
  spent.milliseconds += performance.now() - start;
  spent.records += seq;
  await worker.stop();
  return `${(process.memoryUsage().rss / 1024 / 1024).toFixed(0)} MB`;
}

/** A client that speaks the protocol without a disk: what is measured is the server and the way to it. */
async function enrolledClient(databaseUrl: string, url: string) {
  const station = crypto.randomUUID();
  const token = randomBytes(32).toString("base64url");
  const options = { url, timeoutMs: 60_000, packing: "zstd" as const, stop: new AbortController().signal };
  const code = await enrolCode(databaseUrl);
  await districtClient({ ...options, token: null }).enrol({
    protocol: 1,
    station,
    epoch: 1,
    token,
    code,
    name: "Quầy",
    app: "bench",
  });
  return { station, client: districtClient({ ...options, token }) };
}

type Enrolled = Awaited<ReturnType<typeof enrolledClient>>;

async function push({ station, client }: Enrolled, events: StoredEvent[], prevHash: string): Promise<void> {
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return;
  await client.pushBatch({
    protocol: 1,
    station,
    epoch: 1,
    firstSeq: first.seq,
    prevHash,
    lastHash: last.hash,
    events: events.map(({ seq: _seq, hash: _hash, ...sent }) => sent),
  });
}

async function oneByOne(databaseUrl: string, url: string): Promise<number> {
  const enrolled = await enrolledClient(databaseUrl, url);
  const events = [...dossierEvents({ station: enrolled.station, epoch: 1 }, ONE_BY_ONE)];
  const start = performance.now();
  let previous = CHAIN_START;
  for (const event of events) {
    await push(enrolled, [event], previous);
    previous = event.hash;
  }
  return (1000 * ONE_BY_ONE) / (performance.now() - start);
}

/** Bytes of a record on a line that counts, both ways, with everything that HTTP and TCP's payload adds. */
async function bytesOnTheWire(databaseUrl: string, url: string, place: string): Promise<number> {
  const store = await Store.open(join(place, "wire"));
  const log = new EventLog(await stationPlace(store));
  fill(store, log, WIRE_EVENTS);
  let bytes = 0;
  const relay = createServer((near) => {
    const far = connect(Number(new URL(url).port), "127.0.0.1");
    near.on("data", (data) => {
      bytes += data.length;
    });
    far.on("data", (data) => {
      bytes += data.length;
    });
    near.pipe(far).pipe(near);
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const { port } = relay.address() as { port: number };
  const worker = new SyncWorker({
    log: new StoredSyncLog(store, log),
    district: { url: `http://127.0.0.1:${port}`, enrolCode: await enrolCode(databaseUrl) },
    onChange: () => undefined,
  });
  worker.start();
  while (worker.state().ackedSeq < WIRE_EVENTS) await new Promise((resume) => setTimeout(resume, 20));
  await worker.stop();
  await store.close();
  relay.close();
  return Math.round(bytes / WIRE_EVENTS);
}

/** A batch's time at the server with what is there now, then with years of other communes' events beside it. */
async function batchTimes(databaseUrl: string, url: string): Promise<string[][]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const count = async () => Number((await client.query("SELECT count(*) FROM events")).rows[0].count);
  await client.query("DELETE FROM events");
  await client.query("DELETE FROM dossiers");
  await client.query("VACUUM events");
  const rows = [await batchTime(databaseUrl, url, await count())];
  for (const share of [0.5, 1]) {
    await fillDatabase(client, Math.round(YEARS_OF_EVENTS * share));
    rows.push(await batchTime(databaseUrl, url, await count()));
  }
  await client.end();
  return rows;
}

async function batchTime(databaseUrl: string, url: string, events: number): Promise<string[]> {
  const enrolled = await enrolledClient(databaseUrl, url);
  const size = 500;
  const all = [...dossierEvents({ station: enrolled.station, epoch: 1 }, size * (BATCHES + 5))];
  const times = new Latencies();
  let previous = CHAIN_START;
  for (let batch = 0; batch < BATCHES + 5; batch += 1) {
    const part = all.slice(batch * size, (batch + 1) * size);
    const send = () => push(enrolled, part, previous);
    await (batch < 5 ? send() : times.measure(send));
    previous = part.at(-1)?.hash ?? previous;
  }
  return [String(events), ...[0, 0.5, 0.99].map((share) => milliseconds(times.percentile(share)))];
}

/** Fills the tables up to so many events of the district's other stations, with dossiers, by SQL alone. */
async function fillDatabase(client: pg.Client, events: number): Promise<void> {
  await client.query(
    `INSERT INTO stations (id, name, agency) SELECT md5(number::text)::uuid, 'xã ' || number, 'commune ' || number
     FROM generate_series(1, 17) AS number ON CONFLICT DO NOTHING`,
  );
  const { rows } = await client.query("SELECT count(*) FROM events");
  for (let from = Number(rows[0].count); from < events; from += 50_000) {
    const to = Math.min(events, from + 50_000);
    const parameters = [from + 1, to];
    await client.query(
      `INSERT INTO events (station, epoch, seq, at, actor, type, version, subject, data, hash, projected)
       SELECT md5((1 + number % 17)::text)::uuid, 1, number, now(), 'lan', 'dossier.accepted', 1,
         gen_random_uuid()::text, repeat(md5(number::text), 32), md5(number::text), true
       FROM generate_series($1::bigint, $2::bigint) AS number`,
      parameters,
    );
    await client.query(
      `INSERT INTO dossiers (id, station, agency, code, procedure_code, procedure_name, applicant_name, status,
         accepted_at, due_at)
       SELECT gen_random_uuid()::text, md5((1 + number % 17)::text)::uuid, 'commune ' || number % 17,
         'code ' || number, '1.001193', 'Đăng ký khai sinh', 'Nguyễn Văn An', 'accepted', now(), now()
       FROM generate_series($1::bigint, $2::bigint) AS number`,
      parameters,
    );
  }
  await client.query("ANALYZE");
  // What the filling has left to write would be counted as the batches'.
  await client.query("CHECKPOINT");
}

/** Versions of the peer, installed beside the bench and not among the project's dependencies: together 70 MB. */
const PEER = ["express-pouchdb@4.2.0", "pouchdb-node@9.0.0", "express@4.21.2"];

/** PouchDB replicates as many documents of the same content; both keep their data in LevelDB on this disk. */
async function pouch(folder: string, place: string): Promise<number | null> {
  const peer = join(folder, "peer");
  if (!existsSync(join(peer, "node_modules/pouchdb-node")) && !installPeer(peer)) return null;
  const port = await freePort();
  const server = spawn(
    process.execPath,
    [join(root, "build/bench/pouch-server.cjs"), peer, join(place, "couch"), String(port)],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  try {
    await waitFor(`http://127.0.0.1:${port}/`);
    const PouchDB = createRequire(join(peer, "package.json"))("pouchdb-node");
    const local = new PouchDB(join(place, "pouch"));
    const documents = [...dossierEvents({ station: crypto.randomUUID(), epoch: 1 }, PEER_DOCUMENTS)].map(
      ({ data, ...event }) => ({
        _id: event.subject,
        ...event,
        data: JSON.parse(data),
      }),
    );
    await local.bulkDocs(documents);
    const start = performance.now();
    const result = await local.replicate.to(`http://127.0.0.1:${port}/dossiers`, { batch_size: 500 });
    const seconds = (performance.now() - start) / 1000;
    if (result.docs_written !== PEER_DOCUMENTS) throw new Error(`the peer wrote ${result.docs_written}`);
    await local.close();
    return PEER_DOCUMENTS / seconds;
  } finally {
    server.kill("SIGKILL");
  }
}

function installPeer(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", ...PEER], {
      stdio: "ignore",
      timeout: 600_000,
    });
    return true;
  } catch {
    return false;
  }
}
