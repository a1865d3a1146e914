/**
 * What can be wrong with the virtual printer.
 *
 * - `off` refuses connections; `closes` accepts and hangs up; `garbage` answers as no printer does.
 * - `paperOut`, `coverOpen` say so and hold what comes; `nearEnd` says so and prints.
 * - `outMidJob`, `coverMidJob`: that happens in the middle of the next paper; what is there of it waits in the printer.
 * - `cutMidJob` drops the line in the middle of the next paper, `offMidJob` loses its power there, `confirmLost` hangs up
 *   when the next paper is out instead of confirming it.
 * - `slow` takes a kilobyte each second; `silent` prints but never answers.
 */
export const printerFaults = [
  "off",
  "closes",
  "garbage",
  "paperOut",
  "coverOpen",
  "nearEnd",
  "outMidJob",
  "coverMidJob",
  "cutMidJob",
  "offMidJob",
  "confirmLost",
  "slow",
  "silent",
] as const;
export type PrinterFault = (typeof printerFaults)[number];

/** How a printer's language answers: Epson's, the older part of it, Star's. */
export type PrinterMake = "epson" | "generic" | "star";

/** What a printer that is asked has to tell of itself. */
export interface Sensors {
  coverOpen: boolean;
  paperOut: boolean;
  nearEnd: boolean;
}

/** DLE EOT n, by Epson's reference: fixed bits 1 and 4, then the faults. */
export function escPosStatus(query: number, { coverOpen, paperOut, nearEnd }: Sensors): number {
  if (query === 1) return 0x12 | (coverOpen || paperOut ? 0x08 : 0);
  if (query === 2) return 0x12 | (coverOpen ? 0x04 : 0) | (paperOut ? 0x20 : 0);
  if (query === 4) return 0x12 | (paperOut ? 0x60 : 0) | (nearEnd ? 0x0c : 0);
  return 0x12;
}

/** The four bytes of ASB, by Epson's reference: the first says what DLE EOT 1 and 2 say, the third what the roll has. */
export function asbStatus({ coverOpen, paperOut, nearEnd }: Sensors): Buffer {
  const isOff = coverOpen || paperOut;
  return Buffer.from([
    0x10 | (isOff ? 0x08 : 0) | (coverOpen ? 0x20 : 0),
    0,
    (nearEnd ? 0x03 : 0) | (paperOut ? 0x0c : 0),
    0,
  ]);
}

/** The nine bytes of Star's status. */
export function starStatus({ coverOpen, paperOut, nearEnd }: Sensors, count: number): Buffer {
  const etb = ((count & 0x18) << 2) | ((count & 0x07) << 1);
  return Buffer.from([
    0x23,
    0x86,
    (coverOpen ? 0x20 : 0) | (coverOpen || paperOut ? 0x08 : 0),
    0,
    0,
    (paperOut ? 0x08 : 0) | (nearEnd ? 0x04 : 0),
    0,
    etb,
    0,
  ]);
}
