import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A local network of PCs on this machine: a network namespace with an address of its own for each, all on one bridge. Only
 * the station service of a PC runs inside; it is what talks to the network.
 */
export class Network {
  /** Begins the names of this network's parts, which hold 15 letters at most. */
  readonly #id = `mc${process.pid % 1_000_000}`;
  readonly #subnet: string;
  readonly #pcs = new Set<number>();

  /** @throws Error where this machine allows no namespaces: it takes root on Linux. */
  constructor(subnet: string) {
    sweepAway();
    this.#subnet = subnet;
    ip("link", "add", this.#bridge, "type", "bridge");
    ip("address", "add", `${this.hub}/24`, "dev", this.#bridge);
    ip("link", "set", this.#bridge, "up");
  }

  /** The address of this machine itself on the network: printers and browsers stand here. */
  get hub(): string {
    return `${this.#subnet}.1`;
  }

  get #bridge(): string {
    return `${this.#id}br`;
  }

  /** Adds a PC. @returns its address. */
  add(pc: number): string {
    const [name, address] = [this.#namespace(pc), `${this.#subnet}.${10 + pc}`];
    this.#pcs.add(pc);
    ip("netns", "add", name);
    ip("link", "add", this.#cable(pc), "type", "veth", "peer", "name", "eth0", "netns", name);
    ip("link", "set", this.#cable(pc), "master", this.#bridge, "up");
    const inside = (...args: string[]) => ip("-n", name, ...args);
    inside("link", "set", "lo", "up");
    inside("address", "add", `${address}/24`, "dev", "eth0");
    inside("link", "set", "eth0", "up");
    inside("route", "add", "default", "via", this.hub);
    return address;
  }

  /** A program that runs Node on that PC. */
  node(pc: number, folder: string): string {
    const file = join(folder, "node-on-this-pc.sh");
    const script = `#!/bin/sh\nexec ip netns exec ${this.#namespace(pc)} ${process.execPath} "$@"\n`;
    writeFileSync(file, script, { mode: 0o755 });
    return file;
  }

  /** Pulls the cable of a PC out. */
  cut(pc: number): void {
    ip("link", "set", this.#cable(pc), "down");
  }

  restore(pc: number): void {
    ip("link", "set", this.#cable(pc), "up");
  }

  /**
   * Makes the line of a PC as weak as a mobile one far from the mast, both ways.
   *
   * @returns false where the kernel has no `netem`: the line stays as good as it is.
   */
  weaken(pc: number, line: { kilobits: number; delayMs: number; lossPercent: number }): boolean {
    const netem = [
      ...["netem", "delay", `${line.delayMs}ms`, `${line.delayMs / 3}ms`],
      ...["loss", `${line.lossPercent}%`, "rate", `${line.kilobits}kbit`],
    ];
    try {
      execFileSync("tc", ["qdisc", "add", "dev", this.#cable(pc), "root", ...netem], { stdio: "ignore" });
      execFileSync("tc", ["-n", this.#namespace(pc), "qdisc", "add", "dev", "eth0", "root", ...netem], {
        stdio: "ignore",
      });
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    for (const pc of this.#pcs) {
      ip("link", "delete", this.#cable(pc));
      ip("netns", "delete", this.#namespace(pc));
    }
    ip("link", "delete", this.#bridge);
  }

  #namespace(pc: number): string {
    return `${this.#id}pc${pc}`;
  }

  #cable(pc: number): string {
    return `${this.#id}c${pc}`;
  }
}

/** What tests that were killed have left would answer in the place of this one. */
function sweepAway(): void {
  const isLeft = (name: string | undefined) => {
    const pid = /^mc(\d+)(?:br|pc\d+)$/.exec(name ?? "")?.[1];
    return pid !== undefined && !existsSync(`/proc/${pid}`);
  };
  const names = (...args: string[]) =>
    execFileSync("ip", args, { encoding: "utf8" })
      .split("\n")
      .map((line) => line.split(/[\s@]/)[0]);
  // The end of a namespace takes its cable with it.
  for (const name of names("netns", "list").filter(isLeft)) ip("netns", "delete", name ?? "");
  for (const name of names("-brief", "link").filter(isLeft)) ip("link", "delete", name ?? "");
}

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}
