import { describe, expect, it } from "vitest";
import type { PrintJob } from "../../../contract/entities.ts";
import type { PcPrinters, PrinterStatus } from "../../../contract/printers.ts";
import type { Health } from "../../../contract/station.ts";
import { askedHere, otherPcs, placedPrinters, undecidedPapers } from "./condition.ts";

/** What a counter shows of the printers of its hall. */

const job = (title: string, state: PrintJob["state"] = "unknown"): PrintJob => ({
  id: title,
  kind: "ticket",
  subject: title,
  title,
  state,
  copy: 1,
  attempts: 1,
  condition: null,
  printer: null,
  sentTo: null,
  createdAt: "2026-11-25T01:00:00.000Z",
  finishedAt: null,
});

const printer = (name: string, condition: PrinterStatus["condition"] = "ready"): PrinterStatus => ({
  id: name,
  name,
  connection: "tcp",
  address: "192.168.1.50:9100",
  papers: ["ticket"],
  fallbackFor: [],
  condition,
  cause: null,
  since: null,
  printing: null,
  pending: 0,
  checkedAt: null,
  roll: null,
});

const pc = (name: string, more: Partial<PcPrinters>): PcPrinters => ({
  pc: name,
  name,
  attended: true,
  printers: [printer(`printer of ${name}`)],
  undecided: [],
  ...more,
});

const health = (elsewhere: PcPrinters[], openJobs: PrintJob[] = []): Health => ({
  printers: [printer("own")],
  openJobs,
  elsewhere,
  sync: {} as Health["sync"],
  now: "2026-11-25T01:00:00.000Z",
});

const titles = (papers: ReturnType<typeof undecidedPapers>) => papers.map((paper) => paper.job.title);
const NOW = 1_000_000_000;
const MINUTE = 60_000;

describe("the printers of the other PCs", () => {
  it("stand below this one's: those in trouble first, else by name; a PC without a printer is left out", () => {
    const seen = health([
      pc("Quầy 2", {}),
      pc("Quầy 1", {}),
      pc("Tivi", { printers: [] }),
      pc("Kiosk", { printers: [printer("roll", "paperOut")] }),
    ]);
    expect(otherPcs(seen).map(({ name }) => name)).toEqual(["Kiosk", "Quầy 1", "Quầy 2"]);
    expect(placedPrinters(seen).map(({ name, where }) => [name, where?.name])).toEqual([
      ["own", undefined],
      ["roll", "Kiosk"],
      ["printer of Quầy 1", "Quầy 1"],
      ["printer of Quầy 2", "Quầy 2"],
    ]);
  });
});

describe("what only a person can decide", () => {
  const seen = health(
    [
      pc("Quầy 2", { undecided: [job("B001", "expired")] }),
      pc("Kiosk", { attended: false, undecided: [job("A001"), job("A002")] }),
    ],
    [job("C001", "failed"), job("C002", "queued"), job("C003", "printed")],
  );

  it("is listed in the order of who should answer: here, where nobody is, at a colleague's", () => {
    expect(titles(undecidedPapers(seen))).toEqual(["C001", "A001", "A002", "B001"]);
  });

  it("is asked here at once where nobody is signed in, and after a while where a colleague does not answer", () => {
    const papers = undecidedPapers(seen);
    const firstSeen = new Map(papers.map((paper) => [paper.job.id, NOW]));
    expect(titles(askedHere(papers, firstSeen, NOW))).toEqual(["C001", "A001", "A002"]);
    expect(titles(askedHere(papers, firstSeen, NOW + 5 * MINUTE - 1))).not.toContain("B001");
    expect(titles(askedHere(papers, firstSeen, NOW + 5 * MINUTE))).toContain("B001");
    expect(titles(askedHere(papers, new Map(), NOW))).not.toContain("B001");
  });
});
