import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VirtualPrinter } from "../../../build/printer/virtual-printer.ts";
import { provideSystem } from "../../../build/system.ts";
import type { PrinterEntry, ThermalSettings } from "../../../contract/settings.ts";
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
    expect(await at.print(jobOf(ticketOf(station.office, 2)), usual)).toMatchObject({ outcome: "printed" });
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

  it("finds nobody at a wrong address", async () => {
    expect(await driver(printerAt(1)).status()).toBe("offline");
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
    expect(await driver(settings).status()).toBe("offline");
    expect(await driver(settings).print(jobOf(slip("B001")), usual)).toEqual({
      outcome: "notStarted",
      condition: "offline",
    });
  });
});

describe("a queue of the operating system", () => {
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  /** Programs that take the same orders as CUPS's own and send what they get to the virtual printer. */
  function spooler(): { folder: string; settings: ThermalSettings } {
    const folder = join(station.folder, "spool");
    mkdirSync(folder);
    const program = (name: string, text: string) => {
      writeFileSync(join(folder, name), `#!/bin/sh\ncd "${folder}"\n${text}\n`);
      chmodSync(join(folder, name), 0o755);
    };
    const send = join(folder, "send.mjs");
    writeFileSync(
      send,
      `import { connect } from "node:net"; import { readFileSync, rmSync } from "node:fs";
const line = connect(${printer.port}, "127.0.0.1", () => line.end(readFileSync("job")));
line.on("close", () => rmSync("waiting", { force: true })).resume();`,
    );
    program(
      "lp",
      `[ -e refuses ] && exit 1
cat > job; echo "$@" > orders; echo "counter-1 office 1024" > waiting
[ -e stopped ] || "${process.execPath}" "${send}" >/dev/null 2>&1 &
echo "request id is counter-1 (0 file(s))"`,
    );
    program(
      "lpstat",
      `[ "$1" = -p ] && { [ -e stopped ] && echo "printer counter disabled since now" || echo "printer counter is idle."; exit 0; }
[ -e waiting ] && cat waiting; exit 0`,
    );
    program("cancel", `echo "$1" > cancelled; rm -f waiting`);
    process.env.PATH = `${folder}:${path}`;
    const settings = printerAt(0, { connection: "spooler", queue: "counter" } as Partial<PrinterEntry>);
    return { folder, settings };
  }

  it("takes a paper raw, and it counts as printed unconfirmed when the device took it", async () => {
    const { folder, settings } = spooler();
    const at = driver(settings);
    expect(await at.status()).toBe("ready");
    expect(await at.print(jobOf(ticketOf(station.office, 5)), usual)).toMatchObject({
      outcome: "printed",
      unconfirmed: true,
    });
    await expect.poll(() => labelsOf(printer)).toEqual(["B005"]);
    expect(readFileSync(join(folder, "orders"), "utf8")).toBe("-d counter -o raw -t B005\n");
  });

  it("that is stopped takes nothing; that refuses took nothing", async () => {
    const { folder, settings } = spooler();
    writeFileSync(join(folder, "stopped"), "");
    expect(await driver(settings).print(jobOf(slip("B001")), usual)).toMatchObject({
      outcome: "notStarted",
      condition: "offline",
    });
    rmSync(join(folder, "stopped"));
    writeFileSync(join(folder, "refuses"), "");
    expect(await driver(settings).print(jobOf(slip("B001")), usual)).toMatchObject({ outcome: "notStarted" });
  });

  it("that does not get rid of a paper in time gives it back to a person, and forgets it", async () => {
    const { folder, settings } = spooler();
    // The device behind the queue is gone, and the queue does not know it yet.
    printer.setFault("off");
    writeFileSync(join(folder, "send.mjs"), "");
    expect(
      await driver(settings, { paperMs: 300, bytesPerSecond: 100_000 }).print(jobOf(slip("B001")), usual),
    ).toMatchObject({ outcome: "unknown" });
    expect(readFileSync(join(folder, "cancelled"), "utf8")).toBe("counter-1\n");
  });
});
