import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas, type Image, loadImage } from "@napi-rs/canvas";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCodes, readText, says } from "../../../build/printer/read-back.ts";
import { type DecodedPaper, startVirtualPrinter } from "../../../build/printer/virtual-printer.ts";
import { rollPaperSchema } from "../../../contract/entities.ts";
import { parsePaperQr } from "../../../contract/paper-qr.ts";
import type { TextMode } from "../../../contract/settings.ts";
import { foldText, languages } from "../../../contract/text.ts";
import {
  example,
  exampleOffice,
  imageByContent,
  type Office,
  printerAt,
  shortPatience,
} from "../../../tests/print-station.ts";
import { feeReceiptPaper } from "./content.rules.ts";
import { wrapLines } from "./layout/pen.ts";
import { asCopy, type Paper } from "./paper.rules.ts";
import { renderPaper } from "./render.ts";
import { composePaper, designFault } from "./template.rules.ts";
import { thermalDriver } from "./thermal-driver.ts";
import { amountInWords } from "./words.rules.ts";

/**
 * Every layout as it stands on the paper: sent to the virtual printer, taken apart there by a parser that is not ours,
 * read by tesseract and by a scanner, and compared with the picture that was approved.
 *
 * `APPROVE=1` writes the pictures anew: look at each before it is committed.
 */
const approved = join(import.meta.dirname, "approved");

/** How much darker or lighter a dot of half the size must be to be seen, of 255. */
const NOTICED = 110;
/** Shares of differing dots, at half the size, that nobody sees. */
const TOLERATED = 0.004;

let office: Office;
let folder: string;

beforeAll(async () => {
  office = await exampleOffice();
  folder = mkdtempSync(join(tmpdir(), "papers-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface On {
  widthDots?: 576 | 384;
  textMode?: TextMode;
  model?: "epson" | "star" | "generic";
}

/** What comes out of a printer. */
async function printed(
  paper: Paper,
  { widthDots = 576, textMode = "raster", model = "epson" }: On = {},
): Promise<DecodedPaper & { file: string }> {
  const place = mkdtempSync(join(folder, "p-"));
  const printer = await startVirtualPrinter({ port: 0, folder: place, make: model, widthDots });
  try {
    const settings = printerAt(printer.port, { widthDots, textMode, model, drawer: true });
    const driver = thermalDriver(settings, {
      patience: shortPatience,
      textMode: () => textMode,
      images: imageByContent,
    });
    const job = { id: "", kind: paper.kind, title: paper.title, copy: 1, attempts: 1, paper };
    const result = await driver.print(job, () => undefined);
    expect(result).toMatchObject({ outcome: "printed", unconfirmed: false, condition: "ready" });
    const [out, ...more] = printer.papers();
    if (out === undefined) throw new Error("no paper");
    expect(more).toEqual([]);
    expect(out.whole).toBe(true);
    return { ...out, file: join(place, out.picture) };
  } finally {
    await printer.close();
  }
}

/** Compares with the picture that was approved, at half the size: dots may move by one. */
async function looksAsApproved(name: string, file: string): Promise<void> {
  const wanted = join(approved, `${name}.png`);
  if (process.env.APPROVE === "1") {
    mkdirSync(approved, { recursive: true });
    writeFileSync(wanted, await halved(file));
    return;
  }
  if (!existsSync(wanted))
    throw new Error(`no approved picture ${name}.png: look at ${file}, then APPROVE=1`);
  const seen = await loadImage(await halved(file));
  const right = await loadImage(readFileSync(wanted));
  expect([seen.width, seen.height], name).toEqual([right.width, right.height]);
  const [a, b] = [seen, right].map(greyOf) as [number[], number[]];
  const differing = a.filter((grey, at) => Math.abs(grey - (b[at] ?? 0)) > NOTICED).length;
  expect(differing / (seen.width * seen.height), `${name} differs from the approved picture`).toBeLessThan(
    TOLERATED,
  );
}

/** How light each dot is. */
function greyOf(image: Image): number[] {
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return Array.from({ length: data.length / 4 }, (_, dot) => data[dot * 4] ?? 0);
}

async function halved(file: string): Promise<Buffer> {
  const image = await loadImage(file);
  const canvas = createCanvas(Math.round(image.width / 2), Math.round(image.height / 2));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.encode("png");
}

/** Every text of a paper, as it was entered. */
function textsOf(paper: Paper): string[] {
  return paper.blocks.flatMap((block) => {
    switch (block.kind) {
      case "text":
        return block.size === "huge" ? [] : [block.text];
      case "field":
        return [block.label, block.value];
      case "item":
        return [block.text, block.right];
      case "signatures":
        return [block.left.title, block.right.title, block.left.name, block.right.name];
      default:
        return [];
    }
  });
}

const kinds = rollPaperSchema.options;

/** All of them, small and capital: twelve vowels with six tones each, and đ. */
const vietnameseLetters = [..."aăâeêioôơuưyđ"]
  .flatMap((base) =>
    base === "đ"
      ? [base]
      : ["", ..."\u0300\u0309\u0303\u0301\u0323"].map((tone) => (base + tone).normalize("NFC")),
  )
  .filter((letter) => !/[a-z]/.test(letter))
  .flatMap((letter) => [letter, letter.toUpperCase()]);

function textBlock(text: string): Paper["blocks"][number] {
  return { kind: "text", text, size: "body", bold: false, align: "left" };
}

describe("every layout on 80 mm paper", () => {
  it.each(kinds)("%s: says what was entered, and looks as approved", async (kind) => {
    const paper = example(office, kind);
    const out = await printed(paper);
    await looksAsApproved(`${kind}-80`, out.file);
    const text = await readText(out.file);
    for (const entered of textsOf(paper)) {
      // Tesseract loses tones of bold capitals; nothing else may be lost, and nothing cut.
      const line = entered.replace(/\n/g, " ");
      expect(says(foldText(text ?? ""), foldText(line)), `${line}\nin\n${text}`).toBe(true);
    }
    const codes = paper.blocks.filter((block) => block.kind === "qr").map((block) => block.data);
    expect(out.qr).toEqual(codes);
    const bars = paper.blocks.filter((block) => block.kind === "barcode").map((block) => block.data);
    expect(await readCodes(readFileSync(out.file), ["Code128"])).toEqual(bars);
  });

  it.each(kinds)("%s in English and Romanian leaves no name unfilled", async (kind) => {
    for (const language of languages) {
      const paper = example(office, kind, language);
      expect(JSON.stringify(paper)).not.toMatch(/\{\w+\}/);
      const { bytes } = await renderPaper(paper, printerAt(1), imageByContent);
      expect(bytes.length).toBeGreaterThan(5000);
    }
  });
});

describe("every layout on other printers", () => {
  it.each(kinds)("%s on 58 mm paper", async (kind) => {
    const paper = example(office, kind, "vi", 384);
    const out = await printed(paper, { widthDots: 384 });
    await looksAsApproved(`${kind}-58`, out.file);
    const codes = paper.blocks.filter((block) => block.kind === "qr").map((block) => block.data);
    expect(out.qr).toEqual(codes);
  });

  it.each(["wpc1258", "tcvn3"] as const)("a receipt by the printer's own letters, %s", async (textMode) => {
    const paper = example(office, "receipt");
    const out = await printed(paper, { textMode });
    await looksAsApproved(`receipt-${textMode}`, out.file);
    // The same letters, whole, with their tones: as the printer's own table has them.
    const read = out.text.replace(/\s+/g, " ");
    for (const entered of textsOf(paper).filter(
      (text) => text !== "" && text.length < 30 && !/[()]/.test(text),
    ))
      expect(read).toContain(entered.replace(/\n/g, " ").replace(/\s+/g, " "));
    expect(read).toContain("GIẤY TIẾP NHẬN HỒ SƠ");
    const raster = await renderPaper(paper, printerAt(1), imageByContent);
    const letters = await renderPaper(paper, printerAt(1, { textMode }), imageByContent);
    expect(letters.bytes.length).toBeLessThan(raster.bytes.length / 2);
  });

  it("the test page shows both tables, the ruler to both edges, codes, and opens the drawer", async () => {
    const out = await printed(example(office, "test"));
    expect(out.drawer).toBe(true);
    const lines = out.text.split("\n");
    const shown = "ừửữứự ỳỷỹýỵ Nguyễn Thị Hậu";
    expect(lines.filter((line) => line === shown)).toHaveLength(2);
    const alphabet = lines.join("");
    for (const letter of vietnameseLetters)
      expect(alphabet.split(letter).length - 1, letter).toBeGreaterThanOrEqual(2);
  });

  it.each(["wpc1258", "tcvn3"] as const)("every Vietnamese letter by the table %s", async (textMode) => {
    expect(vietnameseLetters).toHaveLength(134);
    const lines = vietnameseLetters.join("").match(/.{1,30}/gu) ?? [];
    const page = (text: string): Paper => ({ kind: "test", title: "", blocks: [textBlock(text)] });
    for (const form of ["NFC", "NFD"] as const) {
      const out = await printed(page(lines.join("\n").normalize(form)), { textMode });
      expect(out.text.split("\n")).toEqual(lines);
    }
  });

  it.each(["wpc1258", "tcvn3"] as const)("a name that %s lacks is a picture, whole", async (textMode) => {
    const paper: Paper = {
      kind: "receipt",
      title: "",
      blocks: [textBlock("Nguyễn Văn An"), textBlock("Ștefan Țurcanu, Łódź"), textBlock("“100 000 đ” – …")],
    };
    const out = await printed(paper, { textMode });
    expect(out.text).toContain("Nguyễn Văn An");
    expect(out.text).not.toMatch(/[?SȘTȚ]/);
    expect(out.text.replace(/[“”]/g, '"').replace("–", "-").replace("…", "...")).toContain(
      '"100 000 đ" - ...',
    );
    expect(says(foldText((await readText(out.file)) ?? ""), "stefan turcanu")).toBe(true);
  });

  it("star: a ticket in its line mode", async () => {
    const paper = example(office, "ticket");
    const out = await printed(paper, { model: "star" });
    await looksAsApproved("ticket-star", out.file);
    expect(out.qr).toHaveLength(1);
  });

  it("a cheap printer confirms by its paper sensor", async () => {
    const out = await printed(example(office, "ticket"), { model: "generic" });
    expect(out.qr).toHaveLength(1);
  });
});

describe("what is long", () => {
  const long =
    "Công Tằng Tôn Nữ Nguyễn Hoàng Phương Thảo Nguyên Ánh Dương Quỳnh Trưởng thôn Đồng Chương Phú Ninh";
  const word = "Nghĩatrangliệtsĩxãngườicócôngvớicáchmạngkhôngcódấucáchnàotrongcảtênnàydàihơntámmươichữcái";
  const stretched = (paper: Paper, text: string): Paper => ({
    ...paper,
    blocks: paper.blocks.map((block) => {
      const side = { title: text, hint: text, name: text };
      switch (block.kind) {
        case "text":
          return { ...block, text };
        case "field":
          return { ...block, label: text, value: text };
        case "item":
          return { ...block, number: 128, text, right: text };
        case "signatures":
          return { ...block, left: side, right: side };
        default:
          return block;
      }
    }),
  });
  const cases = kinds.flatMap((kind) => ([576, 384] as const).map((widthDots) => ({ kind, widthDots })));

  it.each(cases)("is wrapped, never cut: $kind on $widthDots dots", async ({ kind, widthDots }) => {
    for (const text of [long, word]) {
      const { blocks, ...paper } = stretched(example(office, kind, "vi", widthDots), text);
      const texts = { ...paper, blocks: blocks.filter(({ kind: of }) => of !== "ruler" && of !== "letters") };
      const out = await printed(texts, { widthDots });
      expect(await hasInkAtEdges(out.file)).toBe(false);
      for (const textMode of ["wpc1258", "tcvn3"] as const) {
        const { text: written } = await printed(texts, { widthDots, textMode });
        for (const line of written.split("\n")) expect(line.length).toBeLessThanOrEqual(widthDots / 12);
        const shown = written.replace(/\s+/g, "");
        const times = blocks.filter((block) => block.kind === "text").length;
        expect(shown.split(text.replace(/ /g, "")).length - 1).toBeGreaterThanOrEqual(times);
      }
    }
  });

  it.each([576, 384] as const)(
    "leaves every example in every language inside its margins, %i",
    async (widthDots) => {
      for (const language of languages)
        for (const kind of kinds) {
          const { blocks, ...paper } = example(office, kind, language, widthDots);
          const texts = {
            ...paper,
            blocks: blocks.filter(({ kind: of }) => of !== "ruler" && of !== "letters"),
          };
          const out = await printed(texts, { widthDots });
          expect(await hasInkAtEdges(out.file), `${kind} ${language}`).toBe(false);
        }
    },
  );

  it("stands on 58 mm paper whole, as eyes read it", async () => {
    const paper: Paper = {
      kind: "receipt",
      title: "",
      blocks: [
        { kind: "field", label: "Tiếp nhận hồ sơ của", value: long, bold: true },
        { kind: "item", number: 1, text: long, right: "12 bản chính, 34 bản sao có chứng thực" },
      ],
    };
    const out = await printed(paper, { widthDots: 384 });
    const text = foldText((await readText(out.file)) ?? "");
    for (const part of [long, "12 bản chính, 34 bản sao có chứng thực"])
      expect(says(text, foldText(part)), text).toBe(true);
  });

  it("keeps an amount and its unit on one line, and breaks where a line break was entered", () => {
    const measure = (part: string) => part.length;
    expect(wrapLines("Tổng cộng: 83.000\u00a0đồng", 18, measure)).toEqual(["Tổng cộng:", "83.000\u00a0đồng"]);
    expect(wrapLines("một\nhai  ba", 20, measure)).toEqual(["một", "hai ba"]);
    // Signs stay with their letter, however they were entered.
    expect(wrapLines("ệệệ".normalize("NFD"), 3, measure)).toEqual(Array(3).fill("ệ".normalize("NFD")));
  });
});

/** Whether something is printed on the outermost dots, as what runs over the edge is. */
async function hasInkAtEdges(file: string): Promise<boolean> {
  const image = await loadImage(file);
  const grey = greyOf(image);
  return grey.some((light, at) => {
    const x = at % image.width;
    return light < 128 && (x < 3 || x >= image.width - 3);
  });
}

describe("orders in real time", () => {
  it.each([
    ["epson", [0x10, 0x04, 0x01], 0x18],
    ["epson", [0x10, 0x14, 0x01, 0x00, 0x08], 0x18],
    ["generic", [0x10, 0x05, 0x02], 0x18],
    ["star", [0x1b, 0x06, 0x18], 0x1f],
  ] as const)("%s: dots that look like one (%j) are dots again", async (model, bytes, instead) => {
    const canvas = createCanvas(560, 24);
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, 560, 24);
    context.fillStyle = "#000";
    for (let row = 0; row < 24; row += 1)
      bytes.forEach((byte, at) => {
        for (let bit = 0; bit < 8; bit += 1)
          if (byte & (0x80 >> bit)) context.fillRect(64 + at * 8 + bit, row, 1, 1);
      });
    const png = (await canvas.encode("png")).toString("base64");
    const paper: Paper = { kind: "test", title: "", blocks: [{ kind: "image", image: png, heightDots: 24 }] };
    const rendered = await renderPaper(paper, printerAt(1, { model }), imageByContent);
    expect(rendered.bytes.includes(Buffer.from([instead, ...bytes.slice(1)]))).toBe(true);
    expect(rendered.bytes.includes(Buffer.from(bytes))).toBe(false);
  });
});

describe("a copy", () => {
  it("never stands on paper unmarked", async () => {
    const paper = example(office, "ticket");
    const copy = asCopy(paper, { copy: 2, at: "2026-11-24T02:00:00.000Z", design: office.design });
    const out = await printed(copy);
    await looksAsApproved("ticket-copy", out.file);
    expect(out.qr.map(parsePaperQr)).toMatchObject([{ kind: "ticket", label: "A105", copy: 2 }]);
    const text = await readText(out.file);
    expect(says(text, "BẢN SAO số 2 in lúc 09 giờ 00 phút"), text ?? "").toBe(true);
  });
});

describe("what is entered", () => {
  it("that looks like commands is printed as it is", async () => {
    const paper = example(office, "receipt");
    const name = "Robert'); DROP TABLE dossiers;-- \u001b@\u001dV0 <script>";
    const evil: Paper = { ...paper, blocks: [{ kind: "field", label: "Tên", value: name, bold: true }] };
    for (const textMode of ["raster", "wpc1258", "tcvn3"] as const)
      expect((await printed(evil, { textMode })).whole).toBe(true);
  });

  it("an amount in words, as a receipt for fees needs it", () => {
    expect(amountInWords(0)).toBe("Không đồng");
    expect(amountInWords(75_000)).toBe("Bảy mươi lăm nghìn đồng");
    expect(amountInWords(1_005_021)).toBe("Một triệu không trăm lẻ năm nghìn không trăm hai mươi mốt đồng");
    expect(amountInWords(244_000)).toBe("Hai trăm bốn mươi tư nghìn đồng");
    expect(amountInWords(3_000_000_000)).toBe("Ba tỷ đồng");
    expect(amountInWords(214_000_315)).toBe("Hai trăm mười bốn triệu ba trăm mười lăm đồng");
  });

  it("a receipt for fees keeps every item and its sum", () => {
    const { catalogue, design } = office;
    const paper = feeReceiptPaper({
      office: catalogue.office,
      design,
      images: {},
      language: "vi",
      receiptNumber: "7",
      dossierCode: "",
      payer: "Trần Văn B",
      items: [
        { name: "Lệ phí", amount: 5000 },
        { name: "Bản sao", amount: 3000 },
      ],
      total: 8000,
      method: "Tiền mặt",
      at: "2026-11-24T02:00:00.000Z",
      cashier: "Lan",
    });
    expect(paper).toMatchObject({ kind: "feeReceipt", title: "7" });
    expect(paper.blocks.filter((block) => block.kind === "item")).toEqual([
      { kind: "item", number: 1, text: "Lệ phí", right: "5.000\u00a0đồng" },
      { kind: "item", number: 2, text: "Bản sao", right: "3.000\u00a0đồng" },
    ]);
    expect(JSON.stringify(paper)).toContain("Tám nghìn đồng");
    // A payment for no dossier names none.
    expect(JSON.stringify(paper)).not.toContain("Mã hồ sơ");
  });
});

describe("a design", () => {
  it("that names what its paper does not know is refused with the place", () => {
    const bent = structuredClone(office.design);
    bent.layouts.ticket.push({ kind: "text", text: { vi: "Xin chào {nobody}" } });
    expect(designFault(bent)).toEqual({
      paper: "ticket",
      line: bent.layouts.ticket.length,
      path: "text.vi",
      reason: "{nobody}",
    });
    expect(designFault(office.design)).toBeNull();
  });

  it("shows a block only where its value is there", () => {
    const design = structuredClone(office.design);
    design.layouts.ticket = [
      { kind: "text", text: "A", when: "priority" },
      { kind: "text", text: "B", when: "!priority" },
    ];
    const frame = { design, images: {}, language: "vi" as const };
    const of = (priority: string) =>
      composePaper({ kind: "ticket", title: "", values: { priority }, lists: {} }, frame).blocks;
    expect(of("elderly")).toMatchObject([{ text: "A" }]);
    expect(of("")).toMatchObject([{ text: "B" }]);
  });
});
