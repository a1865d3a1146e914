import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../build/project.ts";
import { officeDay } from "../contract/time.ts";
import type { Station } from "../electron/station/station.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { type DistrictPages, openDistrictPages, PASSWORD, PLAIN_HOST, SMALL } from "./district-page.ts";
import { picture } from "./hall.ts";
import { stationAlone } from "./station-alone.ts";

/** What a publisher does in a browser reaches a real station: its fees, its days off, its staff. */

const COPIES = "2.000815";
/** However busy the machine is. */
const SOON = { timeout: 20_000 };
let pages: DistrictPages;
let station: Station;
let page: Page;

beforeAll(async () => {
  pages = await openDistrictPages({ officeFolder: join(root, "data/phu-ninh") });
  const enrolCode = await pages.district.createEnrolCode({ agency: "000.00.15.H44", name: "Quầy số 1" });
  station = await stationAlone(join(pages.folder, "station"), {
    district: { url: pages.district.url, enrolCode },
  });
  await station.syncNow();
  page = await pages.signedIn("publisher", { login: "hoa", name: "Lê Thị Hoa" });
});
afterAll(async () => {
  await station?.stop();
  await pages?.close();
});

const open = async (tab: string) => {
  await page.getByTestId(`office-tab-${tab}`).click();
};
const drafts = () => page.getByTestId("office-state").getAttribute("data-draft");
const quote = () =>
  station.deskWork.quote({ procedureCode: COPIES, caseId: null, quantities: [], exemptions: [] });

it("a fee is changed, looked at before it is published, and asked for at the counter", async () => {
  await page.getByTestId("catalogue-search").fill("chung thuc ban sao");
  await page.getByTestId(`catalogue-line-${COPIES}`).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await picture(page, "district-office-procedures");
  await page.getByTestId(`catalogue-line-${COPIES}`).click();
  await page.getByTestId("fee-amount").fill("3500");
  await picture(page, "district-office-editor");
  await page.getByTestId("catalogue-save").click();
  await expect.poll(drafts, SOON).toBe("1");
  const before = quote().fees[0]?.amount;
  await station.syncNow();
  expect(quote().fees[0]?.amount).toBe(before);

  await page.getByTestId("office-review").click();
  await page.getByTestId(`change-${COPIES}`).waitFor();
  expect(await page.getByTestId(`change-${COPIES}`).textContent()).toContain("3.500");
  await page.getByTestId("publish").click();
  await page.getByTestId("publish-note").fill("Nghị quyết 15/2026/NQ-HĐND");
  await picture(page, "district-office-publish");
  await page.keyboard.press("Enter");
  const line = page.getByTestId("office-station");
  await expect.poll(() => line.getAttribute("data-state"), SOON).toBe("waits");
  await station.syncNow();
  expect(quote().fees[0]?.amount).toBe(3500);
  await station.syncNow();
  await expect.poll(() => line.getAttribute("data-state"), SOON).toBe("has");
  await picture(page, "district-office-stations");
});

it("a day off is put into the year and counted with at the counter; the staff list says who may sign in", async () => {
  await open("calendar");
  await page.getByTestId("year-view").waitFor();
  const year = officeDay(Date.now()).slice(0, 4);
  await page.getByTestId(`day-${year}-11-27`).click();
  expect(await page.getByTestId("entry-from").inputValue()).toBe(`27/11/${year}`);
  await page.getByTestId("entry-name").fill("Bầu cử bổ sung");
  expect(await accessibilityFaults(page)).toEqual([]);
  await picture(page, "district-office-calendar");
  await page.getByTestId("entry-add").click();
  await page.getByTestId(`entry-${year}-11-27`).waitFor();
  await page.getByTestId("calendar-save").click();
  await expect.poll(drafts, SOON).toBe("1");

  await open("staff");
  await page.getByTestId("staff-hung").getByTestId("staff-remove").click();
  await page.getByTestId("staff-add").click();
  await page.getByTestId("staff-").getByTestId("staff-name").fill("Vũ Thị Ngọc");
  await page.getByTestId("staff-ngoc").waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await picture(page, "district-office-staff");
  await page.getByTestId("staff-save").click();
  await expect.poll(drafts, SOON).toBe("3");
  await page.getByTestId("office-review").click();
  await page.getByTestId("change-day").waitFor();
  expect(await page.getByTestId("changes").textContent()).toContain("Bầu cử bổ sung");
  expect(await page.getByTestId("change-staff").count()).toBe(2);
  await picture(page, "district-office-changes");
  await page.getByTestId("publish").click();
  await page.getByTestId("publish-confirm").click();
  await page.getByTestId("office-station").waitFor();
  await station.syncNow();
  const { years } = station.context.catalogue.all.calendar;
  expect(years.find((entry) => String(entry.year) === year)?.holidays.map(({ from }) => from)).toContain(
    `${year}-11-27`,
  );
  expect(station.context.catalogue.staff("ngoc")?.name).toBe("Vũ Thị Ngọc");
  await expect(station.desk.signIn({ staff: "hung", counter: "2", pin: "1234" })).rejects.toMatchObject({
    code: "SIGN_IN_REFUSED",
  });
  await station.desk.signIn({ staff: "lan", counter: "1", pin: "1234" });
});

it("is published from a page without TLS as well", async () => {
  const plain = await pages.window();
  const url = pages.district.url.replace("127.0.0.1", PLAIN_HOST);
  await pages.signIn(plain, await pages.account("publisher"), PASSWORD, url);
  expect(await plain.evaluate("isSecureContext")).toBe(false);
  await plain.getByTestId("office-tab-staff").click();
  await plain.getByTestId("staff-mai").getByTestId("staff-remove").click();
  await plain.getByTestId("staff-save").click();
  await plain.getByTestId("office-review").click();
  await plain.getByTestId("publish").click();
  await plain.getByTestId("publish-confirm").click();
  await plain.getByTestId("office-station").waitFor();
  await plain.context().close();
  await page.reload();
});

it("an earlier version is taken up, compared and published anew; a draft is given up", async () => {
  await open("history");
  await page.getByTestId("version-1").waitFor();
  await picture(page, "district-office-history");
  await page.getByTestId("take-up-1").click();
  await page.getByTestId(`change-${COPIES}`).waitFor();
  await page.getByTestId("publish").click();
  await page.getByTestId("publish-note").fill("Trở lại bản đầu");
  await page.keyboard.press("Enter");
  await page.getByTestId("office-station").waitFor();
  await station.syncNow();
  expect(quote().fees[0]?.amount).not.toBe(3500);
  expect(station.context.catalogue.staff("hung")).not.toBeNull();

  await open("history");
  await page.getByTestId("take-up-2").click();
  await page.getByTestId("discard").click();
  await page.getByTestId("discard-confirm").click();
  await page.getByTestId("publish-nothing").waitFor();
  await expect.poll(drafts, SOON).toBe("0");
});

it("a file is imported into the draft, or refused with every fault", async () => {
  await open("procedures");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByTestId("catalogue-export-json").click(),
  ]);
  const file = join(pages.folder, "danh-muc.json");
  await download.saveAs(file);
  const content = JSON.parse(readFileSync(file, "utf8")) as {
    procedures: { code: string; fee: { amount: number }; supplementDays: number }[];
  };
  const first = content.procedures.find(({ code }) => code === COPIES);
  if (first === undefined) throw new Error("not in the file");
  first.fee.amount = 4000;
  writeFileSync(file, JSON.stringify(content));
  const choose = () => page.locator("input[type=file]").setInputFiles(file);
  await choose();
  await page.getByTestId("import-summary").waitFor();
  await page.getByTestId("import-confirm").click();
  await page.getByTestId("catalogue-imported").waitFor();
  await expect.poll(drafts, SOON).toBe("1");

  first.supplementDays = 9999;
  writeFileSync(file, JSON.stringify(content));
  await choose();
  await page.getByTestId("import-faults").waitFor();
  await picture(page, "district-office-faults");
});

it("is for publishers and administrators, in every language and on a small screen", async () => {
  const officer = await pages.signedIn("officer");
  expect(await officer.getByTestId("area-office").count()).toBe(0);
  expect((await pages.call(officer.context(), "office/overview")).body.code).toBe("ROLE_LACKS");
  const small = await pages.signedIn("admin", { viewport: SMALL });
  await small.goto(`${pages.district.url}/#/office/calendar`);
  await small.getByTestId("year-view").waitFor();
  await picture(small, "district-office-calendar-1366");
  await small.goto(`${pages.district.url}/#/office/procedures`);
  await small.getByTestId("language-ro").click();
  await small.getByTestId("catalogue-search").waitFor();
  await picture(small, "district-office-1366-ro");
});
