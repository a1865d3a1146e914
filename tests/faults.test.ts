import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ElectronApplication } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launch } from "../build/launch.ts";
import type { Settings } from "../contract/settings.ts";
import { type Hall, openHall, picture } from "./hall.ts";
import type { App } from "./windows.ts";

/** What people are told when something is broken, in their language, and that nothing is lost by it. */

let hall: Hall;

beforeAll(async () => {
  hall = await openHall();
});
afterAll(() => hall?.close());

function settings(): Settings {
  return JSON.parse(readFileSync(hall.stack.settingsFile, "utf8")) as Settings;
}

describe("a station that can't work says why", () => {
  let app: ElectronApplication | undefined;
  afterEach(() => app?.close());

  async function faultShown(name: string, change: (settings: Settings) => void): Promise<string> {
    const changed = settings();
    changed.windows = [
      { role: "kiosk", size: { width: 1366, height: 768 } },
      { role: "counter", counter: "1", size: { width: 1366, height: 768 } },
    ];
    change(changed);
    const file = join(hall.folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(changed));
    app = await launch(hall.ready.command(file));
    const page = await app.firstWindow();
    const fault = page.getByTestId("station-fault");
    await fault.waitFor();
    await picture(page, `fault-${name}`);
    return (await fault.textContent()) ?? "";
  }

  it("a damaged store file", async () => {
    const folder = join(hall.folder, "damaged");
    mkdirSync(folder);
    const file = join(folder, "station.sqlite");
    writeFileSync(file, "không phải cơ sở dữ liệu\n".repeat(500));
    const before = readFileSync(file);
    const said = await faultShown("damaged", (changed) => {
      changed.dataFolder = folder;
    });
    expect(said).toContain("Tệp dữ liệu bị hỏng và được giữ nguyên");
    expect(said).toContain(file);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("a data folder that can't be made", async () => {
    const file = join(hall.folder, "a-file");
    writeFileSync(file, "");
    const said = await faultShown("read-only", (changed) => {
      changed.dataFolder = join(file, "station");
    });
    expect(said).toContain("Không ghi được vào ổ đĩa");
  });

  it("a fault in the office's files, with its place", async () => {
    const folder = join(hall.folder, "office");
    mkdirSync(folder);
    writeFileSync(join(folder, "staff.json"), '[{ "id": "LAN" }]');
    const said = await faultShown("office", (changed) => {
      changed.catalogueFolder = folder;
    });
    expect(said).toContain("Tệp dữ liệu có lỗi");
    expect(said).toContain("staff.json, tại [0].id");
  });
});

// What is lost once is lost: no second try.
describe("while the hall works", { retry: 0 }, () => {
  let app: App;
  beforeAll(async () => {
    app = await hall.open();
    await app.counters[0]?.signIn("lan", "1234");
  });
  afterAll(() => app?.close());

  it("a printer that is off: the number counts, is shown to remember, and is printed later", async () => {
    hall.stack.printer.setFault("off");
    const label = await app.kiosk.takeTicket("certification", null);
    await app.kiosk.page.getByTestId("no-paper").waitFor();
    await picture(app.kiosk.page, "kiosk-no-paper");
    const window = app.counters[0]?.page;
    await window?.getByText("Máy in tắt hoặc đứt dây").waitFor();
    hall.stack.printer.setFault(null);
    const printed = () => hall.stack.printer.papers().flatMap((paper) => paper.qr);
    await expect.poll(() => printed().join()).toContain(label);
    await app.kiosk.toStart();
  });

  it("a paper that broke off: the clerk is asked, and what did not come out is printed", async () => {
    hall.stack.printer.setFault("cutMidJob");
    const label = await app.kiosk.takeTicket("certification", null);
    const window = app.counters[0];
    await window?.page.getByTestId(`settle-no-${label}`).waitFor({ timeout: 60_000 });
    await picture(window?.page as never, "counter-doubt");
    await window?.page.getByTestId(`settle-no-${label}`).click();
    const whole = () =>
      hall.stack.printer
        .papers()
        .filter((paper) => paper.whole)
        .flatMap((paper) => paper.qr);
    await expect.poll(() => whole().filter((qr) => qr.endsWith(label)).length).toBe(1);
    await app.kiosk.toStart();
  });

  it("a district that is away: work goes on and the clerk sees what waits", async () => {
    await hall.stack.district.close();
    await app.kiosk.takeTicket("certification", null);
    const window = app.counters[0]?.page;
    await window?.locator("[data-testid=sync-state][data-state=waiting]").waitFor();
    expect(await window?.getByTestId("sync-state").textContent()).toContain(
      "Công việc tại quầy vẫn bình thường",
    );
    await picture(window as never, "counter-offline");
  });

  it("somebody else at the counter: the colleague takes it over", async () => {
    const window = app.counters[1];
    await window?.page.getByTestId("staff-lan").click();
    await window?.page.getByTestId("sign-in-pin").fill("1234");
    await window?.page.getByTestId("sign-in").click();
    await window?.page.getByTestId("call-next").waitFor();
    // One person is at one counter: the first window has to sign in again.
    await app.counters[0]?.page.keyboard.press("F2");
    await app.counters[0]?.page.getByTestId("staff-lan").waitFor();
  });
});
