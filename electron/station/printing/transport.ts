import { connect, type Socket } from "node:net";
import type { PrinterCondition } from "../../../contract/entities.ts";

/**
 * Talking to an ESC/POS printer over TCP.
 *
 * node-thermal-printer's own network interface is not used: it resolves when the bytes are in the socket's buffer, long
 * before the printer has them, has no status, and leaves its sockets open after a time-out. A paper proves something
 * only when the printer says that it is out.
 */
export interface PrinterAddress {
  host: string;
  port: number;
}

export type SendResult =
  /** The printer has worked off every byte. */
  | { outcome: "printed" }
  /** Nothing was sent: it can be tried again. */
  | { outcome: "notStarted"; condition: PrinterCondition }
  /** Bytes went out and no answer came back: nobody but a person can know. */
  | { outcome: "unknown"; condition: PrinterCondition };

export interface Patience {
  /** For the connection and for each answer, in milliseconds. */
  answerMs: number;
  /** For the whole paper. */
  paperMs: number;
}

export const usualPatience: Patience = { answerMs: 2500, paperMs: 60_000 };

/** DLE EOT n: printer, off-line cause, error, paper sensor. */
const STATUS_QUERIES = [1, 2, 4].map((n) => Buffer.from([0x10, 0x04, n]));

/** @param address `host:port` */
export function parseAddress(address: string): PrinterAddress {
  const at = address.lastIndexOf(":");
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}

/** What the printer says of itself now. `unknown`: it takes connections but answers no status. */
export async function queryStatus(
  address: PrinterAddress,
  patience = usualPatience,
): Promise<PrinterCondition> {
  const line = await Line.open(address, patience.answerMs);
  if (line === null) return "offline";
  try {
    return await conditionOf(line, patience.answerMs);
  } finally {
    line.close();
  }
}

/**
 * Asks for the status, sends the paper and asks the printer to answer once everything before was worked off
 * (`GS ( H`, process ID response). A printer that answers no status gets the paper all the same, but can never confirm
 * it: such a paper ends as `unknown`.
 *
 * @param number of the job, 0 … 9999; the answer has to carry it.
 */
export async function sendPaper(
  address: PrinterAddress,
  bytes: Buffer,
  number: number,
  patience = usualPatience,
): Promise<SendResult> {
  const line = await Line.open(address, patience.answerMs);
  if (line === null) return { outcome: "notStarted", condition: "offline" };
  try {
    const before = await conditionOf(line, patience.answerMs);
    if (!canPrint(before)) return { outcome: "notStarted", condition: before };
    const id = String(number % 10_000).padStart(4, "0");
    line.send(Buffer.concat([bytes, processIdRequest(id)]));
    const answered = await line.answer((heard) => heard.includes(processIdAnswer(id)), patience.paperMs);
    if (answered !== null) return { outcome: "printed" };
    return { outcome: "unknown", condition: await queryStatus(address, patience) };
  } finally {
    line.close();
  }
}

/** Whether sending a paper makes sense. */
export function canPrint(condition: PrinterCondition): boolean {
  return condition === "ready" || condition === "paperNearEnd" || condition === "unknown";
}

async function conditionOf(line: Line, answerMs: number): Promise<PrinterCondition> {
  const answers: number[] = [];
  for (const query of STATUS_QUERIES) {
    line.send(query);
    const heard = await line.answer((bytes) => bytes.length > 0, answerMs);
    const status = heard?.[0];
    if (status === undefined) return line.closed ? "offline" : "unknown";
    answers.push(status);
  }
  const [printer = 0, offline = 0, paper = 0] = answers;
  // Bits by Epson's reference for DLE EOT: n = 1 bit 3 off-line; n = 2 bit 2 cover, bit 5 paper end, bit 6 error;
  // n = 4 bits 2 and 3 near end, bits 5 and 6 end.
  if ((offline & 0x04) !== 0) return "coverOpen";
  if ((paper & 0x60) !== 0 || (offline & 0x20) !== 0) return "paperOut";
  if ((offline & 0x40) !== 0 || (printer & 0x08) !== 0) return "error";
  return (paper & 0x0c) === 0 ? "ready" : "paperNearEnd";
}

/** GS ( H pL pH fn=48 m=48 d1 d2 d3 d4 */
function processIdRequest(id: string): Buffer {
  return Buffer.concat([Buffer.from([0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30]), Buffer.from(id, "ascii")]);
}

/** Header 37h, flag 22h, the id, NUL. */
function processIdAnswer(id: string): Buffer {
  return Buffer.concat([Buffer.from([0x37, 0x22]), Buffer.from(id, "ascii"), Buffer.from([0])]);
}

/** One connection, its answers and its end. */
class Line {
  readonly #socket: Socket;
  #heard = Buffer.alloc(0);
  #closed = false;
  #notice: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => {
      this.#heard = Buffer.concat([this.#heard, bytes]);
      this.#notice();
    });
    const end = () => {
      this.#closed = true;
      this.#notice();
    };
    socket.on("error", end);
    socket.on("close", end);
  }

  /** Null where nothing answers at the address in time. */
  static open({ host, port }: PrinterAddress, timeoutMs: number): Promise<Line | null> {
    return new Promise((resolve) => {
      const socket = connect({ host, port });
      socket.setNoDelay(true);
      const give = (line: Line | null) => {
        clearTimeout(timer);
        socket.removeListener("error", fail);
        if (line === null) socket.destroy();
        resolve(line);
      };
      const fail = () => give(null);
      const timer = setTimeout(fail, timeoutMs);
      socket.once("error", fail);
      socket.once("connect", () => give(new Line(socket)));
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(bytes: Buffer): void {
    this.#heard = Buffer.alloc(0);
    if (!this.#closed) this.#socket.write(bytes);
  }

  /** What came since the last sending, once `enough` holds; null after the time or when the line is gone. */
  answer(enough: (heard: Buffer) => boolean, timeoutMs: number): Promise<Buffer | null> {
    return new Promise((resolve) => {
      const give = (heard: Buffer | null) => {
        clearTimeout(timer);
        this.#notice = () => undefined;
        resolve(heard);
      };
      const timer = setTimeout(() => give(null), timeoutMs);
      this.#notice = () => {
        if (enough(this.#heard)) give(this.#heard);
        else if (this.#closed) give(null);
      };
      this.#notice();
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
