import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPapers } from "../build/printer/virtual-printer.ts";
import { parsePaperQr } from "../contract/paper-qr.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { ChangedOffice } from "./changed-office.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import type { App, CounterWindow } from "./windows.ts";

/** A time booked at the counter, its slip, and the number it gives at the kiosk; in an office open round the clock. */

let office: ChangedOffice;
let hall: Hall;
let app: App;
let clerk: CounterWindow;
let code = "";

beforeAll(async () => {
  office = new ChangedOffice();
  office.change("calendar.json", (calendar) => {
    calendar.week = calendar.week.map(() => [{ from: "00:00", to: "23:59" }]) as typeof calendar.week;
    for (const year of calendar.years) Object.assign(year, { holidays: [], workedDays: [] });
  });
  office.changeGroup("business", { appointments: { slotMinutes: 5, perSlot: 2 } });
  hall = await openHall({ catalogueFolder: office.folder });
  app = await hall.open();
  clerk = app.counters[1] as CounterWindow;
  await clerk.signIn("hung", "1234");
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
  office?.remove();
});

describe("an appointment", () => {
  it("is booked at the counter, and its slip carries the code", async () => {
    await clerk.press("F7");
    await clerk.page.getByRole("combobox", { name: "Nhóm dịch vụ" }).click();
    await clerk.page.getByRole("option", { name: "Đăng ký kinh doanh" }).click();
    await clerk.page.getByTestId("slot").first().click();
    await clerk.page.getByTestId("appointment-name").fill("Nguyễn Thị Hoa");
    await clerk.page.getByTestId("book").click();
    const said = clerk.page.getByTestId("appointment-booked");
    await said.waitFor();
    code = (await said.getAttribute("data-code")) ?? "";
    await picture(clerk.page, "appointments");
    expect(await accessibilityFaults(clerk.page)).toEqual([]);
    await clerk.page.keyboard.press("Escape");
    await eventually("the slip", () => {
      const codes = readPapers(hall.stack.printer.folder)
        .filter(({ whole }) => whole)
        .flatMap(({ qr }) => qr.map(parsePaperQr))
        .flatMap((paper) => (paper?.kind === "appointment" ? [paper.code] : []));
      return codes.includes(code) ? codes : null;
    });
  });

  it("that there is not is refused at the kiosk with a clear word", async () => {
    const { page } = app.kiosk;
    await page.getByTestId("appointment-open").click();
    for (const letter of "zzz222") await page.getByTestId(`key-${letter}`).click();
    await page.getByTestId("appointment-go").click();
    await page.getByText("ZZZ222").first().waitFor();
    await picture(page, "kiosk-appointment");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByTestId("key-clear").click();
  });

  it("gives its number when its code is scanned, and is called as one", async () => {
    const { page } = app.kiosk;
    await page.getByTestId("appointment-code").focus();
    await page.keyboard.insertText(`motcua:appointment:${code}`);
    await page.keyboard.press("Enter");
    const label = page.getByTestId("ticket-label");
    await label.waitFor();
    expect((await label.textContent())?.trim()).toBe("D001");
    await app.kiosk.toStart();
    await clerk.page.getByTestId("line-D001").getByText("có hẹn").waitFor();
    expect(await clerk.callNext()).toBe("D001");
    await clerk.finish();
  });

  it("is good once", async () => {
    const { page } = app.kiosk;
    await page.getByTestId("appointment-open").click();
    await page.getByTestId("appointment-code").fill(code);
    await page.keyboard.press("Enter");
    await page.getByText(code).first().waitFor();
    expect(await page.getByTestId("ticket-label").count()).toBe(0);
    await page.keyboard.press("Escape");
  });
});
