import { join } from "node:path";
import ExcelJS from "exceljs";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../build/project.ts";
import { ONLINE, RECEIVED } from "../../build/volume/plan.ts";
import { type SiteDone, sendVolume } from "../../build/volume/send.ts";
import { createEnrolCode } from "../../district/stations/stations.ts";
import { accessibilityFaults } from "../accessibility.ts";
import { districtFigures } from "../district-figures.ts";
import { type DistrictPages, openDistrictPages, SMALL } from "../district-page.ts";
import { picture } from "../hall.ts";

/**
 * What Phù Ninh district reported: 117,738 dossiers over 17 communes and its own office, 68,806 of them online (58.44 %).
 * 18 stations have them in their logs and send them by the real sync; the page shows them.
 */
let pages: DistrictPages;
let done: SiteDone[];
let page: Page;

beforeAll(async () => {
  pages = await openDistrictPages({ officeFolder: join(root, "data/phu-ninh") });
  done = await sendVolume({
    folder: join(pages.folder, "stations"),
    url: pages.district.url,
    enrol: (site) => createEnrolCode(pages.district.db, site),
  });
  page = await pages.signedIn("supervisor", { name: "Nguyễn Thị Thanh Hà" });
}, 600_000);
afterAll(() => pages?.close());

const open = async (...parts: string[]) => {
  // A page of its own each time: nothing of the one before is read.
  await page.goto("about:blank");
  await page.goto(`${pages.district.url}/#/supervision/${parts.join("/")}`);
  await page.locator('[data-testid="counted"][data-stale="false"]').waitFor();
};
/** Two cores may have other work. */
const soon = <T>(look: () => Promise<T> | T) => expect.poll(look, { timeout: 30_000 });
const text = (testId: string) => page.getByTestId(testId).textContent();

describe("the volume of a whole district", () => {
  it("is stored whole: every event of every station, understood, in chains that hold", async () => {
    expect(done).toHaveLength(18);
    expect(done.reduce((sum, { dossiers }) => sum + dossiers, 0)).toBe(RECEIVED);
    const figures = await districtFigures(pages.databaseUrl);
    const own = await pages.district.db.selectFrom("stations").select("id").where("own", "=", true).execute();
    const events = await pages.district.db
      .selectFrom("events")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where(
        "station",
        "not in",
        own.map(({ id }) => id),
      )
      .executeTakeFirstOrThrow();
    expect(events.count).toBe(done.reduce((sum, site) => sum + site.events, 0));
    expect(new Set(figures.dossiers).size).toBe(figures.dossiers.length);
    expect(figures.chainsIntact).toBe(true);
    const unread = await pages.district.db
      .selectFrom("events")
      .select(["type", "data"])
      .where("projected", "=", false)
      .limit(3)
      .execute();
    expect(unread).toEqual([]);
  });

  it("is shown with the figures that the district reported", async () => {
    await open("all");
    expect(await text("headline-received")).toBe("117.738");
    expect(await text("headline-online")).toBe("58,44%");
    expect(await page.getByTestId("supervision").textContent()).toContain("68.806 hồ sơ");
    expect(ONLINE / RECEIVED).toBeCloseTo(0.5844, 4);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, "district-supervision-all");
  });

  it("has 17 communes and the district's office in rows, the most overdue first", async () => {
    await open("2021-09-01_2025-06-30");
    expect(await text("headline-received")).toBe("117.738");
    const rows = page.getByTestId("figures-table").locator("tbody tr");
    expect(await rows.count()).toBe(18);
    const overdue = (await rows.locator("td:nth-child(7)").allTextContents()).map(Number);
    expect(overdue).toEqual([...overdue].sort((a, b) => b - a));
    const received = (await rows.locator("td:nth-child(2)").allTextContents()).map((of) =>
      Number(of.replace(".", "")),
    );
    expect(received.reduce((sum, of) => sum + of, 0)).toBe(RECEIVED);
    await page.getByTestId("sort-received").click();
    expect(await rows.first().getAttribute("data-testid")).toBe("row-000.00.15.H44");
    await picture(page, "district-supervision-communes");
    await page.setViewportSize(SMALL);
    await picture(page, "district-supervision-small");
    await page.setViewportSize({ width: 1920, height: 1080 });
  });
});

describe("the supervision page", () => {
  it("leads down to a commune and a procedure, and keeps where one is in its address", async () => {
    await open("2024");
    await page.getByTestId("row-000.04.15.H44").getByRole("button").click();
    await soon(() => page.url()).toContain("2024/000.04.15.H44");
    await expect
      .poll(() => page.getByTestId("supervision").locator("h1").textContent())
      .toContain("Xã Phù Ninh");
    const rows = page.getByTestId("figures-table").locator("tbody tr");
    await soon(() => rows.first().textContent()).toContain("1.0");
    const sum = (await rows.locator("td:nth-child(2)").allTextContents()).reduce(
      (total, of) => total + Number(of.replace(".", "")),
      0,
    );
    expect(Number((await text("headline-received"))?.replace(".", ""))).toBe(sum);
    await picture(page, "district-supervision-commune");
    await page.getByText("Cán bộ", { exact: true }).click();
    await soon(() => rows.first().textContent()).toContain("Cán bộ tiếp nhận");
    expect(await rows.first().locator("td").first().textContent()).toBe(await text("headline-received"));
    await picture(page, "district-supervision-people");
    await page.reload();
    await expect
      .poll(() => page.getByTestId("supervision").locator("h1").textContent())
      .toContain("Xã Phù Ninh");
    await page.goBack();
  });

  it("goes from period to period", async () => {
    await open("2025-05");
    expect(await text("period-name")).toBe("Tháng 05/2025");
    expect(await text("headline-received")).toBe("2.919");
    await page.keyboard.press("Alt+A");
    await soon(() => text("headline-received")).toBe("2.833");
    await page.getByText("Quý", { exact: true }).click();
    await soon(() => page.url()).toContain("2025-Q2");
    await page.goto(`${pages.district.url}/#/supervision/1999`);
    await soon(() => page.getByTestId("supervision").textContent()).toContain("Chưa có hồ sơ nào");
  });

  it("is in three languages", async () => {
    await open("2025-Q2");
    for (const language of ["en", "ro", "vi"]) {
      await page.getByTestId(`language-${language}`).click();
      await picture(page, `district-supervision-${language}`);
    }
  });

  it("gives the table of report II.06a as a spreadsheet, whose sums are the page's", async () => {
    await open("2025-Q2");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByTestId("save-report").click(),
    ]);
    expect(download.suggestedFilename()).toBe("II.06a_2025-04-01_2025-06-30.xlsx");
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(await download.path());
    const sheet = book.worksheets[0];
    const values = (sheet?.lastRow?.values ?? []) as unknown[];
    const total = values.slice(3).map(Number);
    const [
      all = 0,
      online = 0,
      other = 0,
      before = 0,
      settled = 0,
      early,
      onTime,
      late,
      open_ = 0,
      within,
      overdue,
    ] = total;
    expect(all).toBe(online + other + before);
    expect(settled).toBe(Number(early) + Number(onTime) + Number(late));
    expect(open_).toBe(Number(within) + Number(overdue));
    expect(all).toBe(settled + open_);
    expect(String(online + other)).toBe((await text("headline-received"))?.replace(".", ""));
  });

  it("prints as a plain report", async () => {
    await open("2025-Q2");
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 1080, height: 760 });
    await picture(page, "district-supervision-print");
    expect(await page.locator(".shell-bar").isVisible()).toBe(false);
    await page.emulateMedia({ media: "screen" });
    await page.setViewportSize({ width: 1920, height: 1080 });
  });

  it("shows a supervisor of one commune that commune alone", async () => {
    const limited = await pages.signedIn("supervisor", { agency: "000.05.15.H44" });
    await limited.goto(`${pages.district.url}/#/supervision/2024/000.04.15.H44`);
    await soon(() => limited.locator("h1").textContent()).toContain("Xã Bảo Thanh");
    expect(await limited.getByTestId("agency").count()).toBe(0);
    const asked = await pages.call(limited.context(), "supervision/figures", {
      from: "2024-01-01",
      to: "2024-12-31",
      agency: null,
    });
    expect((asked.body.agencies as { code: string }[]).map(({ code }) => code)).toEqual(["000.05.15.H44"]);
    await limited.context().close();
  });

  it("is not for who works on dossiers only", async () => {
    const officer = await pages.signedIn("officer");
    expect((await pages.call(officer.context(), "supervision/choices")).body.code).toBe("ROLE_LACKS");
    await officer.context().close();
  });
});
