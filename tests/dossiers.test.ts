import { createHash } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dossier } from "../contract/dossier.ts";
import { dossierQr } from "../contract/paper-qr.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import { expectAccessible, expectGoodLayout, kioskSizes, resizeKiosk } from "./kiosk-screens.ts";
import { seedDossiers } from "./seeded-dossiers.ts";
import type { App, CounterWindow } from "./windows.ts";
import { DossierWindow } from "./windows-dossiers.ts";

/** A dossier's life at the counter, by keyboard. */

const BUSINESS = "1.001612";
const LONG_ADDRESS =
  "Số nhà 27, ngõ 114, đường Nguyễn Tất Thành, tổ dân phố Thống Nhất, thị trấn Phong Châu, huyện Phù Ninh, tỉnh Phú Thọ";

let hall: Hall;
let app: App;
let counter: CounterWindow;
let clerk: DossierWindow;
let small: CounterWindow;
let late: Dossier;
let fresh: Dossier;
let second: Dossier;
let third: Dossier;

beforeAll(async () => {
  hall = await openHall();
  [late, fresh, second, third] = (await seedDossiers(hall, [
    { daysAgo: 20, procedureCode: BUSINESS, fullName: "Đặng Thị Ngọc Ánh", citizenNumber: "025187000111" },
    {
      daysAgo: 0,
      procedureCode: BUSINESS,
      fullName: "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Thảo",
      citizenNumber: "025187000222",
      phone: "0987654321",
      address: LONG_ADDRESS,
    },
    { daysAgo: 0, procedureCode: BUSINESS, fullName: "Trần Văn Đức", citizenNumber: "025087000333" },
    { daysAgo: 0, procedureCode: "1.001193", fullName: "Bùi Thị Oanh", citizenNumber: "025187000444" },
  ])) as [Dossier, Dossier, Dossier, Dossier];
  app = await hall.open();
  [counter, small] = app.counters as [CounterWindow, CounterWindow];
  await counter.signIn("lan", "1234");
  await small.signIn("hung", "1234");
  clerk = new DossierWindow(counter.page);
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
});

async function soundOnScreen(window: DossierWindow, name: string): Promise<void> {
  await picture(window.page, name);
  expect(await accessibilityFaults(window.page)).toEqual([]);
}

/** What a failing disk does to an attached paper: half of it is gone, and its small pictures are. */
async function tearOnDisk(content: Buffer): Promise<void> {
  const sha256 = createHash("sha256").update(content).digest("hex");
  for (const entry of await readdir(hall.folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.name === sha256) await writeFile(file, content.subarray(0, content.length / 2));
    else if (entry.name.startsWith(sha256)) await rm(file);
  }
}

const becomes = (status: string) =>
  eventually(`status ${status}`, async () => ((await clerk.status()) === status ? true : null));

describe("finding", () => {
  it("changes the work area by keys and leaves the draft where it is", async () => {
    await clerk.goTo("intake");
    await counter.page.getByTestId("applicant-name").fill("Người đang nhập dở");
    await clerk.goTo("due");
    await clerk.goTo("dossiers");
    await clerk.goTo("intake");
    expect(await counter.page.getByTestId("applicant-name").inputValue()).toBe("Người đang nhập dở");
  });

  it("finds by a name without diacritics, by number, phone and code, and opens by Enter", async () => {
    expect(await clerk.find("dang thi ngoc anh", late.code)).toEqual([late.code]);
    expect(await clerk.find("0987654321", fresh.code)).toEqual([fresh.code]);
    expect(await clerk.find("025087000333", second.code)).toEqual([second.code]);
    await clerk.find("", third.code);
    await soundOnScreen(clerk, "dossiers-find");
    await clerk.open(fresh.code);
    await counter.page.getByTestId("page-unit").waitFor();
    await soundOnScreen(clerk, "dossiers-page");
    await counter.page.keyboard.press("Escape");
    await counter.page.getByTestId("find-dossier").waitFor();
  });

  it("opens the dossier of a receipt that is scanned, whatever has the focus", async () => {
    await clerk.goTo("intake");
    const name = counter.page.getByTestId("applicant-name");
    await name.fill("Trước khi quét");
    await clerk.scanPaper(dossierQr(second));
    await clerk.shows(second.code);
    await clerk.goTo("intake");
    // What the scanner typed before it was known is out of the field again.
    expect(await name.inputValue()).toBe("Trước khi quét");
    await clerk.goTo("dossiers");
  });
});

describe("due work", () => {
  it("counts what waits and leads to it", async () => {
    await clerk.goTo("due");
    await counter.page.getByTestId("badge-late").waitFor();
    await counter.page.getByTestId("due-lateWithoutApology").click();
    await counter.page.getByTestId(`row-${late.code}`).waitFor();
    expect(await clerk.rows()).toEqual([late.code]);
    expect(await counter.page.getByTestId("due-count-lateWithoutApology").textContent()).toBe("1");
    await soundOnScreen(clerk, "dossiers-due");
    await counter.page.keyboard.press("6");
    await counter.page.locator("[data-testid=due-notHandedOver][aria-pressed=true]").waitFor();
    await counter.page.getByTestId(`row-${late.code}`).waitFor();
    await counter.page.keyboard.press("Enter");
    await clerk.shows(late.code);
    await soundOnScreen(clerk, "dossiers-late");
    await counter.page.keyboard.press("Escape");
    await counter.page.getByTestId("area-due").waitFor();
  });
});

describe("steps", () => {
  it("takes a payment, with the change for cash", async () => {
    await clerk.open(fresh.code);
    await clerk.ask("pay");
    await clerk.fill("pay-given", "200000");
    expect(await counter.page.getByTestId("pay-change").textContent()).toBe("100.000 đ");
    await soundOnScreen(clerk, "dossiers-pay");
    await clerk.do("pay");
    await counter.page.getByTestId("last-paper").waitFor();
    await eventually("paid", async () =>
      (await counter.page.getByTestId("page-owed").getAttribute("data-tone")) === "settled" ? true : null,
    );
  });

  it("asks for a supplement and takes it in", async () => {
    await clerk.ask("requestSupplement");
    await clerk.fill("other-items", "Bản sao hợp đồng thuê địa điểm");
    await clerk.reason(1);
    await soundOnScreen(clerk, "dossiers-supplement");
    await clerk.do("requestSupplement");
    await becomes("supplementRequested");
    await clerk.ask("supplement");
    await counter.page.locator("[data-testid^=handed-in-]").first().click();
    await clerk.do("supplement");
    await becomes("accepted");
  });

  it("is corrected with what changes in sight", async () => {
    await clerk.ask("correct");
    await clerk.fill("correct-phone", "0911222333");
    await counter.page.getByTestId("changes").waitFor();
    await clerk.reason(1);
    await soundOnScreen(clerk, "dossiers-correct");
    await clerk.do("correct");
    expect(await clerk.history()).toContain("dossier.corrected");
  });

  it("needs the head's signature for an apology, and takes one only", async () => {
    await clerk.ask("extend");
    await clerk.reason(2);
    await clerk.sign("0000");
    await counter.page.keyboard.press("Enter");
    await clerk.refusal();
    await clerk.sign("4321");
    await soundOnScreen(clerk, "dossiers-extend");
    await clerk.do("extend");
    await counter.page.getByTestId("page-extension").waitFor();
    expect(await counter.page.getByTestId("later-extend").getAttribute("data-obstacle")).toBe("once");
  });

  it("gets a paper attached later, loses it with a reason, and has its control sheet made", async () => {
    const canvas = createCanvas(320, 200);
    const file = { name: "hop-dong.png", mimeType: "image/png", buffer: canvas.toBuffer("image/png") };
    await counter.page.getByTestId("attach-input").setInputFiles([file]);
    const attachment = counter.page.locator("[data-testid=dossier-page] [data-testid=attachment]");
    await attachment.waitFor();
    await attachment.locator("img").waitFor();
    await soundOnScreen(clerk, "dossiers-attached");
    await tearOnDisk(file.buffer);
    await attachment.getByRole("button", { name: "Xem hop-dong.png" }).click();
    await counter.page.getByRole("alert").filter({ hasText: "“hop-dong.png” bị hỏng" }).waitFor();
    await soundOnScreen(clerk, "dossiers-attached-broken");
    await counter.page.keyboard.press("Escape");
    await counter.page.getByRole("dialog").waitFor({ state: "hidden" });
    await counter.page.keyboard.press("Control+n");
    await clerk.open(fresh.code);
    await attachment.getByRole("alert").waitFor();
    await soundOnScreen(clerk, "dossiers-attached-broken-small");
    await counter.page.getByTestId("attachment-remove").click();
    await counter.page.getByTestId("reason").fill("Đính kèm nhầm");
    await soundOnScreen(clerk, "dossiers-detach");
    await counter.page.getByTestId("detach-do").click();
    await attachment.waitFor({ state: "detached" });
    await counter.page.getByTestId("make-control").click();
    await eventually("the control sheet is among the papers", async () =>
      (await counter.page.locator("[data-testid=page-papers] > li").count()) === 6 ? true : null,
    );
  });

  it("is decided, collected and closed", async () => {
    await clerk.ask("note");
    await clerk.fill("note", "Người nộp hẹn đến sau 16 giờ");
    await clerk.do("note");
    await clerk.ask("decide");
    await clerk.fill("decision-number", "18A8/HKD");
    await clerk.do("decide");
    await becomes("decided");
    await clerk.ask("returnResult");
    await soundOnScreen(clerk, "dossiers-return");
    await clerk.do("returnResult");
    await becomes("resultReturned");
    expect(await clerk.history()).toEqual([
      "dossier.resultReturned",
      "dossier.decided",
      "dossier.noted",
      "dossier.detached",
      "dossier.attached",
      "dossier.extended",
      "dossier.corrected",
      "dossier.supplemented",
      "dossier.supplementRequested",
      "dossier.paid",
      "dossier.accepted",
    ]);
    expect(await clerk.possibleSteps()).toEqual(["reopen"]);
    // The receipt of intake, the one of the fee, form 02, the corrected receipt, form 04, the control sheet.
    expect(await counter.page.locator("[data-testid=page-papers] > li").count()).toBe(6);
    await soundOnScreen(clerk, "dossiers-closed");
  });
});

describe("hand-overs", () => {
  const listOf = async () => {
    const id = await counter.page
      .locator("[data-testid^=list-][data-taken=false]")
      .getAttribute("data-testid");
    return (id ?? "").replace("list-", "");
  };

  it("gives what belongs to a division with one list, which its officer signs by PIN", async () => {
    await clerk.handOver("tu-phap", [third.code]);
    const number = await listOf();
    await soundOnScreen(clerk, "dossiers-handover");
    await clerk.askToSign(number);
    await clerk.signByPin("thao", "5678");
    await soundOnScreen(clerk, "dossiers-take-over");
    await clerk.takeOver(number);
    await clerk.open(third.code);
    await becomes("inProcess");
    expect(await counter.page.getByTestId("page-unit").getAttribute("data-unit")).toBe("tu-phap");
  });

  it("is signed on paper, and what was not taken stays at the counter with the reason", async () => {
    await clerk.handOver("tai-chinh-ke-hoach", [late.code, second.code]);
    const number = await listOf();
    await clerk.askToSign(number);
    await counter.page.getByTestId(`take-${late.code}`).click();
    await clerk.fill(`decline-${late.code}`, "Chưa nhận được bản giấy");
    await clerk.signOnPaper("Hoàng Thị Yến");
    await clerk.takeOver(number);
    await clerk.open(late.code);
    expect(await counter.page.getByTestId("page-unit").getAttribute("data-unit")).toBe("counter");
    expect(await clerk.history()).toContain("dossier.handoverDeclined");
    await clerk.open(second.code);
    expect(await counter.page.getByTestId("page-unit").getAttribute("data-unit")).toBe("tai-chinh-ke-hoach");
  });
});

describe("money and register", () => {
  it("sums the day up by the way of payment", async () => {
    await clerk.goTo("cash");
    await eventually("the payment of this morning", async () =>
      (await counter.page.getByTestId("cash-total").textContent()) === "100.000 đ" ? true : null,
    );
    await counter.page.getByTestId("cash-print").click();
    const paper = counter.page.getByTestId("cash-print-paper");
    await paper.waitFor();
    expect(await paper.getAttribute("data-state")).toBe("kept");
    await soundOnScreen(clerk, "dossiers-cash");
  });

  it("shows the register of a period, and leads to a dossier", async () => {
    await clerk.goTo("register");
    await counter.page.getByTestId(`register-${fresh.code}`).waitFor();
    await counter.page.getByTestId("export-xlsx").click();
    await counter.page.getByTestId("export-done").waitFor();
    await soundOnScreen(clerk, "dossiers-register");
  });
});

describe("the look-up at the kiosk", () => {
  const ask = async (code: string, secret: string) => {
    const { page } = app.kiosk;
    await page.getByTestId("lookup-code").fill(code);
    await page.getByTestId("lookup-secret").fill(secret);
    await page.getByTestId("lookup-go").click();
  };

  it("says by code and look-up characters where a dossier stands, and nothing of the person", async () => {
    const { page } = app.kiosk;
    await page.getByTestId("lookUp-open").click();
    await ask(second.code, "0000");
    await page.getByTestId("lookup-failure").waitFor();
    for (const size of kioskSizes) {
      await resizeKiosk(app, size);
      await expectGoodLayout(page, size, "look-up");
      await picture(page, `kiosk-lookup-${size.width}`);
    }
    await expectAccessible(page, "look-up");
    await ask(second.code, second.lookUp.toLowerCase());
    await page.getByTestId("lookup-state").waitFor();
    expect(await page.getByTestId("lookup-state").getAttribute("data-status")).toBe("inProcess");
    const shown = (await page.getByTestId("kiosk").textContent()) ?? "";
    expect(shown).toContain(second.procedureName);
    expect(shown).not.toContain(second.applicant.fullName);
    expect(shown).not.toContain("025087000333");
    for (const size of kioskSizes) {
      await resizeKiosk(app, size);
      await expectGoodLayout(page, size, "state of a dossier");
      await picture(page, `kiosk-state-${size.width}`);
    }
    await expectAccessible(page, "state of a dossier");
  });

  it("reads the receipt's QR, and by the keys on the screen a code can be typed", async () => {
    const { page } = app.kiosk;
    await page.getByTestId("lookup-other").click();
    await page.getByTestId("lookup-code").fill(dossierQr(fresh));
    await page.keyboard.press("Enter");
    await page.getByTestId("lookup-state").waitFor();
    expect(await page.getByTestId("lookup-state").getAttribute("data-status")).toBe("resultReturned");
    await page.getByTestId("lookup-other").click();
    for (const key of ["h", "4", "4", "-", "1", "."]) await page.getByTestId(`key-${key}`).click();
    expect(await page.getByTestId("lookup-code").inputValue()).toBe("H44-1.");
    await page.getByTestId("kiosk-back").click();
    await page.getByTestId("lookUp-open").waitFor();
  });
});

it("fits both screens, in every language", async () => {
  const hung = new DossierWindow(small.page);
  for (const language of ["en", "ro", "vi"]) {
    for (const [window, width] of [
      [clerk, 1920],
      [hung, 1366],
    ] as const) {
      await window.page.getByTestId(`language-${language}`).click();
      for (const area of ["dossiers", "due", "handovers", "cash", "register"] as const) {
        await window.goTo(area);
        await window.page.waitForTimeout(300);
        await picture(window.page, `dossiers-${area}-${language}-${width}`);
      }
      await window.open(fresh.code);
      await picture(window.page, `dossiers-page-${language}-${width}`);
      const wide = await window.page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
      expect(wide).toBeLessThanOrEqual(0);
    }
  }
});
