import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Language } from "../contract/text.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import type { App } from "./windows.ts";

/** What the hall hears: the real display plays real audio, and tells of each sentence what left the loudspeaker. */

/** The shape in which the display tells of a sentence. */
interface Said {
  label: string;
  call: number;
  language: Language;
  from: number;
  to: number;
  loudness: number;
}

let hall: Hall;
let app: App;

beforeAll(async () => {
  hall = await openHall();
  app = await hall.open();
  await listen();
  await app.counters[0]?.signIn("lan", "1234");
  await app.counters[1]?.signIn("hung", "1234");
});
afterAll(async () => {
  await app?.close();
  await hall?.close();
});

async function listen(): Promise<void> {
  await app.display.evaluate(`
    window.said = [];
    document.addEventListener("motcua:said", (event) => window.said.push(event.detail));
  `);
}

/** Everything that was said so far, once it is `count` sentences and nothing more is being said. */
async function allSaid(count: number): Promise<Said[]> {
  const said = await eventually(
    `${count} sentences`,
    async () => {
      const heard = await app.display.evaluate<Said[]>("window.said");
      return heard.length >= count && (await speaking()) === "" ? heard : null;
    },
    90_000,
  );
  expectRealSpeech(said);
  return said;
}

function expectRealSpeech(said: Said[]): void {
  for (const [index, sentence] of said.entries()) {
    expect(sentence.loudness).toBeGreaterThan(0.05);
    expect(sentence.loudness).toBeLessThan(0.5);
    expect(sentence.to - sentence.from).toBeGreaterThan(1_500);
    expect(sentence.to - sentence.from).toBeLessThan(8_000);
    expect(sentence.from).toBeGreaterThan(said[index - 1]?.to ?? 0);
  }
}

const speaking = () => app.display.getByTestId("display").getAttribute("data-speaking");
const named = (said: Said[]) => said.map(({ label, call, language }) => `${label}/${call} ${language}`);

async function takeTicket(group: string): Promise<string> {
  const label = await app.kiosk.takeTicket(group, null);
  await app.kiosk.toStart();
  return label;
}

describe("the voice of the hall", () => {
  const [civil, land] = ["civil-status", "land-construction"];
  let first = "";
  let second = "";

  it("says two calls of the same moment one after the other, each twice", async () => {
    first = await takeTicket(civil);
    second = await takeTicket(land);
    const called = await Promise.all([app.counters[0]?.callNext(), app.counters[1]?.callNext()]);
    expect(called).toEqual([first, second]);
    await expect.poll(speaking).not.toBe("");
    await picture(app.display, "display-speaking");
    const said = await allSaid(4);
    const [before, after] = said[0]?.label === first ? [first, second] : [second, first];
    expect(named(said)).toEqual([`${before}/1 vi`, `${before}/1 vi`, `${after}/1 vi`, `${after}/1 vi`]);
    expect(await app.display.getByTestId("sound-blocked").isVisible()).toBe(false);
  });

  it("says a recall again", async () => {
    await app.counters[0]?.page.keyboard.press("F3");
    const said = await allSaid(6);
    expect(named(said).slice(4)).toEqual([`${first}/2 vi`, `${first}/2 vi`]);
  });

  it("leaves out who was sent away before it came to them", async () => {
    const [third, fourth] = [await takeTicket(civil), await takeTicket(land)];
    await app.counters[0]?.noShow();
    await app.counters[1]?.noShow();
    expect(await app.counters[0]?.callNext()).toBe(third);
    await expect.poll(speaking).toBe(third);
    expect(await app.counters[1]?.callNext()).toBe(fourth);
    // By one key, before the third was said twice.
    await app.counters[1]?.press("F5");
    const said = await allSaid(8);
    expect(named(said).slice(6)).toEqual([`${third}/1 vi`, `${third}/1 vi`]);
    first = third;
    second = fourth;
  });

  it("stops when the citizen has come", async () => {
    await app.counters[0]?.page.keyboard.press("F3");
    await eventually("the first time", async () =>
      (await app.display.evaluate<Said[]>("window.said")).length === 9 ? true : null,
    );
    await app.counters[0]?.serve();
    // The sentence under way when it happens is said to its end.
    expect((await allSaid(9)).length).toBeLessThanOrEqual(10);
    await app.counters[0]?.finish();
  });

  it("says in the display's own language after Vietnamese, and not what was called before it opened", async () => {
    const fifth = await takeTicket(civil);
    expect(await app.counters[0]?.callNext()).toBe(fifth);
    await expect.poll(() => app.display.getByTestId("call-label").textContent()).toBe(fifth);
    await app.display.goto(`${app.display.url()}&language=en`);
    await app.display.getByTestId("call-label").waitFor();
    await listen();
    // Whose first call was undone.
    expect(await app.counters[1]?.callNext()).toBe(second);
    const said = await allSaid(4);
    expect(said.map(({ label, language }) => `${label} ${language}`)).toEqual(
      ["vi", "en", "vi", "en"].map((language) => `${second} ${language}`),
    );
  });
});

describe("a browser that keeps back sound", () => {
  it("asks for a touch, and the notice goes with it", async () => {
    const url = `${app.display.url()}&strict=1`;
    await app.app.evaluate(async ({ BrowserWindow }, address) => {
      const window = new BrowserWindow({
        webPreferences: { autoplayPolicy: "document-user-activation-required" },
      });
      await window.loadURL(address);
    }, url);
    await expect.poll(() => notice(url)).toBe("Touch the screen once for sound");
    await app.app.evaluate(({ BrowserWindow }, address) => {
      const window = BrowserWindow.getAllWindows().find(
        ({ webContents }) => webContents.getURL() === address,
      );
      for (const type of ["mouseDown", "mouseUp"] as const)
        window?.webContents.sendInputEvent({ type, x: 50, y: 50, button: "left", clickCount: 1 });
    }, url);
    await expect.poll(() => notice(url)).toBe("");
  });
});

/** Looks from outside: the test's own hand on the page would count as a touch. */
function notice(url: string): Promise<string> {
  return app.app.evaluate(async ({ BrowserWindow }, address) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL() === address);
    const look = 'document.querySelector("[data-testid=sound-blocked]")?.textContent ?? ""';
    return String(await window?.webContents.executeJavaScript(look));
  }, url);
}
