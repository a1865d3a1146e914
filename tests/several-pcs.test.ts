import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type ElectronApplication, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { provideApp, type ReadyApp } from "../build/app.ts";
import { launch } from "../build/launch.ts";
import { readPapers, startVirtualPrinter, type VirtualPrinter } from "../build/printer/virtual-printer.ts";
import { root } from "../build/project.ts";
import { paperTitle, parsePaperQr } from "../contract/paper-qr.ts";
import type { settingsSchema, WindowSettings } from "../contract/settings.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { eventually, picture } from "./hall.ts";
import { Network } from "./network.ts";
import { CounterWindow, Kiosk, pageOf } from "./windows.ts";

/**
 * A reception hall as it stands: a PC with the kiosk and the display that hosts the queue, two counter PCs, and a TV box
 * with a plain browser. Each PC has a data folder and an address of its own. The cable of one is pulled out, and the host
 * is killed in the middle of the work.
 */

const PORT = 8443;
const small = { width: 1366, height: 768 };

class Pc {
  readonly name: string;
  readonly folder: string;
  readonly address: string;
  readonly #number: number;
  #app: ElectronApplication | null = null;

  constructor(name: string, number: number, windows: WindowSettings[], printer: string | null) {
    this.name = name;
    this.#number = number;
    this.folder = join(folder, `pc-${number}`);
    this.address = `${network.add(number)}:${PORT}`;
    mkdirSync(this.folder, { recursive: true });
    const settings: z.input<typeof settingsSchema> = {
      dataFolder: "station",
      catalogueFolder: join(root, "data/phu-ninh"),
      windows,
      printers:
        printer === null
          ? []
          : [
              {
                id: "kiosk",
                name: "Máy in kiosk",
                connection: "tcp",
                address: printer,
                widthDots: 576,
                papers: ["ticket", "receipt", "test"],
              },
            ],
      anyHour: true,
      hall: { port: PORT, name, discover: true },
      district: null,
    };
    writeFileSync(join(this.folder, "settings.json"), JSON.stringify(settings));
  }

  async open(): Promise<this> {
    const command = ready.command(join(this.folder, "settings.json"));
    this.#app = await launch({
      ...command,
      env: { ...command.env, MOTCUA_NODE: network.node(this.#number, this.folder) },
    });
    return this;
  }

  page(role: string): Promise<Page> {
    if (this.#app === null) throw new Error(`${this.name} is off`);
    return pageOf(this.#app, role);
  }

  async counter(): Promise<CounterWindow> {
    return new CounterWindow(await this.page("counter"));
  }

  /** A power cut: nothing gets to say goodbye. */
  kill(): void {
    const shell = this.#app?.process();
    const station = execFileSync("pgrep", ["-P", String(shell?.pid), "-f", "station/start.cjs"], {
      encoding: "utf8",
    });
    process.kill(Number(station.trim().split("\n")[0]), "SIGKILL");
    shell?.kill("SIGKILL");
    this.#app = null;
  }

  async close(): Promise<void> {
    await this.#app?.close().catch(() => undefined);
  }
}

let ready: ReadyApp;
let network: Network;
let folder: string;
let printer: VirtualPrinter;
let host: Pc;
let first: Pc;
let second: Pc;
let browser: Browser;
let tv: Page;
let kiosk: Kiosk;
let counters: [CounterWindow, CounterWindow];
const promised: string[] = [];
const called: string[] = [];

beforeAll(async () => {
  ready = await provideApp(() => undefined);
  folder = mkdtempSync(join(tmpdir(), "pcs-"));
  network = new Network("10.87.43");
  printer = await startVirtualPrinter({ port: 0, folder: join(folder, "papers"), host: network.hub });
  const at = `${network.hub}:${printer.port}`;
  host = new Pc(
    "Bàn tiếp đón",
    0,
    [
      { role: "kiosk", size: { width: 1080, height: 1920 } },
      { role: "display", size: { width: 1920, height: 1080 } },
      { role: "counter", counter: "4", size: small },
    ],
    at,
  );
  first = new Pc("Quầy một", 1, [{ role: "counter", counter: "1", size: small }], null);
  second = new Pc("Quầy hai", 2, [{ role: "counter", counter: "2", size: small }], null);
  for (const pc of [host, first, second]) await pc.open();
  kiosk = new Kiosk(await host.page("kiosk"));
  counters = [await first.counter(), await second.counter()];
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  tv = await (
    await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1920, height: 1080 } })
  ).newPage();
});
afterAll(async () => {
  await browser?.close();
  for (const pc of [host, first, second]) await pc?.close();
  await printer?.close();
  network?.close();
  ready?.display.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function take(group: string): Promise<string> {
  const label = await kiosk.takeTicket(group, null);
  promised.push(label);
  await kiosk.toStart();
  return label;
}

/** Calls the next and serves it to the end. */
async function serveOne(counter: CounterWindow): Promise<string | null> {
  const label = await counter.callNext();
  if (label === null) return null;
  called.push(label);
  await counter.finish();
  return label;
}

async function showCode(counter: CounterWindow): Promise<string> {
  await counter.page.getByTestId("hall-status").click();
  const hidden = counter.page.getByTestId("open-pairing");
  const open = counter.page.getByTestId("pairing-shown");
  await hidden.or(open).waitFor();
  if (await hidden.isVisible()) await hidden.click();
  const code = (await counter.page.getByTestId("pairing-shown").textContent()) ?? "";
  await counter.page.keyboard.press("Escape");
  return code;
}

const link = (counter: CounterWindow) => counter.page.getByTestId("hall-status").getAttribute("data-link");

// What is lost once is lost: no second try.
describe("a hall of three PCs and a TV box", { retry: 0 }, () => {
  it("is put together by codes that the host shows", async () => {
    const atHost = await host.counter();
    await atHost.signIn("nghia", "4321");
    for (const [index, counter] of counters.entries()) {
      await counter.signIn("nghia", "4321");
      const code = await showCode(atHost);
      await counter.page.getByTestId("hall-status").click();
      if (index === 0) {
        // Heard on the network; nobody has to type an address.
        await counter.page.getByTestId("heard-Bàn tiếp đón").click();
        await counter.page.getByTestId("join-code").fill("00000-00000");
        await counter.page.getByTestId("join").click();
        await counter.page.getByTestId("hall-failure").waitFor();
        await picture(counter.page, "hall-refused");
        expect(await accessibilityFaults(counter.page)).toEqual([]);
      } else await counter.page.getByTestId("join-address").fill(host.address);
      await counter.page.getByTestId("join-code").fill(code);
      await counter.page.getByTestId("join").click();
      await eventually("joined", async () => ((await link(counter)) === "connected" ? true : null));
      await counter.page.keyboard.press("Escape");
      await counter.page.getByTestId("sign-out").click();
    }
    await counters[0].signIn("lan", "1234");
    await counters[1].signIn("hung", "1234");
    await atHost.page.getByTestId("hall-status").click();
    await atHost.page.getByTestId("open-pairing").click();
    await picture(atHost.page, "hall-host");
    expect(await accessibilityFaults(atHost.page)).toEqual([]);
    await atHost.page.keyboard.press("Escape");
  });

  it("lets a browser in by the code only", async () => {
    await tv.goto(`https://${host.address}/?role=display`);
    await tv.getByTestId("pairing-code").fill("WRONG-CODE1");
    await tv.getByTestId("pairing-enter").click();
    await tv.getByTestId("pairing-refused").waitFor();
    await picture(tv, "hall-browser-pairing");
    expect(await accessibilityFaults(tv)).toEqual([]);
    const atHost = await host.counter();
    const shown = await showCode(atHost);
    await tv.getByTestId("pairing-code").fill(shown);
    await tv.getByTestId("pairing-enter").click();
    await tv.getByTestId("display").waitFor();
  });

  it("has one queue: numbers from the kiosk are called at both counter PCs and shown everywhere", async () => {
    for (const group of [
      "certification",
      "land-construction",
      "civil-status",
      "business",
      "certification",
      "social",
    ]) {
      await take(group);
    }
    expect(promised).toEqual(["A001", "C001", "B001", "D001", "A002", "E001"]);
    const display = await host.page("display");
    for (const counter of counters) {
      const label = await counter.callNext();
      called.push(label ?? "");
      for (const screen of [display, tv]) {
        await eventually(`${label} on a display`, async () =>
          (await screen.getByTestId("call-label").textContent())?.trim() === label ? true : null,
        );
      }
    }
    await picture(tv, "hall-browser-display");
    expect(await accessibilityFaults(tv)).toEqual([]);
    expect(called).toEqual(["A001", "C001"]);
    await eventually("six tickets out of the printer", () =>
      readPapers(printer.folder).length >= 6 ? true : null,
    );
  });

  it("a PC whose cable is pulled out says so, the others go on, and it catches up by itself", async () => {
    const [one, two] = counters;
    await two.page.evaluate("globalThis.stillTheSamePage = true");
    network.cut(2);
    await two.page.getByTestId("host-lost").waitFor();
    await picture(two.page, "hall-cut-off");
    await two.page.keyboard.press("F8");
    await two.page.getByTestId("queue-failure").waitFor();
    await one.finish();
    expect(await serveOne(one)).toBe("A002");
    await take("business");
    network.restore(2);
    await two.page.getByTestId("host-lost").waitFor({ state: "hidden" });
    expect(await two.page.evaluate("globalThis.stillTheSamePage")).toBe(true);
    await two.finish();
    expect(await serveOne(two)).toBe("D001");
  });

  it("goes on when the host is killed: another PC takes over in one step", async () => {
    const [one, two] = counters;
    // The power goes in the middle of a paper: nobody can know then what became of it.
    printer.setFault("outMidJob");
    await take("certification");
    const condition = (await host.page("counter")).getByTestId("printer-condition");
    await eventually("the paper at its end", async () =>
      (await condition.getAttribute("data-condition")) === "paperOut" ? true : null,
    );
    host.kill();
    printer.setFault(null);
    for (const counter of counters) await counter.page.getByTestId("host-lost").waitFor();
    await tv.getByTestId("link-banner").waitFor();
    await one.page.getByTestId("hall-status").click();
    await picture(one.page, "hall-host-lost");
    expect(await accessibilityFaults(one.page)).toEqual([]);
    await one.page.getByTestId("take-over").click();
    await eventually("hosting", async () => ((await link(one)) === "own" ? true : null));
    await one.page.keyboard.press("Escape");
    await eventually("followed", async () => ((await link(two)) === "connected" ? true : null));
    expect(await serveOne(one)).toBe("A003");
    expect(await serveOne(two)).toBe("D002");
  });

  it("takes the former host back, whose kiosk gives numbers of the new one", async () => {
    const [one, two] = counters;
    await host.open();
    kiosk = new Kiosk(await host.page("kiosk"));
    await kiosk.page.getByTestId("kiosk").waitFor();
    // Nobody is signed in there: whoever works elsewhere sees what its printer asks, and answers.
    const whole = () => readPapers(printer.folder).filter((paper) => paper.whole);
    const question = one.page.getByTestId(`settle-yes-${promised.at(-1)}`);
    await question.waitFor();
    await picture(one.page, "hall-printer-asks");
    await one.page.keyboard.press("Control+p");
    await one.page.getByTestId(`printers-of-${host.name}`).waitFor();
    await picture(one.page, "hall-printers");
    expect(await accessibilityFaults(one.page)).toEqual([]);
    await one.page.keyboard.press("Escape");
    await one.answerDoubts((title) =>
      whole().some(({ qr }) => qr.some((code) => paperTitle(code) === title)),
    );
    await question.waitFor({ state: "hidden" });
    const atHost = await host.counter();
    await atHost.signIn("nghia", "4321");
    await eventually("follows", async () => ((await link(atHost)) === "connected" ? true : null));
    expect(await take("certification")).toBe("A501");
    expect(await take("land-construction")).toBe("C501");
    for (const counter of [one, two]) while ((await serveOne(counter)) !== null);
    const printed = () =>
      whole()
        .flatMap(({ qr }) => qr.map(parsePaperQr))
        .flatMap((paper) => (paper?.kind === "ticket" && paper.copy === 1 ? [paper.label] : []));
    await eventually("every ticket out of the printer", () =>
      promised.every((label) => printed().includes(label)) ? true : null,
    );
    await eventually("the printer at rest", async () =>
      (await atHost.status()).pending === 0 ? true : null,
    );
    await atHost.page.getByTestId("sign-out").click();

    // Nothing lost, nothing doubled: every number that a citizen was shown was called once.
    expect([...called].sort()).toEqual([...promised].sort());
    expect(printed().sort()).toEqual([...promised].sort());
    await eventually("the TV box is back by itself", async () =>
      (await tv.getByTestId("link-banner").isHidden()) && (await tv.getByTestId("display").isVisible())
        ? true
        : null,
    );
  });
});
