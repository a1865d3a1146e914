import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { RPCHandler } from "@orpc/server/ws";
import Sqlite from "better-sqlite3";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import { WebSocket, WebSocketServer } from "ws";
import { HALL_PATH, HALL_PROTOCOL } from "../../contract/hall.ts";
import { metaValue } from "../../db/meta.ts";
import { createRouter, forDevices } from "../../electron/station/router.ts";
import type { AtCounter } from "../../electron/station/staff/desk.ts";
import { Station } from "../../electron/station/station.ts";
import { Latencies, milliseconds, table } from "./figures.ts";

const DISPLAYS = 60;
const CALLS = 300;
const TICKETS = 1500;
const PAST_TICKETS = 1_000_000;

/**
 * A host with 60 displays: from a clerk's key to the last display that shows the call, against a plain TLS broadcast of
 * as many bytes to as many sockets in the same run; tickets at the host; both with an empty store and with a million past
 * tickets. The two hosts take turns, so the machine is equally busy for both.
 */
export async function benchHall(folder: string, catalogueFolder: string): Promise<string> {
  const place = mkdtempSync(join(folder, "hall-"));
  const hosts: Host[] = [];
  try {
    fillWithPast(await emptyStore(join(place, "million"), catalogueFolder));
    for (const name of ["empty", "million"]) hosts.push(await Host.start(join(place, name), catalogueFolder));
    const [empty, million] = hosts as [Host, Host];
    const bare = await BareBroadcast.start(empty.station, await empty.boardBytes());
    for (let turn = 0; turn < CALLS + CALLS / 10; turn += 1) {
      const counted = turn >= CALLS / 10;
      for (const host of hosts) await host.callOnce(counted);
      await bare.once(counted);
    }
    for (let turn = 0; turn < TICKETS; turn += 1) for (const host of hosts) await host.ticketOnce();
    bare.close();
    const rows = [
      row(`call → ${DISPLAYS} displays, empty store`, empty.calls, bare.latencies),
      row(
        `call → ${DISPLAYS} displays, ${PAST_TICKETS.toLocaleString("en")} past tickets`,
        million.calls,
        bare.latencies,
      ),
      row("  bare TLS broadcast of the same bytes", bare.latencies, bare.latencies),
      row("ticket at the host, empty store", empty.tickets, empty.tickets),
      row(
        `ticket at the host, ${PAST_TICKETS.toLocaleString("en")} past tickets`,
        million.tickets,
        empty.tickets,
      ),
    ];
    return table(["", "p50 ms", "p99 ms", "per second", "ratio p50", "ratio p99"], rows);
  } finally {
    for (const host of hosts) await host.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

function row(name: string, of: Latencies, limit: Latencies): string[] {
  const ratio = (share: number) => (of.percentile(share) / limit.percentile(share)).toFixed(2);
  return [
    name,
    milliseconds(of.percentile(0.5)),
    milliseconds(of.percentile(0.99)),
    of.perSecond.toFixed(0),
    ratio(0.5),
    ratio(0.99),
  ];
}

class Host {
  readonly station: Station;
  readonly calls = new Latencies();
  readonly tickets = new Latencies();
  readonly #desk: AtCounter;
  readonly #displays: Audience;
  readonly #group: string;

  private constructor(station: Station, desk: AtCounter, displays: Audience) {
    this.station = station;
    this.#desk = desk;
    this.#displays = displays;
    this.#group = desk.counter.serviceGroups[0] ?? "";
  }

  static async start(folder: string, catalogueFolder: string): Promise<Host> {
    const station = await startStation(folder, catalogueFolder);
    const handler = new RPCHandler(
      forDevices(
        createRouter({
          hello: () => {
            throw new Error("no display asks here");
          },
          station: () => station,
          log: pino({ level: "silent" }),
        }),
        "display",
      ),
    );
    station.hall.serveDevices((socket) => void handler.upgrade(socket));
    const { staff, counters } = station.context.catalogue.all;
    const head = staff.find(({ role }) => role !== "clerk");
    const [counter] = counters;
    if (head === undefined || counter === undefined) throw new Error("nobody works here");
    const desk = { staff: head, counter };
    const address = `127.0.0.1:${station.hall.port}`;
    const token = await pairDisplay(address, station.hall.openPairing(desk).pairing?.code ?? "");
    return new Host(station, desk, await Audience.of(address, token));
  }

  async boardBytes(): Promise<number> {
    return JSON.stringify(await this.station.queue.board()).length;
  }

  /** A number is taken, called and served; measured is the call until all displays have it. */
  async callOnce(counted: boolean): Promise<void> {
    await this.#take();
    const start = process.hrtime.bigint();
    const ticket = await this.station.queue.step(this.#desk, uuidv7(), { kind: "callNext" });
    const at = await this.#displays.have(`${ticket?.id}-1`);
    if (counted) this.calls.add(Number(at - start) / 1e6);
    await this.station.queue.step(this.#desk, uuidv7(), { kind: "served", ticket: ticket?.id ?? "" });
    await quiet();
  }

  /** Taken with somebody else's call in between, so that the queue does not grow. */
  async ticketOnce(): Promise<void> {
    await this.tickets.measure(() => this.#take());
    const ticket = await this.station.queue.step(this.#desk, uuidv7(), { kind: "callNext" });
    await this.station.queue.step(this.#desk, uuidv7(), { kind: "served", ticket: ticket?.id ?? "" });
  }

  async stop(): Promise<void> {
    this.#displays.leave();
    await this.station.stop();
  }

  #take() {
    return this.station.queue.take({ requestId: uuidv7(), serviceGroup: this.#group, priority: null });
  }
}

/** What the displays get besides the call must not be counted with the next one. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 12));
}

/** The displays' process. */
class Audience {
  readonly #child: ChildProcess;
  readonly #had = new Map<string, bigint>();
  readonly #waiting = new Map<string, (at: bigint) => void>();

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", ({ key, at }: { key: string; at: string }) => {
      const waits = this.#waiting.get(key);
      if (waits === undefined) this.#had.set(key, BigInt(at));
      else waits(BigInt(at));
    });
  }

  static async of(address: string, token: string): Promise<Audience> {
    const child = fork(join(import.meta.dirname, "displays.ts"), [address, String(DISPLAYS), token]);
    await new Promise<void>((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("exit", () => reject(new Error("the displays ended")));
    });
    return new Audience(child);
  }

  /** When all displays had it. */
  have(key: string): Promise<bigint> {
    const at = this.#had.get(key);
    return at !== undefined ? Promise.resolve(at) : new Promise((resolve) => this.#waiting.set(key, resolve));
  }

  leave(): void {
    this.#child.kill();
  }
}

/** The limit: the same bytes over TLS to as many sockets, nothing else. */
class BareBroadcast {
  readonly latencies = new Latencies();
  readonly #sockets: WebSocketServer;
  readonly #audience: Audience;
  readonly #filling: string;
  readonly #close: () => void;
  #number = 0;

  private constructor(sockets: WebSocketServer, audience: Audience, bytes: number, close: () => void) {
    this.#sockets = sockets;
    this.#audience = audience;
    this.#filling = "x".repeat(bytes);
    this.#close = close;
  }

  static async start(station: Station, bytes: number): Promise<BareBroadcast> {
    const { db } = station.context.store;
    const key = (await metaValue(db, "hall.key")) ?? "";
    const cert = (await metaValue(db, "hall.certificate")) ?? "";
    const server = createServer({ key, cert });
    const sockets = new WebSocketServer({ server });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const audience = await Audience.of(`127.0.0.1:${port}`, "bare");
    return new BareBroadcast(sockets, audience, bytes, () => server.close());
  }

  async once(counted: boolean): Promise<void> {
    this.#number += 1;
    const key = String(this.#number).padStart(12, "0");
    const start = process.hrtime.bigint();
    for (const socket of this.#sockets.clients) socket.send(key + this.#filling);
    const at = await this.#audience.have(key);
    if (counted) this.latencies.add(Number(at - start) / 1e6);
    await quiet();
  }

  close(): void {
    this.#audience.leave();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#close();
  }
}

function startStation(folder: string, catalogueFolder: string): Promise<Station> {
  return Station.start({
    settings: {
      dataFolder: folder,
      catalogueFolder,
      windows: [{ role: "kiosk" }],
      printers: [],
      anyHour: true,
      hall: { port: 0, name: "bench", discover: false },
      district: null,
    },
    app: "bench",
  });
}

async function emptyStore(folder: string, catalogueFolder: string): Promise<string> {
  const station = await startStation(folder, catalogueFolder);
  const { file } = station.context.store;
  await station.stop();
  return file;
}

/** Four years of a busy office: served tickets of past days, with the events they came from. */
function fillWithPast(file: string): void {
  const sqlite = new Sqlite(file);
  sqlite.pragma("synchronous = OFF");
  const head = sqlite.prepare("SELECT max(seq) FROM events").pluck().get() as number;
  const ticket = sqlite.prepare(
    `INSERT INTO tickets (id, day, service_group, number, label, priority, status, issued_at, called_at, calls, counter,
      finished_at, queue, priority_confirmed, queued_from, only_counter, staff, serving_at, estimated_seconds, appointment)
     VALUES (@id, @day, @group, @number, @label, NULL, 'served', @at, @at, 1, '1', @at, @group, 0, @at, NULL, 'lan', @at, 300, NULL)`,
  );
  const event = sqlite.prepare(
    `INSERT INTO events (epoch, seq, at, actor, type, version, subject, data, hash)
     VALUES (1, @seq, @at, 'kiosk', 'ticket.issued', 1, @id, @data, @hash)`,
  );
  const groups = ["certification", "civil-status", "land-construction", "business", "social", "results"];
  const perDay = 900;
  const firstDay = Date.UTC(2022, 0, 1);
  sqlite.transaction(() => {
    for (let index = 0; index < PAST_TICKETS; index += 1) {
      const at = new Date(
        firstDay + Math.floor(index / perDay) * 86_400_000 + (index % perDay) * 30_000,
      ).toISOString();
      const number = Math.floor((index % perDay) / groups.length) + 1;
      const group = groups[index % groups.length] ?? "";
      const id = `past-${index}`;
      const label = `${"ABCDEF"[index % groups.length]}${String(number).padStart(3, "0")}`;
      ticket.run({ id, day: at.slice(0, 10), group, number, label, at });
      const data = JSON.stringify({
        day: at.slice(0, 10),
        serviceGroup: group,
        number,
        label,
        priority: null,
        printJob: null,
      });
      event.run({ seq: head + index + 1, at, id, data, hash: "0".repeat(64) });
    }
  })();
  sqlite.close();
}

/** Lets one display in. @returns its token, which all displays of the bench share. */
function pairDisplay(address: string, code: string): Promise<string> {
  const socket = new WebSocket(`wss://${address}${HALL_PATH}`, { rejectUnauthorized: false });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("message", () => {
      socket.once("message", (verdict) => {
        resolve((JSON.parse(String(verdict)) as { token: string }).token);
        socket.close();
      });
      const hello = { type: "pairDevice", protocol: HALL_PROTOCOL, code, kind: "display", name: "bench" };
      socket.send(JSON.stringify(hello));
    });
  });
}
