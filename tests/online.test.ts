import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../build/project.ts";
import { createGateway } from "../district/lodged/gateways.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import type { App } from "./windows.ts";

/** Dossiers lodged online, from the portal's call to the receipt, in the windows of two counters. */

const DAY_MS = 24 * 60 * 60 * 1000;
/** However busy the machine is. */
const SOON = { timeout: 20_000 };
let hall: Hall;
let app: App;
let token: string;
let wide: Page;
let small: Page;

beforeAll(async () => {
  hall = await openHall();
  token = await createGateway(hall.stack.district.db, "dvcqg");
  app = await hall.open();
  await app.counters[0]?.signIn("lan", "1234");
  await app.counters[1]?.signIn("hung", "1234");
  const pages = app.counters.map((counter) => counter.page);
  if (pages[0] === undefined || pages[1] === undefined) throw new Error("no counter");
  [wide, small] = [pages[0], pages[1]];
});
afterAll(async () => {
  await app?.close();
  await hall?.close();
});

const headers = () => ({ authorization: `Bearer ${token}` });

async function sendScan(): Promise<Record<string, unknown>> {
  const content = readFileSync(join(root, "electron/station/printing/approved/receipt-80.png"));
  const sha256 = createHash("sha256").update(content).digest("hex");
  const { status } = await fetch(
    `${hall.stack.district.url}/v1/attachments/${sha256}/0?size=${content.length}`,
    {
      method: "PUT",
      headers: { ...headers(), "content-type": "application/octet-stream" },
      body: new Uint8Array(content),
    },
  );
  expect(status).toBe(200);
  return {
    sha256,
    name: "giay-de-nghi.png",
    mediaType: "image/png",
    bytes: content.length,
    componentId: null,
  };
}

async function lodge(code: string, fullName: string, change: Record<string, unknown> = {}): Promise<string> {
  const response = await fetch(`${hall.stack.district.url}/v1/lodged`, {
    method: "POST",
    headers: { ...headers(), "content-type": "application/json" },
    body: JSON.stringify({
      code,
      agency: "000.00.15.H44",
      procedureCode: "1.001612",
      caseId: "truc-tuyen",
      applicant: {
        fullName,
        citizenNumber: "025199000456",
        birthDate: "1999-05-20",
        sex: "female",
        address: "Khu 4, xã Phú Lộc",
        phone: "0912345678",
      },
      components: [{ componentId: "form", originals: 1, copies: 0 }],
      lodgedAt: new Date(Date.now() - 60_000).toISOString(),
      ...change,
    }),
  });
  const body = (await response.json()) as { id: string };
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body.id;
}

/** What is new at the district comes down at once instead of within the minute. */
async function syncNow(): Promise<void> {
  await wide.keyboard.press("Control+g");
  await wide.getByTestId("sync-dialog-now").click();
  await wide.keyboard.press("Escape");
  await expect.poll(() => wide.getByTestId("sync-facts").count(), SOON).toBe(0);
}

const statusOf = async (id: string) =>
  (
    await hall.stack.district.db
      .selectFrom("dossiers")
      .select("status")
      .where("id", "=", id)
      .executeTakeFirst()
  )?.status ?? null;

it("an empty list says that it fills by itself", async () => {
  await wide.keyboard.press("Control+o");
  await wide.getByTestId("online-none").waitFor();
  expect(await wide.getByTestId("badge-online").count()).toBe(0);
  await picture(wide, "online-empty");
  await wide.keyboard.press("Control+n");
});

it("what was lodged stands on every counter's list, the most urgent first, and is accepted with a receipt", async () => {
  const late = await lodge("G09.15-261120-0000007", "Phạm Thị Dung", {
    lodgedAt: new Date(Date.now() - 9 * DAY_MS).toISOString(),
  });
  await lodge("G09.15-261125-0000008", "Lê Minh Tuấn", { procedureCode: "1.001612" });
  const id = await lodge("G09.15-261124-0000009", "Trần Thị Bình", {
    attachments: [await sendScan()],
    caseId: null,
    lodgedAt: new Date(Date.now() - 8 * DAY_MS).toISOString(),
  });
  await syncNow();
  await expect.poll(() => wide.getByTestId("badge-online").textContent(), SOON).toBe("3");
  await wide.keyboard.press("Control+o");
  const rows = wide.getByTestId("online-list").getByRole("option");
  await expect.poll(() => rows.count(), SOON).toBe(3);
  expect(await rows.first().textContent()).toContain("Phạm Thị Dung");
  expect(await accessibilityFaults(wide)).toEqual([]);
  await picture(wide, "online-list");
  await small.keyboard.press("Control+o");
  await small.getByTestId("online-G09.15-261124-0000009").waitFor();
  await picture(small, "online-list-1366");

  await wide.keyboard.press("ArrowDown");
  await wide.keyboard.press("Enter");
  await wide.getByTestId("intake-lodged").waitFor();
  // The portal did not say which case it is: it is asked, since the fee differs.
  await wide.getByTestId("choice-truc-tuyen").click();
  expect(await wide.getByTestId("applicant-name").inputValue()).toBe("Trần Thị Bình");
  await wide.locator("[data-testid=attachment] img").waitFor({ timeout: 30_000 });
  expect(await wide.getByTestId("attachment-remove").count()).toBe(0);
  expect(await wide.getByTestId("duplicate").count()).toBe(0);
  await picture(wide, "online-form");
  await wide.keyboard.press("Alt+a");
  await wide.keyboard.press("F10");
  await wide.getByTestId("dossier-code").waitFor({ timeout: 30_000 });
  await expect.poll(() => statusOf(id), SOON).toBe("accepted");
  await wide.keyboard.press("1");
  expect(await statusOf(late)).toBeNull();
});

it("is refused by form 03 or asked for what is missing by form 02, and leaves the list when it is answered", async () => {
  await small.keyboard.press("Control+o");
  await small.getByTestId("online-G09.15-261120-0000007").click();
  await small.getByTestId("intake-lodged").waitFor();
  await small.keyboard.press("Control+2");
  await small.getByTestId("notice-items").fill("Bản sao hợp đồng thuê nhà");
  await small.getByTestId("notice-reason").fill("Thiếu giấy tờ về địa điểm kinh doanh");
  await small.keyboard.press("F10");
  await small.getByTestId("notice-number").waitFor({ timeout: 30_000 });
  await picture(small, "online-supplement-1366");
  await small.keyboard.press("1");
  await small.keyboard.press("Control+o");
  await expect
    .poll(() => small.getByTestId("online-G09.15-261120-0000007").textContent(), SOON)
    .toContain("Chờ người nộp bổ sung");

  await small.getByTestId("online-G09.15-261125-0000008").click();
  await small.getByTestId("intake-lodged").waitFor();
  // Put aside and opened again it is as it was left.
  await small.getByTestId("phone").fill("0987654321");
  await small.keyboard.press("Alt+g");
  await small.keyboard.press("Control+o");
  await small.getByTestId("online-G09.15-261125-0000008").click();
  await small.getByTestId("intake-lodged").waitFor();
  expect(await small.getByTestId("phone").inputValue()).toBe("0987654321");
  await small.keyboard.press("Control+3");
  await small.getByTestId("notice-reason").fill("Không đúng thẩm quyền giải quyết");
  await small.keyboard.press("F10");
  await small.getByTestId("notice-number").waitFor({ timeout: 30_000 });
  await small.keyboard.press("1");
  await small.keyboard.press("Control+o");
  await expect.poll(() => small.getByTestId("online-list").getByRole("option").count(), SOON).toBe(1);
});

it("what another station has in hand is said, and gone from the list", async () => {
  const id = await lodge("G09.15-261125-0000010", "Đỗ Văn Hải");
  await syncNow();
  await wide.keyboard.press("Control+o");
  await wide.getByTestId("online-G09.15-261125-0000010").waitFor();
  const { db } = hall.stack.district;
  const other = "0b0e4f0a-1111-4000-8000-000000000001";
  await db
    .insertInto("stations")
    .values({
      id: other,
      name: "Quầy số 7",
      agency: "000.00.15.H44",
      revoked_at: null,
    })
    .execute();
  await db.updateTable("lodged").set({ state: "held", station: other }).where("id", "=", id).execute();
  await wide.getByTestId("online-G09.15-261125-0000010").click();
  const said = await eventually("the refusal", () => wide.getByTestId("online-failure").textContent());
  expect(said).toContain("Quầy số 7");
  await picture(wide, "online-taken");
});
