import type { Attachment } from "../../../contract/dossier.ts";
import { AppError } from "../../../contract/errors.ts";

/** What content says about itself, before anything is decoded. */
export interface ContentFacts {
  mediaType: Attachment["mediaType"];
  /** Pixels of an image; null of a PDF. */
  size: { width: number; height: number } | null;
  /** Pages of a PDF, where it says so in plain text. */
  pages: number | null;
}

/** What one attachment may be, as an office says it (`attachmentRulesSchema`). */
export interface ContentLimits {
  mostMegabytes: number;
  mostMegapixels: number;
}

/** @throws AppError ATTACHMENT_BROKEN where it is empty, ATTACHMENT_TOO_LARGE. */
export function requireFit(name: string, bytes: number, { mostMegabytes }: ContentLimits): void {
  if (bytes === 0) throw broken(name);
  if (bytes <= mostMegabytes * MEGABYTE) return;
  const megabytes = Math.ceil(bytes / MEGABYTE);
  throw new AppError("ATTACHMENT_TOO_LARGE", { name, megabytes, most: mostMegabytes });
}

/**
 * A few kilobytes can unfold to more than a PC has: what an image says of itself is asked before it is decoded.
 *
 * @throws AppError ATTACHMENT_TOO_MANY_PIXELS
 */
export function requirePixels(name: string, { size }: ContentFacts, { mostMegapixels }: ContentLimits): void {
  if (size === null || size.width * size.height <= mostMegapixels * 1_000_000) return;
  throw new AppError("ATTACHMENT_TOO_MANY_PIXELS", { name, ...size, most: mostMegapixels });
}

const MEGABYTE = 1024 ** 2;

const extensions = /\.(pdf|jpe?g|png)$/i;

/**
 * The name under which a paper is shown: without folders and characters that can't be seen.
 *
 * @throws AppError ATTACHMENT_TYPE where it ends like a program, a page or nothing known (`a.pdf.exe`).
 */
export function shownName(given: string): string {
  const name = (given.split(/[/\\]/).at(-1) ?? "")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .normalize("NFC")
    .trim();
  if (!extensions.test(name)) throw new AppError("ATTACHMENT_TYPE", { name: shortened(name) });
  return shortened(name);
}

const LONGEST = 120;

function shortened(name: string): string {
  if (name.length <= LONGEST) return name;
  const ending = extensions.exec(name)?.[0] ?? "";
  return `${name.slice(0, LONGEST - ending.length - 1)}…${ending}`;
}

/**
 * Tells what the content is by its own marks, whatever its name says, and whether it is whole.
 *
 * @throws AppError ATTACHMENT_TYPE where it is no PDF, JPEG or PNG; ATTACHMENT_BROKEN where its end or frame is missing.
 */
export function contentFacts(content: Uint8Array, name: string): ContentFacts {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  // Scanner programs put a few bytes before the header; readers look in the first kilobyte (ISO 32000-1, 7.5.2).
  if (bytes.subarray(0, 1024).includes("%PDF-")) return pdfFacts(bytes, name);
  if (bytes.subarray(0, 3).equals(JPEG)) return jpegFacts(bytes, name);
  if (bytes.subarray(0, 8).equals(PNG)) return pngFacts(bytes, name);
  throw new AppError("ATTACHMENT_TYPE", { name });
}

const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
const JPEG_END = Buffer.from([0xff, 0xd9]);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Scanners and cameras may put something after the end. */
const TAIL = 4096;

function pdfFacts(bytes: Buffer, name: string): ContentFacts {
  const tail = bytes.subarray(-TAIL);
  if (!tail.includes("%%EOF") || !tail.includes("startxref")) throw broken(name);
  return { mediaType: "application/pdf", size: null, pages: plainPages(bytes) };
}

/** Counts page objects; those in compressed streams can't be seen. */
function plainPages(bytes: Buffer): number | null {
  const pages = bytes.toString("latin1").match(/\/Type\s*\/Page(?![A-Za-z])/g)?.length ?? 0;
  return pages === 0 ? null : pages;
}

function pngFacts(bytes: Buffer, name: string): ContentFacts {
  if (bytes.length < 33 || bytes.toString("latin1", 12, 16) !== "IHDR") throw broken(name);
  if (!bytes.subarray(-TAIL).includes("IEND")) throw broken(name);
  const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (size.width === 0 || size.height === 0) throw broken(name);
  return { mediaType: "image/png", size, pages: null };
}

/** Walks the segments to the frame header, which has the size. */
function jpegFacts(bytes: Buffer, name: string): ContentFacts {
  if (!bytes.subarray(-TAIL).includes(JPEG_END)) throw broken(name);
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) throw broken(name);
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) {
      const size = { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
      if (size.width === 0 || size.height === 0) throw broken(name);
      return { mediaType: "image/jpeg", size, pages: null };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw broken(name);
}

function broken(name: string): AppError {
  return new AppError("ATTACHMENT_BROKEN", { name });
}
