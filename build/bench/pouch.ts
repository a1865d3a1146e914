import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { StoredEvent } from "../../contract/events.ts";
import { root } from "../project.ts";
import { freePort, waitFor } from "./peers.ts";
import { processorMs } from "./processor.ts";

/** Versions of the peer, installed beside the bench and not among the project's dependencies: together 70 MB. */
const PEER = ["express-pouchdb@4.2.0", "pouchdb-node@9.0.0", "express@4.21.2"];

/** The fastest of those tried: from 100 to 1000 documents a batch, two to ten batches at once. */
const FASTEST = { batch_size: 1000, batches_limit: 2 };

interface Pouch {
  bulkDocs(documents: object[]): Promise<unknown>;
  replicate: { to(url: string, options: object): Promise<{ docs_written: number }> };
  close(): Promise<void>;
}

/** PouchDB, replicating to a CouchDB-compatible server of its makers; both keep their data in LevelDB on this disk. */
export class PouchPeer {
  readonly #server: ChildProcess;
  readonly #local: Pouch;
  readonly #url: string;

  private constructor(server: ChildProcess, local: Pouch, url: string) {
    this.#server = server;
    this.#local = local;
    this.#url = url;
  }

  /**
   * @param folder where its packages are, or are installed.
   * @param place for its data.
   * @returns null where it can't be installed.
   */
  static async start(folder: string, place: string): Promise<PouchPeer | null> {
    if (!existsSync(join(folder, "node_modules/pouchdb-node")) && !install(folder)) return null;
    const port = await freePort();
    const server = spawn(
      process.execPath,
      [join(root, "build/bench/pouch-server.cjs"), folder, join(place, "couch"), String(port)],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    const url = `http://127.0.0.1:${port}/`;
    await waitFor(url);
    const PouchDB = createRequire(join(folder, "package.json"))("pouchdb-node");
    return new PouchPeer(server, new PouchDB(join(place, "pouch")), `${url}dossiers`);
  }

  /** Puts documents of the same content on its disk, then replicates them. @returns times of the second alone. */
  async replicate(events: readonly StoredEvent[]): Promise<{ milliseconds: number; processorMs: number }> {
    await this.#local.bulkDocs(
      events.map(({ data, ...event }) => ({ _id: event.subject, ...event, data: JSON.parse(data) })),
    );
    const server = processorMs(this.#server.pid ?? 0);
    const own = process.cpuUsage();
    const start = performance.now();
    const { docs_written } = await this.#local.replicate.to(this.#url, FASTEST);
    const milliseconds = performance.now() - start;
    if (docs_written !== events.length) throw new Error(`the peer wrote ${docs_written}`);
    const { user, system } = process.cpuUsage(own);
    return {
      milliseconds,
      processorMs: (user + system) / 1000 + processorMs(this.#server.pid ?? 0) - server,
    };
  }

  async stop(): Promise<void> {
    await this.#local.close();
    this.#server.kill("SIGKILL");
  }
}

function install(folder: string): boolean {
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
