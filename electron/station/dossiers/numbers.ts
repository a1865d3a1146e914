import { randomInt } from "node:crypto";
import type { AcceptedDossier } from "../../../contract/dossier.ts";
import {
  type NumberedPaper,
  type NumberSeries,
  numberTail,
  paperNumber,
  registerBook,
} from "../../../contract/paper-numbers.ts";
import { officeDay } from "../../../contract/time.ts";
import { lastNumberOf } from "../../../db/dossiers.ts";
import type { Queryable } from "../../../db/store.ts";
import { syncState } from "../../../db/sync-state.ts";
import { stationSeries } from "./numbers.rules.ts";

/** The next number of a kind of paper: without gaps, from 1 each year, in this station's own series. */
export async function nextPaperNumber(db: Queryable, paper: NumberedPaper, at: string): Promise<string> {
  const series = await seriesOf(db, at);
  const last = await lastNumberOf(db, paper + numberTail(paper, series), series.year);
  return paperNumber(paper, last + 1, series);
}

/** The next line of the register (*sổ theo dõi hồ sơ*) in this station's book of the year. */
export async function nextRegisterLine(
  db: Queryable,
  at: string,
): Promise<NonNullable<AcceptedDossier["register"]>> {
  const series = await seriesOf(db, at);
  const book = registerBook(series);
  return { book, number: (await lastNumberOf(db, `register/${book}`, series.year)) + 1 };
}

/** Letters and digits that nobody takes for another when reading or typing them. */
const CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** Four signs on the receipt that open the dossier's state together with its code. */
export function lookUpSecret(): string {
  return Array.from({ length: 4 }, () => CLEAR[randomInt(CLEAR.length)]).join("");
}

async function seriesOf(db: Queryable, at: string): Promise<NumberSeries> {
  const { serial_first: first, serial_last: last } = await syncState(db);
  return { year: officeDay(at).slice(0, 4), series: stationSeries({ first, last }) };
}
