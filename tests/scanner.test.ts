import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dossierQr, ticketQr } from "../contract/paper-qr.ts";
import { ChangedOffice } from "./changed-office.ts";
import { type Hall, openHall, picture } from "./hall.ts";
import { expectAccessible, expectGoodLayout, kioskSizes, resizeKiosk } from "./kiosk-screens.ts";
import type { App, CounterWindow } from "./windows.ts";

/** What a scanner at the kiosk reads, and what the clerk has of it; in an office open round the clock. */

const CARD = "025099000123||Nguyễn Văn An|01021999|Nam|Khu 3, Phù Ninh, Phú Thọ|15042021";
const OTHER = "025199000456||Trần Thị Bình|05061999|Nữ|Khu 5, Phù Ninh, Phú Thọ|15042021";

let office: ChangedOffice;
let hall: Hall;
let app: App;
let first: CounterWindow;
let second: CounterWindow;

beforeAll(async () => {
  office = new ChangedOffice();
  office.change("calendar.json", (calendar) => {
    calendar.week = calendar.week.map(() => [{ from: "00:00", to: "23:59" }]) as typeof calendar.week;
    for (const year of calendar.years) Object.assign(year, { holidays: [], workedDays: [] });
  });
  office.changeGroup("business", { appointments: { slotMinutes: 5, perSlot: 2 } });
  office.change("counters.json", ([one]) => {
    one?.serviceGroups.push("results");
  });
  hall = await openHall({ catalogueFolder: office.folder });
  app = await hall.open();
  [first, second] = app.counters as [CounterWindow, CounterWindow];
  await first.signIn("lan", "1234");
  await second.signIn("hung", "1234");
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
  office?.remove();
});

/** As a scanner does: key after key, wherever the focus is, Enter at the end. */
async function scan(text: string, end: string | null = "Enter"): Promise<void> {
  await app.kiosk.page.keyboard.type(text);
  if (end !== null) await app.kiosk.page.keyboard.press(end);
}

async function taken(): Promise<string> {
  const label = app.kiosk.page.getByTestId("ticket-label");
  await label.waitFor();
  return ((await label.textContent()) ?? "").trim();
}

describe("a citizen card at the kiosk", () => {
  it("is kept for the number that follows, and shows nothing of the person", async () => {
    const { page } = app.kiosk;
    await page.getByText("hoặc quét thẻ căn cước").waitFor();
    await scan(CARD);
    await page.getByTestId("forget-card").waitFor();
    for (const size of kioskSizes) {
      await resizeKiosk(app, size);
      await picture(page, `kiosk-card-${size.width}`);
      await expectGoodLayout(page, size, `card ${size.width}`);
    }
    await expectAccessible(page, "card");
    expect(await page.textContent("body")).not.toContain("Nguyễn Văn An");
    await page.getByTestId("group-certification").click();
    expect(await taken()).toBe("A001");
    await app.kiosk.toStart();
    expect(await page.getByTestId("forget-card").count()).toBe(0);
  });

  it("is in the clerk's form when the citizen has come, and gone with the ticket", async () => {
    expect(await first.callNext()).toBe("A001");
    expect(await first.page.getByTestId("applicant-name").inputValue()).toBe("");
    await first.serve();
    await first.page.getByTestId("citizen-here").getByText("Nguyễn Văn An").waitFor();
    await expect.poll(() => first.page.getByTestId("applicant-name").inputValue()).toBe("Nguyễn Văn An");
    expect(await first.page.getByTestId("citizen-number").inputValue()).toBe("025099000123");
    expect(await first.page.getByTestId("birth-date").inputValue()).toBe("01/02/1999");
    await picture(first.page, "counter-card");
    await first.finish();
    await expect.poll(() => first.page.getByTestId("applicant-name").inputValue()).toBe("");
  });

  it("does not touch a form that a clerk is filling in, but offers it", async () => {
    await scan(OTHER, null);
    await app.kiosk.page.getByTestId("forget-card").waitFor();
    await app.kiosk.page.getByTestId("group-certification").click();
    expect(await taken()).toBe("A002");
    await app.kiosk.toStart();
    await first.page.getByTestId("applicant-name").fill("Lê Văn Cường");
    await first.callNext();
    await first.serve();
    await first.page.getByTestId("fill-citizen").waitFor();
    expect(await first.page.getByTestId("applicant-name").inputValue()).toBe("Lê Văn Cường");
    await first.page.getByTestId("fill-citizen").click();
    expect(await first.page.getByTestId("applicant-name").inputValue()).toBe("Trần Thị Bình");
    await first.finish();
    await first.page.getByTestId("intake-clear").click();
  });

  it("gives the number of the appointment that its holder has", async () => {
    await second.press("F7");
    await second.page.getByRole("combobox", { name: "Nhóm dịch vụ" }).click();
    await second.page.getByRole("option", { name: "Đăng ký kinh doanh" }).click();
    await second.page.getByTestId("slot").first().click();
    await second.page.getByTestId("appointment-citizen").focus();
    await second.page.keyboard.insertText(CARD);
    await second.page.keyboard.press("Enter");
    await expect.poll(() => second.page.getByTestId("appointment-name").inputValue()).toBe("Nguyễn Văn An");
    expect(await second.page.getByTestId("appointment-citizen").inputValue()).toBe("025099000123");
    await picture(second.page, "appointments-card");
    await second.page.getByTestId("book").click();
    await second.page.getByTestId("appointment-booked").waitFor();
    await second.page.keyboard.press("Escape");
    await scan(CARD);
    expect(await taken()).toBe("D001");
    await app.kiosk.toStart();
    expect(await second.callNext()).toBe("D001");
    await second.page.getByTestId("why-this").getByText("có hẹn").waitFor();
    await second.serve();
    await expect.poll(() => second.page.getByTestId("phone").inputValue()).toBe("");
    await expect.poll(() => second.page.getByTestId("applicant-name").inputValue()).toBe("Nguyễn Văn An");
    await second.finish();
  });

  it("that an input method has changed is refused with what to do", async () => {
    const { page } = app.kiosk;
    await scan("025099000123||Nguyeenx Vawn An|01021999|Nam|Phus Thoj|15042021");
    await page.getByText("bộ gõ").waitFor();
    await picture(page, "kiosk-card-mangled");
    expect(await page.getByTestId("forget-card").count()).toBe(0);
  });
});

describe("another code at the kiosk", () => {
  it("of a receipt gives a number to collect the result, and the clerk sees the dossier", async () => {
    const code = await first.acceptDossier(
      {
        fullName: "Phạm Văn Dũng",
        citizenNumber: "025080000789",
        birthDate: "1980-01-01",
        sex: "male",
        address: "Phù Ninh, Phú Thọ",
        phone: "0912345678",
        priority: null,
      },
      "2.000815",
    );
    await first.afterAccepted();
    await scan(dossierQr({ code, lookUp: "7K3M" }));
    expect(await taken()).toBe("F001");
    await app.kiosk.toStart();
    expect(await first.callNext()).toBe("F001");
    await first.serve();
    await first.page.getByTestId("why-this").getByText("Đến nhận kết quả").waitFor();
    await first.page.getByTestId("citizen-here").getByText(code).waitFor();
    expect(await first.page.getByTestId("dossier-search").inputValue()).toBe(code);
    await first.page.getByText("Phạm Văn Dũng").waitFor();
    await picture(first.page, "counter-collect");
    await first.finish();
  });

  it("of a ticket reminds of it, and an unknown one is told what can be scanned", async () => {
    const { page } = app.kiosk;
    await scan(ticketQr({ id: "019a0000-0000-7000-8000-000000000001", label: "A105" }));
    await page.getByTestId("scan-notice").getByText("A105").waitFor();
    await scan("https://example.vn/menu");
    await page.getByTestId("scan-notice").getByText("không hiểu mã này").waitFor();
    await picture(page, "kiosk-scan-unknown");
    await expectAccessible(page, "unknown code");
  });

  it("is taken while a procedure is looked for, too", async () => {
    const { page } = app.kiosk;
    await page.getByTestId("search-open").click();
    await scan(OTHER);
    await page.getByTestId("forget-card").waitFor();
    await page.getByTestId("forget-card").click();
  });
});
