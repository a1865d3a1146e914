import { sql } from "kysely";
import { type NumberedPaper, numberTail, paperNumber } from "../../contract/paper-numbers.ts";
import { officeDay } from "../../contract/time.ts";
import type { Trx } from "../database.ts";

/** Stations count their series from 1: what the node itself numbers is no station's. */
const OWN_SERIES = 0;

/**
 * The next number of a kind of paper that this node gives out: without gaps, from 1 each year. The caller has the node's
 * log, so two never take the same.
 */
export async function nextOwnNumber(trx: Trx, paper: NumberedPaper, at: string): Promise<string> {
  const series = { year: officeDay(at).slice(0, 4), series: OWN_SERIES };
  const kind = paper + numberTail(paper, series);
  const { last } = await trx
    .insertInto("own_paper_numbers")
    .values({ paper: kind, year: series.year, last: 1 })
    .onConflict((conflict) =>
      conflict.columns(["paper", "year"]).doUpdateSet({ last: sql`own_paper_numbers.last + 1` }),
    )
    .returning("last")
    .executeTakeFirstOrThrow();
  return paperNumber(paper, last, series);
}
