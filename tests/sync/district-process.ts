import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "../../build/bench/peers.ts";
import { root } from "../../build/project.ts";

/** The district server as a process. */
export class DistrictProcess {
  readonly #port: number;
  readonly #folder: string;
  readonly #host: string;
  #process: ChildProcess | null = null;
  databaseUrl = "";

  /** @param place its folder: attachments, and PostgreSQL where it is its own. */
  constructor(place: string, port: number, host = "127.0.0.1") {
    this.#folder = place;
    this.#port = port;
    this.#host = host;
  }

  get url(): string {
    return `http://${this.#host}:${this.#port}`;
  }

  /** @param more arguments of its command line. */
  async start(databaseUrl: string, more: string[] = []): Promise<void> {
    this.databaseUrl = databaseUrl;
    this.#process = spawn(
      process.execPath,
      [
        join(root, "district/main.ts"),
        "--port",
        String(this.#port),
        "--host",
        this.#host,
        "--data",
        this.#folder,
        ...more,
      ],
      { env: { ...process.env, DATABASE_URL: databaseUrl }, stdio: "ignore" },
    );
    await waitFor(`${this.url}/v1/health`);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }
}

/** Ends a PostgreSQL by `kill -9`, given the folder that it was started with. */
export function killPostgres(folder: string): void {
  const [pid = ""] = readFileSync(join(folder, "data/postmaster.pid"), "utf8").split("\n");
  execFileSync("kill", ["-9", pid]);
}
