import type { PrinterCondition } from "../../../../contract/entities.ts";
import type { CommandLanguage } from "./command-language.ts";

/** DLE EOT n: printer, off-line cause, paper sensor. */
const [PRINTER, OFFLINE_CAUSE, PAPER] = [1, 2, 4].map((n) => Buffer.from([0x10, 0x04, n])) as [
  Buffer,
  Buffer,
  Buffer,
];

/** Every answer to DLE EOT has bits 1 and 4 set, 0 and 7 not. */
const isStatus = (byte: number) => (byte & 0x93) === 0x12;

/** Answers that are longer start by 37h and end by NUL. */
const FRAME = 0x37;

/** GS V 66 0: feeds to the knife and cuts, so that what hangs out of the printer is no part of the next paper. */
const CUT = Buffer.from([0x1b, 0x40, 0x1d, 0x56, 0x42, 0x00]);

/** As many bytes as one picture command has at most. */
const LARGEST_PICTURE = 14_000;

/**
 * DLE ENQ 2, which some heed only while in error; then white dots, which end what a broken line left of a picture. Outside
 * of one NULs are no command.
 */
const DROWN = Buffer.concat([Buffer.from([0x10, 0x05, 0x02]), Buffer.alloc(LARGEST_PICTURE)]);

/**
 * What a printer says unasked where another program has told it to (ASB): four bytes, the first with bit 4 set and bits 0,
 * 1 and 7 not. On a serial line XON and XOFF as well.
 */
const isAsbStart = (byte: number) => (byte & 0x93) === 0x10;
const ASB_LENGTH = 4;
const [XON, XOFF] = [0x11, 0x13];

/** Answers of one byte: what is part of a longer one, or was not asked, is left out. */
function singleBytes(heard: Buffer): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < heard.length; at += 1) {
    const byte = heard[at] ?? 0;
    if (byte === FRAME) {
      const end = heard.indexOf(0, at);
      if (end === -1) break;
      at = end;
    } else if (isAsbStart(byte)) {
      at += ASB_LENGTH - 1;
    } else if (byte !== XON && byte !== XOFF) {
      bytes.push(byte);
    }
  }
  return bytes;
}

/**
 * ESC/POS by Epson's reference. Bits of DLE EOT: n = 1 bit 3 off-line; n = 2 bit 2 cover, bit 5 paper end, bit 6 error;
 * n = 4 bits 2 and 3 near end, bits 5 and 6 end.
 */
export const epson: CommandLanguage = {
  statusQueries: [PRINTER, OFFLINE_CAUSE, PAPER],
  statusAnswer: (heard) => {
    const bytes = singleBytes(heard);
    const [first] = bytes;
    if (first === undefined) return null;
    return bytes.length === 1 && isStatus(first) ? Buffer.from([first]) : "garbage";
  },
  condition: (answers): PrinterCondition => {
    const [printer = 0, offline = 0, paper = 0] = answers.map((answer) => answer[0] ?? 0);
    if ((offline & 0x04) !== 0) return "coverOpen";
    if ((paper & 0x60) !== 0 || (offline & 0x20) !== 0) return "paperOut";
    if ((offline & 0x40) !== 0 || (printer & 0x08) !== 0) return "error";
    return (paper & 0x0c) === 0 ? "ready" : "paperNearEnd";
  },
  watch: {
    query: OFFLINE_CAUSE,
    condition: (answer) => {
      const cause = answer[0] ?? 0;
      if ((cause & 0x04) !== 0) return "coverOpen";
      if ((cause & 0x20) !== 0) return "paperOut";
      return (cause & 0x40) !== 0 ? "error" : "ready";
    },
  },
  // GS ( H fn 48: the printer answers by the number once it has worked off what stands before.
  confirmation: (number) => {
    const id = Buffer.from(String(number % 10_000).padStart(4, "0"), "ascii");
    const answer = Buffer.concat([Buffer.from([0x37, 0x22]), id, Buffer.from([0])]);
    return {
      request: Buffer.concat([Buffer.from([0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30]), id]),
      ask: null,
      isAnsweredBy: (heard) => heard.includes(answer),
    };
  },
  // DLE DC4 fn 8: also ends an error that can be recovered from; works in the middle of a picture's data.
  clear: {
    request: Buffer.from([0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08]),
    answer: Buffer.from([0x37, 0x25, 0x00]),
    otherwise: DROWN,
    cut: CUT,
  },
};

/**
 * Cheap printers speak the older part of ESC/POS. Confirmed by GS r 1 (paper sensor, answered in its turn): the answer
 * carries no number. One that does not answer it is set to `confirmation: "sent"`.
 */
export const generic: CommandLanguage = {
  ...epson,
  confirmation: () => ({
    request: Buffer.from([0x1d, 0x72, 0x01]),
    ask: null,
    isAnsweredBy: (heard) => singleBytes(heard).some((byte) => (byte & 0x90) === 0),
  }),
  clear: { request: DROWN, answer: null, otherwise: null, cut: CUT },
};
