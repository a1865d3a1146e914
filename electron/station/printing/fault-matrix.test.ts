import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { table } from "../../../build/bench/figures.ts";
import type { PrinterFault } from "../../../build/printer/faults.ts";
import type { PrinterStep } from "../../../build/printer/machine.ts";
import { startVirtualPrinter, type VirtualPrinter } from "../../../build/printer/virtual-printer.ts";
import { root, runFolder } from "../../../build/project.ts";
import { type PrintJob, undecidedStates } from "../../../contract/entities.ts";
import type { PrinterEntry, PrinterSettings } from "../../../contract/settings.ts";
import { openPrintJobs } from "../../../db/print-jobs.ts";
import { officeFolder, printerAt, shortPatience } from "../../../tests/print-station.ts";
import type { AtCounter } from "../staff/desk.ts";
import { Station } from "../station.ts";
import type { Patience } from "./driver.ts";

/**
 * What can happen between a citizen's tap and the paper in the hand, with the real station, the real store and a printer
 * that fails on demand. Whatever happens: no number that was shown is without its paper in the end, and no paper stands
 * there twice unmarked. A person looks at the printer where the program can't know.
 */

interface Row {
  name: string;
  shown: number;
  out: number;
  asked: number;
  lost: number;
  doubled: number;
  seconds: number;
}
const rows: Row[] = [];

let folder: string;
const running: { stop(): Promise<void> }[] = [];
const printers: VirtualPrinter[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "matrix-"));
});
afterEach(async () => {
  for (const station of running.splice(0)) await station.stop();
  for (const printer of printers.splice(0)) await printer.close();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => {
  const report = table(
    ["what happens", "shown", "out", "asked", "lost", "doubled", "seconds"],
    rows.map((row) => [
      row.name,
      ...[row.shown, row.out, row.asked, row.lost, row.doubled].map(String),
      row.seconds.toFixed(1),
    ]),
  );
  mkdirSync(join(runFolder, "reports"), { recursive: true });
  writeFileSync(join(runFolder, "reports", "printing.txt"), `Printing when something fails\n\n${report}\n`);
  console.log(`\n${report}\n`);
});

async function printer(options: Partial<Parameters<typeof startVirtualPrinter>[0]> = {}) {
  const started = await startVirtualPrinter({
    port: 0,
    folder: join(folder, `printer-${printers.length}`),
    ...options,
  });
  printers.push(started);
  return started;
}

function settingsOf(name: string, entries: readonly PrinterSettings[]) {
  return {
    dataFolder: join(folder, name),
    catalogueFolder: officeFolder,
    windows: [{ role: "kiosk" as const }],
    printers: [...entries],
    anyHour: true,
    hall: null,
    district: null,
  };
}

async function open(
  entries: readonly PrinterSettings[],
  patience: Partial<Patience> = {},
  name = "station",
): Promise<Station> {
  const station = await Station.start({
    settings: settingsOf(name, entries),
    app: "test",
    patience: { ...shortPatience, ...patience },
  });
  running.push(station);
  return station;
}

/** A number, as the kiosk gets it: when this returns, it is on the screen. */
async function take(station: Station): Promise<string> {
  const group = station.context.catalogue.all.serviceGroups[0]?.id ?? "";
  const { ticket } = await station.queue.take({ requestId: uuidv7(), serviceGroup: group, priority: null });
  return ticket.label;
}

function unmarked(): string[] {
  return printers
    .flatMap((entry) => entry.papers())
    .filter((paper) => paper.whole)
    .flatMap((paper) => paper.qr)
    .filter((qr) => !qr.includes(":copy"))
    .map((qr) => qr.split(":").at(-1) ?? "");
}

/** The clerk: looks whether the paper lies there, and says so. Until nothing is open any more. */
async function clerk(station: Station): Promise<number> {
  const { counters, staff } = station.context.catalogue.all;
  const desk = { staff: staff[0], counter: counters[0] } as AtCounter;
  const answered = new Set<string>();
  const until = Date.now() + 25_000;
  const open = () => openPrintJobs(station.context.store.db);
  const settle = async (job: PrintJob) => {
    // A person does not stand there within a millisecond: what the printer is about to put out is out.
    await new Promise((resolve) => setTimeout(resolve, 250));
    const isOut = job.state === "unknown" && unmarked().includes(job.title);
    await station.papers.settle(desk, job.id, isOut);
    answered.add(job.id);
  };
  for (;;) {
    const jobs = await open();
    if (jobs.length === 0) return answered.size;
    for (const job of jobs) if (undecidedStates.includes(job.state)) await settle(job);
    if (Date.now() > until) throw new Error(`still open: ${JSON.stringify(jobs)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Notes the row of the table, and demands what is promised. */
async function account(name: string, shown: readonly string[], asked: number, since: number): Promise<void> {
  // What counts as printed because it was sent may still be on its way through the head.
  const until = Date.now() + 5000;
  while (Date.now() < until && shown.some((label) => !unmarked().includes(label)))
    await new Promise((resolve) => setTimeout(resolve, 50));
  const out = unmarked();
  const lost = shown.filter((label) => !out.includes(label)).length;
  const doubled = out.length - new Set(out).size;
  const seconds = (performance.now() - since) / 1000;
  rows.push({ name, shown: shown.length, out: out.length, asked, lost, doubled, seconds });
  expect({ lost, doubled, unasked: out.filter((label) => !shown.includes(label)) }).toEqual({
    lost: 0,
    doubled: 0,
    unasked: [],
  });
}

interface Scenario {
  name: string;
  fault: PrinterFault | null;
  /** How long it lasts; `asked`: until a person was asked. */
  heals?: number | "asked";
  settings?: Partial<PrinterEntry>;
  printer?: Partial<Parameters<typeof startVirtualPrinter>[0]>;
  patience?: Partial<Patience>;
  tickets?: number;
  /** How many times a person must be asked, where that is certain. */
  asked?: number;
}

const scenarios: Scenario[] = [
  { name: "nothing", fault: null, asked: 0 },
  { name: "printer off", fault: "off", heals: 600, asked: 0 },
  { name: "off in mid-job", fault: "offMidJob", heals: 600, asked: 1 },
  { name: "cable out in mid-job", fault: "cutMidJob", asked: 1 },
  { name: "paper out before", fault: "paperOut", heals: 600, asked: 0 },
  { name: "paper out during, roll changed", fault: "outMidJob", heals: 900, asked: 0 },
  {
    name: "paper out during, reprint asked before the roll",
    fault: "outMidJob",
    heals: "asked",
    patience: { holdMs: 0, paperMs: 200, bytesPerSecond: 400_000 },
    asked: 1,
  },
  { name: "cover open before", fault: "coverOpen", heals: 600, asked: 0 },
  { name: "cover open during", fault: "coverMidJob", heals: 900, asked: 0 },
  {
    name: "slow, 1 KB/s",
    fault: "slow",
    settings: { textMode: "wpc1258" },
    patience: { bytesPerSecond: 700, answerMs: 12_000 },
    tickets: 1,
    asked: 0,
  },
  { name: "closes after accept", fault: "closes", heals: 600, asked: 0 },
  { name: "garbage answers", fault: "garbage", heals: 600, asked: 0 },
  { name: "answer lost", fault: "confirmLost", asked: 1 },
  { name: "answer lost, one line at a time", fault: "confirmLost", printer: { oneLine: true }, asked: 1 },
  { name: "answers nothing", fault: "silent", asked: 2 },
  { name: "answers nothing, known to", fault: "silent", settings: { confirmation: "sent" }, asked: 0 },
  {
    name: "cheap printer, cable out in mid-job",
    fault: "cutMidJob",
    settings: { model: "generic" },
    printer: { make: "generic" },
    asked: 1,
  },
  {
    name: "cheap printer, paper out during",
    fault: "outMidJob",
    heals: 900,
    settings: { model: "generic" },
    printer: { make: "generic" },
    asked: 0,
  },
  {
    name: "Star, cable out in mid-job",
    fault: "cutMidJob",
    settings: { model: "star" },
    printer: { make: "star" },
    asked: 1,
  },
  {
    name: "Star, paper out during",
    fault: "outMidJob",
    heals: 900,
    settings: { model: "star" },
    printer: { make: "star" },
    asked: 0,
  },
];

describe("the fault matrix", () => {
  it.each(scenarios)(
    "$name",
    async ({ name, fault, heals, settings, patience, tickets = 2, asked, ...rest }) => {
      const since = performance.now();
      const one = await printer(rest.printer);
      const station = await open([printerAt(one.port, { papers: ["ticket"], ...settings })], patience);
      await expect.poll(async () => (await station.health()).printers[0]?.checkedAt).not.toBeNull();
      one.setFault(fault);
      const shown: string[] = [];
      for (let ticket = 0; ticket < tickets; ticket += 1) shown.push(await take(station));
      if (typeof heals === "number") setTimeout(() => one.setFault(null), heals);
      let early = 0;
      if (heals === "asked") {
        // The clerk says "not out" while the roll is still empty, and only then changes it.
        const { counters, staff } = station.context.catalogue.all;
        const unknown = async () =>
          (await openPrintJobs(station.context.store.db)).find((job) => job.state === "unknown");
        await expect.poll(unknown, { timeout: 10_000 }).toBeDefined();
        const job = await unknown();
        await station.papers.settle(
          { staff: staff[0], counter: counters[0] } as AtCounter,
          job?.id ?? "",
          false,
        );
        early = 1;
        await new Promise((resolve) => setTimeout(resolve, 500));
        one.setFault(null);
      }
      const answered = early + (await clerk(station));
      await account(name, shown, answered, since);
      if (asked !== undefined) expect(answered).toBe(asked);
    },
  );

  it("two jobs at once, from two PCs", async () => {
    const since = performance.now();
    const one = await printer();
    const [a, b] = [
      await open([printerAt(one.port, { papers: ["ticket"] })], {}, "a"),
      await open([printerAt(one.port, { papers: ["receipt", "ticket"] })], {}, "b"),
    ];
    const shown = await Promise.all([take(a), take(b), take(a), take(b)]);
    const asked = (await clerk(a)) + (await clerk(b));
    // Each PC numbers from 1: the same label twice is two tickets here.
    const out = unmarked();
    rows.push({
      name: "two jobs at once",
      shown: shown.length,
      out: out.length,
      asked,
      lost: shown.length - out.length,
      doubled: 0,
      seconds: (performance.now() - since) / 1000,
    });
    expect(out.sort()).toEqual([...shown].sort());
  });

  it("a dead printer is stood in for", async () => {
    const since = performance.now();
    const [dead, other] = [await printer(), await printer()];
    dead.setFault("off");
    const station = await open([
      printerAt(dead.port, { papers: ["ticket"] }),
      printerAt(other.port, { id: "q", papers: ["receipt"], fallbackFor: ["ticket"] }),
    ]);
    const shown = [await take(station), await take(station)];
    await account("printer dead, another stands in", shown, await clerk(station), since);
    expect(other.papers()).toHaveLength(2);
  });
});

describe("the service is killed (SIGKILL)", () => {
  it.each<[PrinterStep, string]>([
    ["connected", "as it asks the printer"],
    ["receiving", "as the paper is sent"],
    ["out", "as the paper is out, before the answer"],
    ["answered", "as the printer has answered"],
  ])("%s: %s", async (step, moment) => {
    const since = performance.now();
    // Numbers are shown while there is no printer yet: their papers wait in the store.
    const before = await open([]);
    const shown = [await take(before), await take(before)];
    await before.stop();
    running.pop();
    let kill: () => void = () => undefined;
    const one = await printer({ onStep: (reached) => reached === step && kill() });
    const file = join(folder, "settings.json");
    const entry = printerAt(one.port, { papers: ["ticket"] });
    writeFileSync(file, JSON.stringify(settingsOf("station", [entry])));
    const service = spawn(process.execPath, [join(root, "electron/station/main.ts"), "--settings", file], {
      stdio: "ignore",
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    const ended = new Promise((resolve) => service.once("exit", (_code, signal) => resolve(signal)));
    kill = () => service.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
    kill = () => undefined;
    const after = await open([entry]);
    await account(`service killed ${moment}`, shown, await clerk(after), since);
  });
});
