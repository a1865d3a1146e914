import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VirtualPrinter } from "../../../build/printer/virtual-printer.ts";
import { markInterruptedJobs, openPrintJobs, printJobById, updatePrintJob } from "../../../db/print-jobs.ts";
import { printerRow, updatePrinter } from "../../../db/printers.ts";
import { labelsOf, PrintStation, printerAt, ticketOf } from "../../../tests/print-station.ts";
import { PrintQueue } from "./queue.ts";

let station: PrintStation;
let printer: VirtualPrinter;

beforeEach(async () => {
  station = await PrintStation.open();
  printer = await station.printer();
});
afterEach(() => station.close());

const add = (number: number, job?: Parameters<PrintStation["add"]>[1]) =>
  station.add(ticketOf(station.office, number), job);
const becomes = (id: string, state: string) =>
  expect.poll(() => station.state(id), { timeout: 10_000, interval: 20 }).toBe(state);

describe("the print queue on the store", () => {
  it("prints in order and records each as a fact, with its printer", async () => {
    await station.print([printerAt(printer.port)]);
    const ids = [await add(1), await add(2), await add(3)];
    await becomes(ids[2] ?? "", "printed");
    expect(labelsOf(printer)).toEqual(["B001", "B002", "B003"]);
    const events = await station.store.db.selectFrom("events").select(["type", "data"]).execute();
    expect(events.map((event) => event.type)).toEqual(["paper.settled", "paper.settled", "paper.settled"]);
    expect(JSON.parse(events[0]?.data ?? "")).toMatchObject({ by: "printer", printer: "p" });
  });

  it("keeps papers while the printer is out of paper and prints each once when it is back", async () => {
    printer.setFault("paperOut");
    const queue = await station.print([printerAt(printer.port)]);
    const ids = [await add(1), await add(2)];
    await expect.poll(() => queue.statuses()[0]?.condition).toBe("paperOut");
    expect(await openPrintJobs(station.store.db)).toHaveLength(2);
    printer.setFault(null);
    await becomes(ids[1] ?? "", "printed");
    expect(labelsOf(printer)).toEqual(["B001", "B002"]);
  });

  it("asks a person about a paper that broke off and goes on with the others", async () => {
    printer.setFault("cutMidJob");
    await station.print([printerAt(printer.port)]);
    const first = await add(1);
    await becomes(first, "unknown");
    const second = await add(2);
    await becomes(second, "printed");
    expect(await station.state(first)).toBe("unknown");
    expect(labelsOf(printer)).toEqual(["B002"]);
  });

  it("says near end after a paper at once, not at the next look", async () => {
    printer.setFault("nearEnd");
    const queue = await station.print([printerAt(printer.port)], { patience: { idleMs: 60_000 } });
    await becomes(await add(1), "printed");
    expect(queue.statuses()[0]?.condition).toBe("paperNearEnd");
  });

  it("goes on after the store failed, and prints nothing twice by it", async () => {
    const jobs = await station.jobs();
    let failures = 0;
    for (const name of ["claimNext", "markPrinted"] as const) {
      const real = jobs[name].bind(jobs) as (...args: never[]) => Promise<unknown>;
      let isFirst = true;
      Object.assign(jobs, {
        [name]: async (...args: never[]) => {
          if (!isFirst) return real(...args);
          isFirst = false;
          failures += 1;
          throw new Error("disk full");
        },
      });
    }
    await station.print([printerAt(printer.port)]);
    await becomes(await add(1), "printed");
    expect(failures).toBe(2);
    expect(labelsOf(printer)).toEqual(["B001"]);
  });

  it("asks about what was being sent when the program died, and clears the printer of it", async () => {
    const id = await add(1);
    await updatePrintJob(station.store.db, id, { state: "sending", sent_to: "p" });
    expect(await markInterruptedJobs(station.store)).toBe(1);
    expect((await printerRow(station.store.db, "p")).clear_first).toBe(1);
    await station.print([printerAt(printer.port)]);
    const next = await add(2);
    await becomes(next, "printed");
    expect(await station.state(id)).toBe("unknown");
    expect(labelsOf(printer)).toEqual(["B002"]);
    await expect.poll(async () => (await printerRow(station.store.db, "p")).clear_first).toBe(0);
  });

  it("puts a paper that can't be set before a person, and prints the next", async () => {
    await station.print([printerAt(printer.port)]);
    const bad = await station.add({ kind: "ticket", title: "X", blocks: [{ kind: "nothing" }] } as never);
    const good = await add(2);
    await becomes(good, "printed");
    expect(await station.state(bad)).toBe("failed");
  });
});

describe("the life of a paper", () => {
  it("ends while the printer is off overnight: in the morning a person decides", async () => {
    printer.setFault("off");
    let now = Date.parse("2026-11-24T09:00:00.000Z");
    await station.print([printerAt(printer.port)], { now: () => new Date(now).toISOString() });
    const id = await add(1, { expiresAt: "2026-11-24T12:00:00.000Z" });
    await expect.poll(() => station.queue.statuses()[0]?.condition).toBe("offline");
    now = Date.parse("2026-11-25T00:30:00.000Z");
    printer.setFault(null);
    await becomes(id, "expired");
    const next = await add(2, { expiresAt: "2026-11-25T04:00:00.000Z" });
    await becomes(next, "printed");
    expect(labelsOf(printer)).toEqual(["B002"]);
  });
});

describe("several printers", () => {
  it("one that is dead stops no other, and its papers come out where it is stood in for", async () => {
    const other = await station.printer();
    printer.setFault("off");
    const queue = await station.print([
      printerAt(printer.port, { papers: ["ticket"] }),
      printerAt(other.port, { id: "q", papers: ["receipt"], fallbackFor: ["ticket"] }),
    ]);
    const id = await add(1);
    await becomes(id, "printed");
    expect(labelsOf(other)).toEqual(["B001"]);
    expect((await printJobById(station.store.db, id))?.sent_to).toBe("q");
    // Back again, its papers are its own.
    printer.setFault(null);
    await expect.poll(() => queue.statuses()[0]?.condition, { timeout: 10_000 }).toBe("ready");
    await becomes(await add(2), "printed");
    expect(labelsOf(printer)).toEqual(["B002"]);
  });

  it("nobody stands in for a printer that is only short of a moment", async () => {
    const other = await station.printer();
    printer.setFault("coverOpen");
    await station.print(
      [
        printerAt(printer.port, { papers: ["ticket"] }),
        printerAt(other.port, { id: "q", papers: [], fallbackFor: ["ticket"] }),
      ],
      { patience: { fallbackMs: 60_000 } },
    );
    const id = await add(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    printer.setFault(null);
    await becomes(id, "printed");
    expect(labelsOf(other)).toEqual([]);
  });

  it("a paper that a person gave to a printer comes out there and nowhere else", async () => {
    const other = await station.printer();
    await station.print([
      printerAt(printer.port, { papers: ["ticket"] }),
      printerAt(other.port, { id: "q", papers: [] }),
    ]);
    await becomes(await add(1, { printer: "q" }), "printed");
    expect(labelsOf(printer)).toEqual([]);
    expect(labelsOf(other)).toEqual(["B001"]);
  });

  it("a kind of printer that is none on a roll fits in beside them", async () => {
    const printed: unknown[] = [];
    const jobs = await station.jobs();
    const queue = new PrintQueue({
      printers: [printerAt(printer.port, { papers: ["receipt"] })],
      store: jobs,
      driverOf: () => ({
        status: async () => "ready",
        print: async (job) => {
          printed.push(job.paper);
          return { outcome: "printed", condition: "ready", unconfirmed: true, dots: 0 };
        },
        clear: async () => true,
        cause: () => null,
        close: () => undefined,
      }),
    });
    const id = await station.add({ kind: "receipt", title: "A4", html: "<p>" } as never);
    queue.start();
    await becomes(id, "printed");
    expect(printed).toEqual([{ kind: "receipt", title: "A4", html: "<p>" }]);
    await queue.stop();
  });
});

describe("the roll", () => {
  it("is counted, and begins anew when it was changed", async () => {
    await station.print([printerAt(printer.port)]);
    await becomes(await add(1), "printed");
    const { used_dots } = await printerRow(station.store.db, "p");
    // A ticket is about as long as a hand is wide.
    expect(used_dots / 8).toBeGreaterThan(80);
    expect(used_dots / 8).toBeLessThan(160);
    printer.setFault("paperOut");
    await expect.poll(() => station.queue.statuses()[0]?.condition).toBe("paperOut");
    printer.setFault("coverOpen");
    await expect.poll(() => station.queue.statuses()[0]?.condition).toBe("coverOpen");
    printer.setFault(null);
    await expect.poll(async () => (await printerRow(station.store.db, "p")).used_dots).toBe(0);
  });
});

describe("ten thousand tickets in small", () => {
  it("leave no line and no memory behind", async () => {
    const counting = await station.printer({ draws: false });
    await updatePrinter(station.store.db, "p", {});
    await station.print([printerAt(counting.port)]);
    const paper = ticketOf(station.office, 1);
    const some = async (count: number) => {
      let last = "";
      for (let index = 0; index < count; index += 1) last = await station.add(paper);
      await expect.poll(() => station.state(last), { timeout: 60_000 }).toBe("printed");
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };
    await some(60);
    const before = await some(60);
    const after = await some(180);
    expect((after - before) / 1024 / 1024).toBeLessThan(30);
    await expect.poll(() => counting.lines()).toBeLessThanOrEqual(1);
    expect(counting.papers()).toHaveLength(300);
  });
});
