import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPapers } from "../build/printer/virtual-printer.ts";
import { paperTitle, parsePaperQr } from "../contract/paper-qr.ts";
import { citizens } from "./day/citizens.ts";
import { districtFigures } from "./district-figures.ts";
import { eventually, type Hall, openHall } from "./hall.ts";
import type { App } from "./windows.ts";

/**
 * Power cuts: the station service, then the whole app is killed (SIGKILL) in the middle of the day. What a citizen or a
 * clerk was shown is there afterwards, printed once, at the district once.
 */

let hall: Hall;
let app: App;
const tickets: string[] = [];
const dossiers: string[] = [];
const people = citizens(12, 7);

beforeAll(async () => {
  hall = await openHall();
  app = await hall.open();
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
});

async function takeTickets(count: number): Promise<void> {
  for (let taken = 0; taken < count; taken += 1) {
    tickets.push(await app.kiosk.takeTicket("civil-status", null));
    await app.kiosk.toStart();
  }
}

async function acceptOne(index: number): Promise<void> {
  const window = app.counters[0];
  const citizen = people[index];
  if (window === undefined || citizen === undefined) throw new Error("nobody there");
  dossiers.push(await window.acceptDossier(citizen, "1.001193"));
  await window.afterAccepted();
}

/** The process of the station service below the app. */
async function stationPid(): Promise<number> {
  const shell = app.app.process().pid;
  const { execFileSync } = await import("node:child_process");
  const pid = execFileSync("pgrep", ["-P", String(shell), "-f", "station/start.cjs"], {
    encoding: "utf8",
  }).trim();
  return Number(pid.split("\n")[0]);
}

// What is lost once is lost: no second try.
describe("killed in the middle of the day", { retry: 0 }, () => {
  it("the station service: windows reconnect by themselves and nothing shown is lost", async () => {
    await app.counters[0]?.signIn("lan", "1234");
    await takeTickets(3);
    await acceptOne(0);
    const first = await stationPid();
    // Killed while a ticket is on its way: the kiosk asks again with the same request.
    const taking = app.kiosk.takeTicket("civil-status", null);
    process.kill(first, "SIGKILL");
    tickets.push(await taking);
    await app.kiosk.toStart();
    expect(await stationPid()).not.toBe(first);
    await takeTickets(2);
    await acceptOne(1);
    expect(new Set(tickets).size).toBe(6);
  });

  it("the station service again, while a dossier is being accepted", async () => {
    const window = app.counters[0];
    const citizen = people[2];
    if (window === undefined || citizen === undefined) throw new Error("nobody there");
    const accepting = window.acceptDossier(citizen, "1.001193");
    await eventually("the dossier on its way", async () =>
      (await window.page.getByTestId("all-components").isVisible()) ? true : null,
    );
    process.kill(await stationPid(), "SIGKILL");
    dossiers.push(await accepting);
    await window.afterAccepted();
  });

  it("the whole app: after the next start everything is there", async () => {
    await takeTickets(2);
    const shell = app.app.process();
    const ended = new Promise((done) => shell.once("exit", done));
    const orphan = await stationPid();
    shell.kill("SIGKILL");
    await ended;
    // No service may stay behind and hold the store.
    await eventually("the station's end", () => {
      try {
        process.kill(orphan, 0);
        return null;
      } catch {
        return true;
      }
    });
    app = await hall.open();
    await app.counters[0]?.signIn("lan", "1234");
    await takeTickets(1);
    // What was typed last may be on the screen again, as it was before the power went.
    await app.counters[0]?.page.getByTestId("intake-clear").click();
    await acceptOne(3);
    expect(tickets).toEqual(tickets.map((_label, index) => `B${String(index + 1).padStart(3, "0")}`));
    expect(new Set(dossiers).size).toBe(4);
  });

  it("every paper came out once, but for those that a clerk is asked about", async () => {
    const window = app.counters[0];
    const out = (title: string) =>
      readPapers(hall.stack.printer.folder).some(
        (paper) => paper.whole && paper.qr.some((qr) => paperTitle(qr) === title),
      );
    await eventually(
      "printer and sync at rest",
      async () => {
        await window?.answerDoubts(out);
        return (await window?.atRest()) === true ? true : null;
      },
      60_000,
    );
    const references = readPapers(hall.stack.printer.folder)
      .filter((paper) => paper.whole)
      .flatMap((paper) => paper.qr.map(parsePaperQr));
    const labels = references.flatMap((paper) =>
      paper?.kind === "ticket" && paper.copy === 1 ? [paper.label] : [],
    );
    const codes = references.flatMap((paper) =>
      paper?.kind === "receipt" && paper.copy === 1 ? [paper.code] : [],
    );
    expect(labels.sort()).toEqual([...tickets].sort());
    expect(codes.sort()).toEqual([...dossiers].sort());
  });

  it("the district has everything once, in an unbroken chain", async () => {
    const figures = await districtFigures(hall.stack.databaseUrl);
    expect(figures.tickets).toHaveLength(tickets.length);
    expect(figures.dossiers).toEqual([...dossiers].sort());
    expect(figures.chainsIntact).toBe(true);
  });
});
