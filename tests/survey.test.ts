import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hallWindows } from "../build/stack.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import { putClockForward } from "./kiosk-screens.ts";
import { type App, type CounterWindow, pageOf } from "./windows.ts";

/** The tablet at a counter: asks after a service, once, and the figures know of it. */

let hall: Hall;
let app: App;
let tablet: Page;
let clerk: CounterWindow;

beforeAll(async () => {
  const survey = { role: "survey" as const, counter: "1", size: { width: 1280, height: 800 } };
  hall = await openHall({ windows: [...hallWindows, survey] });
  app = await hall.open();
  tablet = await pageOf(app.app, "survey");
  clerk = app.counters[0] as CounterWindow;
  await clerk.signIn("lan", "1234");
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
});

async function serveOne(): Promise<void> {
  await app.kiosk.takeTicket("certification", null);
  await app.kiosk.toStart();
  await clerk.callNext();
  await clerk.serve();
  await clerk.finish();
}

describe("the survey at a counter", () => {
  it("asks nobody until somebody was served there", async () => {
    await tablet.getByTestId("survey-idle").waitFor();
    await picture(tablet, "survey-idle");
    expect(await accessibilityFaults(tablet)).toEqual([]);
  });

  it("asks for one to five and reasons, thanks, and asks no more", async () => {
    await serveOne();
    await tablet.getByTestId("score-5").click();
    await tablet.getByTestId("reason-friendly").click();
    await picture(tablet, "survey-asked");
    expect(await accessibilityFaults(tablet)).toEqual([]);
    await tablet.getByTestId("survey-send").click();
    await tablet.getByTestId("survey-thanks").waitFor();
    await tablet.getByTestId("survey-idle").waitFor();
  });

  it("is counted in the figures, without a name", async () => {
    await serveOne();
    await tablet.getByTestId("score-2").click();
    await tablet.getByTestId("survey-send").click();
    await tablet.getByTestId("survey-thanks").waitFor();
    await clerk.press("F12");
    await eventually("half of two are satisfied", async () =>
      (await clerk.page.getByTestId("figure-hall-satisfied").textContent()) === "50% (2 lượt)" ? true : null,
    );
    await clerk.page.keyboard.press("Escape");
  });

  it("counts the face that was touched when its citizen has gone", async () => {
    await serveOne();
    await tablet.getByTestId("score-5").waitFor();
    await picture(tablet, "survey-asks");
    await tablet.getByTestId("language-en").click();
    await tablet.getByTestId("score-5").click();
    await tablet.getByTestId("survey-send").waitFor();
    await putClockForward(tablet, 21_000);
    await tablet.getByTestId("survey-thanks").waitFor();
    await clerk.press("F12");
    await clerk.page.getByTestId("figure-hall-satisfied").getByText("(3 lượt)").waitFor();
    await clerk.page.keyboard.press("Escape");
    // The next citizen finds the tablet's own language.
    await putClockForward(tablet, 61_000);
    await tablet.getByTestId("survey-idle").getByText("mời ông/bà cho biết").waitFor();
  });

  it("counts the face that was touched when the next one was served before a word was sent", async () => {
    await serveOne();
    await tablet.getByTestId("score-1").click();
    await tablet.getByTestId("reason-slow").click();
    await serveOne();
    await tablet.locator("[data-testid=score-1][aria-pressed=false]").waitFor();
    await clerk.press("F12");
    await clerk.page.getByTestId("figure-hall-satisfied").getByText("(4 lượt)").waitFor();
    // The thanks of the former are not said to the next.
    expect(await tablet.getByTestId("survey-thanks").isVisible()).toBe(false);
    expect(await tablet.getByTestId("score-1").isVisible()).toBe(true);
    await clerk.page.keyboard.press("Escape");
    // Of this one nobody touches a face for longer than it is asked.
    await putClockForward(tablet, 121_000);
    await tablet.getByTestId("survey-idle").waitFor();
  });

  it("lets whoever touched a face finish, however long ago they were served", async () => {
    await serveOne();
    await putClockForward(tablet, 110_000);
    await tablet.getByTestId("score-4").click();
    await putClockForward(tablet, 15_000);
    await tablet.getByTestId("reason-clear").click();
    await tablet.getByTestId("survey-send").click();
    await tablet.getByTestId("survey-thanks").waitFor();
  });

  it("speaks three languages on a tablet and a larger screen", async () => {
    await serveOne();
    await tablet.getByTestId("score-4").click();
    for (const language of ["en", "ro", "vi"]) {
      await tablet.getByTestId(`language-${language}`).click();
      for (const size of [
        { width: 1366, height: 768 },
        { width: 1920, height: 1080 },
      ]) {
        await tablet.setViewportSize(size);
        await picture(tablet, `survey-${language}-${size.width}`);
        const hidden = await tablet
          .locator(".survey-body")
          .evaluate((body) => [body.scrollHeight - body.clientHeight, body.scrollWidth - body.clientWidth]);
        expect(hidden).toEqual([0, 0]);
      }
    }
  });
});
