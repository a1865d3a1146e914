import { sql } from "kysely";
import type { Applicant, Dossier, Handover, IntakeNotice } from "../contract/dossier.ts";
import type { CashLine, HistoryEntry } from "../contract/dossier-calls.ts";
import { type DossierSummary, summaryOf } from "../contract/dossier-lists.ts";
import { type PrintJob, paperKindSchema } from "../contract/entities.ts";
import { foldText } from "../contract/text.ts";
import { officeDay, officeInstant } from "../contract/time.ts";
import { dossierEvents } from "./dossier-history.ts";
import { matchOf } from "./dossier-search.ts";
import { paperSubjects } from "./forms.ts";
import { metaValue } from "./meta.ts";
import { printJobOf } from "./print-jobs.ts";
import type { Queryable } from "./store.ts";

export async function dossierById(db: Queryable, id: string): Promise<Dossier | null> {
  const row = await db.selectFrom("dossiers").select("data").where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.data) as Dossier);
}

export async function handoverById(db: Queryable, id: string): Promise<Handover | null> {
  const row = await db.selectFrom("handovers").select("data").where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.data) as Handover);
}

/** What happened to a dossier here and elsewhere, oldest first, with who did it. */
export async function historyOf(db: Queryable, id: string): Promise<HistoryEntry[]> {
  const here = await metaValue(db, "station");
  const events = await dossierEvents(db, id);
  return events.map(({ station, event: { at, actor, type, data } }) => ({
    at,
    by: actor,
    type,
    data: JSON.parse(data),
    ...(station === here ? {} : { elsewhere: true }),
  }));
}

/** The print jobs of what a dossier's papers are about, its payments among them, oldest first. */
export async function papersOf(db: Queryable, dossier: string): Promise<PrintJob[]> {
  const subjects = await paperSubjects(db, dossier);
  const rows = await db
    .selectFrom("print_jobs")
    .selectAll()
    // Kind by kind: that is how the index goes.
    .where("kind", "in", paperKindSchema.options)
    .where((eb) =>
      eb.or([
        eb("subject", "in", subjects),
        // A form has copies of its own: its jobs name the form, and the form what it is about.
        eb(
          "subject",
          "in",
          eb.selectFrom("form_papers").select("id").where("form_papers.subject", "in", subjects),
        ),
      ]),
    )
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(printJobOf);
}

/** Open dossiers of an applicant for a procedure, latest first; without a number, by name and birth date or phone. */
export async function openDossiersOf(
  db: Queryable,
  procedureCode: string,
  applicant: Applicant,
): Promise<DossierSummary[]> {
  const key = applicantNumberKey(applicant);
  // A number is looked up by its own index: of a procedure there are a hundred thousand.
  const open = sql`+procedure_code = ${procedureCode} AND closed_at IS NULL`;
  const { rows } =
    key === null
      ? await sql<{ data: string }>`
          SELECT data FROM dossier_search JOIN dossiers ON dossiers.place = dossier_search.rowid
          WHERE dossier_search MATCH ${matchOf(foldText(applicant.fullName).split(" ")) ?? '""'} AND ${open}
          ORDER BY dossier_search.rowid DESC LIMIT ${MOST_NAMESAKES}`.execute(db)
      : await sql<{ data: string }>`
          SELECT data FROM dossiers WHERE applicant = ${key} AND ${open} ORDER BY place DESC`.execute(db);
  const found = rows.map(({ data }) => JSON.parse(data) as Dossier);
  return found.filter((dossier) => key !== null || isSamePerson(dossier.applicant, applicant)).map(summaryOf);
}

/** So far back a paper is looked for. */
const MOST_EARLIER = 100;

/** The dossiers of an applicant, by citizen number or tax code, the latest first. */
export async function dossiersOfApplicant(db: Queryable, number: string): Promise<Dossier[]> {
  const rows = await db
    .selectFrom("dossiers")
    .select("data")
    .where("applicant", "in", [numberKey("citizen", number), numberKey("organisation", number)])
    .orderBy("place", "desc")
    .limit(MOST_EARLIER)
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as Dossier);
}

/** Of one name with open dossiers for one procedure. */
const MOST_NAMESAKES = 200;

function isSamePerson(one: Applicant, other: Applicant): boolean {
  if (foldText(one.fullName) !== foldText(other.fullName)) return false;
  const digits = ({ phone }: Applicant) => phone.replace(/\D/g, "");
  return (
    (one.birthDate !== null && one.birthDate === other.birthDate) ||
    (digits(one) !== "" && digits(one) === digits(other))
  );
}

/** Applicants with a number of their own are the same one; without it, nobody can say. */
export function applicantNumberKey({ citizenNumber, taxCode }: Applicant): string | null {
  if (citizenNumber !== null) return numberKey("citizen", citizenNumber);
  return taxCode === null ? null : numberKey("organisation", taxCode);
}

function numberKey(kind: Applicant["kind"], number: string): string {
  return `${kind}:${number}`;
}

/** From the first instant of a day of the office to the first after another. */
function span(from: string, to: string): { since: string; before: string } {
  const end = new Date(Date.parse(officeInstant(to, "00:00")) + 24 * 60 * 60 * 1000).toISOString();
  return { since: officeInstant(from, "00:00"), before: end };
}

/** Forms 02 and 03 that no dossier came of, given in a period of days. */
export async function noticesOf(db: Queryable, from: string, to: string): Promise<IntakeNotice[]> {
  const { since, before } = span(from, to);
  const rows = await db
    .selectFrom("intake_notices")
    .select("data")
    .where("at", ">=", since)
    .where("at", "<", before)
    .orderBy("at")
    .orderBy("id")
    .execute();
  return rows.map((row) => JSON.parse(row.data) as IntakeNotice);
}

/** Hand-over lists given in a period of days, and those from before that nobody has signed. */
export async function handoversOf(db: Queryable, from: string, to: string): Promise<Handover[]> {
  const { since, before } = span(from, to);
  const rows = await db
    .selectFrom("handovers")
    .select("data")
    .where("given_at", "<", before)
    .where((eb) => eb.or([eb("given_at", ">=", since), eb("taken_at", "is", null)]))
    .orderBy("given_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => JSON.parse(row.data) as Handover);
}

/** Receipts of payment of a day, and those of earlier days that were made void on it. */
export async function receiptsOf(
  db: Queryable,
  day: string,
  cashier: string | null,
): Promise<{ taken: CashLine[]; voided: CashLine[] }> {
  const rows = await db
    .selectFrom("payments")
    .innerJoin("dossiers", "dossiers.id", "payments.dossier")
    .select([
      "payments.data",
      "payments.day",
      "payments.voided",
      "payments.voided_at",
      "dossiers.code",
      "dossiers.data as dossier",
    ])
    .where((eb) => eb.or([eb("payments.day", "=", day), eb("payments.voided_day", "=", day)]))
    .$if(cashier !== null, (query) => query.where("payments.cashier", "=", cashier ?? ""))
    .orderBy("payments.number")
    .execute();
  const lines = rows.map((row) => {
    const { number, amount, method, at, cashier } = JSON.parse(row.data) as Dossier["payments"][number];
    const { applicant } = JSON.parse(row.dossier) as Dossier;
    const isVoid = row.voided !== null && row.voided_at !== null;
    const line: CashLine = {
      number,
      dossierCode: row.code,
      payer: applicant.fullName,
      amount,
      method,
      at,
      cashier,
      voided: isVoid ? { reason: row.voided ?? "", at: row.voided_at ?? "" } : null,
    };
    return { line, day: row.day };
  });
  const isVoidOn = ({ voided }: CashLine) => voided !== null && officeDay(voided.at) === day;
  return {
    taken: lines
      .filter((entry) => entry.day === day)
      // What was made void later counted on this day.
      .map(({ line }) => (isVoidOn(line) ? line : { ...line, voided: null })),
    voided: lines.filter((entry) => entry.day !== day).map(({ line }) => line),
  };
}

/** The last running number of a kind of paper in a year; 0 before the first. */
export async function lastNumberOf(db: Queryable, kind: string, year: string): Promise<number> {
  const row = await db
    .selectFrom("running_numbers")
    .select("last")
    .where("kind", "=", kind)
    .where("year", "=", year)
    .executeTakeFirst();
  return row?.last ?? 0;
}

/** The applicant as entered last, by citizen number or tax code. */
export async function applicantByNumber(db: Queryable, number: string): Promise<Applicant | null> {
  const row = await db
    .selectFrom("applicants")
    .select("data")
    .where((eb) => eb.or([eb("citizen_number", "=", number), eb("tax_code", "=", number)]))
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.data) as Applicant);
}

/** The last serial that went into a dossier code on that day, or null before the first. */
export async function lastSerial(db: Queryable, day: string): Promise<number | null> {
  const row = await db.selectFrom("dossier_serials").select("last").where("day", "=", day).executeTakeFirst();
  return row?.last ?? null;
}
