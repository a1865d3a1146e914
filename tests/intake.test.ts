import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Settings } from "../contract/settings.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { type Citizen, cardText, citizens } from "./day/citizens.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import { expectOn, receiptText } from "./printed.ts";
import { type App, type CounterWindow, openApp } from "./windows.ts";

/** Intake by a clerk's hands: keys, cards, papers; what is warned of, what is refused, what survives. */

/** A trained clerk's time for one key, in seconds, and for holding a card under the scanner. */
const KEY_SECONDS = 0.2;
const SCAN_SECONDS = 3;

/** A hand on the keyboard that counts. */
class Hand {
  readonly window: CounterWindow;
  keys = 0;
  scans = 0;

  constructor(window: CounterWindow) {
    this.window = window;
  }

  get page() {
    return this.window.page;
  }

  get seconds(): number {
    return this.keys * KEY_SECONDS + this.scans * SCAN_SECONDS;
  }

  async press(key: string): Promise<void> {
    this.keys += 1;
    await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    this.keys += text.length;
    await this.page.keyboard.type(text);
  }

  /** What the scanner does: types faster than any hand, wherever the focus is. */
  async scan(text: string): Promise<void> {
    this.scans += 1;
    // Without waiting for any key, the last one neither: a scanner does not either.
    const { keyboard } = this.page;
    await Promise.all([...[...text].map((letter) => keyboard.type(letter)), keyboard.press("Enter")]);
  }

  /** The place where the next key goes. */
  async at(stop: string): Promise<void> {
    await this.page.locator(`[data-stop=${stop}]:focus`).waitFor({ timeout: 15_000 });
  }
}

let hall: Hall;
let app: App;
let first: CounterWindow;
let second: CounterWindow;
let scans: string;
const people = citizens(20, 11);
const person = (index: number) => people[index] as Citizen;

async function openWithCamera(): Promise<App> {
  const command = hall.ready.command(hall.stack.settingsFile);
  const camera = ["--use-fake-device-for-media-stream"];
  return openApp({ ...command, args: [...camera, ...command.args] });
}

beforeAll(async () => {
  hall = await openHall();
  scans = mkdtempSync(join(tmpdir(), "scans-"));
  const settings = JSON.parse(readFileSync(hall.stack.settingsFile, "utf8")) as Settings;
  writeFileSync(hall.stack.settingsFile, JSON.stringify({ ...settings, scanFolder: scans }));
  app = await openWithCamera();
  [first, second] = app.counters as [CounterWindow, CounterWindow];
  await first.signIn("lan", "1234");
  await second.signIn("hung", "1234");
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
  rmSync(scans, { recursive: true, force: true });
});

beforeEach(async () => {
  // Each begins with an empty form, whatever became of the one before.
  for (const { page } of [first, second]) {
    page.setDefaultTimeout(10_000);
    await page.keyboard.press("Escape");
    const next = page.getByTestId("intake-next");
    if (await next.isVisible()) await next.click();
    await page.getByTestId("intake-clear").click();
    await page.locator("[data-stop=procedure]:focus").waitFor();
  }
});
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  await picture(first.page, `intake-failed-${task.id}`);
});

async function sound(window: CounterWindow, name: string): Promise<void> {
  await picture(window.page, name);
  expect(await accessibilityFaults(window.page)).toEqual([]);
}

const codes = async (window: CounterWindow) => {
  await window.page.getByTestId("dossier-code").first().waitFor();
  return window.page.getByTestId("dossier-code").allTextContents();
};

const value = (window: CounterWindow, id: string) => window.page.getByTestId(id).inputValue();

describe("a common dossier", () => {
  it("is accepted by keyboard alone, in well under half a minute", async () => {
    const hand = new Hand(first);
    const begun = performance.now();
    await hand.at("procedure");
    await sound(first, "intake-empty");
    await hand.type("dkkt");
    await first.page.locator(".procedure-line[data-current]").getByTestId("procedure-1.000656").waitFor();
    await hand.press("Enter");
    await hand.at("fullName");
    await hand.scan(cardText(person(0)));
    await hand.at("phone");
    expect(await value(first, "applicant-name")).toBe(person(0).fullName);
    expect(await value(first, "address")).toBe(person(0).address);
    await hand.type(person(0).phone);
    await hand.press("Enter");
    await hand.at("components");
    await sound(first, "intake-papers");
    await hand.press("Enter");
    await hand.at("accept");
    await sound(first, "intake-ready");
    await hand.press("Enter");
    const [code] = await codes(first);
    const machine = (performance.now() - begun) / 1000;
    expect(code).toMatch(/^000\.00\.15\.H44-\d{6}-\d{4}$/);
    await sound(first, "intake-accepted");
    console.log(
      `a common dossier: ${hand.keys} keys and ${hand.scans} card, ${hand.seconds.toFixed(1)} s of a clerk's hands; ` +
        `${machine.toFixed(1)} s in this test`,
    );
    expect(hand.seconds).toBeLessThan(15);
    await hand.press("1");
    await hand.at("procedure");
  });

  it("by a favourite's key, of an applicant known from before, takes fewer", async () => {
    const hand = new Hand(first);
    await first.page.getByTestId("procedure-search").fill("1.000656");
    await first.page.getByTestId("procedure-1.000656").waitFor();
    await first.page.keyboard.press("Control+D");
    await first.page.locator("[data-testid='star-1.000656'][aria-pressed=true]").waitFor();
    await first.page.getByTestId("procedure-search").fill("");
    await hand.scan(cardText(person(0)));
    await first.page.getByTestId("known-applicant").waitFor();
    await hand.press("Alt+1");
    await first.page.getByTestId("procedure-chosen").waitFor();
    // The same procedure is still open for the same person: said, with the way to it.
    await first.page.getByTestId("duplicate").waitFor();
    await sound(first, "intake-known-duplicate");
    await hand.press("Alt+K");
    expect(await value(first, "phone")).toBe(person(0).phone);
    await hand.press("Alt+A");
    await hand.at("accept");
    await hand.press("Enter");
    await codes(first);
    console.log(
      `by favourite, known: ${hand.keys} keys and 1 card, ${hand.seconds.toFixed(1)} s of a clerk's hands`,
    );
    expect(hand.keys).toBeLessThanOrEqual(6);
    await first.page.getByTestId("open-duplicate").waitFor({ state: "hidden" });
    await hand.press("1");
  });
});

/** A procedure chosen and a card read, ready for whatever is tried. */
async function begun(window: CounterWindow, who: Citizen, procedure = "1.000656"): Promise<Hand> {
  const hand = new Hand(window);
  await window.page.getByTestId("procedure-search").waitFor();
  await window.chooseProcedure(procedure);
  await window.page.getByTestId("procedure-chosen").waitFor();
  await hand.scan(cardText(who));
  await eventually("the card in the form", async () =>
    (await value(window, "applicant-name")) === who.fullName ? true : null,
  );
  return hand;
}

async function acceptedByKey(hand: Hand): Promise<string[]> {
  await hand.press("Alt+A");
  await hand.press("F10");
  return codes(hand.window);
}

async function toStart(window: CounterWindow): Promise<void> {
  await window.page.getByTestId("intake-next").click();
  await window.page.getByTestId("procedure-search").waitFor();
}

describe("who comes", () => {
  it("an organisation, known by its tax code the second time", async () => {
    const hand = new Hand(second);
    for (const turn of [1, 2]) {
      await second.chooseProcedure("2.000815");
      await second.page.getByTestId("procedure-chosen").waitFor();
      await hand.press("Alt+O");
      await hand.at("taxCode");
      await hand.type("2600123456");
      await hand.press("Enter");
      if (turn === 1) {
        await hand.at("fullName");
        await second.page.keyboard.insertText(
          "Công ty TNHH Một thành viên Thương mại và Dịch vụ An Bình Phù Ninh",
        );
        await hand.press("Enter");
        await hand.at("phone");
        await hand.type("02103829123");
        await hand.press("Enter");
      }
      await hand.at("components");
      expect(await value(second, "applicant-name")).toContain("An Bình");
      expect(await value(second, "phone")).toBe("02103829123");
      await hand.press("Enter");
      // A fee by the page: copies and pages are asked for.
      await hand.at("quantities");
      await second.page.getByTestId("count-main-0").fill("3");
      await second.page.getByTestId("pages-main-0").fill("4");
      // 3 × (2 × 2.000 + 2 × 1.000)
      await eventually("the total", async () =>
        (await second.page.getByTestId("total").textContent())?.startsWith("18.000") === true ? true : null,
      );
      if (turn === 1) await sound(second, "intake-organisation-1366");
      await hand.press("F10");
      await codes(second);
      await toStart(second);
    }
  });

  it("an authorised person, whose card is read after the applicant's", async () => {
    const hand = await begun(first, person(1));
    await hand.scan(cardText(person(2)));
    await first.page.getByTestId("choice-submitter").waitFor();
    await sound(first, "intake-other-card");
    await hand.press("1");
    await first.page.getByTestId("submitter-name").waitFor();
    expect(await value(first, "submitter-name")).toBe(person(2).fullName);
    await first.page.getByTestId("authorisation").fill("Giấy ủy quyền số 12/2026/CC ngày 20/11/2026");
    await sound(first, "intake-authorised");
    await acceptedByKey(hand);
    await toStart(first);
  });

  it("says what is wrong at the field when it is left, all at once when it is tried, and never scolds before", async () => {
    const hand = new Hand(first);
    await hand.at("procedure");
    await first.page.getByTestId("citizen-number").fill("0251");
    expect(await first.page.getByTestId("fault-citizenNumber").count()).toBe(0);
    await first.page.getByTestId("phone").focus();
    await first.page.getByTestId("fault-citizenNumber").waitFor();
    expect(await first.page.getByTestId("faults").count()).toBe(0);
    await hand.press("F10");
    await first.page.getByTestId("faults").waitFor();
    await hand.at("procedure");
    expect(await first.page.getByTestId("missing-fullName").count()).toBe(1);
    await sound(first, "intake-faults");
    await first.page.getByTestId("missing-citizenNumber").click();
    await hand.at("citizenNumber");
    await first.page.getByTestId("intake-clear").click();
    await hand.at("procedure");
  });

  it("a number that does not fit, a card that is none, a mangled one: said, and nothing is lost", async () => {
    const hand = await begun(first, { ...person(3), sex: person(3).sex === "male" ? "female" : "male" });
    await first.page.getByTestId("card-mismatch").waitFor();
    await hand.scan("025099000123|nonsense|of|some|kind");
    await first.page.getByTestId("scan-failure").waitFor();
    await hand.scan("025199000123||Nguye6n4 Thi5 Lan|01021999|Nu74|Khu 3|15042021");
    await eventually("the input method is named", async () =>
      (await first.page.getByTestId("scan-failure").textContent())?.includes("Bộ gõ") === true ? true : null,
    );
    expect(await value(first, "applicant-name")).toBe(person(3).fullName);
    await first.page.getByTestId("intake-clear").click();
  });

  it.each([
    "'; DROP TABLE dossiers; --",
    "<script>window.evil = 1</script>",
    "Nguyễn \u0000\u202E Văn An",
    "Hồ Thị Nguyễn Phương Thảo Trinh Nữ Hoàng Cung Đặng Vũ Bảo Trâm Anh ".repeat(2).trim(),
  ])("%s is a name like any other", async (name) => {
    const hand = new Hand(first);
    await first.chooseProcedure("1.000656");
    await first.page.getByTestId("procedure-chosen").waitFor();
    await first.page.getByTestId("applicant-name").fill(name);
    await acceptedByKey(hand);
    expect(await first.page.evaluate("window.evil")).toBeUndefined();
    await toStart(first);
  });
});

/** A page with something written on it, as a scanner gives it. */
function image(text: string): Buffer {
  const canvas = createCanvas(620, 877);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fffef8";
  paper.fillRect(0, 0, 620, 877);
  paper.fillStyle = "#223344";
  paper.font = "40px sans-serif";
  paper.fillText(text, 60, 120);
  for (let line = 0; line < 18; line += 1) paper.fillRect(60, 180 + line * 34, 300 + ((line * 97) % 200), 8);
  return canvas.toBuffer("image/jpeg");
}

describe("several of one kind", () => {
  it("card after card, accepted in one go, each with its receipt", async () => {
    const hand = new Hand(first);
    await first.chooseProcedure("1.000656");
    await first.page.getByTestId("procedure-chosen").waitFor();
    await hand.press("Alt+L");
    const group = [4, 5, 6, 7, 8].map(person);
    for (const [index, who] of group.entries()) {
      await hand.scan(cardText(who));
      await eventually(`${index + 1} on the list`, async () =>
        (await first.page.getByTestId("people-count").textContent())?.includes(String(index + 1)) === true
          ? true
          : null,
      );
    }
    // The same card a second time is one person.
    await hand.scan(cardText(group[0] as Citizen));
    await hand.press("Alt+A");
    await sound(first, "intake-several");
    await hand.press("F10");
    await first.page.getByTestId("accepted-several").waitFor();
    const given = await codes(first);
    expect(new Set(given).size).toBe(5);
    await sound(first, "intake-several-accepted");
    console.log(
      `five dossiers: ${hand.keys} keys and ${hand.scans} cards, ${hand.seconds.toFixed(1)} s of a clerk's hands`,
    );
    // One more of the same.
    await hand.press("4");
    await first.page.getByTestId("procedure-chosen").waitFor();
    await hand.press("F10");
    expect(await codes(first)).toHaveLength(1);
    await toStart(first);
  });
});

describe("forms at intake", () => {
  it("02: what is missing is proposed, the reason is asked for, what was typed is kept for the return", async () => {
    const hand = await begun(first, person(9), "1.001193");
    await hand.press("Control+2");
    await first.page.getByTestId("notice-items").waitFor();
    expect((await value(first, "notice-items")).split("\n").length).toBeGreaterThan(1);
    await hand.press("F10");
    await hand.press("Alt+1");
    await expect.poll(() => value(first, "notice-reason")).not.toBe("");
    await sound(first, "intake-form-02");
    await hand.press("F10");
    const number = await first.page.getByTestId("notice-number").textContent();
    expect(number).toMatch(/^1\D/);
    await sound(first, "intake-form-02-given");
    await toStart(first);
    await first.page.getByTestId("pick-up").click();
    await eventually("the draft is back", async () =>
      (await first.page.getByTestId("applicant-name").isVisible()) &&
      (await value(first, "applicant-name")) === person(9).fullName
        ? true
        : null,
    );
    await acceptedByKey(hand);
    await toStart(first);
    expect(await first.page.getByTestId("parked").count()).toBe(0);
  });

  it("03: never without a reason", async () => {
    const hand = await begun(first, person(10));
    await hand.press("Control+3");
    await first.page.getByTestId("notice-reason").waitFor();
    await hand.press("F10");
    expect(await first.page.getByTestId("notice-give").isVisible()).toBe(true);
    await first.page.getByTestId("notice-reason").fill("Hồ sơ thuộc thẩm quyền của UBND cấp xã.");
    await sound(first, "intake-form-03");
    await hand.press("F10");
    await first.page.getByTestId("notice-number").waitFor();
    await toStart(first);
  });
});

describe("a draft", () => {
  it("is there again after a reload of the window, and after the power went in the middle", async () => {
    const hand = await begun(first, person(11), "1.001193");
    await first.page.getByTestId("note").fill("mang thêm giấy chứng sinh");
    await hand.press("Alt+A");
    const isBack = async () => {
      await eventually("the draft is back", async () =>
        (await first.page.getByTestId("component-form").isVisible()) &&
        (await value(first, "applicant-name")) === person(11).fullName
          ? true
          : null,
      );
      expect(await value(first, "note")).toBe("mang thêm giấy chứng sinh");
      expect(await first.page.getByTestId("component-form").isChecked()).toBe(true);
    };
    await first.page.waitForTimeout(500);
    await first.page.reload();
    await isBack();
    const shell = app.app.process();
    const station = Number(
      execFileSync("pgrep", ["-P", String(shell.pid), "-f", "station/start.cjs"], { encoding: "utf8" }).split(
        "\n",
      )[0],
    );
    const ended = new Promise((done) => shell.once("exit", done));
    shell.kill("SIGKILL");
    await ended;
    await eventually("the station's end", () => {
      try {
        process.kill(station, 0);
        return null;
      } catch {
        return true;
      }
    });
    app = await openWithCamera();
    [first, second] = app.counters as [CounterWindow, CounterWindow];
    await first.signIn("lan", "1234");
    await second.signIn("hung", "1234");
    await isBack();
  }, 90_000);

  it("is put aside, belongs to who wrote it, and is picked up by nobody else", async () => {
    const hand = await begun(first, person(11));
    await hand.press("Alt+G");
    await first.page.getByTestId("parked").waitFor();
    await begun(first, person(12));
    await sound(first, "intake-parked");
    await first.page.getByTestId("sign-out").click();
    await first.signIn("mai", "1234");
    await first.page.getByTestId("procedure-search").waitFor();
    expect(await value(first, "applicant-name")).toBe("");
    expect(await first.page.getByTestId("parked").count()).toBe(0);
    await first.page.getByTestId("sign-out").click();
    await first.signIn("lan", "1234");
    await eventually("one's own again", async () =>
      (await value(first, "applicant-name")) === person(12).fullName ? true : null,
    );
    await first.page.getByTestId("pick-up").click();
    await eventually("the other one", async () =>
      (await value(first, "applicant-name")) === person(11).fullName ? true : null,
    );
    await first.page.getByTestId("pick-up").click();
    await eventually("and back", async () =>
      (await value(first, "applicant-name")) === person(12).fullName ? true : null,
    );
    await first.page.getByTestId("intake-clear").click();
  });
});

describe("papers", () => {
  const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type /Page>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n");
  const attachments = () => first.page.getByTestId("attachment");
  const contentOf = (content: Buffer) => {
    const sha256 = createHash("sha256").update(content).digest("hex");
    return join(hall.folder, "station/attachments", sha256.slice(0, 2), sha256);
  };

  it("come as files, from the scanner's folder and from the camera, each to its component", async () => {
    const hand = await begun(first, person(13));
    await hand.press("Alt+A");
    const form = image("TỜ KHAI");
    await first.page.getByTestId("attach-input").setInputFiles([
      {
        name: "Tờ khai đăng ký khai tử có chữ ký của người yêu cầu, bản quét ngày 25-11-2026.jpg",
        mimeType: "image/jpeg",
        buffer: form,
      },
      { name: "Giấy báo tử.pdf", mimeType: "application/pdf", buffer: pdf },
    ]);
    await eventually("two", async () => ((await attachments().count()) === 2 ? true : null));
    expect(await attachments().first().getAttribute("data-component")).toBe("form");
    expect(existsSync(contentOf(form))).toBe(true);
    // In the program that the PC has for it; here is none, and the clerk is told where it is.
    const opener = first.page.getByTestId("open-Giấy báo tử.pdf");
    await opener.click();
    await first.page.getByText("Giấy-báo-tử-").waitFor();
    expect(readFileSync((await opener.getAttribute("data-file")) ?? "")).toEqual(pdf);
    const scan = image("SCAN");
    mkdirSync(scans, { recursive: true });
    writeFileSync(join(scans, "Scan_0001.jpg"), scan);
    await first.page.getByTestId("take-scan").waitFor();
    await sound(first, "intake-attachments");
    await hand.press("Alt+S");
    await eventually("three", async () => ((await attachments().count()) === 3 ? true : null));
    expect(existsSync(join(scans, "Scan_0001.jpg"))).toBe(false);
    await hand.press("Alt+P");
    await first.page.locator("[data-testid=camera][data-state=open]").waitFor();
    await first.page.waitForTimeout(500);
    await sound(first, "intake-camera");
    await hand.press("Enter");
    await first.page.getByTestId("photos").getByText("Đã chụp 1 ảnh").waitFor();
    await hand.press("Escape");
    await eventually("four", async () => ((await attachments().count()) === 4 ? true : null));
    await first.page.locator(".attachment-picture img").nth(2).waitFor();
    await sound(first, "intake-attached");
    await hand.press("F10");
    await codes(first);
    await toStart(first);
  });

  it("that are none are refused in plain words, one by one, and the others are taken", async () => {
    await begun(first, person(14));
    const input = first.page.getByTestId("attach-input");
    const said = async (files: { name: string; buffer: Buffer }[]) => {
      await input.setInputFiles(files.map((file) => ({ ...file, mimeType: "application/octet-stream" })));
      const failures = first.page.getByTestId("attachment-failure");
      await failures.first().waitFor();
      await first.page.getByText("Đang chuyển").waitFor({ state: "hidden" });
      return failures.allTextContents();
    };
    const refused = await said([
      { name: "virus.pdf.exe", buffer: pdf },
      { name: "trang.html", buffer: Buffer.from("<script>alert(1)</script>") },
      { name: "gia.pdf", buffer: Buffer.from("<script>alert(1)</script>") },
      { name: "cut.jpg", buffer: image("x").subarray(0, 3000) },
      { name: "<img src=x onerror=alert(1)>.pdf", buffer: pdf },
    ]);
    expect(refused).toHaveLength(4);
    expect(refused.join(" ")).toContain("chỉ nhận PDF, JPEG hoặc PNG");
    await eventually("the good one", async () => ((await attachments().count()) === 1 ? true : null));
    const large = await said([
      { name: "lớn.pdf", buffer: Buffer.concat([pdf, Buffer.alloc(16 * 1024 ** 2)]) },
    ]);
    expect(large).toEqual([expect.stringContaining("quá mức 15 MB")]);
    await sound(first, "intake-refused-files");
    await first.page.getByTestId("intake-clear").click();
  });
});

describe("a hand that slips", () => {
  it("gets back what it cleared, and what it had begun since is put aside", async () => {
    const hand = await begun(first, person(18));
    await first.page.getByTestId("intake-clear").click();
    await hand.at("procedure");
    await first.page.getByTestId("restore").waitFor();
    await sound(first, "intake-cleared");
    await first.page.getByTestId("applicant-name").fill("Người Đến Sau");
    await hand.press("Alt+Z");
    await first.page.getByTestId("procedure-chosen").waitFor();
    expect(await value(first, "applicant-name")).toBe(person(18).fullName);
    await first.page.getByTestId("pick-up").filter({ hasText: "Người Đến Sau" }).waitFor();
    await first.page.getByTestId("restore").waitFor({ state: "hidden" });
  });

  it("presses Enter twice, or rests on it, and still sees the code of one dossier", async () => {
    const hand = await begun(first, person(19));
    await first.page.getByTestId("phone").fill(person(19).phone);
    await first.page.keyboard.press("Alt+A");
    await hand.at("accept");
    // As the keyboard does it: clicks without a pointer, the last one on what is there after the acceptance.
    await first.page.evaluate(`(() => {
      const place = (id) => document.querySelector("[data-testid=" + id + "]");
      place("accept").click();
      place("accept").click();
      const again = () => (place("intake-next") === null ? requestAnimationFrame(again) : place("intake-next").click());
      again();
    })()`);
    expect(await codes(first)).toHaveLength(1);
    await toStart(first);
    // A key that repeats itself takes no procedure from the list.
    const isStillSearching = await first.page.evaluate(`new Promise((resolve) => {
      const search = () => document.querySelector("[data-testid=procedure-search]");
      const held = { key: "Enter", repeat: true, bubbles: true, cancelable: true };
      search().dispatchEvent(new KeyboardEvent("keydown", held));
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(search() !== null)));
    })`);
    expect(isStillSearching).toBe(true);
  });

  it("types while nothing has the focus, and it lands where the next thing is missing", async () => {
    await first.page.evaluate("document.activeElement.blur()");
    await first.page.keyboard.type("khai tu");
    await eventually("the letters in the search", async () =>
      (await value(first, "procedure-search")) === "khai tu" ? true : null,
    );
    await first.page.getByTestId("tab-line").click();
    await first.page.keyboard.press("Control+n");
    await new Hand(first).at("procedure");
  });
});

describe("a paper that the office has", () => {
  it("is offered to whoever handed it in once, taken by Enter, and stands on the receipt as reused", async () => {
    const who = person(16);
    const hand = await begun(first, who, "1.001612");
    await first.page.getByTestId("phone").fill(who.phone);
    await first.page.getByTestId("component-id-copies").check();
    await first.page
      .getByTestId("attach-input")
      .setInputFiles([{ name: "giay-to.jpg", mimeType: "image/jpeg", buffer: image("giấy tờ") }]);
    await first.page.locator("[data-testid=attachment][data-component=id-copies]").waitFor();
    const [earlier = ""] = await acceptedByKey(hand);
    await toStart(first);

    await begun(first, who, "1.001612");
    await first.page.getByTestId("held-papers").waitFor();
    await hand.press("Alt+K");
    await hand.at("held");
    await sound(first, "intake-held");
    await hand.press("Enter");
    await hand.at("components");
    await first.page.locator("[data-testid=attachment][data-component=id-copies]").waitFor();
    await sound(first, "intake-reused");
    await hand.press("Enter");
    await hand.at("accept");
    await hand.press("Enter");
    const [code = ""] = await codes(first);
    expectOn(await receiptText(hall, code), `dùng lại từ hồ sơ ${earlier}`);
    await toStart(first);

    // Of another person it is not there: what was taken of the first goes with the card.
    await begun(first, who, "1.001612");
    await first.page.getByTestId("held-papers").waitFor();
    await hand.press("Alt+D");
    await first.page.locator("[data-testid=attachment][data-component=id-copies]").waitFor();
    await hand.scan(cardText(person(17)));
    await first.page.getByTestId("choice-replace").click();
    await first.page.getByTestId("attachment").waitFor({ state: "detached" });
    expect(await first.page.getByTestId("component-id-copies").isChecked()).toBe(false);
    await first.page.getByTestId("intake-clear").click();
  });
});

describe("the screen", () => {
  it("fits both sizes in every language, with long names and addresses", async () => {
    const long: Citizen = {
      ...person(15),
      fullName: "Công Tằng Tôn Nữ Hoàng Thị Phương Thảo Nguyệt Ánh Minh Châu",
      address:
        "Số nhà 127B, ngõ 45/12, đường Nguyễn Tất Thành kéo dài, Khu dân cư số 12 Đồng Trầm Sắt, xã Trạm Thản, huyện Phù Ninh, tỉnh Phú Thọ",
    };
    await begun(first, long, "1.013831");
    await first.page.keyboard.press("Alt+A");
    for (const language of ["en", "ro", "vi"]) {
      for (const size of [
        { width: 1920, height: 1080 },
        { width: 1366, height: 768 },
      ]) {
        await first.page.setViewportSize(size);
        await first.page.getByTestId(`language-${language}`).click();
        await sound(first, `intake-long-${language}-${size.width}`);
        const wide = await first.page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
        expect(wide).toBeLessThanOrEqual(0);
      }
    }
    await first.page.getByTestId("intake-clear").click();
  });
});
