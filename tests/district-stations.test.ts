import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../build/project.ts";
import { CHAIN_START } from "../contract/chain.ts";
import { type StationReport, SYNC_PROTOCOL } from "../contract/district.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { type DistrictPages, openDistrictPages, SMALL } from "./district-page.ts";
import { picture } from "./hall.ts";
import { ToldStation } from "./told-station.ts";

/** What an operator sees of the PCs at the counters, and does about them. */

const HOUR = 60 * 60 * 1000;
const GIGABYTE = 1024 ** 3;
const PHU_NINH = "000.01.33.H44";
const DAN_CHU = "000.02.33.H44";

let pages: DistrictPages;
let page: Page;

beforeAll(async () => {
  pages = await openDistrictPages({ officeFolder: join(root, "data/phu-ninh") });
  page = await pages.signedIn("operator", { name: "Trần Quang Vinh" });
});
afterAll(() => pages?.close());

const enrolled = (name: string, agency = PHU_NINH) => ToldStation.enrolled(pages.district.db, agency, name);

/** Asks for what comes down, as stations do, and says how the station is. */
async function report(token: string, says: Partial<StationReport> = {}): Promise<number> {
  const response = await fetch(`${pages.district.url}/v1/feed`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({
      protocol: SYNC_PROTOCOL,
      cursor: null,
      limit: 1,
      report: {
        app: "0.1.0",
        epoch: 1,
        lastSeq: 0,
        waitingSince: null,
        attachmentsWaiting: 0,
        printers: [{ name: "Máy in nhiệt", condition: "ready" }],
        freeDiskBytes: 84 * GIGABYTE,
        clockAheadMs: 120,
        ...says,
      },
    }),
  });
  return response.status;
}

const open = async () => {
  await page.goto("about:blank");
  await page.goto(`${pages.district.url}/#/stations`);
  await page.getByTestId("stations").waitFor();
};
/** Two cores may have other work. */
const soon = <T>(look: () => Promise<T> | T) => expect.poll(look, { timeout: 30_000 });
const trouble = (name: string) => page.getByTestId(`trouble-${name}`).textContent();

it("says where to begin while there are none", async () => {
  await open();
  await soon(() => page.getByTestId("stations").textContent()).toContain("Chưa có máy nào");
});

it("says in plain words what needs a person, and what to do", async () => {
  await report((await enrolled("Quầy 1")).token);
  const { token: printer } = await enrolled("Quầy 2");
  await report(printer, { printers: [{ name: "Máy in nhiệt", condition: "paperOut" }] });
  const { token: late } = await enrolled("Quầy Dân Chủ", DAN_CHU);
  await report(late, {
    lastSeq: 1240,
    waitingSince: new Date(Date.now() - 5 * HOUR).toISOString(),
    attachmentsWaiting: 3,
    freeDiskBytes: 2.4 * GIGABYTE,
    clockAheadMs: -26 * 60 * 1000,
  });
  const silent = await enrolled("Quầy Trạm Thản", "000.04.33.H44");
  await report(silent.token);
  await pages.district.db
    .updateTable("logs")
    .set({ last_seen_at: new Date(Date.now() - 8 * 24 * HOUR) })
    .where("station", "=", silent.id)
    .execute();
  // Its disk was cloned: the copy branched off, and the original goes on under the same name.
  const cloned = await enrolled("Quầy Bình Phú", "000.05.33.H44");
  const branch = await fetch(`${pages.district.url}/v1/epochs`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${cloned.token}` },
    body: JSON.stringify({
      protocol: SYNC_PROTOCOL,
      token: randomBytes(32).toString("base64url"),
      shared: [{ epoch: 1, seq: 0, hash: CHAIN_START }],
    }),
  });
  expect(branch.status).toBe(200);
  await report(cloned.token);

  await open();
  await page.getByTestId("troubles").waitFor();
  expect(await trouble("Quầy 2")).toContain("Máy in nhiệt: Hết giấy");
  expect(await trouble("Quầy Dân Chủ")).toContain("Còn 1.240 việc chưa gửi về huyện");
  expect(await trouble("Quầy Dân Chủ")).toContain("Ổ đĩa chỉ còn 2,4 GB");
  expect(await trouble("Quầy Dân Chủ")).toContain("Đồng hồ chậm 26 phút");
  expect(await trouble("Quầy Trạm Thản")).toContain("Gọi cho quầy");
  expect(await page.getByTestId("troubles").textContent()).toContain("Hai máy đang dùng chung một tên");
  expect(await page.getByTestId("trouble-Quầy 1").count()).toBe(0);
  expect(await page.getByTestId("stations-sum").textContent()).toBe("4 máy cần xử lý, trong 5 máy");
  const row = (name: string) => page.getByTestId(`station-${name}`).first().textContent();
  expect(await row("Quầy 1")).toContain("Đang nối");
  expect(await row("Quầy Dân Chủ")).toContain("3 tệp");
  expect(await page.getByTestId("station-table").textContent()).not.toContain("Huyện Phù Ninh");
  expect(await accessibilityFaults(page)).toEqual([]);
  await picture(page, "district-stations");
  await page.setViewportSize(SMALL);
  await picture(page, "district-stations-small");
  await page.setViewportSize({ width: 1920, height: 1080 });
  for (const language of ["en", "ro", "vi"]) {
    await page.getByTestId(`language-${language}`).click();
    await picture(page, `district-stations-${language}`);
  }
});

describe("an operator", () => {
  it("makes a code with which a PC enrols", async () => {
    await open();
    await page.keyboard.press("Alt+N");
    await page.getByTestId("code-agency").fill("Dân Chủ");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByTestId("code-name").fill("Quầy 2 Dân Chủ");
    await page.keyboard.press("Enter");
    const code = (await page.getByTestId("enrol-code").textContent()) ?? "";
    expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    await picture(page, "district-stations-code");
    await page.keyboard.press("Enter");
    const { status, agency } = await enrol(code);
    expect([status, agency]).toEqual([200, DAN_CHU]);
    expect((await enrol(code)).status).toBe(403);
  });

  it("replaces a PC: the code revokes the old one once it is used", async () => {
    const broken = await enrolled("Quầy hỏng");
    expect(await report(broken.token)).toBe(200);
    await open();
    await page.getByTestId("actions-Quầy hỏng").click();
    await page.getByTestId("replace").click();
    await page.getByTestId("make-code").click();
    const code = (await page.getByTestId("enrol-code").textContent()) ?? "";
    expect(await report(broken.token)).toBe(200);
    expect((await enrol(code)).status).toBe(200);
    expect(await report(broken.token)).toBe(403);
  });

  it("revokes a PC after being asked once more, and it is audited", async () => {
    const lost = await enrolled("Quầy mất");
    await report(lost.token, { lastSeq: 12, waitingSince: new Date().toISOString() });
    await open();
    await page.getByTestId("actions-Quầy mất").click();
    await page.getByTestId("revoke").click();
    await soon(() => page.getByRole("dialog").textContent()).toContain("còn 12 việc chưa gửi");
    await picture(page, "district-stations-revoke");
    expect(await report(lost.token)).toBe(200);
    await page.getByTestId("revoke-sure").click();
    await soon(() => page.getByTestId("station-Quầy mất").textContent()).toContain("Đã thu hồi");
    expect(await report(lost.token)).toBe(403);
    const audit = await pages.district.db
      .selectFrom("audit")
      .selectAll()
      .where("what", "like", "station.%")
      .execute();
    expect(audit.map(({ what, detail }) => `${what} ${detail}`)).toEqual([
      `station.codeMade ${DAN_CHU} Quầy 2 Dân Chủ`,
      `station.replacementCode ${PHU_NINH} Quầy hỏng`,
      `station.revoked ${PHU_NINH} Quầy mất`,
    ]);
  });

  it("can't be had by another role, and never revokes the node itself", async () => {
    const supervisor = await pages.signedIn("supervisor");
    const input = { station: "00000000-0000-4000-8000-000000000000" };
    expect((await pages.call(supervisor.context(), "stations/revoke", input)).body.code).toBe("ROLE_LACKS");
    expect((await pages.call(page.context(), "stations/revoke", input)).body.code).toBe("BAD_INPUT");
    const own = await pages.district.db.selectFrom("stations").select("id").where("own", "=", true).execute();
    const { body } = await pages.call(page.context(), "stations/revoke", { station: own[0]?.id });
    expect(body.code).toBe("BAD_INPUT");
    const unknown = { agency: "nowhere", name: "", replaces: null };
    expect((await pages.call(page.context(), "stations/makeCode", unknown)).body.code).toBe("BAD_INPUT");
    await supervisor.context().close();
  });
});

async function enrol(code: string): Promise<{ status: number; agency: string }> {
  const response = await fetch(`${pages.district.url}/v1/stations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      protocol: SYNC_PROTOCOL,
      station: crypto.randomUUID(),
      epoch: 1,
      token: randomBytes(32).toString("base64url"),
      code,
      name: "PC",
      app: "test",
    }),
  });
  const { agency = "" } = (await response.json()) as { agency?: string };
  return { status: response.status, agency };
}
