import { sql } from "kysely";
import type { WorkItem } from "../../contract/district-workbench.ts";
import { COUNTER_UNIT, type Dossier } from "../../contract/dossier.ts";
import { type DossierEvent, isClosed } from "../../contract/dossier-life.ts";
import type { Trx } from "../database.ts";
import { bulkInsert, type Column } from "../postgres/bulk.ts";
import { stateOf } from "./state.ts";

/** A step of a dossier that was known before. */
export interface Step {
  before: Dossier;
  after: Dossier;
  /** Null where it is not known what was done. */
  event: DossierEvent | null;
}

type PassingList = NonNullable<WorkItem["passing"]>;

/**
 * Brings the workbench to where steps leave their dossiers. Whatever only a counter has to do with costs nothing.
 *
 * @param agency of the log that the steps are from; a dossier names its own unless it is from before they did.
 */
export async function keepDivisionWork(trx: Trx, agency: string, steps: readonly Step[]): Promise<void> {
  const touched = new Map<string, { dossier: Dossier; list: PassingList | null }>();
  for (const { before, after, event } of steps) {
    if (!isWork(before) && !isWork(after) && !touched.has(after.id)) continue;
    const earlier = touched.get(after.id)?.list ?? null;
    const list = event?.type === "dossier.handedOver" ? listOf(event) : earlier;
    touched.set(after.id, { dossier: after, list });
  }
  const kept = [...touched.values()].filter(({ dossier }) => isWork(dossier));
  const gone = [...touched.values()].filter(({ dossier }) => !isWork(dossier));
  if (gone.length > 0)
    await trx
      .deleteFrom("division_work")
      .where(
        "dossier",
        "in",
        gone.map(({ dossier }) => dossier.id),
      )
      .execute();
  if (kept.length > 0) await keep(trx, agency, kept);
}

/** A division has it, or it is on its way to one. */
function isWork(dossier: Dossier): boolean {
  const { unit, passing } = dossier.custody;
  return !isClosed(dossier) && (unit !== COUNTER_UNIT || (passing !== null && passing.to !== COUNTER_UNIT));
}

function listOf({ at, data }: Extract<DossierEvent, { type: "dossier.handedOver" }>): PassingList {
  const { handover, number, from, to, givenBy } = data;
  return { handover, number, from, to, givenBy, givenAt: at };
}

async function keep(
  trx: Trx,
  agency: string,
  rows: readonly { dossier: Dossier; list: PassingList | null }[],
): Promise<void> {
  const of = (type: Column["type"], value: (dossier: Dossier) => string | boolean | null) =>
    ({ type, values: rows.map(({ dossier }) => value(dossier)) }) as Column;
  await bulkInsert(
    trx,
    "division_work",
    {
      dossier: of("text", ({ id }) => id),
      agency: of("text", (dossier) => dossier.agency || agency),
      code: of("text", ({ code }) => code),
      procedure_name: of("text", ({ procedureName }) => procedureName),
      applicant_name: of("text", ({ applicant }) => applicant.fullName),
      status: of("text", ({ status }) => status),
      accepted_at: of("timestamptz", ({ acceptedAt }) => acceptedAt),
      due_at: of("timestamptz", ({ dueAt }) => dueAt),
      decided: of("boolean", ({ decision }) => decision !== null),
      unit: of("text", ({ custody }) => custody.unit),
      passing_to: of("text", ({ custody }) => custody.passing?.to ?? null),
      list: {
        type: "text",
        values: rows.map(({ dossier, list }) =>
          dossier.custody.passing === null || list === null ? null : JSON.stringify(list),
        ),
      },
      state: of("text", stateOf),
      updated_at: of("timestamptz", ({ updatedAt }) => updatedAt),
    },
    // A list stays known until it is signed.
    sql`ON CONFLICT (dossier) DO UPDATE SET
      code = excluded.code, procedure_name = excluded.procedure_name, applicant_name = excluded.applicant_name,
      status = excluded.status, due_at = excluded.due_at, decided = excluded.decided, unit = excluded.unit,
      passing_to = excluded.passing_to, state = excluded.state, updated_at = excluded.updated_at,
      list = CASE WHEN excluded.passing_to IS NULL THEN NULL ELSE coalesce(excluded.list, division_work.list) END`,
  );
}
