import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Decoder, type Instruction } from "./decoder.ts";
import { escPosStatus, type PrinterFault, type PrinterMake, type Sensors, starStatus } from "./faults.ts";
import { drawPaper } from "./paper-picture.ts";
import { readQrCodes } from "./read-back.ts";

/** A paper that came out. `whole` is false for one that was torn off in the middle. */
export interface DecodedPaper {
  number: number;
  whole: boolean;
  receivedAt: string;
  /** QR codes read back from the picture. */
  qr: string[];
  /** What was sent as letters. */
  text: string;
  /** Whether the cash drawer was opened. */
  drawer: boolean;
  picture: string;
}

/** What has just happened, for whoever wants to break something at that moment. */
export type PrinterStep = "connected" | "receiving" | "out" | "answered";

export interface MachineOptions {
  folder: string;
  make: PrinterMake;
  widthDots: number;
  /** False: papers are counted and their QR codes noted as they were sent; nothing is drawn or kept. */
  draws: boolean;
  onStep: (step: PrinterStep) => void;
  /** Told when a sensor changed. */
  onChange: () => void;
}

const BREAK_AFTER_BYTES = 1500;
const SLOW_BYTES_PER_SECOND = 1024;

/** The papers in a printer's folder, in the order they came out. */
export function readPapers(folder: string): DecodedPaper[] {
  return readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as DecodedPaper);
}

/**
 * The printer behind its lines: one head, one roll, one buffer. What is in the buffer when the roll ends is printed when
 * there is a new one, whether the line is still there or not, unless it is cleared.
 */
export class Machine {
  readonly options: MachineOptions;
  readonly counted: DecodedPaper[] = [];
  fault: PrinterFault | null = null;
  #decoder: Decoder;
  #instructions: Instruction[] = [];
  #received = 0;
  #last: number;
  #count = 0;
  #cleared = 0;
  #midJob: "paper" | "cover" | null = null;
  #head: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<() => void>();

  constructor(options: MachineOptions) {
    this.options = options;
    this.#decoder = this.#newDecoder();
    this.#last = Math.max(0, ...readPapers(options.folder).map((paper) => paper.number));
  }

  /** Null: everything is well again, a new roll is in, the cover is closed. */
  setFault(fault: PrinterFault | null): void {
    this.fault = fault;
    this.#midJob = null;
    this.options.onChange();
    this.#rouse();
  }

  get sensors(): Sensors {
    return {
      coverOpen: this.fault === "coverOpen" || this.#midJob === "cover",
      paperOut: this.fault === "paperOut" || this.#midJob === "paper",
      nearEnd: this.fault === "nearEnd",
    };
  }

  status(query: number): Buffer {
    return this.options.make === "star"
      ? starStatus(this.sensors, this.#count)
      : Buffer.from([escPosStatus(query, this.sensors)]);
  }

  /** What is in the buffer is forgotten, what is on the paper stays on it. */
  clear(): void {
    this.#cleared += 1;
    this.#decoder = this.#newDecoder();
    this.#rouse();
    void this.#inTurn(() => this.#tearOff(false));
  }

  /** Everything that is under way is lost: the power went. */
  powerOff(): void {
    this.fault = "off";
    this.clear();
  }

  /**
   * Prints what came over a line, after what came before.
   *
   * @param line told what to answer, and when the paper is broken off.
   */
  take(bytes: Buffer, line: { answer(bytes: Buffer): void; drop(): void }): Promise<void> {
    const cleared = this.#cleared;
    return this.#inTurn(async () => {
      if (this.fault === "slow") await pause((1000 * bytes.length) / SLOW_BYTES_PER_SECOND);
      await this.#untilItCan(cleared);
      if (this.#cleared !== cleared) return;
      this.#received += bytes.length;
      this.options.onStep("receiving");
      const breaks = this.#received > BREAK_AFTER_BYTES && /MidJob$/.test(this.fault ?? "");
      if (!breaks) return this.#obey(this.#decoder.push(bytes), line);
      const half = Math.floor(bytes.length / 2);
      await this.#obey(this.#decoder.push(bytes.subarray(0, half)), line);
      const what = this.fault;
      this.fault = null;
      if (what === "cutMidJob") return line.drop();
      if (what === "offMidJob") {
        line.drop();
        return this.powerOff();
      }
      this.#midJob = what === "outMidJob" ? "paper" : "cover";
      this.options.onChange();
      await this.#untilItCan(cleared);
      if (this.#cleared === cleared) await this.#obey(this.#decoder.push(bytes.subarray(half)), line);
    });
  }

  /** A line ended: what is on the paper so far hangs there. */
  lineEnded(): void {
    void this.#inTurn(() => this.#tearOff(false));
  }

  #newDecoder(): Decoder {
    return new Decoder(this.options.make === "star" ? "star" : "escpos");
  }

  /** One print head: papers of several lines come out one after the other. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#head.then(work);
    this.#head = turn.catch(() => undefined);
    return turn;
  }

  async #untilItCan(cleared: number): Promise<void> {
    const { coverOpen, paperOut } = this.sensors;
    if ((!coverOpen && !paperOut) || this.#cleared !== cleared) return;
    await new Promise<void>((resolve) => this.#waiting.add(resolve));
    await this.#untilItCan(cleared);
  }

  #rouse(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  async #obey(
    instructions: Instruction[],
    line: { answer(bytes: Buffer): void; drop(): void },
  ): Promise<void> {
    for (const instruction of instructions) {
      if (instruction.kind === "cut") await this.#tearOff(true);
      else if (instruction.kind === "count") this.#count = (this.#count + 1) % 32;
      else if (instruction.kind !== "processId" && instruction.kind !== "paperStatus")
        this.#instructions.push(instruction);
      else if (this.fault === "confirmLost") {
        this.fault = null;
        line.drop();
      } else if (instruction.kind === "paperStatus") this.#confirm(line, Buffer.from([0]));
      // The cheap ones know no process id: they skip it.
      else if (this.options.make === "epson")
        this.#confirm(line, Buffer.concat([Buffer.from([0x37, 0x22]), instruction.id, Buffer.from([0])]));
    }
  }

  #confirm(line: { answer(bytes: Buffer): void }, bytes: Buffer): void {
    line.answer(bytes);
    this.options.onStep("answered");
  }

  async #tearOff(whole: boolean): Promise<void> {
    const instructions = this.#instructions;
    this.#instructions = [];
    this.#received = 0;
    const hasInk = instructions.some(({ kind }) => ["raster", "qr", "text"].includes(kind));
    const isEmpty = !instructions.some(
      (entry) =>
        entry.kind === "raster" || entry.kind === "qr" || (entry.kind === "text" && /\S/.test(entry.text)),
    );
    if (!hasInk || isEmpty) return;
    await this.#putOut(instructions, whole);
    this.options.onStep("out");
  }

  async #putOut(instructions: Instruction[], whole: boolean): Promise<void> {
    const { folder, draws, widthDots } = this.options;
    this.#last += 1;
    const name = String(this.#last).padStart(4, "0");
    const picture = `${name}.png`;
    const base = {
      number: this.#last,
      whole,
      receivedAt: new Date().toISOString(),
      drawer: instructions.some(({ kind }) => kind === "drawer"),
      picture,
    };
    if (!draws) {
      const qr = instructions.flatMap((entry) => (entry.kind === "qr" ? [entry.data] : []));
      this.counted.push({ ...base, qr, text: "" });
      return;
    }
    const { png, text } = await drawPaper(instructions, widthDots);
    const paper: DecodedPaper = { ...base, qr: await readQrCodes(png), text };
    writeDurably(join(folder, picture), png);
    writeDurably(
      join(folder, `${name}.txt`),
      `${[text, ...paper.qr].filter((line) => line !== "").join("\n")}\n`,
    );
    writeDurably(join(folder, `${name}.json`), `${JSON.stringify(paper, null, 2)}\n`);
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
