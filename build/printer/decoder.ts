import npos, { type CommandNode } from "npos";

/**
 * What a printer does with a byte stream, command by command. The commands are told apart by npos, an ESC/POS parser
 * that knows nothing of how we make papers; here is only what each of them means for the paper.
 */
export type Instruction =
  | { kind: "initialise" }
  | { kind: "raster"; widthBytes: number; height: number; bits: Buffer }
  | { kind: "qr"; data: string; cell: number }
  | { kind: "text"; text: string }
  | { kind: "align"; align: "left" | "center" | "right" }
  | { kind: "cut" }
  | { kind: "processId"; id: Buffer };

/** npos lacks the two-dimensional codes; their length is given like that of its neighbours. */
const parser = npos.parser({
  ...npos.rules,
  29: { ...(npos.rules[29] as Record<string, unknown>), "(k": [0, "d16"] },
});

const LF = 0x0a;
const aligns = ["left", "center", "right"] as const;

/** A printer's input: bytes come in pieces, instructions go out as soon as each is whole. */
export class Decoder {
  #pending = Buffer.alloc(0);
  #qr = { data: "", cell: 3 };

  /** Bytes that do not make a whole instruction yet. */
  get pending(): number {
    return this.#pending.length;
  }

  push(bytes: Buffer): Instruction[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const { tree, error } = parser.analyze(this.#pending);
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
      const { tree } = parser.analyze(this.#pending.subarray(0, cut));
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
    return node.length;
  }

  #instructions(node: CommandNode): Instruction[] {
    const bytes = this.#pending.subarray(node.offset, node.offset + this.#lengthOf(node));
    switch (`${node.ascii} ${node.fn ?? ""}`) {
      case "ESC @":
        return [{ kind: "initialise" }];
      case "ESC a":
        return [{ kind: "align", align: aligns[(bytes[2] ?? 0) % 48] ?? "left" }];
      case "GS v0":
        return [this.#raster(bytes)];
      case "GS (k":
        return this.#symbol(bytes.subarray(5));
      case "GS (H":
        return bytes[5] === 0x30 ? [{ kind: "processId", id: bytes.subarray(7, 11) }] : [];
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
    const text = Buffer.from(bytes.filter((byte) => byte === LF || byte >= 0x20)).toString("latin1");
    return text === "" ? [] : [{ kind: "text", text }];
  }
}
