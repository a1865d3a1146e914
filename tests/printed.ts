import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { readText, says } from "../build/printer/read-back.ts";
import { type DecodedPaper, readPapers } from "../build/printer/virtual-printer.ts";
import { type PaperReference, parsePaperQr } from "../contract/paper-qr.ts";
import { eventually, type Hall } from "./hall.ts";

/** A paper that came out of the hall's printer, by what its QR says. */
export interface PrintedPaper {
  paper: DecodedPaper;
  reference: PaperReference;
}

export function printedPapers(hall: Hall): PrintedPaper[] {
  return readPapers(hall.stack.printer.folder).flatMap((paper) => {
    const reference = paper.qr.map(parsePaperQr).find((found) => found !== null);
    return reference === undefined || reference === null ? [] : [{ paper, reference }];
  });
}

/** The text of the receipt of a dossier, read from its picture, once it is out. */
export function receiptText(hall: Hall, code: string): Promise<string> {
  return textOf(hall, "receipt", code);
}

/** The text of the receipt of a payment, by its number, likewise. */
export function feeReceiptText(hall: Hall, number: string): Promise<string> {
  return textOf(hall, "feeReceipt", number);
}

async function textOf(hall: Hall, kind: "receipt" | "feeReceipt", code: string): Promise<string> {
  const { paper } = await eventually(`the ${kind} ${code}`, () => {
    const found = printedPapers(hall).find(
      ({ reference }) => reference.kind === kind && reference.code === code,
    );
    return found ?? null;
  });
  const text = await readText(join(hall.stack.printer.folder, paper.picture));
  if (text === null) throw new Error("tesseract with Vietnamese is not installed");
  return text;
}

/** All of what was entered stands on the paper. */
export function expectOn(text: string, ...entered: string[]): void {
  const missing = entered.filter((wanted) => !says(text, wanted));
  expect(missing, `not on the paper:\n${text}`).toEqual([]);
}

/** The text of a form on A4 or A5, from its PDF. */
export function pdfText(file: string): string {
  return execFileSync("pdftotext", ["-raw", "-enc", "UTF-8", file, "-"], { encoding: "utf8" });
}

/** All of what was entered stands in the PDF, letter for letter; lines may break anywhere, titles be in capitals. */
export function expectIn(pdf: string, ...entered: string[]): void {
  const text = letters(pdf);
  const missing = entered.filter((wanted) => !text.includes(letters(wanted)));
  expect(missing, `not in the form:\n${pdf}`).toEqual([]);
}

function letters(text: string): string {
  return text
    .normalize("NFC")
    .toUpperCase()
    .replace(/[\s\u00ad-]+/g, "");
}
