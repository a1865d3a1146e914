import { type PaperReference, parsePaperQr } from "../../contract/paper-qr.ts";

/** What a scanner at the kiosk read: one of our papers, a citizen card, or something that means nothing here. */
export type Scan = PaperReference | { kind: "card"; text: string } | { kind: "unknown" };

/** A person who hits a key by chance types less. */
const SHORTEST = 6;

/** @returns null for what is too short to come from a scanner. */
export function readScan(typed: string): Scan | null {
  const text = typed.trim();
  if (text.length < SHORTEST) return null;
  const paper = parsePaperQr(text);
  if (paper !== null) return paper;
  // Whether it is a sound card the station says: an input method or a wrong character set may have changed it.
  return /^\d{9,12}\D/.test(text) || text.includes("|") ? { kind: "card", text } : { kind: "unknown" };
}
