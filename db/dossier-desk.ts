import { sql } from "kysely";
import type { Dossier } from "../contract/dossier.ts";
import type { RegisterLine } from "../contract/dossier-desk.ts";
import type { Queryable } from "./store.ts";

/** Open dossiers that a unit has and has not given away, those that wait longest first. */
export async function dossiersInHand(db: Queryable, unit: string, limit: number): Promise<Dossier[]> {
  const rows = await db
    .selectFrom("dossiers")
    .select("data")
    .where("unit", "=", unit)
    .where("closed_at", "is", null)
    .where(sql`json_extract(data, '$.custody.passing')`, "is", null)
    .orderBy("accepted_at")
    .orderBy("place")
    .limit(limit)
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as Dossier);
}

/** Where a page of the register begins: after the dossier accepted then, at that place. */
export interface RegisterPlace {
  acceptedAt: string;
  place: number;
}

/** Lines of the register accepted from `since` on and before `before`, a page of them, and how many there are. */
export async function registerPage(
  db: Queryable,
  period: { since: string; before: string },
  limit: number,
  after: RegisterPlace | null,
): Promise<{ lines: RegisterLine[]; total: number; next: RegisterPlace | null }> {
  const inPeriod = db
    .selectFrom("dossiers")
    .where("accepted_at", ">=", period.since)
    .where("accepted_at", "<", period.before);
  const rows = await inPeriod
    .select(["place", "accepted_at", "data"])
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(accepted_at, place) > (${after?.acceptedAt ?? ""}, ${after?.place ?? 0})`),
    )
    .orderBy("accepted_at")
    .orderBy("place")
    .limit(limit)
    .execute();
  const { total } = await inPeriod
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    lines: rows.map(({ data }) => registerLine(JSON.parse(data) as Dossier)),
    total,
    next: last === undefined ? null : { acceptedAt: last.accepted_at, place: last.place },
  };
}

function registerLine(dossier: Dossier): RegisterLine {
  const { returned } = dossier;
  return {
    id: dossier.id,
    number: dossier.register?.number ?? null,
    code: dossier.code,
    procedureName: dossier.procedureName,
    sets: dossier.sets,
    applicantName: dossier.applicant.fullName,
    address: dossier.applicant.address,
    phone: dossier.applicant.phone,
    unit: dossier.custody.unit,
    acceptedAt: dossier.acceptedAt,
    promisedAt: dossier.appointment.dueAt,
    returned: returned === null ? null : { at: returned.at, via: returned.via, receiver: returned.receiver },
    status: dossier.status,
    note: dossier.note,
  };
}
