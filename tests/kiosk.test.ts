import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readQrCodes } from "../build/printer/read-back.ts";
import { languages } from "../contract/text.ts";
import { officeWallTime } from "../contract/time.ts";
import { ChangedOffice } from "./changed-office.ts";
import { type Hall, openHall, picture } from "./hall.ts";
import {
  expectAccessible,
  expectGoodLayout,
  focused,
  kioskSizes,
  letClockRun,
  putClockForward,
  resizeKiosk,
  stopClock,
  tabTo,
} from "./kiosk-screens.ts";
import type { App } from "./windows.ts";

/** The kiosk as somebody meets it who has never used one: by keys, by touch, with closed groups and long queues. */

describe("an open hall", () => {
  const office = new ChangedOffice();
  let hall: Hall;
  let app: App;
  let page: Page;

  beforeAll(async () => {
    office.changeGroup("business", { open: false });
    office.changeGroup("social", { quotaPerDay: 1 });
    office.changeGroup("certification", { quotaPerDay: 10 });
    // One who waits makes the next one wait longer than the kiosk lets pass without a question.
    office.change("office.json", ({ queue }) => {
      queue.assumedServiceMinutes = 50;
    });
    hall = await openHall({ catalogueFolder: office.folder });
    app = await hall.open();
    page = app.kiosk.page;
  });
  afterAll(async () => {
    await app?.close();
    await hall?.close();
    office.remove();
  });

  it("is used by keys alone: priority, search, procedure, number", async () => {
    expect(await focused(page)).toBe("screen-title");
    await tabTo(page, "group-certification");
    await page.keyboard.press("ArrowRight");
    expect(await focused(page)).toBe("group-civil-status");
    await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toBe("info-civil-status");

    await tabTo(page, "priority-toggle");
    await page.keyboard.press("Enter");
    await page.getByTestId("priority-elderly").waitFor();
    expect(await focused(page)).toBe("screen-title");
    await tabTo(page, "priority-elderly");
    await page.keyboard.press("Enter");
    await page.getByText("Ưu tiên: Người cao tuổi").waitFor();
    await page.getByTestId("group-civil-status").getByText("Ưu tiên").waitFor();

    await tabTo(page, "search-open");
    await page.keyboard.press("Enter");
    await page.getByTestId("search-input").waitFor();
    expect(await focused(page)).toBe("search-input");
    await page.keyboard.type("ky khai sin");
    await page
      .getByTestId("search-count")
      .getByText(/^[1-9] thủ tục$/)
      .waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    await tabTo(page, "procedure-1.001193");
    // Letters go to the search wherever the focus is.
    await page.keyboard.type("h");
    expect(await page.getByTestId("search-input").inputValue()).toBe("ky khai sinh");
    await tabTo(page, "procedure-1.001193");
    await page.keyboard.press("Enter");
    await page.getByTestId("procedure-page").waitFor();
    await expect.poll(() => focused(page)).toBe("screen-title");
    expect(await page.getByTestId("screen-title").textContent()).toBe("Đăng ký khai sinh");
    for (const text of ["Giấy chứng sinh", "1 bản chính", "Trong ngày", "Miễn lệ phí"]) {
      expect(await page.getByTestId("procedure-page").textContent()).toContain(text);
    }

    await page.keyboard.press("Escape");
    await page.getByTestId("search-input").waitFor();
    expect(await page.getByTestId("search-input").inputValue()).toBe("ky khai sinh");
    await tabTo(page, "procedure-1.001193");
    await page.keyboard.press("Enter");
    await tabTo(page, "take-for-this");
    await page.keyboard.press("Enter");
    await page.getByTestId("ticket-label").waitFor();
    expect(await page.getByTestId("ticket-label").textContent()).toBe("B001");
    expect(await focused(page)).toBe("screen-title");
    expect(await page.locator(".kiosk-ticket-priority").textContent()).toBe("Ưu tiên");
    await page.keyboard.press("Escape");
    await page.getByText("Tôi thuộc diện ưu tiên").waitFor();
  });

  it("leads to the page to lodge online by a QR code", async () => {
    await page.getByTestId("info-civil-status").click();
    await page.getByTestId("procedure-1.001193").click();
    const source = (await page.getByTestId("procedure-qr").getAttribute("src")) ?? "";
    expect(await readQrCodes(Buffer.from(source.replace(/^.*,/, ""), "base64"))).toEqual([
      "https://dichvucong.gov.vn/p/home/dvc-tthc-thu-tuc-hanh-chinh-chi-tiet.html?ma_thu_tuc=1.001193",
    ]);
    await page.getByTestId("kiosk-back").click();
    await page.getByTestId("kiosk-back").click();
  });

  it("finds by the letters on the screen, and takes a priority back", async () => {
    await page.getByTestId("search-open").click();
    for (const letter of "dkkss") await page.getByTestId(`key-${letter}`).click();
    await page.getByTestId("search-count").getByText("Chưa tìm thấy").waitFor();
    await page.getByTestId("key-erase").click();
    await page.getByTestId("procedure-1.001193").waitFor();
    await page.getByTestId("key-clear").click();
    expect(await page.getByTestId("search-input").inputValue()).toBe("");
    await page.getByTestId("kiosk-back").click();
    await page.getByTestId("priority-toggle").click();
    await page.getByTestId("priority-infant").click();
    await page.getByTestId("priority-undo").click();
    await page.getByText("Tôi thuộc diện ưu tiên").waitFor();
    expect(await page.getByTestId("priority-undo").count()).toBe(0);
  });

  it("says why a group gives out no numbers, and how few are left", async () => {
    await page.getByTestId("closed-business").getByText("Tạm ngừng nhận. Xin hỏi cán bộ hướng dẫn").waitFor();
    await page.getByTestId("group-certification").getByText("Chỉ còn 10 số").waitFor();
    expect(await app.kiosk.takeTicket("social", null)).toBe("E001");
    await app.kiosk.toStart();
    await page.getByTestId("closed-social").getByText("Đã phát hết số hôm nay").waitFor();
    // Touched all the same, nothing happens.
    await page.getByTestId("group-social").click({ force: true });
    expect(await page.getByTestId("ticket-label").count()).toBe(0);
  });

  it("asks once before a long wait", async () => {
    await app.counters[0]?.signIn("lan", "1234");
    await page.getByTestId("group-civil-status").getByText("1 người đang chờ, khoảng 50 phút").waitFor();
    await page.getByTestId("group-civil-status").click();
    await page.getByText("Dự kiến phải chờ khoảng 50 phút. Ông/bà vẫn muốn lấy số chứ?").waitFor();
    await page.getByTestId("not-now").click();
    await page.getByTestId("group-civil-status").click();
    await page.getByTestId("take-anyway").click();
    await page.getByTestId("ticket-label").waitFor();
    expect(await page.getByTestId("ticket-label").textContent()).toBe("B002");
    expect(await page.getByTestId("waiting-before").textContent()).toBe("Có 1 người chờ trước ông/bà");
    await page.getByText("Dự kiến chờ khoảng 50 phút").waitFor();
    await app.kiosk.toStart();
  });

  it("counts down before it goes back to the start, and then keeps nothing of who was there", async () => {
    await page.getByTestId("large-text").click();
    await page.getByTestId("language-en").click();
    await page.getByTestId("search-open").click();
    await page.keyboard.type("land");
    expect(await page.getByTestId("idle").count()).toBe(0);
    await stopClock(page, 37_000);
    await page
      .getByTestId("idle")
      .getByText(/Back to the start in \d seconds/)
      .waitFor();
    await expectAccessible(page, "countdown");
    await picture(page, "kiosk-idle");
    await page.getByTestId("idle-stay").click();
    await page.getByTestId("idle").waitFor({ state: "detached" });
    await letClockRun(page);
    expect(await page.getByTestId("search-input").inputValue()).toBe("land");
    await putClockForward(page, 83_000);
    await page.getByText("Xin chào! Mời chọn việc cần làm").waitFor();
    expect(await page.getByTestId("large-text").getAttribute("aria-pressed")).toBe("false");
    await page.getByTestId("search-open").click();
    expect(await page.getByTestId("search-input").inputValue()).toBe("");
    await page.keyboard.press("Escape");
    // Somebody puts the PC's clock right, and a citizen touches the screen at that moment.
    await letClockRun(page);
    await page.getByTestId("language-ro").click();
    await page.getByTestId("language-vi").click();
    await page.getByText("Xin chào! Mời chọn việc cần làm").waitFor();
  });

  it("reads aloud where the PC has a voice for the language, and offers it only there", async () => {
    const voices = (await page.evaluate("speechSynthesis.getVoices().map(({ lang }) => lang)")) as string[];
    if (!voices.some((lang) => lang.startsWith("vi")))
      expect(await page.getByTestId("voice").count()).toBe(0);
    // Machines that run tests are mute: a voice is put in, and what it is given to say is kept.
    await page.evaluate(`
      window.spoken = [];
      speechSynthesis.getVoices = () => [{ lang: "vi-VN", name: "a voice" }];
      speechSynthesis.speak = (words) => window.spoken.push(words.lang + ": " + words.text);
      speechSynthesis.dispatchEvent(new Event("voiceschanged"));
    `);
    await page.getByTestId("voice").click();
    await page.getByTestId("priority-toggle").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("priority-none").waitFor();
    const spoken = () => page.evaluate("window.spoken") as Promise<string[]>;
    expect(await spoken()).toEqual([
      "vi: Xin chào! Mời chọn việc cần làm. Chạm vào một ô để lấy số, hoặc quét thẻ căn cước",
      "vi: Tôi thuộc diện ưu tiên",
      "vi: Mời chọn diện ưu tiên. Cán bộ tại quầy có thể xin xem giấy tờ",
    ]);
    await expectAccessible(page, "with a voice");
    await page.keyboard.press("Escape");
    await page.getByTestId("voice").click();
    await page.getByTestId("language-ro").click();
    await page.getByTestId("voice").waitFor({ state: "detached" });
    await page.getByTestId("language-vi").click();
  });

  /** How each screen is reached from the start. */
  const screens: Record<string, () => Promise<void>> = {
    start: async () => undefined,
    "start-priority": async () => {
      await page.getByTestId("priority-toggle").click();
      await page.getByTestId("priority-warInvalid").click();
    },
    priority: () => page.getByTestId("priority-toggle").click(),
    search: async () => {
      await page.getByTestId("search-open").click();
      await page.keyboard.type("dang ky");
      await page.getByTestId("procedure-1.001193").waitFor();
    },
    list: async () => {
      await page.getByTestId("info-civil-status").click();
      await page.getByTestId("procedure-1.001193").waitFor();
    },
    procedure: async () => {
      await page.getByTestId("info-civil-status").click();
      await page.getByTestId("procedure-1.001193").click();
      await page.getByTestId("procedure-qr").waitFor();
    },
    "procedure-closed": async () => {
      await page.getByTestId("info-social").click();
      await page.getByTestId("procedure-1.001776").click();
      await page.getByTestId("procedure-qr").waitFor();
    },
    "procedure-long": async () => {
      await page.getByTestId("info-land-construction").click();
      await page.getByTestId("procedure-1.013831").click();
      await page.getByTestId("procedure-qr").waitFor();
    },
    "long-wait": async () => {
      await page.getByTestId("group-civil-status").click();
      await page.getByTestId("take-anyway").waitFor();
    },
    ticket: async () => {
      await app.kiosk.takeTicket("civil-status", "warInvalid");
      await page.getByText("Mời nhận phiếu").waitFor();
    },
  };

  const toStart = async () => {
    for (const id of ["kiosk-done", "kiosk-back", "kiosk-back", "priority-undo"]) {
      const button = page.getByTestId(id);
      if (await button.isVisible()) await button.click();
    }
  };

  it.each(
    kioskSizes.flatMap((size) => [
      { ...size, size, large: false },
      { ...size, size, large: true },
    ]),
  )(
    "fits $width×$height in every language and is accessible, large text: $large",
    async ({ size, large }) => {
      await resizeKiosk(app, size);
      // However long somebody looks, the screen stays.
      await stopClock(page);
      for (const [name, open] of Object.entries(screens)) {
        await toStart();
        const toggle = page.getByTestId("large-text");
        if ((await toggle.getAttribute("aria-pressed")) !== String(large)) await toggle.click();
        await open();
        for (const language of [...languages].reverse()) {
          await page.getByTestId(`language-${language}`).click();
          await page.locator(`html[lang=${language}]`).waitFor();
          const title = `kiosk-${name}-${size.width}-${language}${large ? "-large" : ""}`;
          await picture(page, title);
          await expectGoodLayout(page, size, title);
          // All that can be done here is seen at one glance.
          if (name.startsWith("start") && !large)
            expect(await page.getByTestId("scroll-more").count(), title).toBe(0);
        }
        await expectAccessible(page, `${name} ${size.width}`);
      }
      await toStart();
      await letClockRun(page);
    },
  );

  it("keeps the number without paper, with a code to take along", async () => {
    await toStart();
    await page.getByTestId("large-text").click();
    hall.stack.printer.setFault("paperOut");
    await app.kiosk.takeTicket("results", null);
    await page.getByTestId("ticket-qr").waitFor();
    await stopClock(page, 6_000);
    const source = (await page.getByTestId("ticket-qr").getAttribute("src")) ?? "";
    const [words] = await readQrCodes(Buffer.from(source.replace(/^.*,/, ""), "base64"));
    expect(words).toContain("Số thứ tự F001 – Nhận kết quả");
    expect(words).toContain("Bộ phận Tiếp nhận và Trả kết quả");
    for (const size of kioskSizes) {
      await resizeKiosk(app, size);
      await picture(page, `kiosk-no-paper-${size.width}-vi`);
      await expectGoodLayout(page, size, "no paper");
      await expectAccessible(page, `no paper ${size.width}`);
    }
    await app.kiosk.toStart();
  });
});

describe("a hall that is closed", () => {
  const office = new ChangedOffice();
  let hall: Hall;
  let app: App;
  let page: Page;
  let opensAt = 0;
  const clock = () => officeWallTime(opensAt).slice(11, 16);

  beforeAll(async () => {
    opensAt = await soon();
    // Worked every day, whatever day the test is run on.
    office.change("calendar.json", (calendar) => {
      calendar.week.fill([{ from: "07:30", to: "17:00" }]);
      for (const year of calendar.years) year.holidays = [];
    });
    office.change("service-groups.json", (groups) => {
      for (const group of groups) group.hours = [{ from: "00:00", to: "00:01" }];
    });
    office.changeGroup("civil-status", { hours: [{ from: clock(), to: "23:59" }], quotaPerDay: 1 });
    hall = await openHall({ catalogueFolder: office.folder, anyHour: false });
    app = await hall.open();
    page = app.kiosk.page;
  });
  afterAll(async () => {
    await app?.close();
    await hall?.close();
    office.remove();
  });

  const lookAtEverySize = async (name: string) => {
    for (const size of kioskSizes) {
      await resizeKiosk(app, size);
      for (const language of [...languages].reverse()) {
        await page.getByTestId(`language-${language}`).click();
        const title = `kiosk-${name}-${size.width}-${language}`;
        await picture(page, title);
        await expectGoodLayout(page, size, title);
        expect(await page.getByTestId("scroll-more").count(), title).toBe(0);
      }
      await expectAccessible(page, `${name} ${size.width}`);
    }
  };

  it("says so on the whole screen, until when, and opens by itself on the minute", async () => {
    await page.getByTestId("all-closed").getByText("Ngoài giờ phát số").waitFor();
    await app.display.getByTestId("hall-closed").getByText(`Mở lúc ${clock()}`).waitFor();
    await picture(app.display, "display-closed");
    expect(await page.getByTestId("opens-at").textContent()).toBe(`Mở lúc ${clock()}`);
    await page.getByTestId("group-civil-status").waitFor({ timeout: opensAt - Date.now() + 30_000 });
    expect(Date.now()).toBeGreaterThan(opensAt - 500);
    expect(await page.getByTestId("all-closed").count()).toBe(0);
    await page
      .getByTestId("closed-certification")
      .getByText("Ngoài giờ phát số. Mở lúc 00:00 ngày mai")
      .waitFor();
    await lookAtEverySize("some-closed");
  });

  it("closes with the last number, until the next day", async () => {
    expect(await app.kiosk.takeTicket("civil-status", null)).toBe("B001");
    await app.kiosk.toStart();
    await page.getByTestId("all-closed").waitFor();
    expect(await page.getByTestId("opens-at").textContent()).toBe("Mở lúc 00:00 ngày mai");
    // One still waits to be called: for him the hall is not closed yet.
    await app.display.getByText("Chưa gọi số nào").waitFor();
    await lookAtEverySize("all-closed");
    // Who was promised a time is let in all the same.
    await page.getByTestId("all-closed").getByTestId("appointment-open").click();
    await page.getByTestId("appointment-code").waitFor();
    await page.keyboard.press("Escape");
    // The papers can be looked up, but no number is given.
    await page.getByTestId("search-open").click();
    await page.getByTestId("procedure-1.001193").click();
    await page.getByTestId("take-for-this").getByText("Đã phát hết số hôm nay").waitFor();
    expect(await page.getByTestId("take-for-this").getAttribute("aria-disabled")).toBe("true");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  });

  it("needs no word of the station to open", async () => {
    await page.getByTestId("all-closed").waitFor();
    await putClockForward(page, 24 * 60 * 60 * 1000);
    await page.getByTestId("group-civil-status").waitFor();
  });
});

/** A full minute of today that is near, but not so near that the app is not open by then. */
async function soon(): Promise<number> {
  const ahead = () => Math.ceil((Date.now() + 35_000) / 60_000) * 60_000;
  // Just before midnight there is no such minute, and just after it the other groups are open.
  while (!/T(00:0[2-9]|00:[1-5]|0[1-9]|1\d|2[0-2]|23:[0-4])/.test(officeWallTime(ahead() - 60_000))) {
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }
  return ahead();
}
