import { mkdirSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { AppError } from "../../contract/errors.ts";
import { asbStatus, type PrinterFault, type PrinterMake } from "./faults.ts";
import { type DecodedPaper, Machine, type PrinterStep, readPapers } from "./machine.ts";

export { type PrinterFault, printerFaults } from "./faults.ts";
export { type DecodedPaper, readPapers } from "./machine.ts";

export interface VirtualPrinter {
  port: number;
  folder: string;
  setFault(fault: PrinterFault | null): void;
  papers(): DecodedPaper[];
  /** Lines that are open now. */
  lines(): number;
  close(): Promise<void>;
}

export interface VirtualPrinterOptions {
  /** 0 for any free one. */
  port: number;
  folder: string;
  /** Address to listen on; this PC only where left out. */
  host?: string;
  make?: PrinterMake;
  widthDots?: number;
  /** Like many real ones: while one line is open, no other is taken. */
  oneLine?: boolean;
  /** Says unasked how it is, when a line is opened and whenever that changes (ASB, as some program has told it to). */
  reports?: boolean;
  draws?: boolean;
  onStep?: (step: PrinterStep) => void;
}

/**
 * A receipt printer on a TCP port. Each paper becomes `NNNN.png`, `NNNN.txt` and `NNNN.json` in the folder, on the disk
 * before the printer confirms it.
 *
 * @throws AppError PORT_TAKEN
 */
export async function startVirtualPrinter(options: VirtualPrinterOptions): Promise<VirtualPrinter> {
  const { folder, make = "epson", widthDots = 576, draws = true, onStep = () => undefined } = options;
  mkdirSync(folder, { recursive: true });
  const lines = new Set<Socket>();
  const report = () => {
    if (options.reports === true) for (const line of lines) line.write(asbStatus(machine.sensors));
  };
  const machine = new Machine({ folder, make, widthDots, draws, onStep, onChange: report });
  const hangUp = () => {
    for (const line of lines) line.destroy();
  };
  const server = createServer((socket) => {
    const isFull = options.oneLine === true && lines.size > 0;
    if (machine.fault === "off" || machine.fault === "closes" || isFull) {
      socket.destroy();
      return;
    }
    lines.add(socket);
    socket.on("close", () => lines.delete(socket));
    report();
    serve(machine, socket);
    onStep("connected");
  });
  await listen(server, options.port, options.host ?? "127.0.0.1");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    folder,
    setFault: (fault) => {
      machine.setFault(fault);
      if (fault === "off") hangUp();
    },
    papers: () => (draws ? readPapers(folder) : machine.counted),
    lines: () => lines.size,
    close: async () => {
      hangUp();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new AppError("PORT_TAKEN", { port, service: "printer" }) : error);
    });
    server.listen(port, host, () => resolve());
  });
}

const GARBAGE = Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n");

/** What comes over one line: what is asked in real time is answered at once, the rest is printed in its turn. */
function serve(machine: Machine, socket: Socket): void {
  const answer = (bytes: Buffer) => {
    if (machine.fault !== "silent" && !socket.destroyed) socket.write(bytes);
  };
  const line = { answer, drop: () => void socket.destroy() };
  const isStar = machine.options.make === "star";
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    if (machine.fault === "garbage") {
      answer(GARBAGE);
      return;
    }
    // A slow one takes what it is asked in its turn as well.
    if (machine.fault === "slow") {
      void machine.take(Buffer.alloc(0), line).then(() => hear(bytes));
      return;
    }
    hear(bytes);
  });
  socket.on("close", () => machine.lineEnded());

  function hear(bytes: Buffer): void {
    const { rest, asked } = realTime(bytes, isStar);
    for (const request of asked) {
      if (request === "clear") machine.clear();
      else if (request === "clearAnswered") {
        machine.clear();
        if (machine.options.make === "epson") answer(Buffer.from([0x37, 0x25, 0x00]));
      } else answer(machine.status(request));
    }
    if (rest.length > 0) void machine.take(rest, line).catch(() => socket.destroy());
  }
}

type Request = number | "clear" | "clearAnswered";
const realTimeRequests: { bytes: Buffer; star: boolean; request: Request }[] = [
  ...[1, 2, 3, 4].map((n) => ({ bytes: Buffer.from([0x10, 0x04, n]), star: false, request: n })),
  {
    bytes: Buffer.from([0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08]),
    star: false,
    request: "clearAnswered",
  },
  { bytes: Buffer.from([0x1b, 0x06, 0x01]), star: true, request: 0 },
  { bytes: Buffer.from([0x1b, 0x06, 0x18]), star: true, request: "clear" },
];

/**
 * What is asked at the beginning and the end of a piece. In its middle the same bytes may be dots: a real printer answers
 * those as well, this one does not.
 */
function realTime(bytes: Buffer, isStar: boolean): { rest: Buffer; asked: Request[] } {
  const known = realTimeRequests.filter(({ star }) => star === isStar);
  const [before, after]: [Request[], Request[]] = [[], []];
  let rest = bytes;
  for (;;) {
    const start = known.find((entry) => rest.subarray(0, entry.bytes.length).equals(entry.bytes));
    const end = known.find(
      (entry) => rest.length > 0 && rest.subarray(-entry.bytes.length).equals(entry.bytes),
    );
    if (start !== undefined) {
      before.push(start.request);
      rest = rest.subarray(start.bytes.length);
    } else if (end !== undefined) {
      after.unshift(end.request);
      rest = rest.subarray(0, rest.length - end.bytes.length);
    } else {
      return { rest, asked: [...before, ...after] };
    }
  }
}
