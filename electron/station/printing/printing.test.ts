import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startVirtualPrinter, type VirtualPrinter } from "../../../build/printer/virtual-printer.ts";
import { intakeSchema } from "../../../contract/dossier-calls.ts";
import type { PrinterSettings } from "../../../contract/settings.ts";
import { officeDay } from "../../../contract/time.ts";
import { verifyLog } from "../../../db/event-log.ts";
import { updatePrintJob } from "../../../db/print-jobs.ts";
import { printerRow } from "../../../db/printers.ts";
import { rebuildProjections } from "../../../db/projections.ts";
import { ChangedOffice } from "../../../tests/changed-office.ts";
import { printerAt, shortPatience } from "../../../tests/print-station.ts";
import type { AtCounter } from "../staff/desk.ts";
import { Station } from "../station.ts";

/** What people see and decide of printers and papers, on a whole station. */

let folder: string;
let office: ChangedOffice;
let printer: VirtualPrinter;
let station: Station;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "printing-"));
  office = new ChangedOffice();
  printer = await startVirtualPrinter({ port: 0, folder: join(folder, "papers") });
  station = await open();
});
afterEach(async () => {
  await station.stop();
  await printer.close();
  office.remove();
  rmSync(folder, { recursive: true, force: true });
});

function open(printers: PrinterSettings[] = [printerAt(printer.port)], practice = false): Promise<Station> {
  return Station.start({
    settings: {
      dataFolder: join(folder, "store"),
      catalogueFolder: office.folder,
      windows: [{ role: "kiosk" }],
      printers,
      anyHour: true,
      hall: null,
      district: null,
    },
    app: "test",
    practice,
    patience: shortPatience,
  });
}

async function restart(printers?: PrinterSettings[]): Promise<void> {
  await station.stop();
  station = await open(printers);
}

function desk(role: "clerk" | "head"): AtCounter {
  const { staff, counters } = station.context.catalogue.all;
  return { staff: staff.find((entry) => entry.role === role), counter: counters[0] } as AtCounter;
}

async function ticket(): Promise<string> {
  const group = station.context.catalogue.all.serviceGroups[0]?.id ?? "";
  const taken = await station.queue.take({ requestId: uuidv7(), serviceGroup: group, priority: null });
  return taken.printJob;
}

const becomes = (id: string, state: string) =>
  expect.poll(async () => (await station.papers.job(id)).state, { timeout: 10_000 }).toBe(state);
const status = async () => (await station.health()).printers[0];

describe("the papers' design", () => {
  it("is in force at once, after a restart, and stands in the log", async () => {
    const { basedOn, design } = station.printing.design();
    const changed = structuredClone(design);
    changed.layouts.ticket = [{ kind: "text", text: "CHÀO", size: "huge" }];
    const saved = await station.printing.saveDesign(desk("head"), { basedOn, design: changed });
    expect(saved.basedOn).not.toBe(basedOn);
    await restart();
    expect(station.printing.design().design.layouts.ticket).toEqual(changed.layouts.ticket);
    const { db } = station.context.store;
    const before = await db.selectFrom("paper_design").selectAll().execute();
    await rebuildProjections(station.context.store);
    expect(await db.selectFrom("paper_design").selectAll().execute()).toEqual(before);
    expect(await verifyLog(station.context.store, station.context.log.place)).toBeNull();
  });

  it("is the head's, and nobody overwrites what another has saved meanwhile", async () => {
    const mine = structuredClone(station.printing.design());
    await expect(station.printing.saveDesign(desk("clerk"), mine)).rejects.toMatchObject({
      code: "NOT_ALLOWED",
    });
    mine.design.layouts.test = [{ kind: "rule" }];
    await station.printing.saveDesign(desk("head"), mine);
    await expect(station.printing.saveDesign(desk("head"), mine)).rejects.toMatchObject({
      code: "PAPERS_CHANGED",
    });
  });

  it("gives way to the office's files only where these have changed", async () => {
    const { basedOn, design } = structuredClone(station.printing.design());
    design.layouts.ticket = [{ kind: "text", text: "A" }];
    await station.printing.saveDesign(desk("head"), { basedOn, design });
    await restart();
    expect(station.printing.design().design.layouts.ticket).toHaveLength(1);
    const file = join(office.folder, "papers/ticket.json");
    const content = JSON.parse(readFileSync(file, "utf8")) as { lifeMinutes: number };
    writeFileSync(file, JSON.stringify({ ...content, lifeMinutes: 90 }));
    await restart();
    expect(station.printing.design().design.lifeMinutes.ticket).toBe(90);
    expect(station.printing.design().design.layouts.ticket.length).toBeGreaterThan(5);
  });

  it("with a fault in a file is refused with its place", async () => {
    const file = join(office.folder, "papers/ticket.json");
    writeFileSync(file, JSON.stringify({ lifeMinutes: 5, blocks: [{ kind: "text", text: "{x}" }] }));
    await station.stop();
    await expect(open()).rejects.toMatchObject({
      code: "DATA_FILE_INVALID",
      data: { file, path: "blocks[0].text", reason: "{x}" },
    });
    rmSync(file);
    office.remove();
    office = new ChangedOffice();
    station = await open();
  });

  it("does not change what was promised: a copy of an old paper says what the first said", async () => {
    const id = await ticket();
    await becomes(id, "printed");
    const { basedOn, design } = structuredClone(station.printing.design());
    design.layouts.ticket = [{ kind: "text", text: "KHÁC" }];
    await station.printing.saveDesign(desk("head"), { basedOn, design });
    const copy = await station.papers.again(desk("clerk"), id);
    await becomes(copy.id, "printed");
    const [first, second] = printer.papers();
    expect(second?.qr).toEqual([`${first?.qr[0]}:copy2`]);
  });

  it("is drawn while it is a draft, with pictures that are nowhere stored yet", async () => {
    const { design } = structuredClone(station.printing.design());
    const asked = { kind: "ticket", language: "vi", widthDots: 576, design } as const;
    const with1 = await station.printing.preview(asked);
    expect(with1.subarray(1, 4).toString()).toBe("PNG");
    design.layouts.ticket = design.layouts.ticket.filter((block) => block.kind !== "image");
    expect((await station.printing.preview(asked)).equals(with1)).toBe(false);
    design.layouts.ticket.push({ kind: "text", text: "{nobody}" });
    await expect(station.printing.preview(asked)).rejects.toMatchObject({
      code: "PAPERS_INVALID",
      data: { paper: "ticket", line: design.layouts.ticket.length, reason: "{nobody}" },
    });
  });
});

describe("a printer", () => {
  it("prints its test page, whatever papers it is named for", async () => {
    await restart([printerAt(printer.port, { papers: [], drawer: true })]);
    const job = await station.printing.test("p");
    await becomes(job.id, "printed");
    expect(printer.papers()).toMatchObject([{ drawer: true, qr: ["motcua:test:p"] }]);
    expect(() => station.printing.test("nobody")).toThrow(
      expect.objectContaining({ code: "PRINTER_UNKNOWN" }),
    );
  });

  it("keeps the letters that were chosen for it, which only the head may choose", async () => {
    await expect(station.printing.setTextMode(desk("clerk"), "p", "tcvn3")).rejects.toMatchObject({
      code: "NOT_ALLOWED",
    });
    await station.printing.setTextMode(desk("head"), "p", "tcvn3");
    await becomes(await ticket(), "printed");
    expect(printer.papers()[0]?.text).toContain("SỐ THỨ TỰ");
    await restart();
    expect((await status())?.roll?.textMode).toBe("tcvn3");
  });

  it("has its roll counted until somebody has changed it", async () => {
    await becomes(await ticket(), "printed");
    expect((await status())?.roll?.usedMetres).toBeGreaterThan(0.08);
    await station.printing.rollChanged("p");
    expect((await status())?.roll).toMatchObject({ usedMetres: 0, changedAt: expect.any(String) });
  });

  it("says what it prints and since when it is how it is", async () => {
    await expect.poll(async () => (await status())?.condition).toBe("ready");
    expect(await status()).toMatchObject({ connection: "tcp", pending: 0, printing: null, cause: null });
    expect((await status())?.since).not.toBeNull();
    await printer.close();
    await expect.poll(async () => (await status())?.cause).toBe("refused");
  });
});

describe("a paper that waited too long", () => {
  it("is printed when a person says so, or dropped", async () => {
    printer.setFault("off");
    const [first, second] = [await ticket(), await ticket()];
    await station.context.store.db
      .updateTable("print_jobs")
      .set({ expires_at: "2026-01-01T00:00:00.000Z" })
      .execute();
    printer.setFault(null);
    await becomes(first, "expired");
    await becomes(second, "expired");
    await station.papers.settle(desk("clerk"), first, false);
    await station.papers.cancel(desk("clerk"), second);
    await becomes(first, "printed");
    expect(printer.papers()).toHaveLength(1);
  });
});

describe("a paper of a day that has ended", () => {
  const earlier = (instant: string) => new Date(Date.parse(instant) - 24 * 60 * 60_000).toISOString();

  it("is put before a person in the morning, where it is a ticket; a receipt comes out", async () => {
    printer.setFault("off");
    await expect.poll(async () => (await status())?.condition).toBe("offline");
    const late = await ticket();
    const { dossier } = await station.intake.accept(desk("clerk"), uuidv7(), businessLicence());
    const receipt = (await station.life.view(desk("clerk"), dossier.id)).papers[0]?.id ?? "";
    // The night passes.
    const { db } = station.context.store;
    for (const { id, created_at, expires_at } of await db.selectFrom("print_jobs").selectAll().execute())
      await db
        .updateTable("print_jobs")
        .set({ created_at: earlier(created_at), expires_at: earlier(expires_at ?? created_at) })
        .where("id", "=", id)
        .execute();
    printer.setFault(null);
    await becomes(receipt, "printed");
    await becomes(late, "expired");
    expect(printer.papers().map(({ qr }) => qr[0]?.split(":")[1])).toEqual(["dossier"]);
  });

  it("is put before a person while its printer is still off", async () => {
    printer.setFault("off");
    await expect.poll(async () => (await status())?.condition).toBe("offline");
    const id = await ticket();
    await station.context.store.db
      .updateTable("print_jobs")
      .set({ expires_at: "2026-01-01T00:00:00.000Z" })
      .execute();
    await becomes(id, "expired");
    expect((await status())?.condition).toBe("offline");
  });
});

describe("what a person decides", () => {
  it("never sends a form to a roll", async () => {
    const other = await startVirtualPrinter({ port: 0, folder: join(folder, "other") });
    await restart([printerAt(printer.port), printerAt(other.port, { id: "q" })]);
    const form = await station.forms.make(desk("clerk"), uuidv7(), { form: "dailyList", day: "2026-11-24" });
    await station.context.store.db.updateTable("print_jobs").set({ state: "queued" }).execute();
    await expect(station.printing.move(form.id, "q")).rejects.toMatchObject({ code: "PRINTER_UNSUITED" });
    await station.printing.move(await ticket(), "q");
    await expect.poll(() => other.papers().length).toBe(1);
    await other.close();
  });

  it("on a doubtful paper makes its printer forget it, reprinted or given up", async () => {
    const cleared = async () => (await printerRow(station.context.store.db, "p")).clear_first;
    for (const decide of ["settle", "cancel"] as const) {
      printer.setFault("off");
      await expect.poll(async () => (await status())?.condition).toBe("offline");
      const id = await ticket();
      await updatePrintJob(station.context.store.db, id, { state: "unknown", sent_to: "p" });
      if (decide === "settle") await station.papers.settle(desk("clerk"), id, false);
      else await station.papers.cancel(desk("clerk"), id);
      expect(await cleared()).toBe(1);
      printer.setFault(null);
      await expect.poll(cleared).toBe(0);
    }
    await expect.poll(() => printer.papers().length).toBe(1);
  });
});

describe("a receipt for fees", () => {
  it("comes out of the roll where no sheet can be printed, and is found with its dossier", async () => {
    const clerk = desk("clerk");
    const { dossier } = await station.intake.accept(clerk, uuidv7(), businessLicence());
    const paid = await station.life.step(clerk, uuidv7(), dossier.id, {
      kind: "pay",
      lines: dossier.fees,
      method: "cash",
    });
    await becomes(paid.printJob ?? "", "printed");
    const number = paid.dossier.payments[0]?.number;
    expect(printer.papers().at(-1)).toMatchObject({ qr: [`motcua:fee:${number}`] });
    const { papers } = await station.life.view(clerk, dossier.id);
    expect(papers.map(({ kind, title }) => [kind, title])).toEqual([
      ["receipt", dossier.code],
      ["feeReceipt", number],
    ]);
  });
});

function businessLicence() {
  const code = "1.001612";
  const { components } = station.context.catalogue.procedure(code, officeDay(station.context.now()));
  return intakeSchema.parse({
    procedureCode: code,
    applicant: {
      fullName: "Trần Thị Bình",
      citizenNumber: "025199000123",
      birthDate: "1999-02-01",
      sex: "female",
      address: "Khu 3, Phù Ninh",
      phone: "",
    },
    components: components.map(({ id }) => ({ componentId: id, originals: 1, copies: 0 })),
    fee: 100_000,
  });
}

describe("a practice hall", () => {
  it("marks every paper, and its copy once", async () => {
    await station.stop();
    station = await open(undefined, true);
    const id = await ticket();
    await becomes(id, "printed");
    const copy = await station.papers.again(desk("clerk"), id);
    await becomes(copy.id, "printed");
    const codes = printer.papers().flatMap((paper) => paper.qr);
    expect(codes[0]).toMatch(/^practice:motcua:ticket:/);
    expect(codes[1]).toBe(`${codes[0]}:copy2`);
  });
});
