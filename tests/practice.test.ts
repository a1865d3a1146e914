import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPapers } from "../build/printer/virtual-printer.ts";
import { parsePaperQr } from "../contract/paper-qr.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { citizens } from "./day/citizens.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import { type App, CounterWindow, Kiosk, pageOf } from "./windows.ts";

/** A practice hall beside the real one: nothing of it is real, and everybody sees that. */

let hall: Hall;
let app: App;
let clerk: CounterWindow;
let practice: CounterWindow;
let kiosk: Kiosk;

beforeAll(async () => {
  hall = await openHall();
  app = await hall.open();
  [clerk] = app.counters as [CounterWindow];
  await clerk.signIn("lan", "1234");
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
});

/** The window of a role that shows the sign of practice. */
const practising = (role: string) =>
  eventually(`${role} of the practice hall`, async () => {
    for (const page of app.app.windows()) {
      if (new URL(page.url()).searchParams.get("role") !== role) continue;
      if (await page.getByTestId("practice-banner").isVisible()) return page;
    }
    return null;
  });

describe("practice", () => {
  it("is opened from a counter and says what it is on every window", async () => {
    await clerk.page.getByTestId("practise").click();
    practice = new CounterWindow(await practising("counter"));
    kiosk = new Kiosk(await practising("kiosk"));
    await picture(kiosk.page, "practice-kiosk");
    // A sign-in of the real hall is none here.
    await practice.signIn("lan", "1234");
    await picture(practice.page, "practice-counter");
    expect(await accessibilityFaults(practice.page)).toEqual([]);
    expect(await practice.page.getByTestId("practise").isVisible()).toBe(false);
  });

  it("marks its papers, and no real hall reads their codes", async () => {
    const before = readPapers(hall.stack.printer.folder).length;
    const label = await kiosk.takeTicket("certification", null);
    expect(await practice.callNext()).toBe(label);
    const [citizen] = citizens(1, 7);
    if (citizen === undefined) throw new Error("nobody");
    const code = await practice.acceptDossier(citizen, "2.000815");
    expect(code).toMatch(/^LT-/);
    const papers = await eventually("ticket and receipt", () => {
      const all = readPapers(hall.stack.printer.folder).slice(before);
      return all.filter(({ whole }) => whole).length >= 2 ? all : null;
    });
    for (const { qr } of papers) {
      expect(qr).toEqual([expect.stringMatching(/^practice:motcua:/)]);
      expect(qr.map(parsePaperQr)).toEqual([null]);
    }
  });

  it("leaves the real hall, its numbers and the district untouched", async () => {
    expect(await clerk.callNext()).toBeNull();
    expect(await app.kiosk.takeTicket("certification", null)).toBe("A001");
    const { rows } = await sql<{ count: string }>`SELECT count(*) FROM dossiers`.execute(
      hall.stack.district.db,
    );
    expect(Number(rows[0]?.count)).toBe(0);
  });

  it("is gone when its windows are closed, and begins anew the next time", async () => {
    await practice.page.close();
    await kiosk.page.close();
    await clerk.page.getByTestId("practise").click();
    kiosk = new Kiosk(await practising("kiosk"));
    expect(await kiosk.takeTicket("certification", null)).toBe("A001");
    expect(await (await pageOf(app.app, "display")).getByTestId("practice-banner").isVisible()).toBe(false);
  });
});
