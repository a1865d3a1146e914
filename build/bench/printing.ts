import { fork } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { type Canvas, createCanvas } from "@napi-rs/canvas";
import { v7 as uuidv7 } from "uuid";
import { printerSettingsSchema, type ThermalSettings } from "../../contract/settings.ts";
import { EventLog } from "../../db/event-log.ts";
import { insertPrintJob } from "../../db/print-jobs.ts";
import { stationPlace } from "../../db/station-identity.ts";
import { Store } from "../../db/store.ts";
import { loadCatalogue } from "../../electron/station/catalogue/load.ts";
import { ticketPaper } from "../../electron/station/printing/content.rules.ts";
import { loadPaperDesign } from "../../electron/station/printing/design-files.ts";
import type { Paper } from "../../electron/station/printing/paper.rules.ts";
import { PrintQueue } from "../../electron/station/printing/queue.ts";
import { renderPaper } from "../../electron/station/printing/render.ts";
import { sampleTicket } from "../../electron/station/printing/samples.ts";
import { StoredPrintJobs } from "../../electron/station/printing/stored-jobs.ts";
import { thermalDriver } from "../../electron/station/printing/thermal-driver.ts";
import { Latencies, milliseconds, table } from "./figures.ts";
import { growth, memory } from "./memory.ts";

const RENDERED = 400;
const TICKETS = 10_000;

/**
 * How soon a ticket's bytes are ready, against the bare fill of as many dots; then ten thousand tickets through the real
 * queue and store to the virtual printer, a process of its own, against the bare exchange of the same bytes.
 */
export async function benchPrinting(folder: string, catalogueFolder: string): Promise<string> {
  const papers = await exampleTickets(catalogueFolder);
  return `${await benchBytes(papers)}\n\n${await benchQueue(folder, papers)}`;
}

interface Tickets {
  of: (number: number) => Paper;
  images: (name: string) => Promise<Buffer>;
}

async function exampleTickets(catalogueFolder: string): Promise<Tickets> {
  const { catalogue } = await loadCatalogue(catalogueFolder);
  const design = await loadPaperDesign(join(catalogueFolder, "papers"));
  const [group] = catalogue.serviceGroups;
  if (group === undefined) throw new Error("no group");
  const frame = { office: catalogue.office, design, images: design.images, language: "vi" } as const;
  return {
    of: (number) =>
      ticketPaper({ ...frame, group, waitingBefore: number % 20, ticket: sampleTicket(group, number) }),
    images: async (png) => Buffer.from(png, "base64"),
  };
}

function settings(port: number, change: Partial<ThermalSettings> = {}): ThermalSettings {
  return printerSettingsSchema.parse({
    id: "p",
    name: "P",
    address: `127.0.0.1:${port}`,
    papers: ["ticket"],
    ...change,
  }) as ThermalSettings;
}

async function benchBytes({ of, images }: Tickets): Promise<string> {
  const rows: string[][] = [];
  for (const [name, printer] of [
    ["ticket, 80 mm, rasterised", settings(1)],
    ["ticket, 58 mm, rasterised", settings(1, { widthDots: 384 })],
    ["ticket, 80 mm, printer's letters", settings(1, { textMode: "wpc1258" })],
  ] as const) {
    const [ours, limit] = [new Latencies(), new Latencies()];
    let bytes = 0;
    for (let run = 0; run < RENDERED; run += 1) {
      const paper = of(run);
      const [a, b] = run < RENDERED / 10 ? [new Latencies(), new Latencies()] : [ours, limit];
      const { bytes: made, dots } = await a.measure(() => renderPaper(paper, printer, images));
      bytes = made.length;
      await b.measure(() => bareFill(printer.widthDots, dots));
    }
    rows.push([
      name,
      String(bytes),
      milliseconds(ours.percentile(0.5)),
      milliseconds(ours.percentile(0.99)),
      (ours.percentile(0.5) / limit.percentile(0.5)).toFixed(2),
    ]);
    rows.push([
      "  bare fill of the same dots",
      "",
      milliseconds(limit.percentile(0.5)),
      milliseconds(limit.percentile(0.99)),
      "1.00",
    ]);
  }
  return table(["", "bytes", "p50 ms", "p99 ms", "ratio p50"], rows);
}

/** The least that any rasteriser does: white dots for a whole paper, read back, one bit for each. */
function bareFill(width: number, height: number): Buffer {
  const canvas = bareSheet(width);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  const { data: dots } = context.getImageData(0, 0, width, height);
  const bits = Buffer.alloc((width / 8) * height);
  for (let at = 0; at < bits.length; at += 1) bits[at] = dots[at * 32] ?? 0;
  (dots.buffer as ArrayBuffer).transfer(0);
  return bits;
}

const bareSheets = new Map<number, Canvas>();

function bareSheet(width: number): Canvas {
  const known = bareSheets.get(width);
  if (known !== undefined) return known;
  const canvas = createCanvas(width, 2048);
  bareSheets.set(width, canvas);
  return canvas;
}

async function benchQueue(folder: string, { of, images }: Tickets): Promise<string> {
  const place = mkdtempSync(join(folder, "printing-"));
  const printer = await virtualPrinter(place);
  const store = await Store.open(join(place, "store"));
  const jobs = new StoredPrintJobs(store, new EventLog(await stationPlace(store)), () => undefined);
  const latencies = new Latencies();
  const waiting = new Map<string, () => void>();
  const settled = jobs.markPrinted.bind(jobs);
  jobs.markPrinted = async (id, printed, now) => {
    await settled(id, printed, now);
    waiting.get(id)?.();
  };
  const queue = new PrintQueue({
    printers: [settings(printer.port)],
    store: jobs,
    driverOf: (entry, patience) => thermalDriver(entry, { patience, textMode: () => "raster", images }),
  });
  queue.start();
  const limit = new Latencies();
  const looks: ReturnType<typeof look>[] = [];
  try {
    for (let number = 0; number < TICKETS; number += 1) {
      const paper = of((number % 900) + 1);
      await latencies.measure(async () => {
        const id = uuidv7();
        const out = new Promise<void>((resolve) => waiting.set(id, resolve));
        const at = new Date().toISOString();
        const job = { id, kind: paper.kind, subject: id, title: paper.title, copy: 1, createdAt: at, paper };
        await insertPrintJob(store.db, job);
        queue.wake();
        await out;
        waiting.delete(id);
      });
      if (number % 20 === 0) {
        const { bytes } = await renderPaper(paper, settings(1), images);
        await limit.measure(() => bareExchange(printer.port, bytes));
      }
      if ((number + 1) % 1000 === 0) looks.push(look((number + 1) / 1000));
    }
    const row = (name: string, of: Latencies, ratio: string) => [
      name,
      String(of.count),
      milliseconds(of.percentile(0.5)),
      milliseconds(of.percentile(0.99)),
      ratio,
    ];
    return [
      table(
        ["", "count", "p50 ms", "p99 ms", "ratio p50"],
        [
          row(
            "ticket stored, printed, noted",
            latencies,
            (latencies.percentile(0.5) / limit.percentile(0.5)).toFixed(2),
          ),
          row("  bare exchange of its bytes", limit, "1.00"),
        ],
      ),
      "",
      table(
        ["thousand tickets", ...looks.map(({ thousands }) => String(thousands)), "growth a thousand"],
        [
          mebibytes("heap, MiB", looks, ({ heap }) => heap),
          mebibytes("in all, MiB", looks, ({ resident }) => resident),
          ["lines and files", ...looks.map(({ lines }) => String(lines)), ""],
        ],
      ),
    ].join("\n");
  } finally {
    await queue.stop();
    await store.close();
    printer.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

function look(thousands: number) {
  const lines = process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0;
  return { thousands, lines, ...memory() };
}

type Look = ReturnType<typeof look>;

/** The first thousands warm up: what they load is no growth. */
function mebibytes(name: string, looks: readonly Look[], of: (look: Look) => number): string[] {
  const warm = looks.slice(looks.length / 5).map((at) => ({ thousands: at.thousands, value: of(at) }));
  return [name, ...looks.map((at) => of(at).toFixed(1)), growth(warm).toFixed(3)];
}

/** The least that any program does to print: a line, the bytes, the printer's confirmation. */
function bareExchange(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(bytes);
      socket.write(Buffer.from([0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30]));
    });
    socket.once("error", reject);
    socket.once("data", () => {
      socket.destroy();
      resolve();
    });
  });
}

async function virtualPrinter(place: string): Promise<{ port: number; stop(): void }> {
  const child = fork(join(import.meta.dirname, "printer-process.ts"), [join(place, "papers")], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve(Number(message)));
    child.once("exit", () => reject(new Error("the virtual printer ended at once")));
  });
  return { port, stop: () => void child.kill() };
}
