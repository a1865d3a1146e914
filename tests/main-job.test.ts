import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readText, says } from "../build/printer/read-back.ts";
import { readPapers } from "../build/printer/virtual-printer.ts";
import { paperTitle, parsePaperQr } from "../contract/paper-qr.ts";
import { type Citizen, cardText } from "./day/citizens.ts";
import { districtFigures } from "./district-figures.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import type { App } from "./windows.ts";

/** A citizen's paper becomes a ticket, a call, an accepted dossier, a printed receipt and a record at the district. */

const citizen: Citizen = {
  fullName: "Nguyễn Hoàng Phương Thảo Nguyên",
  citizenNumber: "025190000123",
  birthDate: "1990-02-01",
  sex: "female",
  address: "Khu 12, thị trấn Phong Châu, huyện Phù Ninh, tỉnh Phú Thọ",
  phone: "0912 345 678",
  priority: null,
};

let hall: Hall;
let app: App;

beforeAll(async () => {
  hall = await openHall();
  app = await hall.open();
});
afterAll(async () => {
  await app?.close();
  await hall?.close();
});

function paper(kind: "ticket" | "receipt", name: string) {
  return eventually(`paper of ${name}`, () => {
    const found = readPapers(hall.stack.printer.folder).find((entry) =>
      entry.qr.some((qr) => {
        const reference = parsePaperQr(qr);
        return (
          reference?.kind === kind &&
          (reference.kind === "ticket" ? reference.label : reference.code) === name
        );
      }),
    );
    return found ?? null;
  });
}

// What is lost once is lost: no second try.
describe("the main job", { retry: 0 }, () => {
  const [counter, other] = [0, 1];
  let label = "";
  let code = "";

  it("gives a number at the kiosk and its paper", async () => {
    await picture(app.kiosk.page, "kiosk-start");
    label = await app.kiosk.takeTicket("civil-status", null);
    expect(label).toBe("B001");
    const printed = await paper("ticket", label);
    await app.kiosk.page.getByText("Mời nhận phiếu").waitFor();
    await picture(app.kiosk.page, "kiosk-ticket");
    const text = await readText(join(hall.stack.printer.folder, printed.picture));
    for (const printedText of [
      "Bộ phận Tiếp nhận và Trả kết quả",
      "Hộ tịch",
      "SỐ THỨ TỰ",
      "Bạn là người tiếp theo",
    ]) {
      expect(says(text, printedText), `${printedText} in ${text}`).toBe(true);
    }
    await app.kiosk.toStart();
    const second = await app.kiosk.takeTicket("civil-status", "elderly");
    expect(second).toBe("B002");
    await app.kiosk.toStart();
  });

  it("refuses a wrong PIN with a clear message, then lets the clerk in", async () => {
    const window = app.counters[counter];
    await picture(window?.page as never, "counter-sign-in");
    await window?.page.getByTestId("staff-lan").click();
    await window?.page.getByTestId("sign-in-pin").fill("9999");
    await window?.page.getByTestId("sign-in").click();
    await window?.page.getByText("Mã PIN chưa đúng").waitFor();
    await window?.signIn("lan", "1234");
    await app.counters[other]?.signIn("hung", "1234");
  });

  it("calls who has priority, on the display as well", async () => {
    const window = app.counters[counter];
    expect(await window?.callNext()).toBe("B002");
    await expect.poll(() => app.display.getByTestId("call-label").textContent()).toBe("B002");
    expect(await app.display.getByTestId("call-counter").textContent()).toBe("1");
    await app.display.getByText("Ưu tiên").first().waitFor();
    await picture(app.display, "display-call");
    await window?.noShow();
    expect(await window?.callNext()).toBe(label);
    await window?.serve();
  });

  it("names what a scanner delivered wrongly and loses nothing that was typed", async () => {
    const window = app.counters[counter];
    await window?.page.getByTestId("phone").fill("0987654321");
    await window?.scanCard("https://example.test/not-a-card");
    await window?.page.getByText("Đây không phải mã QR của thẻ căn cước").waitFor();
    await window?.scanCard(
      cardText(citizen)
        .replace("Nguyễn Hoàng", "Nguyeenx Hoangf")
        .replace(/Phương Thảo Nguyên/, "Thaor"),
    );
    await window?.page.getByText("Bộ gõ tiếng Việt đã làm sai").waitFor();
    expect(await window?.page.getByTestId("phone").inputValue()).toBe("0987654321");
  });

  it("shows what is missing instead of accepting", async () => {
    const window = app.counters[counter];
    await window?.scanCard(cardText(citizen));
    await expect.poll(() => window?.page.getByTestId("applicant-name").inputValue()).toBe(citizen.fullName);
    expect(await window?.page.getByTestId("birth-date").inputValue()).toBe("01/02/1990");
    await window?.page.getByTestId("procedure-search").fill("dkks");
    await window?.page.getByTestId("procedure-1.001193").waitFor();
    await picture(window?.page as never, "counter-procedures");
    await window?.page.keyboard.press("Escape");
    await window?.chooseProcedure("1.001193");
    await window?.page.keyboard.press("F10");
    await window?.page.getByTestId("components-missing").waitFor();
    await picture(window?.page as never, "counter-missing");
  });

  it("keeps the draft over a reload of the window", async () => {
    const window = app.counters[counter];
    await window?.page.reload();
    // The form is there before what the station has of it.
    await window?.page.getByTestId("procedure-chosen").getByText("Đăng ký khai sinh").waitFor();
    expect(await window?.page.getByTestId("applicant-name").inputValue()).toBe(citizen.fullName);
    await expect.poll(() => window?.current()).toBe(label);
  });

  it("accepts the complete dossier and prints its receipt", async () => {
    const window = app.counters[counter];
    await window?.page.getByTestId("all-components").click();
    await window?.page.getByTestId("due-why").click();
    await picture(window?.page as never, "counter-intake");
    await window?.page.keyboard.press("Control+Enter");
    const shown = window?.page.getByTestId("dossier-code");
    await shown?.waitFor();
    code = (await shown?.textContent()) ?? "";
    expect(code).toMatch(/^000\.00\.15\.H44-\d{6}-\d{4}$/);
    await window?.page.locator("[data-testid=receipt-state][data-state=printed]").waitFor();
    await picture(window?.page as never, "counter-accepted");
    const printed = await paper("receipt", code);
    const text = (await readText(join(hall.stack.printer.folder, printed.picture))) ?? "";
    for (const entered of [code, citizen.fullName, "Đăng ký khai sinh", "Giấy chứng sinh", "0987654321"]) {
      expect(says(text, entered), `${entered} in ${text}`).toBe(true);
    }
  });

  it("prints again only as a marked copy", async () => {
    const window = app.counters[counter];
    await window?.page.getByTestId("print-again").click();
    const copy = await eventually("the copy", () => {
      const found = readPapers(hall.stack.printer.folder).find((entry) =>
        entry.qr.some((qr) => paperTitle(qr) === code && parsePaperQr(qr)?.copy === 2),
      );
      return found ?? null;
    });
    expect(await readText(join(hall.stack.printer.folder, copy.picture))).satisfy((text: string | null) =>
      says(text, "BẢN SAO số 2"),
    );
    await window?.afterAccepted();
    await window?.finish();
  });

  it("is at the district, once", async () => {
    await eventually("everything sent", async () =>
      (await app.counters[counter]?.atRest()) === true ? true : null,
    );
    const figures = await districtFigures(hall.stack.databaseUrl);
    expect(figures.dossiers).toEqual([code]);
    expect(figures.tickets).toHaveLength(2);
    expect(figures.papers).toEqual({ ticket: 2, receipt: 2 });
    expect(figures.chainsIntact).toBe(true);
  });

  it("speaks three languages at run time", async () => {
    const { page } = app.kiosk;
    for (const [language, greeting] of [
      ["en", "Welcome! What do you need?"],
      ["ro", "Bun venit! Ce doriți?"],
      ["vi", "Xin chào! Mời chọn việc cần làm"],
    ] as const) {
      await page.getByTestId(`language-${language}`).click();
      await page.getByText(greeting).waitFor();
      await picture(page, `kiosk-${language}`);
    }
    const window = app.counters[other]?.page;
    await window?.getByTestId("language-en").click();
    await window?.getByText("Intake of a dossier").waitFor();
    await picture(window as never, "counter-en");
  });

  it("fits the smaller screens", async () => {
    await app.app.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.setContentSize(1366, 768);
    });
    await picture(app.kiosk.page, "kiosk-1366");
    await picture(app.display, "display-1366");
    const window = app.counters[counter];
    await window?.chooseProcedure("1.013831");
    await window?.page.getByTestId("all-components").click();
    await picture(window?.page as never, "counter-1366");
    expect(await window?.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBe(0);
  });
});
