import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type PrinterFault,
  startVirtualPrinter,
  type VirtualPrinter,
} from "../build/printer/virtual-printer.ts";
import type { PrinterEntry } from "../contract/settings.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import type { App, CounterWindow } from "./windows.ts";

/** Eight printers of one PC, most of them in trouble, each with another: what a clerk sees of them, and is told to do. */

const LONG = "Máy in nhiệt 80 mm của Bộ phận Tiếp nhận và Trả kết quả, quầy số 2 (gần cửa ra vào)";

let hall: Hall;
let app: App;
const printers: VirtualPrinter[] = [];

async function troubled(id: string, name: string, fault: PrinterFault): Promise<PrinterEntry> {
  const printer = await startVirtualPrinter({ port: 0, folder: join(hall.folder, id) });
  printers.push(printer);
  printer.setFault(fault);
  return entry(id, name, { connection: "tcp", address: `127.0.0.1:${printer.port}` });
}

function entry(id: string, name: string, change: Partial<PrinterEntry>): PrinterEntry {
  return { id, name, papers: [], rollMetres: 30, ...change } as PrinterEntry;
}

beforeAll(async () => {
  hall = await openHall();
  const settings = JSON.parse(readFileSync(hall.stack.settingsFile, "utf8")) as { printers: PrinterEntry[] };
  settings.printers.push(
    await troubled("empty", LONG, "paperOut"),
    await troubled("open", "Máy in quầy 3", "coverOpen"),
    await troubled("mute", "Máy in quầy 4", "silent"),
    await troubled("low", "Máy in quầy 5", "nearEnd"),
    entry("dead", "Máy in kiosk", { connection: "tcp", address: "127.0.0.1:1" }),
    entry("unplugged", "Máy in USB", { connection: "device", path: "/dev/usb/none" }),
    entry("unknown", "Máy in phòng họp", { connection: "spooler", queue: "phong-hop" }),
  );
  writeFileSync(hall.stack.settingsFile, JSON.stringify(settings));
  app = await hall.open();
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  for (const printer of printers) await printer.close();
  await hall?.close();
});

it("those in trouble stand first, each with what is to be done", async () => {
  const head = app.counters[1] as CounterWindow;
  const { page } = head;
  await head.signIn("nghia", "4321");
  await page.keyboard.press("Control+p");
  const condition = (id: string) => page.getByTestId(`printer-${id}`).getAttribute("data-condition");
  const wanted = {
    empty: "paperOut",
    open: "coverOpen",
    mute: "unknown",
    low: "paperNearEnd",
    dead: "offline",
  };
  for (const [id, name] of Object.entries({
    ...wanted,
    unplugged: "offline",
    unknown: "offline",
    counter: "ready",
  }))
    await eventually(`${id} is ${name}`, async () => ((await condition(id)) === name ? true : null));
  const order = await page
    .locator(".printer-cards > li")
    .evaluateAll((cards) => cards.map((card) => card.getAttribute("data-testid")?.replace("printer-", "")));
  expect(order.slice(0, 5).sort()).toEqual(["dead", "empty", "open", "unknown", "unplugged"]);
  expect(order.slice(5)).toEqual(["mute", "low", "counter"]);
  const said = async (id: string) => page.getByTestId(`printer-${id}`).locator(".printer-help").textContent();
  expect(await said("dead")).toContain("127.0.0.1:1");
  expect(await said("unplugged")).toContain("/dev/usb/none");
  expect(await said("unknown")).not.toBe("");
  expect(await page.locator(".printers-summary").textContent()).toContain("5");

  // And papers that only a person can decide on, beside one that waits.
  hall.stack.printer.setFault("cutMidJob");
  const doubtful = await app.kiosk.takeTicket("certification", null);
  await page.getByTestId(`settle-no-${doubtful}`).first().waitFor();
  hall.stack.printer.setFault("coverOpen");
  await app.kiosk.toStart();
  const waiting = await app.kiosk.takeTicket("certification", "elderly");
  await page.getByTestId(`waiting-${waiting}`).waitFor();
  for (const language of ["vi", "en", "ro"]) {
    await page.keyboard.press("Escape");
    await page.getByTestId(`language-${language}`).click();
    await page.keyboard.press("Control+p");
    await page.getByTestId("printer-empty").waitFor();
    for (const size of [
      { width: 1366, height: 768 },
      { width: 1920, height: 1080 },
    ]) {
      await page.setViewportSize(size);
      await isWithin(page);
      await picture(page, `printers-trouble-${language}-${size.width}`);
    }
    expect(await accessibilityFaults(page)).toEqual([]);
  }
});

it("a PC without a printer says so, and keeps what waits", async () => {
  const settings = JSON.parse(readFileSync(hall.stack.settingsFile, "utf8")) as { printers: PrinterEntry[] };
  writeFileSync(hall.stack.settingsFile, JSON.stringify({ ...settings, printers: [] }));
  await app.close();
  app = await hall.open();
  const head = app.counters[1] as CounterWindow;
  await head.signIn("nghia", "4321");
  const label = await app.kiosk.takeTicket("certification", null);
  await head.page.keyboard.press("Control+p");
  await head.page.locator(".printers-none").waitFor();
  await head.page.locator(`[data-testid="waiting-${label}"] .paper-nobodys`).waitFor();
  await head.page.setViewportSize({ width: 1366, height: 768 });
  await isWithin(head.page);
  await picture(head.page, "printers-none");
  expect(await accessibilityFaults(head.page)).toEqual([]);
});

/** Nothing stands over the edge of its card. */
async function isWithin(page: Page): Promise<void> {
  const wide = await page
    .locator(".printer, .papers li, .doubt")
    .evaluateAll((boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).length);
  expect(wide).toBe(0);
}
