import type { PrinterCondition } from "../../../../contract/entities.ts";
import type { CommandLanguage } from "./command-language.ts";

/** ESC ACK SOH: the status, at once. */
const STATUS = Buffer.from([0x1b, 0x06, 0x01]);

/** ETB: counts up once everything before it was printed; the count stands in the status. */
const ETB = Buffer.from([0x17]);

/** The shortest status, and the bit that its first byte always has. */
const SHORTEST = 7;

function statusOf(heard: Buffer): Buffer | "garbage" | null {
  const [header] = heard;
  if (header === undefined) return null;
  // The length stands in the first byte: bits 1 to 3 and 5 to 7.
  const length = ((header >> 2) & 0x18) | ((header >> 1) & 0x07);
  if ((header & 0x11) !== 0x01 || length < SHORTEST) return "garbage";
  return heard.length < length ? null : heard.subarray(0, length);
}

/** The last whole status among several. */
function lastStatus(heard: Buffer): Buffer | null {
  let found: Buffer | null = null;
  for (let rest = heard; rest.length > 0; ) {
    const status = statusOf(rest);
    if (status === null || status === "garbage") break;
    found = status;
    rest = rest.subarray(status.length);
  }
  return found;
}

/** Five bits of the eighth byte; a shorter status has none. */
function etbCount(status: Buffer | undefined): number {
  const byte = status?.[7] ?? 0;
  return ((byte & 0x60) >> 2) | ((byte & 0x0e) >> 1);
}

function conditionOf(status: Buffer): PrinterCondition {
  if (((status[2] ?? 0) & 0x20) !== 0) return "coverOpen";
  if (((status[5] ?? 0) & 0x08) !== 0) return "paperOut";
  if (((status[3] ?? 0) & 0x6c) !== 0 || ((status[2] ?? 0) & 0x08) !== 0) return "error";
  return ((status[5] ?? 0) & 0x06) === 0 ? "ready" : "paperNearEnd";
}

/**
 * Star line mode by Star's reference: third byte bit 5 cover, bit 3 off-line; fourth byte errors; sixth byte bit 3 paper
 * end, bits 1 and 2 near end. Tried on no machine of Star's yet, only on the virtual printer.
 */
export const star: CommandLanguage = {
  statusQueries: [STATUS],
  statusAnswer: statusOf,
  condition: ([status]) => (status === undefined ? "unknown" : conditionOf(status)),
  watch: { query: STATUS, condition: conditionOf },
  confirmation: (_number, [before]) => {
    const awaited = (etbCount(before) + 1) % 32;
    return {
      request: ETB,
      ask: STATUS,
      isAnsweredBy: (heard) => {
        const status = lastStatus(heard);
        return status !== null && status.length > SHORTEST && etbCount(status) === awaited;
      },
    };
  },
  // ESC ACK CAN: a reset, at once.
  clear: {
    request: Buffer.from([0x1b, 0x06, 0x18]),
    answer: null,
    otherwise: null,
    cut: Buffer.from([0x1b, 0x64, 0x02]),
  },
};
