import { createRequire } from "node:module";
import npos, { type CommandNode } from "npos";

/**
 * What a printer does with a byte stream, command by command. The commands are told apart by npos, an ESC/POS parser
 * that knows nothing of how we make papers; here is only what each of them means for the paper.
 */
export type Instruction =
  | { kind: "initialise" }
  | { kind: "raster"; widthBytes: number; height: number; bits: Buffer }
  | { kind: "qr"; data: string; cell: number }
  /** Letters of the printer; a line feed is a letter of its own. */
  | { kind: "text"; text: string }
  | { kind: "size"; times: number }
  | { kind: "bold"; on: boolean }
  | { kind: "align"; align: "left" | "center" | "right" }
  /** Goes on by so many dots. */
  | { kind: "feed"; dots: number }
  | { kind: "drawer" }
  | { kind: "cut" }
  /** The printer has to answer: by its number, by its paper sensor, by counting. */
  | { kind: "processId"; id: Buffer }
  | { kind: "paperStatus" }
  | { kind: "count" };

export type Language = "escpos" | "star";

type Splitter = (bytes: Buffer, offset: number) => number;
const escRules = npos.rules[27] as Record<string, unknown>;
const parsers = {
  /** npos lacks the two-dimensional codes; their length is given like that of its neighbours. */
  escpos: npos.parser({
    ...npos.rules,
    29: { ...(npos.rules[29] as Record<string, unknown>), "(k": [0, "d16"] },
  }),
  /** Star's line mode has the same shape with other letters. */
  star: npos.parser({
    ...npos.rules,
    7: 0,
    27: {
      ...escRules,
      "0": 0,
      "4": 0,
      "5": 0,
      E: 0,
      F: 0,
      i: 2,
      k: [((bytes, offset) => 2 + 24 * (bytes[offset] ?? 0)) satisfies Splitter],
      z: 1,
      "\x07": 2,
      "\x1da": 1,
      "\x1dt": 1,
    },
  }),
};

const LF = 0x0a;
const ETB = 0x17;
const aligns = ["left", "center", "right"] as const;

/** The tables that npos itself reads text by. */
const require = createRequire(createRequire(import.meta.url).resolve("npos"));
const iconv = require("iconv-lite") as { decode(bytes: Buffer, encoding: string): string };

/** Code tables of ESC t by Epson's list. The second of TCVN-3 has capitals where the first has small letters. */
const tables: Record<number, (bytes: Buffer) => string> = {
  30: (bytes) => iconv.decode(bytes, "tcvn"),
  31: (bytes) => iconv.decode(bytes, "tcvn").replace(/\P{ASCII}/gu, (letter) => letter.toUpperCase()),
  52: (bytes) => iconv.decode(bytes, "win1258").normalize("NFC"),
};

/** A printer's input: bytes come in pieces, instructions go out as soon as each is whole. */
export class Decoder {
  readonly #language: Language;
  #pending = Buffer.alloc(0);
  #qr = { data: "", cell: 3 };
  #table = 0;

  constructor(language: Language = "escpos") {
    this.#language = language;
  }

  /** Bytes that do not make a whole instruction yet. */
  get pending(): number {
    return this.#pending.length;
  }

  push(bytes: Buffer): Instruction[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const { tree, error } = parsers[this.#language].analyze(this.#pending);
    const nodes = tree ?? this.#wholeBefore(error);
    const instructions: Instruction[] = [];
    let done = 0;
    for (const [index, node] of nodes.entries()) {
      const end = nodes[index + 1]?.offset ?? node.offset + node.length;
      if (!this.#isWhole(node)) break;
      instructions.push(...this.#instructions(node));
      done = end;
    }
    this.#pending = this.#pending.subarray(Math.min(done, this.#pending.length));
    return instructions;
  }

  /** npos gives up on a command whose end has not come; what stands before it is good. */
  #wholeBefore(error: Error | undefined): CommandNode[] {
    for (let cut = this.#pending.length - 1; cut > Math.max(0, this.#pending.length - 8); cut -= 1) {
      const { tree } = parsers[this.#language].analyze(this.#pending.subarray(0, cut));
      if (tree !== null) return tree;
    }
    throw error ?? new Error("no ESC/POS");
  }

  #isWhole(node: CommandNode): boolean {
    return node.offset + this.#lengthOf(node) <= this.#pending.length;
  }

  /** The length by the command's own header; npos counts zero bytes that follow to the command before. */
  #lengthOf(node: CommandNode): number {
    const at = node.offset;
    const byte = (offset: number) => this.#pending[at + offset] ?? 0;
    if (node.ascii === "GS" && node.fn === "v0")
      return 8 + (byte(4) + 256 * byte(5)) * (byte(6) + 256 * byte(7));
    if (node.ascii === "GS" && node.fn?.startsWith("(")) return 5 + byte(3) + 256 * byte(4);
    if (node.ascii === "ESC" && node.fn === "k") return 4 + 24 * byte(2);
    return node.length;
  }

  #instructions(node: CommandNode): Instruction[] {
    const bytes = this.#pending.subarray(node.offset, node.offset + this.#lengthOf(node));
    const [, , first = 0, second = 0] = bytes;
    if (this.#language === "star" && node.ascii === "ESC") {
      if (node.fn === "k") return [star24(bytes)];
      if (node.fn === "d") return [{ kind: "cut" }];
      if (node.fn === "E" || node.fn === "F") return [{ kind: "bold", on: node.fn === "E" }];
      if (node.fn === "i") return [{ kind: "size", times: Math.max(first, second) + 1 }];
      if (node.fn === "\x1da") return [{ kind: "align", align: aligns[(bytes[3] ?? 0) % 48] ?? "left" }];
      if (node.fn === "\x07") return [{ kind: "drawer" }];
    }
    switch (`${node.ascii} ${node.fn ?? ""}`) {
      case "ESC @":
        this.#table = 0;
        return [{ kind: "initialise" }];
      case "ESC a":
        return [{ kind: "align", align: aligns[first % 48] ?? "left" }];
      case "ESC t":
        this.#table = first;
        return [];
      case "ESC E":
        return [{ kind: "bold", on: (first & 1) === 1 }];
      case "ESC !":
        return [{ kind: "size", times: (first & 0x30) === 0 ? 1 : 2 }];
      case "GS !":
        return [{ kind: "size", times: Math.max(first >> 4, first & 0x0f) + 1 }];
      case "ESC J":
        return [{ kind: "feed", dots: first }];
      case "ESC p":
        return [{ kind: "drawer" }];
      case "GS v0":
        return [this.#raster(bytes)];
      case "GS (k":
        return this.#symbol(bytes.subarray(5));
      case "GS (H":
        return bytes[5] === 0x30 ? [{ kind: "processId", id: Buffer.from(bytes.subarray(7, 11)) }] : [];
      case "GS r":
        return [{ kind: "paperStatus" }];
      case "GS V":
        return [{ kind: "cut" }];
      case "STX ":
        return this.#text(bytes);
      default:
        return [];
    }
  }

  #raster(bytes: Buffer): Instruction {
    const widthBytes = (bytes[4] ?? 0) + 256 * (bytes[5] ?? 0);
    const height = (bytes[6] ?? 0) + 256 * (bytes[7] ?? 0);
    return { kind: "raster", widthBytes, height, bits: Buffer.from(bytes.subarray(8)) };
  }

  /** cn = 49 (QR): fn 67 cell size, fn 80 store data, fn 81 print. */
  #symbol(body: Buffer): Instruction[] {
    const [kind, fn] = body;
    if (kind !== 49) return [];
    if (fn === 67) this.#qr.cell = body[2] ?? 3;
    if (fn === 80) this.#qr.data = body.subarray(3).toString("utf8");
    return fn === 81 ? [{ kind: "qr", ...this.#qr }] : [];
  }

  #text(bytes: Buffer): Instruction[] {
    const counts = this.#language === "star" ? bytes.filter((byte) => byte === ETB).length : 0;
    const letters = Buffer.from(bytes.filter((byte) => byte === LF || byte >= 0x20));
    const text = (tables[this.#table] ?? ((raw) => raw.toString("latin1")))(letters);
    return [
      ...(text === "" ? [] : [{ kind: "text" as const, text }]),
      ...Array.from({ length: counts }, () => ({ kind: "count" as const })),
    ];
  }
}

/** ESC k n 0: 24 rows of n bytes. The line feed behind it is the picture's own. */
function star24(bytes: Buffer): Instruction {
  return { kind: "raster", widthBytes: bytes[2] ?? 0, height: 24, bits: Buffer.from(bytes.subarray(4)) };
}
