import { hash } from "node:crypto";
import { type Selectable, sql, type Updateable } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { Dossier } from "../../contract/dossier.ts";
import { isClosed } from "../../contract/dossier-life.ts";
import { AppError } from "../../contract/errors.ts";
import {
  type LodgedDossier,
  type LodgedNews,
  lodgedDossierSchema,
  type ReceivedLodged,
} from "../../contract/lodged.ts";
import type { District, Trx } from "../database.ts";
import { currentOffice } from "../office/current.ts";
import type { LodgedTable } from "../schema.ts";
import { publish } from "../stations/feed.ts";
import { checkLodged } from "./check.rules.ts";

type Row = Selectable<LodgedTable>;

/**
 * Takes a dossier over from the portal, durable when it resolves; the stations of its agency hear of it.
 *
 * @throws AppError LODGED_UNFIT, LODGED_DIFFERS, OFFICE_MISSING.
 */
export async function receiveLodged(
  db: District,
  gateway: string,
  lodged: LodgedDossier,
): Promise<{ id: string; answerBy: string }> {
  const content = JSON.stringify(lodged);
  const before = await byCode(db, lodged.code);
  if (before !== undefined) return sameAgain(before, content);
  const checked = checkLodged(
    lodged,
    await currentOffice(db),
    await presentOf(db, lodged),
    new Date().toISOString(),
  );
  if ("faults" in checked) throw new AppError("LODGED_UNFIT", { faults: checked.faults });
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .insertInto("lodged")
      .values({
        id: uuidv7(),
        code: lodged.code,
        agency: checked.agency,
        gateway,
        procedure_name: checked.procedure.name.vi,
        content,
        lodged_at: lodged.lodgedAt,
        answer_by: checked.answerBy,
        state: "waiting",
        station: null,
        held_at: null,
        withdrawal: null,
      })
      .onConflict((conflict) => conflict.column("code").doNothing())
      .returningAll()
      .executeTakeFirst();
    // Sent twice at the same time: the other was faster.
    if (row === undefined) return sameAgain(await requireCode(trx, lodged.code), content);
    await tellStations(trx, row);
    return { id: row.id, answerBy: row.answer_by.toISOString() };
  });
}

/**
 * Gives a waiting dossier to a station, whole; asked again by the same station it is the same.
 *
 * @throws AppError LODGED_UNKNOWN, LODGED_TAKEN, LODGED_GONE.
 */
export async function takeLodged(
  db: District,
  caller: { station: string; agency: string },
  id: string,
): Promise<ReceivedLodged> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom("lodged")
      .selectAll()
      .where("id", "=", id)
      .where("agency", "=", caller.agency)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw new AppError("LODGED_UNKNOWN", { code: id });
    if (row.state === "withdrawn") throw new AppError("LODGED_GONE", { code: row.code });
    if (row.station !== null && row.station !== caller.station)
      throw new AppError("LODGED_TAKEN", { code: row.code, station: await nameOf(trx, row.station) });
    if (row.station === null) {
      const held = { state: "held", station: caller.station } as const;
      await update(trx, id, { ...held, held_at: new Date() });
      await tellStations(trx, { ...row, ...held });
    }
    return {
      id,
      dossier: lodgedDossierSchema.parse(JSON.parse(row.content)),
      procedureName: row.procedure_name,
      answerBy: row.answer_by.toISOString(),
    };
  });
}

/**
 * The applicant takes a dossier back at the portal: it is gone where nobody has it in hand, else who has it is asked.
 *
 * @throws AppError LODGED_UNKNOWN (also where another gateway lodged it), LODGED_CLOSED.
 */
export async function withdrawLodged(
  db: District,
  gateway: string,
  asked: { code: string; by: string; reason: string },
): Promise<"withdrawn" | "requested"> {
  return db.transaction().execute(async (trx) => {
    const row = await requireCode(trx, asked.code, true);
    if (row.gateway !== gateway) throw new AppError("LODGED_UNKNOWN", { code: asked.code });
    if (row.state === "withdrawn") return "withdrawn";
    if (row.station !== null && (await isAnswered(trx, row.id)))
      throw new AppError("LODGED_CLOSED", { code: row.code });
    const { by, reason } = asked;
    const withdrawal = JSON.stringify({ by, reason, at: new Date().toISOString() });
    if (row.station === null) {
      await update(trx, row.id, { state: "withdrawn", withdrawal });
      await tellStations(trx, { ...row, state: "withdrawn" });
      return "withdrawn";
    }
    if (row.withdrawal === null) {
      await update(trx, row.id, { withdrawal });
      const data = { id: row.id, by, reason };
      await publish(trx, { to: "station", station: row.station }, { kind: "lodgedWithdrawal", data });
    }
    return "requested";
  });
}

/**
 * What a station that broke had in hand goes on with the one that stands in for it, as far as it was told of; the rest waits
 * again, and is offered to its agency.
 */
export async function handOn(trx: Trx, broken: string, standIn: string): Promise<void> {
  const rows = await trx
    .updateTable("lodged")
    .set({ state: "waiting", station: null, held_at: null })
    .where("station", "=", broken)
    .where("state", "=", "held")
    .where(sql<boolean>`NOT EXISTS (SELECT FROM dossiers WHERE dossiers.id = lodged.id)`)
    .returningAll()
    .execute();
  for (const row of rows) await tellStations(trx, row);
  const kept = await trx
    .updateTable("lodged")
    .set({ station: standIn })
    .where("station", "=", broken)
    .returning(["id", "withdrawal"])
    .returning(isAsked)
    .execute();
  for (const { id, withdrawal, asked } of kept) {
    if (withdrawal === null || asked) continue;
    const { by, reason } = JSON.parse(withdrawal) as { by: string; reason: string };
    await publish(
      trx,
      { to: "station", station: standIn },
      { kind: "lodgedWithdrawal", data: { id, by, reason } },
    );
  }
}

/** Whether what was taken back at the portal was asked of the dossier. */
const isAsked = sql<boolean>`EXISTS (
  SELECT FROM events WHERE events.subject = lodged.id AND events.type = 'dossier.withdrawalRequested'
  AND events.actor = 'portal' AND events.type <> 'dossier.accepted' AND events.type LIKE 'dossier.%'
)`.as("asked");

async function update(trx: Trx, id: string, change: Updateable<LodgedTable>): Promise<void> {
  await trx.updateTable("lodged").set(change).where("id", "=", id).execute();
}

async function isAnswered(trx: Trx, id: string): Promise<boolean> {
  const row = await trx.selectFrom("dossiers").select("data").where("id", "=", id).executeTakeFirst();
  return typeof row?.data === "string" && isClosed(JSON.parse(row.data) as Dossier);
}

function sameAgain(row: Row, content: string): { id: string; answerBy: string } {
  if (hash("sha256", row.content) !== hash("sha256", content))
    throw new AppError("LODGED_DIFFERS", { code: row.code });
  return { id: row.id, answerBy: row.answer_by.toISOString() };
}

function byCode(db: District | Trx, code: string): Promise<Row | undefined> {
  return db.selectFrom("lodged").selectAll().where("code", "=", code).executeTakeFirst();
}

async function requireCode(trx: Trx, code: string, lock = false): Promise<Row> {
  const row = await trx
    .selectFrom("lodged")
    .selectAll()
    .where("code", "=", code)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw new AppError("LODGED_UNKNOWN", { code });
  return row;
}

async function presentOf(db: District, { attachments }: LodgedDossier): Promise<Set<string>> {
  const rows = await db
    .selectFrom("attachments")
    .select("sha256")
    .where(sql<boolean>`sha256 = ANY(${attachments.map(({ sha256 }) => sha256)}::text[])`)
    .execute();
  return new Set(rows.map(({ sha256 }) => sha256));
}

async function nameOf(trx: Trx, station: string): Promise<string> {
  const row = await trx.selectFrom("stations").select("name").where("id", "=", station).executeTakeFirst();
  return row?.name ?? station;
}

/** At the end of a transaction: who has something to say as well waits until it is over. */
async function tellStations(trx: Trx, row: Row): Promise<void> {
  const { applicant, procedureCode } = lodgedDossierSchema.parse(JSON.parse(row.content));
  const news: LodgedNews = {
    id: row.id,
    code: row.code,
    procedureCode,
    procedureName: row.procedure_name,
    applicantName: applicant.fullName,
    lodgedAt: row.lodged_at.toISOString(),
    answerBy: row.answer_by.toISOString(),
    state: row.state,
  };
  await publish(
    trx,
    { to: "agency", agency: row.agency },
    { kind: "lodged", data: news, topic: `lodged/${row.id}` },
  );
}
