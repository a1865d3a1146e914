import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./accessibility.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import { type App, type CounterWindow, pageOf } from "./windows.ts";

/** A clerk's queue, by its keys: everything that happens besides call, serve and finish. */

let hall: Hall;
let app: App;
let first: CounterWindow;
let second: CounterWindow;

beforeAll(async () => {
  hall = await openHall();
  app = await hall.open();
  [first, second] = app.counters as [CounterWindow, CounterWindow];
  await first.signIn("lan", "1234");
  await second.signIn("hung", "1234");
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
});

const take = async (group = "certification", priority: "elderly" | null = null) => {
  const label = await app.kiosk.takeTicket(group, priority);
  await app.kiosk.toStart();
  return label;
};

async function soundOnScreen(window: CounterWindow, name: string): Promise<void> {
  await picture(window.page, name);
  expect(await accessibilityFaults(window.page)).toEqual([]);
}

describe("the queue at a counter", () => {
  it("shows who waits, in the order of calling, and why", async () => {
    const labels = [await take(), await take(), await take("civil-status", "elderly")];
    const line = first.page.locator("ol.line li");
    await eventually("three in the line", async () => ((await line.count()) === 3 ? true : null));
    expect(await line.locator("strong").allTextContents()).toEqual([labels[2], labels[0], labels[1]]);
    expect(await line.first().textContent()).toContain("Người cao tuổi");
    await soundOnScreen(first, "counter-line");
  });

  it("takes a call made by mistake back, and the number is called again in its turn", async () => {
    const label = await first.callNext();
    expect(label).toBe("B001");
    await first.page.getByTestId("undo-call").waitFor();
    await soundOnScreen(first, "counter-called");
    await first.press("F5");
    expect(await first.current()).toBeNull();
    expect(await first.callNext()).toBe("B001");
  });

  it("undoes a priority that was declared in error", async () => {
    await first.page.getByTestId("priority").click();
    await soundOnScreen(first, "counter-priority");
    await first.page.getByTestId("choice-none").click();
    await eventually("no priority", async () =>
      (await first.page.getByTestId("priority").textContent())?.includes("Không ưu tiên") === true
        ? true
        : null,
    );
  });

  it("puts a number aside, serves another, and serves the first one on", async () => {
    await first.serve();
    await first.press("F6");
    await soundOnScreen(first, "counter-hold");
    await first.page.keyboard.press("1");
    await eventually("the counter is free", async () => ((await first.current()) === null ? true : null));
    expect(await first.callNext()).toBe("A001");
    await first.serve();
    await first.finish();
    await first.page.getByTestId("tab-held").click();
    await soundOnScreen(first, "counter-held");
    await first.page.getByTestId("resume-B001").click();
    await eventually("served on", async () => ((await first.current()) === "B001" ? true : null));
    await first.page.getByTestId("tab-line").click();
  });

  it("sends a number to another counter, where it is called with its number", async () => {
    await first.press("F7");
    await soundOnScreen(first, "counter-transfer");
    await first.page.getByTestId("choice-counter-2").click();
    await eventually("the counter is free", async () => ((await first.current()) === null ? true : null));
    await second.page.getByTestId("line-B001").waitFor();
    expect(await second.callNext()).toBe("B001");
    expect(await app.display.getByTestId("counter-2-label").textContent()).toBe("B001");
    await second.finish();
  });

  it("asks for three calls before nobody came, and lets one who comes late return by the number", async () => {
    expect(await first.callNext()).toBe("A002");
    await first.press("F9");
    await first.page.getByTestId("queue-failure").waitFor();
    await first.noShow();
    await first.press("F1");
    await first.page.getByTestId("find-label").fill("a2");
    await first.page.keyboard.press("Enter");
    await first.page.getByTestId("found-A002").waitFor();
    await soundOnScreen(first, "counter-find");
    await first.page.getByTestId("found-requeue").click();
    await first.page.getByTestId("line-A002").waitFor();
    await first.press("F1");
    await first.page.getByTestId("find-label").fill("A002");
    await first.page.keyboard.press("Enter");
    await first.page.getByTestId("found-call").click();
    await eventually("called by number", async () => ((await first.current()) === "A002" ? true : null));
    await first.finish();
  });

  it("pauses with a reason, and calls nobody meanwhile", async () => {
    await take();
    await first.press("F11");
    await soundOnScreen(first, "counter-pause");
    await first.page.keyboard.press("1");
    await first.page.getByTestId("paused").waitFor();
    await soundOnScreen(first, "counter-paused");
    await first.press("F2");
    await first.page.getByTestId("queue-failure").waitFor();
    await first.press("F11");
    expect(await first.callNext()).toBe("A003");
    await first.serve();
    await first.finish();
  });

  it("tells the figures of the day", async () => {
    await first.press("F12");
    // A001, A002 and A003: the transferred one was served by the other.
    await eventually("served by me", async () =>
      (await first.page.getByTestId("figure-mine-served").textContent()) === "3" ? true : null,
    );
    expect(await first.page.getByTestId("figure-hall-served").textContent()).toBe("4");
    expect(await first.page.getByTestId("figure-hall-issued").textContent()).toBe("4");
    await soundOnScreen(first, "counter-figures");
    await expect(first.page.getByTestId("close-day").isVisible()).resolves.toBe(false);
    await first.page.keyboard.press("Escape");
  });

  it("is worked from the small panel over other programs, with the counter's sign-in", async () => {
    const label = await take();
    await first.page.getByTestId("toggle-panel").click();
    const panel = await pageOf(app.app, "panel");
    await panel.getByTestId("panel-call-next").click();
    await eventually("called from the panel", async () =>
      (await panel.getByTestId("panel-ticket").textContent()) === label ? true : null,
    );
    await picture(panel, "panel");
    expect(await accessibilityFaults(panel)).toEqual([]);
    expect(await first.current()).toBe(label);
    await panel.getByTestId("panel-serve").click();
    await panel.getByTestId("panel-finish").click();
    await panel.getByTestId("panel-call-next").waitFor();
    const absent = await take();
    await panel.getByTestId("panel-call-next").click();
    for (let call = 2; call <= 3; call += 1) await panel.getByTestId("panel-recall").click();
    await panel.getByTestId("panel-no-show").click();
    await panel.getByTestId("panel-call-next").waitFor();
    await first.page.keyboard.press("F1");
    await first.page.getByTestId("find-label").fill(absent);
    await first.page.getByTestId("find").click();
    await first.page.getByTestId(`found-${absent}`).getByText("vắng mặt").waitFor();
    await first.page.keyboard.press("Escape");
    await first.page.getByTestId("toggle-panel").click();
    await eventually("put away", () => (panel.isClosed() ? true : null));
  });

  it("is closed for the day by the head, and every number is accounted for", async () => {
    const left = [await take(), await take()];
    await second.page.getByTestId("sign-out").click();
    await second.signIn("nghia", "4321");
    await second.press("F12");
    await second.page.getByTestId("close-day").click();
    await second.page.getByTestId("close-day-sure").click();
    const said = await second.page.getByTestId("day-closed").textContent();
    for (const label of left) expect(said).toContain(label);
    await soundOnScreen(second, "counter-closed");
    await second.page.keyboard.press("Escape");
    expect(await first.callNext()).toBeNull();
  });

  it("fits the smaller screen, in every language", async () => {
    await take();
    await second.page.getByTestId("figures").waitFor();
    await first.callNext();
    for (const language of ["en", "ro", "vi"]) {
      for (const size of [
        { width: 1920, height: 1080 },
        { width: 1366, height: 768 },
      ]) {
        await first.page.setViewportSize(size);
        await first.page.getByTestId(`language-${language}`).click();
        await picture(first.page, `counter-queue-${language}-${size.width}`);
        const wide = await first.page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
        expect(wide).toBeLessThanOrEqual(0);
      }
    }
  });
});
