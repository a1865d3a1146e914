import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { AppError } from "../../contract/errors.ts";
import { Decoder, type Instruction } from "./decoder.ts";
import { drawPaper } from "./paper-picture.ts";
import { readQrCodes } from "./read-back.ts";

/**
 * What can be wrong with it: `off` refuses connections; `paperOut` and `coverOpen` answer so and print nothing; `slow`
 * takes a kilobyte each second; `cutMidJob` drops the line in the middle of the next paper; `silent` prints but never
 * answers.
 */
export const printerFaults = ["off", "paperOut", "coverOpen", "slow", "cutMidJob", "silent"] as const;
export type PrinterFault = (typeof printerFaults)[number];

/** A paper that came out. `whole` is false for one that was torn off in the middle. */
export interface DecodedPaper {
  number: number;
  whole: boolean;
  receivedAt: string;
  /** QR codes read back from the picture. */
  qr: string[];
  text: string;
  picture: string;
}

export interface VirtualPrinter {
  port: number;
  folder: string;
  setFault(fault: PrinterFault | null): void;
  papers(): DecodedPaper[];
  close(): Promise<void>;
}

const SLOW_BYTES_PER_SECOND = 1024;
const CUT_AFTER_BYTES = 4000;

/**
 * An ESC/POS printer with 80 mm paper on a TCP port. Each paper becomes `NNNN.png`, `NNNN.txt` and `NNNN.json` in the
 * folder, on the disk before the printer confirms it.
 *
 * @param port 0 for any free one.
 * @throws AppError PORT_TAKEN
 */
export async function startVirtualPrinter(options: {
  port: number;
  folder: string;
  /** Address to listen on; this PC only where left out. */
  host?: string;
}): Promise<VirtualPrinter> {
  mkdirSync(options.folder, { recursive: true });
  const machine = new Machine(options.folder);
  const server = createServer((socket) => machine.serve(socket));
  await listen(server, options.port, options.host ?? "127.0.0.1");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    port,
    folder: options.folder,
    setFault: (fault) => machine.setFault(fault),
    papers: () => readPapers(options.folder),
    close: async () => {
      machine.hangUp();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The papers in a printer's folder, in the order they came out. */
export function readPapers(folder: string): DecodedPaper[] {
  return readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as DecodedPaper);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new AppError("PORT_TAKEN", { port, service: "printer" }) : error);
    });
    server.listen(port, host, () => resolve());
  });
}

class Machine {
  readonly #folder: string;
  readonly #sockets = new Set<Socket>();
  #fault: PrinterFault | null = null;
  #last: number;
  /** One print head: papers of several connections come out one after the other. */
  #head: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
    this.#last = Math.max(0, ...readPapers(folder).map((paper) => paper.number));
  }

  setFault(fault: PrinterFault | null): void {
    this.#fault = fault;
    if (fault === "off") this.hangUp();
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  serve(socket: Socket): void {
    if (this.#fault === "off") {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    const job = new Job(this, socket);
    socket.on("data", (bytes) => job.receive(bytes));
    socket.on("close", () => {
      this.#sockets.delete(socket);
      job.end();
    });
  }

  get fault(): PrinterFault | null {
    return this.#fault;
  }

  /** The line was dropped as asked; the next paper goes through. */
  cutOnce(): void {
    if (this.#fault === "cutMidJob") this.#fault = null;
  }

  /** DLE EOT n, by Epson's reference: fixed bits 1 and 4, then the faults. */
  status(query: number): number {
    const cover = this.#fault === "coverOpen";
    const paper = this.#fault === "paperOut";
    if (query === 1) return 0x12 | (cover || paper ? 0x08 : 0);
    if (query === 2) return 0x12 | (cover ? 0x04 : 0) | (paper ? 0x20 : 0);
    if (query === 4) return 0x12 | (paper ? 0x60 : 0);
    return 0x12;
  }

  get canPrint(): boolean {
    return this.#fault !== "coverOpen" && this.#fault !== "paperOut";
  }

  putOut(instructions: Instruction[], whole: boolean): Promise<void> {
    const turn = this.#head.then(() => this.#write(instructions, whole));
    this.#head = turn.catch(() => undefined);
    return turn;
  }

  async #write(instructions: Instruction[], whole: boolean): Promise<void> {
    const { png, text } = await drawPaper(instructions);
    this.#last += 1;
    const name = String(this.#last).padStart(4, "0");
    const qr = await readQrCodes(png);
    const picture = `${name}.png`;
    const paper: DecodedPaper = {
      number: this.#last,
      whole,
      receivedAt: new Date().toISOString(),
      qr,
      text,
      picture,
    };
    writeDurably(join(this.#folder, picture), png);
    writeDurably(
      join(this.#folder, `${name}.txt`),
      `${[text, ...qr].filter((line) => line !== "").join("\n")}\n`,
    );
    writeDurably(join(this.#folder, `${name}.json`), `${JSON.stringify(paper, null, 2)}\n`);
  }
}

/** What comes over one connection. */
class Job {
  readonly #machine: Machine;
  readonly #socket: Socket;
  readonly #decoder = new Decoder();
  #instructions: Instruction[] = [];
  #received = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(machine: Machine, socket: Socket) {
    this.#machine = machine;
    this.#socket = socket;
  }

  receive(bytes: Buffer): void {
    this.#work = this.#work.then(() => this.#take(bytes)).catch(() => void this.#socket.destroy());
  }

  /** What was printed before the line broke is on the paper. */
  end(): void {
    this.#work = this.#work.then(() => this.#tearOff(false)).catch(() => undefined);
  }

  async #take(bytes: Buffer): Promise<void> {
    const rest = this.#received === 0 || !this.#midPaper ? this.#answerStatus(bytes) : bytes;
    if (rest.length === 0 || !this.#machine.canPrint) return;
    this.#received += rest.length;
    if (this.#machine.fault === "slow") await pause((1000 * rest.length) / SLOW_BYTES_PER_SECOND);
    if (this.#machine.fault === "cutMidJob" && this.#received > CUT_AFTER_BYTES) {
      this.#machine.cutOnce();
      this.#socket.destroy();
      await this.#obey(this.#decoder.push(rest.subarray(0, Math.floor(rest.length / 2))));
      return;
    }
    await this.#obey(this.#decoder.push(rest));
  }

  get #midPaper(): boolean {
    return this.#instructions.length > 0 || this.#decoder.pending > 0;
  }

  async #obey(instructions: Instruction[]): Promise<void> {
    for (const instruction of instructions) {
      if (instruction.kind === "cut") await this.#tearOff(true);
      else if (instruction.kind === "processId")
        this.#answer(Buffer.concat([Buffer.from([0x37, 0x22]), instruction.id, Buffer.from([0])]));
      else this.#instructions.push(instruction);
    }
  }

  async #tearOff(whole: boolean): Promise<void> {
    const instructions = this.#instructions;
    this.#instructions = [];
    if (instructions.some((instruction) => ["raster", "qr", "text"].includes(instruction.kind))) {
      await this.#machine.putOut(instructions, whole);
    }
  }

  #answerStatus(bytes: Buffer): Buffer {
    let rest = bytes;
    while (rest.length >= 3 && rest[0] === 0x10 && rest[1] === 0x04) {
      this.#answer(Buffer.from([this.#machine.status(rest[2] ?? 0)]));
      rest = rest.subarray(3);
    }
    return rest;
  }

  #answer(bytes: Buffer): void {
    if (this.#machine.fault !== "silent" && !this.#socket.destroyed) this.#socket.write(bytes);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function writeDurably(file: string, content: string | Buffer): void {
  const handle = openSync(file, "w");
  try {
    const bytes = Buffer.from(content);
    writeSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
