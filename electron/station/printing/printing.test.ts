import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readText, says } from "../../../build/printer/read-back.ts";
import { startVirtualPrinter, type VirtualPrinter } from "../../../build/printer/virtual-printer.ts";
import type { Catalogue, Procedure } from "../../../contract/catalogue.ts";
import { type AcceptedDossier, acceptedDossierSchema } from "../../../contract/dossier.ts";
import { parsePaperQr } from "../../../contract/paper-qr.ts";
import type { Ticket } from "../../../contract/queue.ts";
import { foldText, languages } from "../../../contract/text.ts";
import { ticketAfter } from "../../../contract/ticket-life.ts";
import { EventLog } from "../../../db/event-log.ts";
import { insertPrintJob, markInterruptedJobs, openPrintJobs, printJobById } from "../../../db/print-jobs.ts";
import { stationPlace } from "../../../db/station-identity.ts";
import { Store } from "../../../db/store.ts";
import { appointment } from "../calendar/appointment.rules.ts";
import { loadCatalogue } from "../catalogue/load.ts";
import { asCopy, type Paper, type PaperTexts, receiptPaper, ticketPaper } from "./paper.rules.ts";
import { PrintQueue } from "./queue.ts";
import { renderPaper } from "./render.ts";
import { StoredPrintJobs } from "./stored-jobs.ts";
import { loadPaperTexts } from "./texts.ts";
import { queryStatus, sendPaper } from "./transport.ts";

const office = resolve(import.meta.dirname, "../../../data/phu-ninh");
const patience = { answerMs: 400, paperMs: 3000 };
const wide = { widthDots: 576 } as const;

let catalogue: Catalogue;
let texts: PaperTexts;
let folder: string;
let printer: VirtualPrinter;

beforeAll(async () => {
  catalogue = (await loadCatalogue(office)).catalogue;
  texts = await loadPaperTexts(join(office, "papers.json"));
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "printer-"));
  printer = await startVirtualPrinter({ port: 0, folder: join(folder, "papers") });
});
afterEach(async () => {
  await printer.close();
  rmSync(folder, { recursive: true, force: true });
});

const address = () => ({ host: "127.0.0.1", port: printer.port });

function ticket(number: number): { paper: Paper; ticket: Ticket } {
  const given = ticketAfter(null, {
    type: "ticket.issued",
    at: "2026-11-24T01:05:00.000Z",
    actor: "kiosk",
    subject: uuidv7(),
    data: {
      day: "2026-11-24",
      serviceGroup: "civil-status",
      number,
      label: `B${String(number).padStart(3, "0")}`,
      priority: null,
      printJob: null,
    },
  });
  const group = catalogue.serviceGroups[1];
  if (group === undefined) throw new Error("no group");
  return {
    ticket: given,
    paper: ticketPaper({
      ticket: given,
      group,
      waitingBefore: 3,
      office: catalogue.office,
      texts,
      language: "vi",
    }),
  };
}

function receipt(change: Partial<AcceptedDossier["applicant"]> = {}): {
  paper: Paper;
  dossier: AcceptedDossier;
  procedure: Procedure;
} {
  const procedure = catalogue.procedures.find((entry) => entry.code === "1.013831");
  if (procedure === undefined) throw new Error("no procedure");
  const acceptedAt = "2026-08-28T01:30:00.000Z";
  const dossier = acceptedDossierSchema.parse({
    id: uuidv7(),
    code: "000.00.15.H44-260828-0007",
    procedureCode: procedure.code,
    procedureName: procedure.name.vi,
    applicant: {
      fullName: "Nguyễn Hoàng Phương Thảo Nguyên Ánh Dương Bảo Ngọc Minh Châu",
      citizenNumber: "025190000123",
      birthDate: "1990-02-01",
      sex: "female",
      address: "Số nhà 1234, ngõ 56, khu 12, thị trấn Phong Châu, huyện Phù Ninh, tỉnh Phú Thọ",
      phone: "0912345678",
      email: "",
      ...change,
    },
    components: procedure.components.map((component) => ({
      componentId: component.id,
      name: component.name.vi,
      originals: component.originals,
      copies: component.copies,
    })),
    sets: 1,
    status: "accepted",
    channel: "counter",
    delivery: "counter",
    fee: 75000,
    note: "",
    appointment: appointment(procedure.time, acceptedAt, catalogue.calendar),
    ticketLabel: "C012",
    acceptedBy: { id: "lan", name: "Nguyễn Thị Lan" },
    acceptedAt,
  });
  return {
    dossier,
    procedure,
    paper: receiptPaper({ dossier, procedure, office: catalogue.office, texts, language: "vi" }),
  };
}

describe("a paper on the virtual printer", () => {
  it("says what was entered, as tesseract reads it; nothing long is cut", async () => {
    const { paper, dossier } = receipt();
    expect(await sendPaper(address(), renderPaper(paper, wide), 1, patience)).toEqual({ outcome: "printed" });
    const [printed] = printer.papers();
    expect(printed).toMatchObject({ whole: true, qr: [`motcua:dossier:${dossier.code}`] });
    const text = await readText(join(printer.folder, printed?.picture ?? ""));
    // Tesseract loses the tones of bold capitals; the title is compared without them.
    expect(says(foldText(text ?? ""), foldText("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ")), text ?? "").toBe(
      true,
    );
    for (const entered of [
      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",

      dossier.code,
      dossier.applicant.fullName,
      dossier.applicant.citizenNumber ?? "",
      dossier.applicant.address,
      dossier.procedureName,
      ...dossier.components.map((component) => component.name),
      "10 ngày làm việc",
      "08 giờ 30 phút, ngày 28/08/2026",
      "17 giờ 00 phút, ngày 15/09/2026",
      "75.000 đồng",
      "Nguyễn Thị Lan",
    ]) {
      expect(says(text, entered), `${entered}\nin\n${text}`).toBe(true);
    }
  });

  it("fits narrow paper as well", async () => {
    const { paper, dossier } = receipt();
    await sendPaper(address(), renderPaper(paper, { widthDots: 384 }), 1, patience);
    const [printed] = printer.papers();
    expect(printed?.qr).toEqual([`motcua:dossier:${dossier.code}`]);
    const text = await readText(join(printer.folder, printed?.picture ?? ""));
    expect(says(text, dossier.applicant.fullName), text ?? "").toBe(true);
  });

  it("never stands on paper unmarked a second time", async () => {
    const { paper, ticket: given } = ticket(5);
    const copy = asCopy(paper, { copy: 2, at: "2026-11-24T02:00:00.000Z", texts });
    await sendPaper(address(), renderPaper(copy, wide), 1, patience);
    const [printed] = printer.papers();
    expect(printed?.qr.map(parsePaperQr)).toEqual([{ kind: "ticket", id: given.id, label: "B005", copy: 2 }]);
    expect(
      says(
        await readText(join(printer.folder, printed?.picture ?? "")),
        "BẢN SAO số 2 – in lúc 09 giờ 00 phút",
      ),
    ).toBe(true);
  });

  it("is set in every language of the office", () => {
    const { dossier, procedure } = receipt();
    for (const language of languages) {
      const paper = receiptPaper({ dossier, procedure, office: catalogue.office, texts, language });
      expect(renderPaper(paper, wide).length).toBeGreaterThan(10_000);
      expect(JSON.stringify(paper)).not.toMatch(/\{\w+\}/);
    }
  });

  it("takes names that look like commands as names", async () => {
    const { paper } = receipt({ fullName: "Robert'); DROP TABLE dossiers;-- \u001b@\u001dV0 <script>" });
    expect(await sendPaper(address(), renderPaper(paper, wide), 1, patience)).toEqual({ outcome: "printed" });
    expect(printer.papers()).toHaveLength(1);
  });

  it("comes out whole though two are sent at once", async () => {
    const [a, b] = [ticket(1), ticket(2)];
    const results = await Promise.all(
      [a, b].map(({ paper }, index) => sendPaper(address(), renderPaper(paper, wide), index, patience)),
    );
    expect(results).toEqual([{ outcome: "printed" }, { outcome: "printed" }]);
    expect(
      printer
        .papers()
        .flatMap((paper) => paper.qr)
        .map((qr) => qr.slice(-4))
        .sort(),
    ).toEqual(["B001", "B002"]);
  });
});

describe("the transport", () => {
  it.each([
    ["off", "offline", "notStarted"],
    ["paperOut", "paperOut", "notStarted"],
    ["coverOpen", "coverOpen", "notStarted"],
    ["silent", "unknown", "unknown"],
  ] as const)("printer %s: condition %s, paper %s", async (fault, condition, outcome) => {
    printer.setFault(fault);
    expect(await queryStatus(address(), patience)).toBe(condition);
    expect(await sendPaper(address(), renderPaper(ticket(1).paper, wide), 1, patience)).toEqual({
      outcome,
      condition,
    });
  });

  it("knows that it does not know when the line breaks in the middle", async () => {
    printer.setFault("cutMidJob");
    expect(await sendPaper(address(), renderPaper(ticket(1).paper, wide), 1, patience)).toMatchObject({
      outcome: "unknown",
    });
    await expect.poll(() => printer.papers().map((paper) => paper.whole)).toEqual([false]);
  });

  it("waits for a slow printer", async () => {
    printer.setFault("slow");
    const small: Paper = {
      kind: "test",
      title: "t",
      blocks: [{ kind: "text", text: "Ắ", size: "body", bold: false, align: "left" }],
    };
    expect(
      await sendPaper(address(), renderPaper(small, wide), 1, { answerMs: 400, paperMs: 20_000 }),
    ).toEqual({ outcome: "printed" });
  });

  it("finds nobody at a wrong address", async () => {
    expect(await queryStatus({ host: "127.0.0.1", port: 1 }, patience)).toBe("offline");
  });

  it("says that a port is taken", async () => {
    await expect(
      startVirtualPrinter({ port: printer.port, folder: join(folder, "second") }),
    ).rejects.toMatchObject({
      code: "PORT_TAKEN",
      data: { port: printer.port },
    });
  });
});

describe("the print queue on the store", () => {
  let store: Store;
  let queue: PrintQueue;

  beforeEach(async () => {
    store = await Store.open(join(folder, "store"));
    const log = new EventLog(await stationPlace(store));
    queue = new PrintQueue({
      printers: [
        {
          id: "p",
          name: "P",
          address: `127.0.0.1:${printer.port}`,
          widthDots: 576,
          papers: ["ticket", "receipt"],
        },
      ],
      store: new StoredPrintJobs(store, log, () => undefined),
      patience,
    });
  });
  afterEach(async () => {
    await queue.stop();
    await store.close();
  });

  async function add(number: number): Promise<string> {
    const { paper, ticket: given } = ticket(number);
    const id = uuidv7();
    const createdAt = new Date().toISOString();
    await insertPrintJob(store.db, {
      id,
      kind: "ticket",
      subject: given.id,
      title: given.label,
      copy: 1,
      createdAt,
      paper,
    });
    queue.wake();
    return id;
  }
  const state = async (id: string) => (await printJobById(store.db, id))?.state;
  const labels = () =>
    printer
      .papers()
      .filter((paper) => paper.whole)
      .flatMap((paper) => paper.qr)
      .map((qr) => qr.slice(-4));

  it("prints in order and records each as a fact", async () => {
    queue.start();
    const ids = [await add(1), await add(2), await add(3)];
    await expect.poll(() => state(ids[2] ?? ""), { timeout: 10_000 }).toBe("printed");
    expect(labels()).toEqual(["B001", "B002", "B003"]);
    const events = await store.db.selectFrom("events").select("type").execute();
    expect(events.map((event) => event.type)).toEqual(["paper.settled", "paper.settled", "paper.settled"]);
  });

  it("keeps papers while the printer is out of paper and prints each once when it is back", async () => {
    printer.setFault("paperOut");
    queue.start();
    const ids = [await add(1), await add(2)];
    await expect.poll(() => queue.statuses()[0]?.condition).toBe("paperOut");
    expect(await openPrintJobs(store.db)).toHaveLength(2);
    printer.setFault(null);
    await expect.poll(() => state(ids[1] ?? ""), { timeout: 10_000 }).toBe("printed");
    expect(labels()).toEqual(["B001", "B002"]);
  });

  it("asks a person about a paper that broke off and goes on with the others", async () => {
    printer.setFault("cutMidJob");
    queue.start();
    const first = await add(1);
    await expect.poll(() => state(first), { timeout: 10_000 }).toBe("unknown");
    const second = await add(2);
    await expect.poll(() => state(second), { timeout: 10_000 }).toBe("printed");
    expect(await state(first)).toBe("unknown");
    expect(labels()).toEqual(["B002"]);
  });

  it("goes on after the store failed, and prints nothing twice by it", async () => {
    await queue.stop();
    const jobs = new StoredPrintJobs(store, new EventLog(await stationPlace(store)), () => undefined);
    let failures = 0;
    const failing = (name: "claimNext" | "markPrinted") => {
      const real = jobs[name].bind(jobs) as (...args: never[]) => Promise<unknown>;
      let first = true;
      Object.assign(jobs, {
        [name]: async (...args: never[]) => {
          if (!first) return real(...args);
          first = false;
          failures += 1;
          throw new Error("disk full");
        },
      });
    };
    failing("claimNext");
    failing("markPrinted");
    const address = `127.0.0.1:${printer.port}`;
    queue = new PrintQueue({
      printers: [{ id: "p", name: "P", address, widthDots: 576, papers: ["ticket"] }],
      store: jobs,
      patience,
    });
    queue.start();
    const id = await add(1);
    await expect.poll(() => state(id), { timeout: 15_000 }).toBe("printed");
    expect(failures).toBe(2);
    expect(labels()).toEqual(["B001"]);
  });

  it("asks about what was being sent when the program died", async () => {
    const id = await add(1);
    await store.db.updateTable("print_jobs").set({ state: "sending" }).where("id", "=", id).execute();
    expect(await markInterruptedJobs(store.db)).toBe(1);
    queue.start();
    const next = await add(2);
    await expect.poll(() => state(next), { timeout: 10_000 }).toBe("printed");
    expect(await state(id)).toBe("unknown");
    expect(labels()).toEqual(["B002"]);
  });
});
