import { CHAIN_START, firstBrokenLink } from "../../contract/chain.ts";
import type { Batch, Position } from "../../contract/district.ts";
import { AppError } from "../../contract/errors.ts";
import type { DistrictClient } from "../../electron/station/sync/engine/district-client.ts";
import type { OutgoingBatch } from "../../electron/station/sync/engine/outgoing.ts";
import type { SyncRuntime } from "../../electron/station/sync/engine/runtime.ts";
import { SyncWorker } from "../../electron/station/sync/engine/worker.ts";
import { seededRandom } from "../seeded-random.ts";
import { HEALTH, MemoryDistrict } from "./memory-district.ts";
import { blankDisk, copyOf, type Disk, MemoryLog } from "./memory-log.ts";
import { World } from "./world.ts";

/**
 * A district in which everything goes wrong: stations with the real SyncWorker, a server with the real rules of ingest,
 * and a network, disks, clocks and power between them that fail as the seed says. The same seed is the same history.
 */
export interface Trouble {
  /** Shares of messages, each way. */
  dropped: number;
  doubled: number;
  truncated: number;
  /** Longest time on the way, in milliseconds: what was sent later may come first. */
  delay: number;
  /** Share of steps (an access to the disk, a call) at which the power fails. */
  powerCut: number;
  /** How often it befalls each station, on average … */
  outages: number;
  fullDisks: number;
  backups: number;
  restores: number;
  clones: number;
  /** … and the server. */
  serverCrashes: number;
  /** The server's database is replaced by a backup of it. Who loses both disks loses what stood on no third one. */
  serverRestores: number;
}

export interface Outcome {
  /** What happened, to see that the trouble came. */
  counts: Record<string, number>;
  events: number;
  /** In the order in which the server took them. */
  history: HistoryEntry[];
  tickets: Map<string, string>;
}

export type HistoryEntry =
  | { kind: "enrol"; station: string; epoch: number; token: string }
  | { kind: "batch"; token: string; batch: Parameters<MemoryDistrict["pushBatch"]>[1] }
  | { kind: "epoch"; token: string; input: { token: string; shared: Position[] } };

const MINUTE = 60_000;
/** How long there is trouble. */
const TROUBLE = 3 * MINUTE;
/** After the trouble everything must be well within so long. */
const AFTERWARDS = 6 * 60 * MINUTE;
const START = Date.parse("2026-11-24T00:30:00.000Z");

/** How much of each trouble a seed brings: most bring some, some bring much, few bring none. */
export function troubleOf(random: () => number): Trouble {
  const some = (most: number) => (random() < 0.3 ? 0 : random() ** 2 * most);
  const ofServer = random() < 0.2;
  return {
    dropped: some(0.4),
    doubled: some(0.3),
    truncated: some(0.2),
    delay: 50 + some(40_000),
    powerCut: some(0.01),
    outages: some(3),
    fullDisks: some(1),
    backups: some(3),
    restores: ofServer ? 0 : some(0.3),
    clones: ofServer ? 0 : some(0.15),
    serverCrashes: some(4),
    serverRestores: ofServer ? 2 : 0,
  };
}

/** Runs one history. @throws Error that names what did not hold. */
export async function simulate(seed: number, stations: number): Promise<Outcome> {
  const random = seededRandom(seed);
  const simulation = new Simulation(new World(random, START), troubleOf(random));
  for (let place = 0; place < stations; place += 1) simulation.addStation();
  await simulation.run();
  return simulation.check();
}

class Simulation {
  readonly world: World;
  readonly trouble: Trouble;
  readonly district: MemoryDistrict;
  readonly machines: Machine[] = [];
  readonly promised: (Position & { station: string })[] = [];
  readonly history: HistoryEntry[] = [];
  readonly counts: Record<string, number> = {};
  healed = false;
  #ids = 0;
  #stamp = 0;
  #serverLife = 0;
  #downUntil = 0;
  #serverBackup: (() => void) | null = null;

  constructor(world: World, trouble: Trouble) {
    this.world = world;
    this.trouble = trouble;
    this.district = new MemoryDistrict({
      newId: () => this.newId(),
      now: () => this.stamp(),
      inTransaction: async () => {
        const life = this.#serverLife;
        if (!this.healed) await world.wait(world.between(0, 200));
        if (life !== this.#serverLife) throw new Error("the server crashed");
      },
    });
  }

  /** An instant that no other event of this world has. */
  stamp(): number {
    this.#stamp = Math.max(this.#stamp + 1, Math.floor(this.world.now));
    return this.#stamp;
  }

  newId(): string {
    this.#ids += 1;
    return `00000000-0000-7000-8000-${String(this.#ids).padStart(12, "0")}`;
  }

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  addStation(): void {
    const clock = this.world.chance(0.2) ? this.world.between(-3_600_000, 3_600_000) : 0;
    this.machines.push(new Machine(this, blankDisk(this.newId()), clock));
  }

  async run(): Promise<void> {
    const { world, trouble } = this;
    for (const machine of this.machines) machine.powerOn();
    for (const machine of [...this.machines]) {
      machine.work();
      this.#sometimes(trouble.outages, () => machine.lineDown(world.between(1000, MINUTE)));
      this.#sometimes(trouble.fullDisks, () => machine.diskFull(world.between(1000, MINUTE / 2)));
      this.#sometimes(trouble.backups, () => machine.backUp());
      this.#sometimes(trouble.restores, () => machine.restore());
      this.#sometimes(trouble.clones, () => this.#clone(machine));
    }
    this.#sometimes(trouble.serverCrashes, () => this.#crash());
    this.#sometimes(3 * trouble.serverRestores, () => {
      this.#serverBackup = this.district.backUp();
    });
    this.#sometimes(trouble.serverRestores, () => {
      if (this.#serverBackup === null) return;
      this.count("server restore");
      this.#crash();
      this.#serverBackup();
    });
    this.#sometimes(5, () => this.district.publish("all", "staff", [{ id: this.newId() }]));
    await world.run(START + TROUBLE);
    this.healed = true;
    for (const machine of this.machines) machine.heal();
    const end = START + TROUBLE + AFTERWARDS;
    // Long enough that a message from before the end has come, whoever may be done already.
    await world.run(START + TROUBLE + trouble.delay);
    while (world.now < end && !this.machines.every((machine) => this.#isDone(machine)))
      await world.run(world.now + 10_000);
  }

  #crash(): void {
    this.count("server crash");
    this.#serverLife += 1;
    this.#downUntil = this.world.now + this.world.between(0, 30_000);
  }

  #isDone({ log }: Machine): boolean {
    const { station, epoch, events, acked, cursor } = log.disk;
    const stored = this.district.logs.get(`${station}/${epoch}`)?.events.length;
    if (stored !== events.get(epoch)?.length) return false;
    const due = this.district.feedOf({ station, epoch }).at(-1)?.id ?? null;
    return acked.epoch === epoch && acked.seq === events.get(epoch)?.length && cursor === due;
  }

  /** @param times on average. */
  #sometimes(times: number, act: () => void): void {
    for (let left = times; left > 0; left -= 1)
      if (this.world.chance(left)) this.world.after(this.world.between(0, TROUBLE), act);
  }

  #clone(machine: Machine): void {
    this.count("clone");
    const clone = new Machine(this, copyOf(machine.disk), machine.clock);
    this.machines.push(clone);
    clone.powerOn();
    clone.work();
  }

  /** The way to the server and back, and what happens on it. */
  call<T>(machine: Machine, life: Life, timeout: number, handle: () => Promise<T>): Promise<T> {
    const { world, trouble } = this;
    const calm = this.healed;
    const lost = (share: number, what: string) => {
      if (calm || !world.chance(share)) return false;
      this.count(what);
      return true;
    };
    const time = () => (calm ? 20 : world.between(5, trouble.delay));
    return new Promise((resolve, reject) => {
      const unreachable = (detail: string) => {
        if (life.on) reject(new AppError("DISTRICT_UNREACHABLE", { detail }));
      };
      const timer = world.after(timeout, () => unreachable("timeout"));
      const deliver = async () => {
        if (machine.isOffline() || world.now < this.#downUntil) return;
        if (lost(trouble.truncated, "truncated request")) return unreachable("broken off");
        const serverLife = this.#serverLife;
        let answer: () => void;
        try {
          const value = await handle();
          answer = () => resolve(value);
        } catch (error) {
          if (!(error instanceof AppError)) return;
          answer = () => reject(error);
        }
        if (serverLife !== this.#serverLife || lost(trouble.dropped, "dropped answer")) return;
        world.after(time(), () => {
          if (!life.on || machine.isOffline()) return;
          timer();
          if (lost(trouble.truncated, "truncated answer")) unreachable("broken off");
          else answer();
        });
      };
      if (!lost(trouble.dropped, "dropped request")) world.after(time(), () => void deliver());
      if (lost(trouble.doubled, "doubled request")) world.after(time(), () => void deliver());
    });
  }

  /** What must be true once all is quiet. */
  check(): Outcome {
    const faults: string[] = [];
    const fault = (text: string) => faults.push(text);
    for (const [key, { events }] of this.district.logs) {
      const [station, epoch] = key.split("/");
      const broken = firstBrokenLink(
        { station: station ?? "", epoch: Number(epoch) },
        CHAIN_START,
        1,
        events,
      );
      if (broken !== null) fault(`chain of ${key} breaks at ${broken}`);
    }
    for (const { station, epoch, seq, hash } of this.promised) {
      const stored = this.district.logs.get(`${station}/${epoch}`)?.events[seq - 1]?.hash;
      if (seq > 0 && stored !== hash) fault(`acknowledged ${station}/${epoch}/${seq} is not there`);
    }
    for (const [hash, times] of this.district.projected)
      if (times !== 1) fault(`${hash} was projected ${times} times`);
    for (const machine of this.machines) this.#checkMachine(machine, fault);
    if (faults.length > 0) throw new Error(`${faults.length} faults, e.g. ${faults.slice(0, 5).join("; ")}`);
    const tickets = new Map<string, string>();
    for (const { log } of this.machines)
      for (const id of log.tickets().keys()) {
        const status = this.district.ticket(id);
        if (status !== undefined) tickets.set(id, status);
      }
    const events = [...this.district.logs.values()].reduce((sum, log) => sum + log.events.length, 0);
    return { counts: this.counts, events, history: this.history, tickets };
  }

  #checkMachine({ log, worker }: Machine, fault: (text: string) => void): void {
    const { station, epoch, events, acked, cursor } = log.disk;
    const name = `${station}/${epoch}`;
    const last = events.get(epoch)?.at(-1);
    if (acked.epoch !== epoch || acked.seq !== (last?.seq ?? 0))
      fault(`${name} is not done: ${JSON.stringify([acked, last?.seq, worker?.state()])}`);
    const atDistrict = this.#factsBySubject(station);
    const here = new Map<string, Set<string>>();
    for (const [hash, { subject, type }] of log.facts()) {
      if (type === "district.received" || type === "station.opened") continue;
      if (!this.district.projected.has(hash)) fault(`${name} knows of ${subject} what the district does not`);
      const known = here.get(subject) ?? new Set();
      here.set(subject, known.add(hash));
    }
    const alone = this.machines.every((other) => other.log === log || other.log.station !== station);
    for (const [subject, status] of log.tickets()) {
      const [ours, theirs] = [here.get(subject), atDistrict.get(subject)];
      const same = ours !== undefined && theirs !== undefined && ours.size === theirs.size;
      if (alone && !same) fault(`${name} lacks facts of ${subject}`);
      if (same && this.district.ticket(subject) !== status)
        fault(`${subject} is ${status} at ${name} and ${this.district.ticket(subject)} at the district`);
    }
    if (alone && [...atDistrict.keys()].some((subject) => !here.has(subject)))
      fault(`${name} lost what the district has of it`);
    const due = this.district.feedOf({ station, epoch }).filter(({ kind }) => kind !== "event");
    const came = new Set(log.received());
    if (came.size !== log.received().length) fault(`${name} received something twice`);
    for (const item of due) if (!came.has(item.id)) fault(`${name} did not receive ${item.id}`);
    if (due.length > 0 && cursor === null) fault(`${name} has no cursor`);
  }

  readonly #facts = new Map<string, Map<string, Set<string>>>();

  /** Facts of a station at the district, over all its epochs. */
  #factsBySubject(station: string): Map<string, Set<string>> {
    const known = this.#facts.get(station);
    if (known !== undefined) return known;
    const subjects = new Map<string, Set<string>>();
    for (const epoch of this.district.epochsOf(station)) {
      const disk = { ...blankDisk(station), epoch };
      disk.events = new Map([[epoch, this.district.logs.get(`${station}/${epoch}`)?.events ?? []]]);
      const log = new MemoryLog(disk, { now: () => 0, newToken: () => "" });
      for (const [hash, { subject, type }] of log.facts()) {
        if (type === "district.received" || type === "station.opened") continue;
        subjects.set(subject, (subjects.get(subject) ?? new Set()).add(hash));
      }
    }
    this.#facts.set(station, subjects);
    return subjects;
  }
}

/** A program from its start to its end. */
interface Life {
  on: boolean;
}

/** A PC: a disk, and a program on it while the power is there. */
class Machine {
  disk: Disk;
  log: MemoryLog;
  worker: SyncWorker | null = null;
  /** How far its clock is ahead. */
  readonly clock: number;
  readonly #simulation: Simulation;
  #life: Life = { on: false };
  #offlineUntil = 0;
  #fullUntil = 0;
  #backup: Disk | null = null;
  #tickets: string[] = [];

  constructor(simulation: Simulation, disk: Disk, clock: number) {
    this.#simulation = simulation;
    this.disk = disk;
    this.clock = clock;
    this.log = this.#logFor(this.#life);
  }

  powerOn(): void {
    const simulation = this.#simulation;
    const life: Life = { on: true };
    this.#life = life;
    this.log = this.#logFor(life);
    this.#tickets = [...this.log.tickets().keys()];
    const runtime: SyncRuntime = {
      now: () => simulation.world.now + this.clock,
      after: (milliseconds, call) =>
        simulation.world.after(milliseconds, () => {
          if (life.on) call();
        }),
      random: simulation.world.random,
      connect: ({ token, timeoutMs }) => this.#client(life, token, timeoutMs),
    };
    this.worker = new SyncWorker({
      log: this.log,
      district: { url: "http://district", enrolCode: "CODE" },
      onChange: () => undefined,
      runtime,
    });
    this.worker.start();
  }

  powerOff(): void {
    this.#life.on = false;
  }

  lineDown(milliseconds: number): void {
    this.#simulation.count("outage");
    this.#offlineUntil = this.#simulation.world.now + milliseconds;
  }

  diskFull(milliseconds: number): void {
    this.#simulation.count("full disk");
    this.#fullUntil = this.#simulation.world.now + milliseconds;
  }

  isOffline(): boolean {
    return !this.#simulation.healed && this.#simulation.world.now < this.#offlineUntil;
  }

  backUp(): void {
    this.#backup = copyOf(this.disk);
  }

  restore(): void {
    if (this.#backup === null) return;
    this.#simulation.count("restore");
    this.powerOff();
    this.disk = copyOf(this.#backup);
    this.powerOn();
  }

  heal(): void {
    this.#fullUntil = 0;
    if (!this.#life.on) this.powerOn();
    void this.worker?.syncNow();
  }

  /** Something happens at the counter now and then. */
  work(): void {
    const { world } = this.#simulation;
    world.after(world.between(200, 15_000), () => {
      if (this.#simulation.healed) return;
      if (this.#life.on) void this.#act();
      this.work();
    });
  }

  async #act(): Promise<void> {
    const { world } = this.#simulation;
    const { log, worker } = this;
    try {
      if (this.#tickets.length === 0 || world.chance(0.5)) {
        const id = this.#simulation.newId();
        await log.append("ticket.issued", id, {
          day: "2026-11-24",
          serviceGroup: "certification",
          number: 1,
          label: id,
          priority: null,
          printJob: null,
        });
        this.#tickets.push(id);
      } else {
        const type = world.pick(["ticket.called", "ticket.serving", "ticket.served"] as const);
        await log.append(type, world.pick(this.#tickets), { counter: "1", call: 1 });
      }
      worker?.wake();
    } catch (error) {
      // A full disk: the clerk is told, nothing was promised.
      if (!(error instanceof AppError)) throw error;
    }
  }

  #logFor(life: Life): MemoryLog {
    const simulation = this.#simulation;
    const log = new MemoryLog(this.disk, {
      now: () => simulation.stamp() + this.clock,
      newToken: () => `token-${simulation.newId()}`,
      access: async (kind) => {
        await this.#step(life);
        if (kind === "write" && simulation.world.now < this.#fullUntil)
          throw new AppError("STORE_FULL", { path: "disk" });
      },
    });
    const save = log.saveAcked.bind(log);
    log.saveAcked = async (position) => {
      await save(position);
      simulation.promised.push({ ...position, station: log.station });
    };
    return log;
  }

  /** One step of the program; at any of them the power may be cut, and then it never comes back from it. */
  async #step(life: Life): Promise<void> {
    const { world, trouble, healed } = this.#simulation;
    if (life.on && !healed && trouble.powerCut > 0 && world.chance(trouble.powerCut)) {
      this.#simulation.count("power cut");
      life.on = false;
      world.after(world.between(100, 20_000), () => {
        if (!this.#life.on) this.powerOn();
      });
    }
    if (!life.on) await new Promise<never>(() => undefined);
  }

  #client(life: Life, token: string | null, timeoutMs: number): DistrictClient {
    const simulation = this.#simulation;
    const { district, history, world } = simulation;
    const over =
      <I, O>(handle: (input: I) => Promise<O> | O) =>
      async (input: I): Promise<O> => {
        await this.#step(life);
        return simulation.call(this, life, timeoutMs, async () => handle(input));
      };
    const now = () => new Date(Math.floor(world.now)).toISOString();
    const client = {
      health: over(() => ({ ...HEALTH, now: now(), limits: { events: 50, bytes: 1e9 } })),
      enrol: over((input: Parameters<MemoryDistrict["enrol"]>[0]) => {
        const answer = district.enrol(input);
        const { station, epoch, token } = input;
        history.push({ kind: "enrol", station, epoch, token });
        return answer;
      }),
      position: over(() => district.position(district.caller(token))),
      hashAt: over(({ seq }: { seq: number }) => {
        const { station, epoch } = district.caller(token);
        return { hash: district.logs.get(`${station}/${epoch}`)?.events[seq - 1]?.hash ?? null };
      }),
      pushBatch: over(async (outgoing: OutgoingBatch) => {
        const batch: Batch = { ...outgoing, events: JSON.parse(outgoing.events.toString()) };
        const position = await district.pushBatch(token, batch);
        history.push({ kind: "batch", token: token ?? "", batch });
        return { position };
      }),
      openEpoch: over(async (input: { token: string; shared: Position[] }) => {
        const opened = await district.openEpoch(token, input);
        simulation.count("epoch");
        history.push({ kind: "epoch", token: token ?? "", input });
        return opened;
      }),
      feed: over(({ cursor, limit }: { cursor: string | null; limit: number }) => ({
        ...district.feedAfter(district.caller(token), cursor, limit),
        now: now(),
        position: district.position(district.caller(token)),
      })),
    };
    return client as unknown as DistrictClient;
  }
}
