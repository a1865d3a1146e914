import { type ChildProcess, fork, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { loadavg } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { CHAIN_START } from "../../contract/chain.ts";
import { BATCH_MAX_EVENTS } from "../../contract/district.ts";
import type { StoredEvent } from "../../contract/events.ts";
import { EventLog } from "../../db/event-log.ts";
import { stationPlace } from "../../db/station-identity.ts";
import { Store } from "../../db/store.ts";
import { connectDistrict } from "../../district/database.ts";
import { migrate } from "../../district/migrations/migrate.ts";
import { startEmbeddedPostgres } from "../../district/postgres/embedded.ts";
import { createEnrolCode } from "../../district/stations/stations.ts";
import { districtClient } from "../../electron/station/sync/engine/district-client.ts";
import { outgoingOf } from "../../electron/station/sync/engine/outgoing.ts";
import { SyncWorker } from "../../electron/station/sync/engine/worker.ts";
import { StoredSyncLog } from "../../electron/station/sync/stored-sync-log.ts";
import { root } from "../project.ts";
import { Latencies, milliseconds, table } from "./figures.ts";
import { freePort, waitFor } from "./peers.ts";
import { PouchPeer } from "./pouch.ts";
import { familyMs, processorMs } from "./processor.ts";
import { dossierEvents, eventsIn, fill, headIn } from "./sync-events.ts";

/** Dossiers of about 1 KB. `MOTCUA_BENCH_DOSSIERS` for a shorter run. */
const DOSSIERS = Number(process.env.MOTCUA_BENCH_DOSSIERS ?? 100_000);
/** In so many parts; in each all take turns, so that the machine is equally busy for all. */
const ROUNDS = 5;
/** As many events of other communes are in the database for the last look at a batch's time; 5,000,000 is the goal. */
const YEARS_OF_EVENTS = Number(process.env.MOTCUA_BENCH_EVENTS ?? 500_000);
/** What is slow per record is measured on fewer. */
const ONE_BY_ONE = 2000;
const PEER_DOCUMENTS = Math.min(DOSSIERS, 20_000);
const WIRE_EVENTS = 3000;
const BATCHES = 30;

/**
 * The first upload of a station's years into PostgreSQL with fsync on: the least that any server has to do (a multi-row
 * insert of the same rows), ours from the station's disk to the acknowledgement, which is not given before all is
 * projected and durable, one request per record, and PouchDB's replication into a CouchDB-compatible server. All in one
 * run against the same disk.
 */
export async function benchSync(folder: string): Promise<string> {
  const place = mkdtempSync(join(folder, "sync-"));
  const postgres = await startEmbeddedPostgres(join(place, "postgres"));
  const postmaster = Number(readFileSync(join(place, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]);
  let server: DistrictProcess | null = null;
  let sender: SenderProcess | null = null;
  let peer: PouchPeer | null = null;
  try {
    server = await DistrictProcess.start(postgres.url, place);
    const store = await Store.open(join(place, "station"));
    const station = await stationPlace(store);
    const reader = await limitTable(postgres.url);
    peer = await PouchPeer.start(join(folder, "peer"), place);
    const single = await enrolledClient(postgres.url, server.url);
    let previous = CHAIN_START;
    const singles = [...dossierEvents({ station: single.station, epoch: 1 }, ONE_BY_ONE)];
    const spent = { bare: new Spent(), sent: new Spent(), single: new Spent(), peer: new Spent() };
    const parts = { sender: 0, server: 0, postgres: 0 };
    const ofPeer = { station: crypto.randomUUID(), epoch: 1 };
    const memory: string[] = [];
    let bytes = 0;
    // It is the sender's from now on.
    await store.close();
    sender = await SenderProcess.start(join(place, "station"), server.url, await enrolCode(postgres.url));
    const file = store.file;
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = headIn(file);
      bytes = fill(file, station, DOSSIERS / ROUNDS, before);
      const bare = async () => {
        const used = meter(() => familyMs(postmaster) + own());
        const times = await rawInsert(reader, file, station.station, before.seq);
        spent.bare.add(times, used());
      };
      const ours = async () => {
        const [onServer, onPostgres] = [
          meter(() => processorMs(server?.pid ?? 0)),
          meter(() => familyMs(postmaster)),
        ];
        const told = await (sender as SenderProcess).send();
        parts.sender += told.processorMs;
        const [s, p] = [onServer(), onPostgres()];
        parts.server += s;
        parts.postgres += p;
        spent.sent.add(
          { records: DOSSIERS / ROUNDS, milliseconds: told.milliseconds },
          told.processorMs + s + p,
        );
        memory.push(`${Math.round(told.memory.rss / 2 ** 20)} MB`);
      };
      for (const part of round % 2 === 0 ? [bare, ours] : [ours, bare]) await part();
      const some = singles.slice((round * ONE_BY_ONE) / ROUNDS, ((round + 1) * ONE_BY_ONE) / ROUNDS);
      const used = meter(() => familyMs(postmaster) + processorMs(server?.pid ?? 0) + own());
      const start = performance.now();
      for (const event of some) {
        await push(single, [event], previous);
        previous = event.hash;
      }
      spent.single.add({ records: some.length, milliseconds: performance.now() - start }, used());
      if (peer !== null) {
        const documents = [...dossierEvents(ofPeer, PEER_DOCUMENTS / ROUNDS)];
        const times = await peer.replicate(documents);
        spent.peer.add({ records: documents.length, milliseconds: times.milliseconds }, times.processorMs);
      }
    }
    await allProjected(reader, DOSSIERS + ONE_BY_ONE);
    const load = loadavg()[0]?.toFixed(1);
    await sender.stop();
    await peer?.stop();
    const peerWasThere = peer !== null;
    peer = null;
    const wire = await bytesOnTheWire(postgres.url, server.url, place);
    const times = await batchTimes(postgres.url, server.url);
    await reader.end();
    const limit = spent.bare.perSecond;
    const row = (name: string, { perSecond, processorMs }: Spent) => [
      name,
      perSecond.toFixed(0),
      (perSecond / limit).toFixed(2),
      (perSecond / spent.peer.perSecond).toFixed(1),
      processorMs.toFixed(0),
    ];
    const share = (part: number) => ((1000 * part) / DOSSIERS).toFixed(0);
    return [
      table(
        ["", "per second", "of the limit", "times the peer", "processor ms a thousand"],
        [
          row(`multi-row insert, ${BATCH_MAX_EVENTS} rows a commit (the limit)`, spent.bare),
          row("ours, station's disk to acknowledgement", spent.sent),
          row("one request per record", spent.single),
          ...(peerWasThere ? [row("PouchDB replication to express-pouchdb", spent.peer)] : []),
        ],
      ),
      `${DOSSIERS} dossiers of ${bytes} bytes in the log; ${wire} bytes each on the wire, all counted`,
      `ours of the processor: station ${share(parts.sender)}, server ${share(parts.server)}, PostgreSQL ${share(parts.postgres)} ms a thousand; the machine's load was ${load}`,
      `memory of the process that sends, after each ${DOSSIERS / ROUNDS}: ${memory.join(", ")}`,
      peerWasThere ? "" : "the peer could not be installed here",
      "",
      table(["events in the database", "500 events: least ms", "p50 ms", "p99 ms"], times),
    ]
      .filter((line, index) => line !== "" || index > 4)
      .join("\n");
  } finally {
    await sender?.stop();
    await peer?.stop();
    server?.stop();
    await postgres.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

interface Times {
  records: number;
  milliseconds: number;
}

class Spent {
  #records = 0;
  #milliseconds = 0;
  #processorMs = 0;

  add({ records, milliseconds }: Times, processorMs: number): void {
    this.#records += records;
    this.#milliseconds += milliseconds;
    this.#processorMs += processorMs;
  }

  get perSecond(): number {
    return (1000 * this.#records) / this.#milliseconds;
  }

  /** Of a thousand records, on whatever processes worked for them. */
  get processorMs(): number {
    return (1000 * this.#processorMs) / this.#records;
  }
}

function own(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** @returns what tells how much more it has become. */
function meter(read: () => number): () => number {
  const before = read();
  return () => read() - before;
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
      [
        ...districtNodeOptions(),
        join(root, "district/main.ts"),
        "--port",
        String(port),
        "--data",
        join(folder, "district"),
      ],
      { env: { ...process.env, DATABASE_URL: databaseUrl }, stdio: ["ignore", "ignore", "inherit"] },
    );
    const url = `http://127.0.0.1:${port}`;
    await waitFor(`${url}/v1/health`);
    return new DistrictProcess(url, child);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  stop(): void {
    this.#process.kill("SIGKILL");
  }
}

/** What `npm run district` gives to Node: the server is measured as it is started. */
function districtNodeOptions(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const words: string[] = scripts.district.split(" ");
  return words.slice(1, words.indexOf("district/main.ts"));
}

interface Told {
  milliseconds: number;
  processorMs: number;
  memory: NodeJS.MemoryUsage;
}

/** The station's side as a process of its own: what it holds is nobody else's. */
class SenderProcess {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  static async start(folder: string, url: string, code: string): Promise<SenderProcess> {
    const child = fork(join(root, "build/bench/sync-sender.ts"), [folder, url, code], {
      execArgv: ["--expose-gc"],
    });
    await once(child, "message");
    return new SenderProcess(child);
  }

  async send(): Promise<Told> {
    const told = Promise.race([
      once(this.#process, "message"),
      once(this.#process, "exit").then(() => {
        throw new Error("the sender ended");
      }),
    ]);
    this.#process.send("send");
    return (await told)[0] as Told;
  }

  async stop(): Promise<void> {
    if (!this.#process.connected) return;
    this.#process.disconnect();
    await once(this.#process, "exit");
  }
}

async function limitTable(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query("SHOW fsync");
  if (rows[0].fsync !== "on") throw new Error("fsync is off: the comparison would mean nothing");
  await client.query(
    `CREATE TABLE bare (station uuid, epoch integer, seq bigint, at timestamptz, actor text, type text,
     version integer, subject text, data text, hash text, PRIMARY KEY (station, epoch, seq))`,
  );
  return client;
}

/** The same rows by one multi-row statement a commit into a table with the same columns and key. */
async function rawInsert(client: pg.Client, file: string, station: string, afterSeq: number): Promise<Times> {
  const columns = ["seq", "at", "actor", "type", "version", "subject", "data", "hash"] as const;
  const types = ["bigint", "timestamptz", "text", "text", "integer", "text", "text", "text"];
  const lists = types.map((type, index) => `$${index + 2}::${type}[]`).join(", ");
  const spent = { records: 0, milliseconds: 0 };
  for (let after = afterSeq; ; ) {
    const events = eventsIn(file, after, BATCH_MAX_EVENTS);
    const last = events.at(-1);
    if (last === undefined) return spent;
    after = last.seq;
    const start = performance.now();
    await client.query(`INSERT INTO bare SELECT $1::uuid, 1, * FROM unnest(${lists})`, [
      station,
      ...columns.map((column) => events.map((event) => event[column])),
    ]);
    spent.milliseconds += performance.now() - start;
    spent.records += events.length;
  }
}

/** @throws Error where something that was acknowledged is not to be seen in the tables. */
async function allProjected(client: pg.Client, dossiers: number): Promise<void> {
  const { rows } = await client.query(
    `SELECT (SELECT count(*) FROM dossiers) AS dossiers,
       (SELECT count(*) FROM events WHERE type = 'dossier.accepted' AND NOT projected) AS waiting`,
  );
  if (Number(rows[0].dossiers) !== dossiers || Number(rows[0].waiting) !== 0)
    throw new Error(`of ${dossiers} dossiers ${rows[0].dossiers} are known, ${rows[0].waiting} wait`);
}

async function enrolCode(databaseUrl: string): Promise<string> {
  const db = connectDistrict(databaseUrl);
  await migrate(db);
  const code = await createEnrolCode(db, { agency: `agency ${uuidv7()}` });
  await db.destroy();
  return code;
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
  const [first, outgoing] = [events[0], outgoingOf(events)];
  if (first === undefined || outgoing === null) return;
  await client.pushBatch({
    protocol: 1,
    station,
    epoch: 1,
    firstSeq: first.seq,
    prevHash,
    lastHash: outgoing.last.hash,
    events: outgoing.json,
  });
}

/** Bytes of a record on a line that counts, both ways, with everything that HTTP and TCP's payload adds. */
async function bytesOnTheWire(databaseUrl: string, url: string, place: string): Promise<number> {
  const store = await Store.open(join(place, "wire"));
  const log = new EventLog(await stationPlace(store));
  fill(store.file, log.place, WIRE_EVENTS);
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
