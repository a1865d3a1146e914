import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VirtualPrinter } from "../../../build/printer/virtual-printer.ts";
import { provideSystem } from "../../../build/system.ts";
import type { PrinterEntry, ThermalSettings } from "../../../contract/settings.ts";
import { type Cups, startCups } from "../../../tests/cups.ts";
import {
  imageByContent,
  labelsOf,
  PrintStation,
  printerAt,
  shortPatience,
  slip,
  ticketOf,
} from "../../../tests/print-station.ts";
import type { Patience } from "./driver.ts";
import type { Paper } from "./paper.rules.ts";
import { thermalDriver } from "./thermal-driver.ts";

let station: PrintStation;
let printer: VirtualPrinter;

beforeEach(async () => {
  station = await PrintStation.open();
  printer = await station.printer();
});
afterEach(() => station.close());

function driver(settings: ThermalSettings, patience: Partial<Patience> = {}) {
  return thermalDriver(settings, {
    patience: { ...shortPatience, ...patience },
    textMode: () => settings.textMode,
    images: imageByContent,
  });
}

function jobOf(paper: Paper) {
  return { id: "", kind: paper.kind, title: paper.title, copy: 1, attempts: 1, paper };
}

const usual = () => undefined;

describe("a printer on the network", () => {
  it.each([
    ["off", "offline", "notStarted"],
    ["closes", "offline", "notStarted"],
    ["garbage", "error", "notStarted"],
    ["paperOut", "paperOut", "notStarted"],
    ["coverOpen", "coverOpen", "notStarted"],
    ["silent", "unknown", "unknown"],
    ["nearEnd", "paperNearEnd", "printed"],
  ] as const)("%s: condition %s, paper %s", async (fault, condition, outcome) => {
    printer.setFault(fault);
    const at = driver(printerAt(printer.port));
    expect(await at.status()).toBe(condition);
    expect(await at.print(jobOf(slip("B001")), usual)).toMatchObject({ outcome, condition });
  });

  it.each([
    ["off", "offline", "notStarted"],
    ["garbage", "error", "notStarted"],
    ["paperOut", "paperOut", "notStarted"],
    ["coverOpen", "coverOpen", "notStarted"],
    ["nearEnd", "paperNearEnd", "printed"],
    [null, "ready", "printed"],
  ] as const)("star, %s: condition %s, paper %s", async (fault, condition, outcome) => {
    const star = await station.printer({ make: "star" });
    star.setFault(fault);
    const at = driver(printerAt(star.port, { model: "star" }));
    expect(await at.status()).toBe(condition);
    expect(await at.print(jobOf(slip("B001")), usual)).toMatchObject({ outcome, condition });
  });

  it("that takes one line at a time is not called off-line after its answer was lost", async () => {
    const single = await station.printer({ oneLine: true });
    single.setFault("confirmLost");
    const at = driver(printerAt(single.port));
    expect(await at.print(jobOf(slip("B001")), usual)).toEqual({ outcome: "unknown", condition: "ready" });
    expect(labelsOf(single)).toEqual(["B001"]);
  });

  it("that answers nothing takes seconds for a paper, not a minute", async () => {
    printer.setFault("silent");
    const at = driver(printerAt(printer.port), { answerMs: 2500, paperMs: 60_000, bytesPerSecond: 512 });
    const start = performance.now();
    expect(await at.print(jobOf(slip("B001")), usual)).toMatchObject({ outcome: "unknown" });
    const first = performance.now() - start;
    expect(first).toBeLessThan(30_000);
    await at.print(jobOf(slip("B002")), usual);
    expect(performance.now() - start - first).toBeLessThan(30_000);
  });

  it("that can't confirm, and is set so, counts what was sent, and says so", async () => {
    printer.setFault("silent");
    const at = driver(printerAt(printer.port, { confirmation: "sent" }));
    expect(await at.print(jobOf(slip("B001")), usual)).toMatchObject({
      outcome: "printed",
      unconfirmed: true,
    });
    await expect.poll(() => labelsOf(printer)).toEqual(["B001"]);
  });

  it("tells while it prints that the roll ended, and goes on when it was changed", async () => {
    printer.setFault("outMidJob");
    const seen: string[] = [];
    const at = driver(printerAt(printer.port));
    const printing = at.print(jobOf(ticketOf(station.office, 7)), (condition) => {
      seen.push(condition);
      if (condition === "paperOut") setTimeout(() => printer.setFault(null), 300);
    });
    expect(await printing).toMatchObject({ outcome: "printed", condition: "ready" });
    expect(seen[0]).toBe("paperOut");
    expect(labelsOf(printer)).toEqual(["B007"]);
  });

  it("is cleared of half a paper before the next", async () => {
    printer.setFault("outMidJob");
    const at = driver(printerAt(printer.port), { holdMs: 0, paperMs: 300, bytesPerSecond: 200_000 });
    expect(await at.print(jobOf(ticketOf(station.office, 1)), usual)).toMatchObject({
      outcome: "unknown",
      condition: "paperOut",
    });
    // Still out of paper: what waits in it is forgotten, or it would come out with the new roll.
    expect(await at.clear()).toBe(true);
    printer.setFault(null);
    const patient = driver(printerAt(printer.port));
    expect(await patient.print(jobOf(ticketOf(station.office, 2)), usual)).toMatchObject({
      outcome: "printed",
    });
    expect(labelsOf(printer)).toEqual(["B002"]);
  });

  it.each(["epson", "generic"] as const)(
    "%s: half a picture of a broken line does not swallow the next paper",
    async (model) => {
      const other = await station.printer({ make: model });
      other.setFault("cutMidJob");
      const at = driver(printerAt(other.port, { model }));
      expect(await at.print(jobOf(ticketOf(station.office, 1)), usual)).toMatchObject({ outcome: "unknown" });
      expect(await at.clear()).toBe(true);
      expect(await at.print(jobOf(ticketOf(station.office, 2)), usual)).toMatchObject({ outcome: "printed" });
      expect(labelsOf(other)).toEqual(["B002"]);
    },
  );

  it("that should answer when it is cleared and does not is drowned in white", async () => {
    // A cheap one that was set up as Epson's: it does not know the order.
    const other = await station.printer({ make: "generic" });
    other.setFault("cutMidJob");
    expect(
      await driver(printerAt(other.port, { model: "generic" })).print(
        jobOf(ticketOf(station.office, 1)),
        usual,
      ),
    ).toMatchObject({ outcome: "unknown" });
    expect(await driver(printerAt(other.port)).clear()).toBe(true);
    const at = driver(printerAt(other.port, { model: "generic" }));
    expect(await at.print(jobOf(ticketOf(station.office, 2)), usual)).toMatchObject({ outcome: "printed" });
    expect(labelsOf(other)).toEqual(["B002"]);
  });

  it("is understood though another program has told it to report by itself (ASB)", async () => {
    const chatty = await station.printer({ make: "generic", reports: true });
    const at = driver(printerAt(chatty.port, { model: "generic" }));
    expect(await at.status()).toBe("ready");
    chatty.setFault("outMidJob");
    const printing = at.print(jobOf(ticketOf(station.office, 7)), (condition) => {
      // The report itself is no confirmation: the paper is not out yet.
      expect(labelsOf(chatty)).toEqual([]);
      if (condition === "paperOut") chatty.setFault(null);
    });
    expect(await printing).toMatchObject({ outcome: "printed", unconfirmed: false });
    expect(labelsOf(chatty)).toEqual(["B007"]);
  });

  it("finds nobody at a wrong address, and says why", async () => {
    const refused = driver(printerAt(1));
    expect(await refused.status()).toBe("offline");
    expect(refused.cause()).toBe("refused");
    printer.setFault("closes");
    const busy = driver(printerAt(printer.port));
    expect(await busy.status()).toBe("offline");
    expect(busy.cause()).toBe("busy");
    printer.setFault(null);
    expect(await busy.status()).toBe("ready");
    expect(busy.cause()).toBeNull();
    const unknown = driver(printerAt(1, { address: "printer.invalid:9100" } as Partial<PrinterEntry>), {
      answerMs: 20_000,
    });
    expect(await unknown.status()).toBe("offline");
    expect(unknown.cause()).toBe("unknownHost");
  });
});

describe("a printer behind a character device", () => {
  let bridge: ChildProcess | null = null;
  afterEach(() => bridge?.kill());

  /** A pair of terminal devices of the kernel, the far end of which is the virtual printer. */
  async function device(): Promise<string> {
    await provideSystem({ serial: true });
    const path = join(station.folder, "lp0");
    bridge = spawn("socat", [`pty,raw,echo=0,link=${path}`, `tcp:127.0.0.1:${printer.port}`]);
    await expect.poll(() => existsSync(path)).toBe(true);
    return path;
  }

  it("is asked, printed on and confirmed as on the network", async () => {
    const path = await device();
    const settings = printerAt(0, { connection: "device", path } as Partial<PrinterEntry>);
    const at = driver(settings, { answerMs: 1000, paperMs: 5000 });
    expect(await at.status()).toBe("ready");
    expect(await at.print(jobOf(ticketOf(station.office, 3)), usual)).toMatchObject({
      outcome: "printed",
      unconfirmed: false,
    });
    printer.setFault("coverOpen");
    expect(await at.print(jobOf(ticketOf(station.office, 4)), usual)).toEqual({
      outcome: "notStarted",
      condition: "coverOpen",
    });
    expect(labelsOf(printer)).toEqual(["B003"]);
  });

  it("that is unplugged is off-line", async () => {
    const path = join(station.folder, "nothing");
    const settings = printerAt(0, { connection: "device", path } as Partial<PrinterEntry>);
    const at = driver(settings);
    expect(await at.status()).toBe("offline");
    expect(at.cause()).toBe("noDevice");
    expect(await at.print(jobOf(slip("B001")), usual)).toEqual({
      outcome: "notStarted",
      condition: "offline",
    });
  });

  it("that is no printer but a file or a folder neither hangs nor loses a paper", async () => {
    const file = join(station.folder, "file");
    writeFileSync(file, "");
    const onFile = driver(printerAt(0, { connection: "device", path: file } as Partial<PrinterEntry>));
    // A file takes everything and answers nothing: nobody knows what became of the paper.
    expect(await onFile.print(jobOf(slip("B001")), usual)).toMatchObject({ outcome: "unknown" });
    const onFolder = driver(
      printerAt(0, { connection: "device", path: station.folder } as Partial<PrinterEntry>),
    );
    expect(await onFolder.status()).toBe("offline");
    expect(onFolder.cause()).toBe("noDevice");
  });

  it("that takes nothing, as one out of paper, is neither waited for nor called cleared", async () => {
    const path = await device();
    bridge?.kill("SIGSTOP");
    const settings = printerAt(0, { connection: "device", path, model: "generic" } as Partial<PrinterEntry>);
    const at = driver(settings, { bytesPerSecond: 100_000, paperMs: 300 });
    // The kernel holds 64 KB for it, a ticket has nearly as many.
    for (const number of [1, 2])
      expect(await at.print(jobOf(ticketOf(station.office, number)), usual)).toMatchObject({
        outcome: "unknown",
      });
    expect(await at.clear()).toBe(false);
    bridge?.kill("SIGCONT");
  });
});

describe("a queue of the operating system (CUPS)", () => {
  const known = process.env.CUPS_SERVER;
  let cups: Cups;
  const settings = printerAt(0, { connection: "spooler", queue: "counter" } as Partial<PrinterEntry>);

  beforeEach(async () => {
    cups = await startCups();
    process.env.CUPS_SERVER = cups.server;
    await cups.addQueue("counter", printer.port);
  });
  afterEach(async () => {
    if (known === undefined) delete process.env.CUPS_SERVER;
    else process.env.CUPS_SERVER = known;
    await cups.stop();
  });

  /** The system's programs are not called within a moment on every machine. */
  const queue = (patience: Partial<Patience> = {}) =>
    driver(settings, { answerMs: 10_000, paperMs: 30_000, ...patience });

  it("takes a paper raw, and it counts as printed unconfirmed when the device took it", async () => {
    const at = queue();
    expect(await at.status()).toBe("ready");
    expect(at.cause()).toBeNull();
    expect(await at.print(jobOf(ticketOf(station.office, 5)), usual)).toMatchObject({
      outcome: "printed",
      unconfirmed: true,
    });
    await expect.poll(() => labelsOf(printer)).toEqual(["B005"]);
  });

  it("that is stopped, takes no jobs, does not exist or has no spooler took nothing, and says which", async () => {
    const at = queue();
    const takesNothing = async () =>
      expect(await at.print(jobOf(slip("B001")), usual)).toMatchObject({
        outcome: "notStarted",
        condition: "offline",
      });
    await cups.order("cupsdisable", "counter");
    await takesNothing();
    expect(at.cause()).toBe("queueStopped");
    await cups.order("cupsenable", "counter");
    await cups.order("cupsreject", "counter");
    await takesNothing();
    await cups.order("lpadmin", "-x", "counter");
    await takesNothing();
    expect(at.cause()).toBe("noQueue");
    await cups.stop();
    await takesNothing();
    expect(at.cause()).toBe("noSpooler");
    expect(labelsOf(printer)).toEqual([]);
  });

  it("that does not get rid of a paper in time gives it back to a person, and forgets it", async () => {
    // The device behind the queue is gone, and the queue does not know it yet.
    await cups.addQueue("counter", 1);
    const at = queue({ paperMs: 2000, bytesPerSecond: 100_000 });
    expect(await at.print(jobOf(slip("B001")), usual)).toMatchObject({ outcome: "unknown" });
    expect(await cups.order("lpstat", "-W", "not-completed", "-o", "counter")).toBe("");
    await cups.addQueue("counter", printer.port);
    expect(await queue().print(jobOf(slip("B002")), usual)).toMatchObject({ outcome: "printed" });
    await expect.poll(() => labelsOf(printer)).toEqual(["B002"]);
  });
});
