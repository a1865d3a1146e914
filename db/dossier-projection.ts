import { sql, type Transaction } from "kysely";
import type { PlacedEvent } from "../contract/carried.ts";
import type { Applicant, Dossier, Handover, IntakeNotice } from "../contract/dossier.ts";
import { type DossierEvent, dossierAfter } from "../contract/dossier-life.ts";
import type { EventData } from "../contract/events.ts";
import { type NumberedPaper, numberParts } from "../contract/paper-numbers.ts";
import { foldText } from "../contract/text.ts";
import { officeDay } from "../contract/time.ts";
import { dossierEvents, type LogPlace, readDossierEvent } from "./dossier-history.ts";
import { applicantNumberKey, dossierById, handoverById } from "./dossiers.ts";
import type { StoreSchema } from "./schema.ts";

type Trx = Transaction<StoreSchema>;

/** Applies an event about a dossier to its tables. */
export async function projectDossier(trx: Trx, event: DossierEvent): Promise<void> {
  const before = await dossierById(trx, event.subject);
  const dossier = dossierAfter(before, event);
  if (isBeginning(event.type)) await keepApplicant(trx, dossier);
  else if (event.type === "dossier.corrected" && event.data.correction.applicant !== undefined)
    await keepApplicant(trx, dossier);
  await keepDossier(trx, before, dossier);
  await keepBesides(trx, event, dossier);
}

/**
 * Applies what another log says of a dossier, whatever came first: the dossier is what all that is known of it makes, in
 * the order in which it happened. Nothing is applied before its beginning is known; all of it is then.
 *
 * @param upTo The place in the own log at which it was heard: what follows there is applied after it.
 */
export async function projectDossierFromElsewhere(
  trx: Trx,
  { event: heard }: PlacedEvent,
  upTo: LogPlace,
): Promise<void> {
  const events = (await dossierEvents(trx, heard.subject, upTo)).flatMap(
    (placed) => readDossierEvent(placed) ?? [],
  );
  // A clock that goes wrong may tell of a step before the beginning.
  const beginning = events.find(({ type }) => isBeginning(type));
  if (beginning === undefined) throw new Error(`the beginning is not here yet: ${heard.subject}`);
  const told = [beginning, ...events.filter((event) => event !== beginning)];
  const before = await dossierById(trx, heard.subject);
  // What happened before it stands as it is, also beside the dossier.
  const first = before === null ? 0 : told.findIndex(({ hash }) => hash === heard.hash);
  let dossier = dossierAfter(null, beginning);
  for (const [index, event] of told.entries()) {
    if (index > 0) dossier = dossierAfter(dossier, event);
    if (index < first) continue;
    // A serial is this station's own affair, and counted when it is given out.
    if (event.type === "dossier.accepted") await countRegister(trx, event.at, dossier);
    else await keepBesides(trx, event, dossier);
  }
  if (before === null || isBeginning(heard.type) || heard.type === "dossier.corrected")
    await keepApplicant(trx, dossier);
  await keepDossier(trx, before, dossier);
}

function isBeginning(type: string): boolean {
  return type === "dossier.lodged" || type === "dossier.accepted";
}

/** Keeps a form 02 or 03 that no dossier came of. */
export async function insertNotice(trx: Trx, notice: IntakeNotice): Promise<void> {
  const { id, kind, number, at } = notice;
  await trx
    .insertInto("intake_notices")
    .values({ id, kind, number, at, data: JSON.stringify(notice) })
    .execute();
  await countNumber(trx, kind, at, number);
}

/** What an event says besides of its dossier: serials, hand-over lists, payments. */
async function keepBesides(trx: Trx, event: DossierEvent, dossier: Dossier): Promise<void> {
  switch (event.type) {
    case "dossier.lodged":
      await trx.deleteFrom("lodged").where("id", "=", dossier.id).execute();
      return;
    case "dossier.withdrawalRequested":
      await trx.deleteFrom("lodged_withdrawals").where("id", "=", dossier.id).execute();
      return;
    case "dossier.accepted": {
      const last = event.data.serial;
      await trx
        .insertInto("dossier_serials")
        .values({ day: officeDay(dossier.acceptedAt), last })
        .onConflict((conflict) => conflict.column("day").doUpdateSet({ last }))
        .execute();
      return countRegister(trx, event.at, dossier);
    }
    case "dossier.notAccepted":
      return countNumber(trx, "refusal", event.at, event.data.number);
    case "dossier.supplementRequested":
      return countNumber(trx, "supplement", event.at, event.data.number);
    case "dossier.extended":
      return countNumber(trx, "apology", event.at, event.data.number);
    case "dossier.stopped":
      return countNumber(trx, "stop", event.at, event.data.number);
    case "dossier.handedOver":
      return listHandedOver(trx, event, dossier);
    case "dossier.takenOver":
      return markInList(
        trx,
        event.data.handover,
        event.at,
        dossier.id,
        { state: "taken", reason: "" },
        event.data.by,
      );
    case "dossier.handoverDeclined":
      return markInList(trx, event.data.handover, event.at, dossier.id, {
        state: "declined",
        reason: event.data.reason,
      });
    case "dossier.paid": {
      const { payment } = event.data;
      await trx
        .insertInto("payments")
        .values({
          id: payment.id,
          number: payment.number,
          dossier: dossier.id,
          day: officeDay(payment.at),
          method: payment.method,
          amount: payment.amount,
          cashier: payment.cashier.id,
          voided: null,
          voided_at: null,
          voided_day: null,
          data: JSON.stringify(payment),
        })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
      await countNumber(trx, "payment", event.at, payment.number);
      return;
    }
    case "dossier.paymentVoided":
      await trx
        .updateTable("payments")
        .set({ voided: event.data.reason, voided_at: event.at, voided_day: officeDay(event.at) })
        .where("id", "=", event.data.payment)
        .execute();
      return;
    default:
      return;
  }
}

async function countRegister(trx: Trx, at: string, { register }: Dossier): Promise<void> {
  if (register !== null) await countRunning(trx, `register/${register.book}`, at, register.number);
}

async function keepDossier(trx: Trx, before: Dossier | null, dossier: Dossier): Promise<void> {
  const row = {
    code: dossier.code,
    official_code: dossier.officialCode,
    procedure_code: dossier.procedureCode,
    applicant: applicantKey(dossier),
    status: dossier.status,
    accepted_at: dossier.acceptedAt,
    due_at: dossier.dueAt,
    unit: dossier.custody.unit,
    closed_at: dossier.returned?.at ?? dossier.ended?.at ?? null,
    result_here_since: dossier.resultHereSince,
    search: searchText(dossier, dossier.applicant),
    data: JSON.stringify(dossier),
  };
  if (before === null) {
    await trx
      .insertInto("dossiers")
      .values({ id: dossier.id, ...row })
      .execute();
  } else {
    await trx.updateTable("dossiers").set(row).where("id", "=", dossier.id).execute();
  }
}

async function keepApplicant(trx: Trx, dossier: Dossier): Promise<void> {
  const { applicant } = dossier;
  const changed = { data: JSON.stringify(applicant), updated_at: dossier.updatedAt };
  await trx
    .insertInto("applicants")
    .values({
      id: applicantKey(dossier),
      citizen_number: applicant.citizenNumber,
      tax_code: applicant.taxCode,
      ...changed,
    })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(changed))
    .execute();
}

async function listHandedOver(
  trx: Trx,
  { at, data }: { at: string; data: EventData<"dossier.handedOver"> },
  dossier: Dossier,
): Promise<void> {
  const before = await handoverById(trx, data.handover);
  const line = { id: dossier.id, code: dossier.code, state: "passing" as const, reason: "" };
  if (before !== null) {
    const isListed = before.dossiers.some((entry) => entry.id === dossier.id);
    const dossiers = isListed
      ? before.dossiers.map((entry) => (entry.id === dossier.id ? line : entry))
      : [...before.dossiers, line];
    return keepHandover(trx, { ...before, dossiers });
  }
  const { handover: id, number, from, to, givenBy } = data;
  await countNumber(trx, "handover", at, number);
  await keepHandover(trx, {
    id,
    number,
    from,
    to,
    givenBy,
    givenAt: at,
    takenBy: null,
    takenAt: null,
    dossiers: [line],
  });
}

async function markInList(
  trx: Trx,
  id: string,
  at: string,
  dossier: string,
  mark: Pick<Handover["dossiers"][number], "state" | "reason">,
  takenBy: Handover["takenBy"] = null,
): Promise<void> {
  const before = await handoverById(trx, id);
  if (before === null) return;
  await keepHandover(trx, {
    ...before,
    takenBy: takenBy ?? before.takenBy,
    takenAt: at,
    dossiers: before.dossiers.map((line) => (line.id === dossier ? { ...line, ...mark } : line)),
  });
}

async function keepHandover(trx: Trx, handover: Handover): Promise<void> {
  await trx
    .replaceInto("handovers")
    .values({
      id: handover.id,
      number: handover.number,
      from_unit: handover.from,
      to_unit: handover.to,
      given_at: handover.givenAt,
      taken_at: handover.takenAt,
      data: JSON.stringify(handover),
    })
    .execute();
}

/** Remembers the running part of a paper's number, by the series that the rest of it tells (`-2/HDHS`) and the year. */
async function countNumber(
  trx: Trx,
  paper: NumberedPaper,
  at: string,
  number: string | undefined,
): Promise<void> {
  const parts = numberParts(number ?? "");
  if (parts !== null) await countRunning(trx, paper + parts.tail, at, parts.running);
}

async function countRunning(trx: Trx, kind: string, at: string, last: number): Promise<void> {
  await trx
    .insertInto("running_numbers")
    .values({ kind, year: officeDay(at).slice(0, 4), last })
    .onConflict((conflict) =>
      conflict.columns(["kind", "year"]).doUpdateSet({ last: sql`max(running_numbers.last, excluded.last)` }),
    )
    .execute();
}

function applicantKey({ id, applicant }: Dossier): string {
  return applicantNumberKey(applicant) ?? `dossier:${id}`;
}

function searchText(dossier: Dossier, applicant: Applicant): string {
  const parts = [
    dossier.code,
    dossier.officialCode ?? "",
    applicant.fullName,
    applicant.citizenNumber ?? applicant.taxCode ?? "",
    applicant.phone,
    dossier.ticketLabel ?? "",
  ];
  return foldText(parts.join(" "));
}
