import { expect, it } from "vitest";
import { printedUntil } from "./life.rules.ts";

const MONTH = 43_200;

it.each([
  ["a ticket of the morning", "ticket", "2026-11-24T01:30:00.000Z", 180, "2026-11-24T04:30:00.000Z"],
  ["a late ticket ends with its day", "ticket", "2026-11-24T15:30:00.000Z", 180, "2026-11-24T17:00:00.000Z"],
  ["one of a minute past midnight", "ticket", "2026-11-24T17:01:00.000Z", MONTH, "2026-11-25T17:00:00.000Z"],
  [
    "a slip ends with the day it was made",
    "appointment",
    "2026-11-24T09:50:00.000Z",
    720,
    "2026-11-24T17:00:00.000Z",
  ],
  ["a receipt stays", "receipt", "2026-11-24T09:50:00.000Z", MONTH, "2026-12-24T09:50:00.000Z"],
  ["a receipt for fees stays", "feeReceipt", "2026-11-24T09:50:00.000Z", MONTH, "2026-12-24T09:50:00.000Z"],
] as const)("%s", (_name, kind, from, minutes, until) => {
  expect(printedUntil(kind, from, minutes)).toBe(until);
});
