import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../build/project.ts";
import { hallWindows } from "../build/stack.ts";
import { type DisplayLayout, displayLayoutSchema } from "../contract/settings.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { ChangedOffice } from "./changed-office.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import { type App, type CounterWindow, pageOf } from "./windows.ts";

/** Every layout of the hall display, with many counters, seen from the back of the room, lying and upright. */

const COUNTERS = 16;

let office: ChangedOffice;
let hall: Hall;
let app: App;
let first: CounterWindow;
let second: CounterWindow;
const displays = new Map<DisplayLayout, Page>();

beforeAll(async () => {
  office = new ChangedOffice();
  office.change("counters.json", (counters) => {
    for (let number = counters.length + 1; number <= COUNTERS; number += 1) {
      const name = { vi: "Tiếp nhận và trả kết quả tổng hợp", en: "All services", ro: "Toate serviciile" };
      counters.push({ id: String(number), number, name, serviceGroups: ["results"] });
    }
  });
  const media = join(office.folder, "media");
  mkdirSync(media);
  copyFileSync(join(root, "docs/hall.png"), join(media, "1 thông báo.png"));
  writeFileSync(join(media, "0 broken.webm"), "no video at all");
  hall = await openHall({
    catalogueFolder: office.folder,
    mediaFolder: media,
    windows: [
      ...hallWindows,
      ...displayLayoutSchema.options.map((layout) => ({
        role: "display" as const,
        layout,
        size: { width: 1920, height: 1080 },
      })),
    ],
  });
  app = await hall.open();
  [first, second] = app.counters as [CounterWindow, CounterWindow];
  for (const layout of displayLayoutSchema.options) {
    displays.set(layout, await pageOf(app.app, "display", { layout }));
  }
  for (const [layout, display] of displays) {
    await display.getByText("Chưa gọi số nào").waitFor();
    await picture(display, `display-${layout}-empty`);
  }
  await first.signIn("lan", "1234");
  await second.signIn("hung", "1234");
  // Served before: what the history shows. The second is called with priority, the first is being served.
  for (const _ of [1, 2, 3]) {
    await app.kiosk.takeTicket("certification", null);
    await app.kiosk.toStart();
    await first.callNext();
    await first.finish();
  }
  await page("split").getByText("Mời chờ gọi số tiếp theo").waitFor();
  await app.kiosk.takeTicket("certification", null);
  await app.kiosk.toStart();
  await first.callNext();
  await app.kiosk.takeTicket("land-construction", "elderly");
  await app.kiosk.toStart();
  await second.callNext();
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
  office?.remove();
});

const page = (layout: DisplayLayout) => displays.get(layout) as Page;

describe.each(displayLayoutSchema.options)("the display %s", (layout) => {
  it("shows the call, its counter and that it is a priority", async () => {
    const display = page(layout);
    await eventually("the call", async () =>
      (await display.getByTestId("call-label").textContent())?.trim() === "C001" ? true : null,
    );
    expect((await display.getByTestId("call-counter").textContent())?.trim()).toBe("2");
    expect(await display.getByText("Ưu tiên").first().isVisible()).toBe(true);
  });

  it("cuts nothing off in any language, and is accessible", async () => {
    const display = page(layout);
    for (const size of [
      { width: 1366, height: 768 },
      { width: 1080, height: 1920 },
      { width: 3840, height: 2160 },
      { width: 1920, height: 1080 },
    ]) {
      await display.setViewportSize(size);
      const hidden = await display
        .locator("body")
        .evaluate((body) => [body.scrollWidth - body.clientWidth, body.scrollHeight - body.clientHeight]);
      expect(hidden).toEqual([0, 0]);
      const outside = await display
        .locator("main li, main strong, main p")
        .evaluateAll((parts) =>
          parts
            .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0)
            .map((part) => part.textContent),
        );
      await picture(display, `display-${layout}-${size.width}`);
      expect(outside, `${size.width}`).toEqual([]);
      const low = await display
        .locator(".display-latest, .display-one-call, .display-band, .display-row, .display-tile")
        .evaluateAll((boxes) =>
          boxes.filter((box) => box.scrollHeight > box.clientHeight).map((box) => box.textContent),
        );
      expect(low, `${size.width}`).toEqual([]);
    }
    expect(await accessibilityFaults(display)).toEqual([]);
  });
});

describe("what was called before", () => {
  it.each(["split", "line", "media"] as const)("stays on the display %s", async (layout) => {
    const recent = await page(layout).locator(".display-recent strong").allTextContents();
    expect(recent.slice(0, 2)).toEqual(["A004", "A003"]);
  });
});

describe("a counter on a pause", () => {
  it.each(["split", "grid"] as const)("is shown as that on the display %s", async (layout) => {
    if ((await first.current()) !== null) {
      await first.finish();
      await first.press("F11");
      await first.page.keyboard.press("1");
    }
    await eventually("paused", async () =>
      (await page(layout).getByTestId("counter-1-state").textContent()) === "Tạm dừng" ? true : null,
    );
  });
});

describe("pictures and videos", () => {
  it("are those of the folder; what can't be played is left out", async () => {
    await eventually("the picture", async () =>
      (await page("media").getByTestId("medium").getAttribute("data-name")) === "1 thông báo.png"
        ? true
        : null,
    );
  });
});
