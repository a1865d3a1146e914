import type { ThermalPrinter } from "node-thermal-printer";
import type { TextSize } from "../../../../contract/paper-design.ts";
import { wrapLines } from "../layout/pen.ts";
import type { Block } from "../paper.rules.ts";
import { type CodePage, canEncode, columnsOf, encodeText } from "./code-pages.ts";

/** How many times as wide and high as the usual letters. */
const times: Record<TextSize, number> = { small: 1, body: 1, large: 2, title: 2, huge: 6 };

/** Dots of a line of usual letters, for the roll's length. */
const LINE_DOTS = 30;

type Texts = Extract<Block, { kind: "text" | "field" | "item" | "signatures" | "rule" | "space" }>;
type Letters = Extract<Block, { kind: "letters" }>;

/** Whether it is text that a printer's own letters can write: the name of a foreigner may have others. */
export function isWritable(block: Block, page: CodePage): block is Texts {
  return textsOf(block)?.every((text) => canEncode(text, page)) ?? false;
}

/** What is written there; null where it is no text, or says itself how it is to be shown (`letters`). */
function textsOf(block: Block): string[] | null {
  switch (block.kind) {
    case "text":
      return [block.text];
    case "field":
      return [block.label, block.value];
    case "item":
      return [block.text, block.right];
    case "signatures":
      return [block.left, block.right].flatMap(({ title, hint, name }) => [title, hint, name]);
    case "rule":
    case "space":
      return [];
    default:
      return null;
  }
}

/** Writes blocks by a printer's own letters, in columns of equal width. */
export class LetterWriter {
  readonly #commands: ThermalPrinter;
  readonly #page: CodePage;
  readonly #columns: number;
  readonly #select: (table: number) => Buffer;
  dots = 0;

  /** @param select the command that chooses a table. */
  constructor(
    commands: ThermalPrinter,
    page: CodePage,
    widthDots: number,
    select: (table: number) => Buffer,
  ) {
    this.#commands = commands;
    this.#page = page;
    this.#columns = Math.floor(widthDots / 12);
    this.#select = select;
  }

  write(block: Texts | Letters): void {
    switch (block.kind) {
      case "text":
        this.#text(block.text, block.size, block.bold, block.align === "center");
        break;
      case "letters":
        this.#text(block.text, "body", false, false);
        break;
      case "field":
        this.#field(block.label, block.value, block.bold);
        break;
      case "item":
        this.#item(block.number, block.text, block.right);
        break;
      case "signatures":
        this.#signatures(block);
        break;
      case "rule":
        this.#line("-".repeat(this.#columns));
        break;
      case "space":
        for (let dots = block.dots; dots >= LINE_DOTS; dots -= LINE_DOTS) this.#line("");
    }
  }

  #text(text: string, size: TextSize, bold: boolean, isCentred: boolean): void {
    const widest = Math.floor(this.#columns / Math.max(1, columnsOf(text)));
    // A code without blanks is set smaller rather than broken.
    const by = /\s/.test(text) ? times[size] : Math.max(1, Math.min(times[size], widest));
    if (isCentred) this.#commands.alignCenter();
    if (by > 1) this.#commands.setTextSize(by - 1, by - 1);
    for (const line of wrapLines(text, Math.floor(this.#columns / by), columnsOf)) this.#line(line, bold, by);
    if (by > 1) this.#commands.setTextNormal();
    if (isCentred) this.#commands.alignLeft();
  }

  #field(label: string, value: string, bold: boolean): void {
    const whole = `${label}: ${value}`;
    if (!value.includes("\n") && columnsOf(whole) <= this.#columns) {
      this.#line(whole, bold);
      return;
    }
    for (const line of wrapLines(`${label}:`, this.#columns, columnsOf)) this.#line(line);
    for (const line of wrapLines(value, this.#columns - 2, columnsOf)) this.#line(`  ${line}`, bold);
  }

  #item(number: number, text: string, right: string): void {
    const lead = `${number}. `.padEnd(4);
    const indent = " ".repeat(lead.length);
    const lines = wrapLines(text, this.#columns - lead.length, columnsOf).map(
      (line, index) => `${index === 0 ? lead : indent}${line}`,
    );
    const last = lines.at(-1) ?? "";
    const gap = this.#columns - columnsOf(last) - columnsOf(right);
    if (right !== "" && gap >= 2) lines[lines.length - 1] = `${last}${" ".repeat(gap)}${right}`;
    else if (right !== "")
      for (const line of wrapLines(right, this.#columns - lead.length, columnsOf))
        lines.push(`${" ".repeat(this.#columns - columnsOf(line))}${line}`);
    for (const line of lines) this.#line(line);
  }

  #signatures({ left, right }: Extract<Block, { kind: "signatures" }>): void {
    const half = Math.floor(this.#columns / 2);
    const row = (a: string, b: string) => {
      const [one, other] = [a, b].map((text) => wrapLines(text, half - 1, columnsOf)) as [string[], string[]];
      for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
        const start = one[index] ?? "";
        this.#line(`${start}${" ".repeat(half - columnsOf(start))}${other[index] ?? ""}`);
      }
    };
    row(left.title, right.title);
    row(left.hint, right.hint);
    for (let line = 0; line < 4; line += 1) this.#line("");
    row(left.name, right.name);
  }

  #line(text: string, bold = false, by = 1): void {
    if (bold) this.#commands.bold(true);
    this.#commands.append(encodeText(text, this.#page, this.#select));
    if (bold) this.#commands.bold(false);
    this.#commands.newLine();
    this.dots += LINE_DOTS * by;
  }
}
