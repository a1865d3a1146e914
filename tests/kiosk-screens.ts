import axe from "axe-core";
import type { Page } from "playwright";
import { expect } from "vitest";
import type { App } from "./windows.ts";

/** The screens that kiosks have: an upright 22", and a lying one of the smallest kind. */
export const kioskSizes = [
  { width: 1080, height: 1920 },
  { width: 1366, height: 768 },
] as const;
export type KioskSize = (typeof kioskSizes)[number];

export async function resizeKiosk(app: App, size: KioskSize): Promise<void> {
  await app.app.evaluate(({ BrowserWindow }, { width, height }) => {
    for (const window of BrowserWindow.getAllWindows()) {
      if (window.webContents.getURL().includes("role=kiosk")) window.setContentSize(width, height);
    }
  }, size);
  // The page's policy lets nothing be evaluated twice inside it, so it is asked from outside.
  await expect
    .poll(() => app.kiosk.page.evaluate("[innerWidth, innerHeight]"))
    .toEqual([size.width, size.height]);
}

/** 20 mm on the upright kiosk, which has 100 dots to an inch; 14 mm where the screen is low. */
const smallestTarget = (size: KioskSize) => (size.width < size.height ? 80 : 56);

/** Names everything that leaves the screen, is cut, lies over something else or is too small for a finger. */
const lookForFaults = (target: number) => `(() => {
  const faults = [];
  const name = (element) => element.tagName + "." + element.className + " " + element.textContent.slice(0, 40);
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth || page.scrollHeight > innerHeight) faults.push("the page overflows");
  for (const element of document.querySelectorAll(".kiosk-body, .kiosk-screen")) {
    if (element.scrollHeight > element.clientHeight + 1) faults.push("too high: " + name(element));
  }
  const shown = [...document.querySelectorAll("button, input, h1, h2, h3, p, dt, dd, li, img, strong, header, footer")]
    .filter((element) => element.closest(".visually-hidden") === null && element.getClientRects().length > 0);
  const scrolls = (element) => element.closest(".kiosk-scroll") !== null;
  for (const element of shown) {
    const box = element.getBoundingClientRect();
    if (box.left < -1 || box.right > innerWidth + 1) faults.push("beside the screen: " + name(element));
    if (!scrolls(element) && (box.top < -1 || box.bottom > innerHeight + 1)) faults.push("off the screen: " + name(element));
    if (getComputedStyle(element).display !== "inline") {
      if (element.scrollWidth > element.clientWidth + 1) faults.push("cut: " + name(element));
      if (element.tagName === "BUTTON" && element.scrollHeight > element.clientHeight + 1) faults.push("cut below: " + name(element));
    }
  }
  const targets = shown.filter((element) => element.matches("button, input"));
  for (const element of targets) {
    const { width, height } = element.getBoundingClientRect();
    if (Math.min(width, height) < ${target}) faults.push("small: " + Math.round(width) + "×" + Math.round(height) + " " + name(element));
  }
  const fixed = targets.filter((element) => !scrolls(element) && element.closest(".kiosk-idle") === null);
  fixed.forEach((one, index) => {
    const a = one.getBoundingClientRect();
    for (const other of fixed.slice(index + 1)) {
      const b = other.getBoundingClientRect();
      const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
      if (over) faults.push("over each other: " + name(one) + " / " + name(other));
    }
  });
  return faults;
})()`;

export async function expectGoodLayout(page: Page, size: KioskSize, what: string): Promise<void> {
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  expect(await page.evaluate(lookForFaults(smallestTarget(size))), what).toEqual([]);
}

/** Nothing that axe-core finds wrong with the screen. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate("axe.run()")) as axe.AxeResults;
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`),
  );
  expect(found, what).toEqual([]);
}

/** What has the focus: its test id, or nothing. */
export function focused(page: Page): Promise<string | null> {
  return page.evaluate("document.activeElement?.getAttribute('data-testid') ?? null");
}

/** Presses Tab until something has the focus, as one does who has no mouse. */
export async function tabTo(page: Page, testId: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    if ((await focused(page)) === testId) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${testId}`);
}

/** Stops the clock of the page, so many milliseconds ahead: what counts down there waits for whoever looks at it. */
export async function stopClock(page: Page, aheadMs = 0): Promise<void> {
  await page.evaluate(`{
    window.runningClock ??= Date.now;
    const at = window.runningClock.call(Date) + ${aheadMs};
    Date.now = () => at;
    undefined;
  }`);
}

export async function letClockRun(page: Page): Promise<void> {
  await page.evaluate("{ Date.now = window.runningClock ?? Date.now; undefined; }");
}

/** Puts the clock of the page forward; the station's goes on as before. */
export async function putClockForward(page: Page, milliseconds: number): Promise<void> {
  await page.evaluate(
    `{ const before = Date.now; Date.now = () => before.call(Date) + ${milliseconds}; undefined; }`,
  );
}
