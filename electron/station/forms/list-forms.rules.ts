import { COUNTER_UNIT, type Dossier, type Handover } from "../../../contract/dossier.ts";
import type { CashReport } from "../../../contract/dossier-calls.ts";
import type { FormValues } from "../../../contract/forms.ts";
import { officeDay } from "../../../contract/time.ts";
import { type Punctuality, punctuality } from "../calendar/progress.rules.ts";
import { dueOf, punctualityOf } from "../dossiers/outcome.rules.ts";
import { personValues } from "./dossier-forms.rules.ts";
import {
  amountText,
  dayParts,
  type FormFrame,
  frameValues,
  numbered,
  say,
  timeParts,
  timeText,
} from "./words.rules.ts";

/** What the papers with lists are filled in with: control sheet, register, hand-over list, reports of a day. */

/**
 * How the giver of a hand-over kept its time: a node of an interlinked dossier by its leg, the counter by the day on
 * which a dossier has to be passed on (Decree 61/2018/NĐ-CP, article 18), anyone else by the dossier's due time.
 */
export function handoverOutcome(dossier: Dossier, { from, givenAt }: Handover): Punctuality {
  const leg = dossier.legs.find(({ node }) => node === from);
  if (leg !== undefined) return punctuality(leg.dueAt, givenAt);
  if (from !== COUNTER_UNIT) return punctuality(dueOf(dossier), givenAt);
  const { receivedAt, steps } = dossier.appointment;
  const next = steps.find((step) => step.kind === "receivedNextWorkingDay");
  const lastDay = next?.kind === "receivedNextWorkingDay" ? next.day : officeDay(receivedAt);
  const day = officeDay(givenAt);
  // The counter gives it on at its beginning only; what comes back later has the dossier's own time.
  if (dossier.decision !== null && givenAt > dossier.decision.at) return punctuality(dueOf(dossier), givenAt);
  if (day > lastDay) return "late";
  return day < lastDay ? "early" : "onTime";
}

/** The control sheet: every hand-over that the dossier was in, oldest first. */
export function controlFormValues(
  frame: FormFrame,
  input: { dossier: Dossier; handovers: readonly Handover[] },
): FormValues<"control"> {
  const { dossier, handovers } = input;
  const { words } = frame;
  const mine = handovers
    .filter(({ dossiers }) => dossiers.some(({ id }) => id === dossier.id))
    .sort((a, b) => (a.givenAt < b.givenAt ? -1 : 1));
  const outcome = punctualityOf(dossier);
  return {
    ...frameValues(frame),
    code: dossier.code,
    ...personValues(dossier.applicant),
    matter: dossier.procedureName,
    received: timeParts(dossier.appointment.receivedAt),
    due: timeParts(dueOf(dossier)),
    unit: frame.unitName(dossier.custody.unit),
    hops: numbered(mine, (handover) => {
      const entry = handover.dossiers.find(({ id }) => id === dossier.id);
      const declined = entry?.state === "declined";
      const taken = !declined && handover.takenAt !== null;
      return {
        from: frame.unitName(handover.from),
        to: frame.unitName(handover.to),
        givenBy: handover.givenBy.name,
        givenAt: timeParts(handover.givenAt),
        takenBy: taken ? (handover.takenBy?.name ?? "") : "",
        takenAt: taken && handover.takenAt !== null ? timeParts(handover.takenAt) : null,
        outcome: declined ? "" : say(frame, words.outcome[handoverOutcome(dossier, handover)]),
        note: declined
          ? say(frame, words.handover.declined, { reason: entry?.reason ?? "" })
          : handover.takenBy?.how === "paper"
            ? say(frame, words.handover.onPaper)
            : "",
      };
    }),
    outcome: outcome === null ? "" : say(frame, words.outcome[outcome]),
  };
}

export type RegisterRow = FormValues<"register">["rows"][number];

/** A line of the register (*sổ theo dõi hồ sơ*). `index` counts the lines of the period. */
export function registerRow(frame: FormFrame, dossier: Dossier, index: number): RegisterRow {
  const { words } = frame;
  const { applicant, returned, ended, extension } = dossier;
  const notes = [
    dossier.officialCode === null
      ? ""
      : say(frame, words.register.officialCode, { code: dossier.officialCode }),
    extension === null ? "" : say(frame, words.register.extended, { time: timeText(frame, extension.dueAt) }),
    punctualityOf(dossier) === "late" ? say(frame, words.register.late) : "",
    ended === null ? "" : say(frame, words.ended[ended.how], { reason: ended.reason }),
    dossier.note,
  ];
  return {
    index: String(dossier.register?.number ?? index),
    code: dossier.code,
    matter: dossier.procedureName,
    sets: String(dossier.sets),
    name: applicant.fullName,
    contact: [applicant.address, applicant.phone].filter((part) => part !== "").join("; "),
    unit: frame.unitName(dossier.custody.unit),
    received: timeText(frame, dossier.appointment.receivedAt),
    due: timeText(frame, dossier.appointment.dueAt),
    returned: timeText(frame, returned?.at ?? null),
    delivery: say(frame, words.delivery[returned?.via ?? dossier.delivery], {
      office: frameValues(frame).office.name,
      address: applicant.address,
    }),
    receiver: [returned?.receiver ?? "", returned?.tracking ?? ""].filter((part) => part !== "").join("; "),
    note: notes.filter((part) => part !== "").join("; "),
  };
}

export function registerFormValues(
  frame: FormFrame,
  input: { from: string; to: string; rows: RegisterRow[]; part: number; parts: number },
): FormValues<"register"> {
  return {
    ...frameValues(frame),
    from: dayParts(input.from),
    to: dayParts(input.to),
    part: String(input.part),
    parts: input.parts === 1 ? "" : String(input.parts),
    rows: input.rows,
  };
}

/** The hand-over list (*phiếu giao nhận*), with the dossiers in it. */
export function handoverFormValues(
  frame: FormFrame,
  input: { handover: Handover; dossiers: readonly Dossier[] },
): FormValues<"handover"> {
  const { handover, dossiers } = input;
  const { words } = frame;
  return {
    ...frameValues(frame),
    number: handover.number,
    from: frame.unitName(handover.from),
    to: frame.unitName(handover.to),
    givenBy: handover.givenBy.name,
    givenAt: timeParts(handover.givenAt),
    takenBy: handover.takenBy?.name ?? "",
    takenAt: handover.takenAt === null ? null : timeParts(handover.takenAt),
    count: String(handover.dossiers.length),
    rows: numbered(handover.dossiers, (entry) => {
      const dossier = dossiers.find(({ id }) => id === entry.id);
      return {
        code: entry.code,
        name: dossier?.applicant.fullName ?? "",
        matter: dossier?.procedureName ?? "",
        components:
          dossier === undefined
            ? ""
            : say(frame, words.components, {
                count: dossier.components.reduce(
                  (sum, { originals, certified, copies }) => sum + originals + certified + copies,
                  0,
                ),
              }),
        due: dossier === undefined ? "" : timeText(frame, dueOf(dossier)),
        note: entry.state === "declined" ? say(frame, words.handover.declined, { reason: entry.reason }) : "",
      };
    }),
  };
}

/** Money taken in a day (*bảng kê thu phí, lệ phí*). */
export function cashReportFormValues(
  frame: FormFrame,
  input: { report: CashReport; cashier: string },
): FormValues<"cashReport"> {
  const { report, cashier } = input;
  const { words } = frame;
  const method = (name: string) =>
    name in words.method ? say(frame, words.method[name as keyof typeof words.method]) : name;
  const line = (payment: CashReport["payments"][number]) => ({
    number: payment.number,
    code: payment.dossierCode,
    payer: payment.payer,
    method: method(payment.method),
    amount: amountText(payment.amount),
    at: timeText(frame, payment.at),
    cashier: payment.cashier.name,
    voided: payment.voided?.reason ?? "",
  });
  const total = report.totals.reduce((sum, { amount }) => sum + amount, 0);
  return {
    ...frameValues(frame),
    day: dayParts(report.day),
    cashier,
    rows: numbered(report.payments, line),
    voidedLater: numbered(report.voidedLater, line),
    totals: report.totals.map((entry) => ({
      method: method(entry.method),
      count: String(entry.count),
      amount: amountText(entry.amount),
    })),
    count: String(report.totals.reduce((sum, { count }) => sum + count, 0)),
    total: amountText(total),
    totalInWords: frame.inWords(total),
  };
}

/** What a day brought: taken in, due, and passed on to whom. */
export function dailyListFormValues(
  frame: FormFrame,
  input: {
    day: string;
    accepted: readonly Dossier[];
    due: readonly Dossier[];
    handovers: readonly Handover[];
    /** Of the hand-overs. */
    dossiers: readonly Dossier[];
  },
): FormValues<"dailyList"> {
  const { day, accepted, due, handovers, dossiers } = input;
  const about = ({ code, applicant, procedureName }: Dossier) => ({
    code,
    name: applicant.fullName,
    matter: procedureName,
  });
  const forwarded = handovers.flatMap((handover) =>
    handover.dossiers
      .filter(({ state }) => state !== "declined")
      .map((entry) => ({ handover, entry, dossier: dossiers.find(({ id }) => id === entry.id) })),
  );
  return {
    ...frameValues(frame),
    day: dayParts(day),
    accepted: numbered(accepted, (dossier) => ({
      ...about(dossier),
      at: timeText(frame, dossier.acceptedAt),
      due: timeText(frame, dueOf(dossier)),
      by: dossier.acceptedBy.name,
    })),
    due: numbered(due, (dossier) => ({
      ...about(dossier),
      due: timeText(frame, dueOf(dossier)),
      unit: frame.unitName(dossier.custody.unit),
      state: say(frame, frame.words.status[dossier.status]),
    })),
    forwarded: numbered(forwarded, ({ handover, entry, dossier }) => ({
      code: entry.code,
      name: dossier?.applicant.fullName ?? "",
      matter: dossier?.procedureName ?? "",
      to: frame.unitName(handover.to),
      at: timeText(frame, handover.givenAt),
      by: handover.givenBy.name,
    })),
    acceptedCount: String(accepted.length),
    dueCount: String(due.length),
    forwardedCount: String(forwarded.length),
  };
}
