import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityFaults } from "./accessibility.ts";
import { type CuttableLine, cuttableLine } from "./day/cuttable-line.ts";
import { type Hall, openHall, picture } from "./hall.ts";
import type { App } from "./windows.ts";

/** What a clerk sees of the way to the district: what waits, since when, why, and a button to try now. */

let hall: Hall;
let app: App;
let line: CuttableLine;

beforeAll(async () => {
  hall = await openHall({
    route: async (url) => {
      line = await cuttableLine({ host: "127.0.0.1", port: Number(new URL(url).port) });
      return `http://127.0.0.1:${line.port}`;
    },
  });
  app = await hall.open();
  await app.counters[0]?.signIn("lan", "1234");
  await app.counters[1]?.signIn("hung", "1234");
});
afterAll(async () => {
  await app?.close();
  await line?.close();
  await hall?.close();
});

it("opens by a key or a click, tells what waits and why, and sends when told to", async () => {
  const [wide, small] = app.counters.map((counter) => counter.page);
  if (wide === undefined || small === undefined) throw new Error("no counter");
  line.cut();
  for (let count = 0; count < 3; count += 1) await app.kiosk.takeTicket("certification", null);
  const content = Buffer.from("một trang quét");
  const sha256 = createHash("sha256").update(content).digest("hex");
  const place = join(hall.folder, "station/attachments", sha256.slice(0, 2));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, sha256), content);
  await app.kiosk.takeTicket("certification", null);
  await wide.locator("[data-testid=sync-state][data-state=waiting]").waitFor();

  await wide.keyboard.press("Control+g");
  await wide.getByTestId("sync-facts").waitFor();
  await expect.poll(() => wide.getByTestId("sync-entries").textContent()).toMatch(/\d+ mục, từ \d\d:\d\d/);
  expect(await wide.getByTestId("sync-problem").textContent()).toContain("Chưa nối được với huyện");
  await picture(wide, "sync-dialog-waiting");
  expect(await accessibilityFaults(wide)).toEqual([]);

  await small.getByTestId("sync-open").click();
  await small.getByTestId("sync-facts").waitFor();
  await picture(small, "sync-dialog-1366");

  line.restore();
  await wide.getByTestId("sync-dialog-now").click();
  await expect.poll(() => wide.getByTestId("sync-entries").getAttribute("data-lamp")).toBe("good");
  await expect.poll(() => wide.getByTestId("sync-files").getAttribute("data-lamp")).toBe("good");
  expect(await wide.getByTestId("sync-problem").textContent()).toContain("Không có");
  expect(await wide.getByTestId("sync-clock").textContent()).toContain("Khớp với huyện");
  await picture(wide, "sync-dialog-done");
  await wide.keyboard.press("Escape");
  await expect.poll(() => wide.getByTestId("sync-facts").count()).toBe(0);
});
