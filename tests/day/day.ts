import { rmSync } from "node:fs";
import { join } from "node:path";
import cliProgress from "cli-progress";
import { provideApp } from "../../build/app.ts";
import { readPapers } from "../../build/printer/virtual-printer.ts";
import { root, runFolder } from "../../build/project.ts";
import { hallWindows, type Stack, startStack } from "../../build/stack.ts";
import type { Procedure } from "../../contract/catalogue.ts";
import { paperTitle, parsePaperQr } from "../../contract/paper-qr.ts";
import { loadCatalogue } from "../../electron/station/catalogue/load.ts";
import { districtFigures } from "../district-figures.ts";
import { eventually } from "../hall.ts";
import { type App, type CounterWindow, openApp } from "../windows.ts";
import { type Citizen, citizens } from "./citizens.ts";
import { type CuttableLine, cuttableLine } from "./cuttable-line.ts";

const CITIZENS = 44;
const SEED = 2026;
/** Whoever has one of these places does not hear the call. */
const ABSENT = new Set([9, 27]);

/** What people saw and were promised today. The figures at the end are compared with this. */
interface Promised {
  tickets: string[];
  dossiers: string[];
  served: number;
  noShows: number;
}

interface Visit {
  citizen: Citizen;
  serviceGroup: string;
  procedure: Procedure | null;
}

/**
 * A reception day, played through the real windows: citizens take numbers, two counters call and serve them and take in
 * dossiers; the printer runs out of paper once and the line to the district is cut once.
 *
 * @returns the exit code: 0 when nothing was lost and nothing doubled.
 */
export async function playDay(): Promise<number> {
  console.log("Setting up the hall …");
  const folder = join(runFolder, "day");
  rmSync(folder, { recursive: true, force: true });
  const ready = await provideApp();
  let line: CuttableLine | null = null;
  const stack = await startStack({
    folder,
    windows: hallWindows,
    route: async (url) => {
      line = await cuttableLine({ host: "127.0.0.1", port: Number(new URL(url).port) });
      return `http://127.0.0.1:${line.port}`;
    },
  });
  const app = await openApp(ready.command(stack.settingsFile));
  const bar = new cliProgress.SingleBar({
    format: "{bar} {value}/{total} served   {tickets} tickets   {dossiers} dossiers   {note}",
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  bar.start(CITIZENS, 0, { tickets: 0, dossiers: 0, note: "" });
  let promised: Promised;
  try {
    promised = await reception(app, stack, line as unknown as CuttableLine, (done, note) =>
      bar.update(done.served + done.noShows, {
        tickets: done.tickets.length,
        dossiers: done.dossiers.length,
        note,
      }),
    );
    await settleDown(app, stack);
  } finally {
    bar.stop();
    await app.close();
  }
  const lost = await summary(promised, stack);
  await (line as unknown as CuttableLine).close();
  await stack.stop();
  ready.display.stop();
  return lost === 0 ? 0 : 1;
}

async function reception(
  app: App,
  stack: Stack,
  line: CuttableLine,
  progress: (done: Promised, note: string) => void,
): Promise<Promised> {
  const visits = await plannedVisits();
  const byLabel = new Map<string, Visit>();
  const promised: Promised = { tickets: [], dossiers: [], served: 0, noShows: 0 };
  let note = "morning";
  let arrived = false;
  await app.counters[0]?.signIn("lan", "1234");
  await app.counters[1]?.signIn("hung", "1234");

  const arrivals = async () => {
    for (const visit of visits) {
      const label = await app.kiosk.takeTicket(visit.serviceGroup, visit.citizen.priority);
      byLabel.set(label, visit);
      promised.tickets.push(label);
      progress(promised, note);
      if (promised.tickets.length === 14) {
        stack.printer.setFault("paperOut");
        note = "the printer is out of paper";
      }
      if (promised.tickets.length === 22) {
        stack.printer.setFault(null);
        note = "paper is back";
      }
      if (promised.tickets.length === 26) {
        line.cut();
        note = "the line to the district is cut";
      }
    }
    arrived = true;
  };
  const counter = async (window: CounterWindow) => {
    for (;;) {
      const label = await window.callNext();
      if (label === null) {
        if (arrived) return;
        await new Promise((resolve) => setTimeout(resolve, 300));
        continue;
      }
      // A free counter calls a number while its citizen still reads it from the screen.
      const visit = await eventually(`a citizen with ${label}`, () => byLabel.get(label) ?? null);
      if (ABSENT.has(visits.indexOf(visit))) {
        await window.noShow();
        promised.noShows += 1;
      } else {
        await window.serve();
        if (visit.procedure !== null) {
          promised.dossiers.push(await window.acceptDossier(visit.citizen, visit.procedure.code));
          await window.afterAccepted();
        }
        await window.finish();
        promised.served += 1;
      }
      if (promised.served === 36) {
        line.restore();
        note = "the line is back";
      }
      progress(promised, note);
    }
  };
  await Promise.all([arrivals(), ...app.counters.map(counter)]);
  line.restore();
  return promised;
}

/** Everybody's errand: two counters share the groups, so that both have work all day. */
async function plannedVisits(): Promise<Visit[]> {
  const { catalogue } = await loadCatalogue(join(root, "data/phu-ninh"));
  const served = new Set(
    ["1", "2"].flatMap((id) => catalogue.counters.find((counter) => counter.id === id)?.serviceGroups ?? []),
  );
  const procedures = catalogue.procedures.filter((procedure) => served.has(procedure.serviceGroup));
  return citizens(CITIZENS, SEED).map((citizen, index) => {
    const procedure = procedures[(index * 7) % procedures.length] as Procedure;
    // Every fifth only asks for advice: served, but no dossier.
    return { citizen, serviceGroup: procedure.serviceGroup, procedure: index % 5 === 4 ? null : procedure };
  });
}

/** Waits until the printer and the district have everything; a clerk answers what only a person can know. */
async function settleDown(app: App, stack: Stack): Promise<void> {
  const window = app.counters[0];
  const cameOut = (title: string) =>
    readPapers(stack.printer.folder).some(
      (paper) => paper.whole && paper.qr.some((qr) => paperTitle(qr) === title),
    );
  const deadline = Date.now() + 90_000;
  do {
    if (Date.now() > deadline) throw new Error("printer and sync did not settle in 90 seconds");
    await window?.answerDoubts(cameOut);
  } while ((await window?.atRest()) !== true);
}

/** Counts what is really there: rows in the district's PostgreSQL, papers that came out of the printer. */
async function summary(promised: Promised, stack: Stack): Promise<number> {
  const district = await districtFigures(stack.databaseUrl);
  const papers = readPapers(stack.printer.folder)
    .filter((paper) => paper.whole)
    .flatMap((paper) => paper.qr.map(parsePaperQr))
    .filter((reference) => reference !== null);
  const ticketPapers = papers.flatMap((paper) =>
    paper.kind === "ticket" && paper.copy === 1 ? [paper.label] : [],
  );
  const receipts = papers.flatMap((paper) =>
    paper.kind === "receipt" && paper.copy === 1 ? [paper.code] : [],
  );
  const missing = (wanted: string[], found: string[]) =>
    wanted.filter((entry) => !found.includes(entry)).length;
  const doubled = (found: string[]) => found.length - new Set(found).size;
  const lost =
    missing(promised.tickets, ticketPapers) +
    missing(promised.dossiers, receipts) +
    missing(promised.dossiers, district.dossiers) +
    Math.max(0, promised.tickets.length - district.tickets.length);
  const twice =
    doubled(ticketPapers) + doubled(receipts) + doubled(promised.tickets) + doubled(promised.dossiers);
  const line = (what: string, people: number, found: string) =>
    console.log(`${what.padEnd(18)}${String(people).padStart(6)}   ${found}`);
  console.log("\nThe day in figures");
  line(
    "Tickets",
    promised.tickets.length,
    `${district.tickets.length} at the district, ${ticketPapers.length} papers out of the printer`,
  );
  line("Served", promised.served, `${promised.noShows} did not come when called`);
  line("Dossiers", promised.dossiers.length, `${district.dossiers.length} at the district`);
  line("Receipts", promised.dossiers.length, `${receipts.length} papers out of the printer`);
  line(
    "Events",
    district.events,
    `at the district, every hash follows: ${district.chainsIntact ? "yes" : "NO"}`,
  );
  console.log(`\n${lost} lost, ${twice} doubled`);
  return lost + twice + (district.chainsIntact ? 0 : 1);
}
