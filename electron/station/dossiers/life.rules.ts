import type { Procedure } from "../../../contract/catalogue.ts";
import type { Dossier, Signatory } from "../../../contract/dossier.ts";
import { feeTotal, owedFees } from "../../../contract/dossier-fees.ts";
import { type DossierEvent, standingPause } from "../../../contract/dossier-life.ts";
import type { DossierStep, DossierStepKind, StepObstacle } from "../../../contract/dossier-steps.ts";
import { AppError } from "../../../contract/errors.ts";
import type { NumberedPaper } from "../../../contract/paper-numbers.ts";
import { officeDay } from "../../../contract/time.ts";
import { isWorkingDay } from "../calendar/working-days.rules.ts";
import { dueAfterPause, promised } from "./clock.rules.ts";
import { handedIn, namedComponents } from "./components.rules.ts";
import { type Asked, mayVoid, openStages, placeOf, stepObstacle } from "./steps.rules.ts";

/** What a step needs besides the dossier and who asks: looked up and numbered by the service. */
export interface StepFacts {
  signatory: Signatory;
  /** The procedure as the dossier was accepted under it, in its case. */
  procedure: Procedure;
  /** The one that a correction names, in its case; null where it names none. */
  corrected: Procedure | null;
  /** Of the paper, see `numberOf`. */
  number: string;
  newId: string;
  printJob: string | null;
}

/** Which steps give a paper with a running number. */
const numbered: Partial<Record<DossierStepKind, NumberedPaper>> = {
  refuse: "refusal",
  requestSupplement: "supplement",
  extend: "apology",
  stop: "stop",
  pay: "payment",
};

export function numberOf(step: DossierStep): NumberedPaper | null {
  return numbered[step.kind] ?? null;
}

/**
 * The event that a step makes of a dossier.
 *
 * @throws AppError DOSSIER_STEP with the obstacle, NEW_DATE_UNFIT, PAYMENT_TOO_HIGH, COMPONENTS_MISSING, BAD_INPUT,
 * CALENDAR_MISSING.
 */
export function decide(dossier: Dossier, step: DossierStep, asked: Asked, facts: StepFacts): DossierEvent {
  requireStep(dossier, step, asked);
  const content = contentOf(dossier, step, asked, facts);
  return { ...content, at: asked.at, actor: asked.staff.id, subject: dossier.id } as DossierEvent;
}

/** @throws AppError DOSSIER_STEP */
export function requireStep(dossier: Dossier, step: DossierStep, asked: Asked): void {
  const obstacle = stepObstacle(dossier, step.kind, asked) ?? contentObstacle(dossier, step, asked);
  if (obstacle !== null) throw stepRefused(dossier, step.kind, obstacle);
}

export function stepRefused(dossier: Dossier, step: string, obstacle: StepObstacle): AppError {
  const { code, status } = dossier;
  return new AppError("DOSSIER_STEP", { code, step, obstacle, status });
}

/** What only the content of the step tells. */
function contentObstacle(dossier: Dossier, step: DossierStep, asked: Asked): StepObstacle | null {
  switch (step.kind) {
    case "correct":
      // With the procedure the promise changes: not once somebody works by it.
      if (step.correction.procedure === undefined) return null;
      if (placeOf(dossier, asked) !== "counter") return "custody";
      if (dossier.custody.passing !== null) return "passing";
      return dossier.status === "accepted" || dossier.status === "lodged" ? null : "status";
    case "detach":
      return dossier.attachments.some(({ sha256 }) => sha256 === step.sha256) ? null : "nothing";
    case "requestSupplement":
      if (openStages(dossier, asked).includes(step.request.stage)) return null;
      return dossier.supplements.some(({ stage }) => stage === step.request.stage) ? "once" : "status";
    case "voidPayment": {
      const payment = dossier.payments.find(({ id }) => id === step.payment);
      if (payment === undefined) return "nothing";
      return mayVoid(payment, asked) ? null : "role";
    }
    default:
      return null;
  }
}

/** An event without who, when and about what. */
type Content = { [E in DossierEvent as E["type"]]: Pick<E, "type" | "data"> }[DossierEvent["type"]];

function contentOf(dossier: Dossier, step: DossierStep, asked: Asked, facts: StepFacts): Content {
  const { number, printJob, procedure } = facts;
  const { at, office } = asked;
  switch (step.kind) {
    case "correct":
      return {
        type: "dossier.corrected",
        data: { correction: correctionOf(dossier, step, asked, facts), reason: step.reason, printJob },
      };
    case "attach":
      return { type: "dossier.attached", data: { attachment: step.attachment } };
    case "detach":
      return { type: "dossier.detached", data: { sha256: step.sha256, reason: step.reason } };
    case "note":
      return { type: "dossier.noted", data: { text: step.text } };
    case "officialCode":
      return { type: "dossier.officialCode", data: { code: step.code } };
    case "refuse":
      return { type: "dossier.notAccepted", data: { reason: step.reason, number, printJob } };
    case "requestSupplement":
      return { type: "dossier.supplementRequested", data: { request: step.request, number, printJob } };
    case "supplement":
      return {
        type: "dossier.supplemented",
        data: {
          components: namedComponents(procedure, step.components),
          recount: recountOf(dossier, procedure, asked),
        },
      };
    case "requestPayment":
      return {
        type: "dossier.paymentRequested",
        data: {
          // Whatever it was to be paid with, it is waited for now.
          lines: step.lines.map((line) => ({ ...line, collectAt: "supplement" as const })),
          reason: step.reason,
          printJob,
        },
      };
    case "pay":
      return { type: "dossier.paid", data: paymentOf(dossier, step, asked, facts) };
    case "voidPayment":
      return { type: "dossier.paymentVoided", data: { payment: step.payment, reason: step.reason } };
    case "requestWithdrawal":
      return { type: "dossier.withdrawalRequested", data: { by: step.by, reason: step.reason } };
    case "dropWithdrawal":
      return { type: "dossier.withdrawalDropped", data: { reason: step.reason } };
    case "withdraw":
      return { type: "dossier.withdrawn", data: { receiver: step.receiver, reason: step.reason } };
    case "stop":
      return {
        type: "dossier.stopped",
        data: {
          reason: step.reason,
          legalBasis: step.legalBasis,
          signedBy: facts.signatory.name,
          number,
          printJob,
        },
      };
    case "extend":
      return {
        type: "dossier.extended",
        data: {
          reason: step.reason,
          recount: { dueAt: newDate(dossier, step.dueAt, asked), steps: [] },
          signedBy: facts.signatory.name,
          number,
          printJob,
        },
      };
    case "decide":
      return {
        type: "dossier.decided",
        data: { outcome: step.outcome, number: step.number, note: step.note },
      };
    case "receiveResult":
      return { type: "dossier.resultArrived", data: {} };
    case "returnResult":
      return {
        type: "dossier.resultReturned",
        data: {
          via: step.via,
          receiver: step.receiver,
          citizenNumber: step.citizenNumber,
          tracking: step.tracking,
        },
      };
    case "reopen": {
      const { appointment } = promised(procedure, at, office.calendar, (node) => node);
      const { dueAt, steps } = appointment;
      return {
        type: "dossier.reopened",
        data: { reason: step.reason, recount: { dueAt, steps }, approvedBy: facts.signatory.name },
      };
    }
  }
}

type StepOf<K extends DossierStepKind> = Extract<DossierStep, { kind: K }>;
type DataOf<T extends DossierEvent["type"]> = Extract<DossierEvent, { type: T }>["data"];

function correctionOf(
  dossier: Dossier,
  { correction: { procedure: named, components, ...rest } }: StepOf<"correct">,
  { office }: Asked,
  { procedure, corrected }: StepFacts,
): DataOf<"dossier.corrected">["correction"] {
  if (named === undefined || corrected === null) {
    if (components === undefined) return rest;
    return { ...rest, components: handedIn(procedure, components) };
  }
  if (components === undefined)
    throw new AppError("BAD_INPUT", { path: "step.correction.components", reason: "missing" });
  const nodeName = (node: string) => office.divisions.find(({ id }) => id === node)?.name.vi ?? node;
  return {
    ...rest,
    components: handedIn(corrected, components),
    procedure: {
      code: corrected.code,
      name: corrected.name.vi,
      version: corrected.effectiveFrom,
      caseId: named.caseId,
      // It was received when it was received: only what is promised for it was wrong.
      ...promised(corrected, dossier.appointment.receivedAt, office.calendar, nodeName),
    },
  };
}

/** The clock goes on once all that was asked for is paid. */
function paymentOf(
  dossier: Dossier,
  { lines, method }: StepOf<"pay">,
  asked: Asked,
  { number, newId, signatory, printJob, procedure }: StepFacts,
): DataOf<"dossier.paid"> {
  const amount = feeTotal(lines);
  const owed = owedFees(dossier).reduce((sum, fee) => sum + fee.owed, 0);
  if (amount > owed) throw new AppError("PAYMENT_TOO_HIGH", { owed, amount });
  if (amount === 0) throw new AppError("BAD_INPUT", { path: "step.lines", reason: "0" });
  const payment = { id: newId, number, lines, amount, method, at: asked.at, cashier: signatory };
  const after = { ...dossier, payments: [...dossier.payments, payment] };
  const isWaitedFor = standingPause(dossier)?.kind === "payment";
  const isSettled = owedFees(after).every(({ collectAt }) => collectAt !== "supplement");
  return {
    payment,
    printJob,
    recount: isWaitedFor && isSettled ? recountOf(dossier, procedure, asked) : null,
  };
}

function recountOf(dossier: Dossier, procedure: Procedure, { at, office }: Asked) {
  const due = dueAfterPause(dossier, procedure, at, office.calendar);
  return due ?? { dueAt: dossier.dueAt ?? dossier.appointment.dueAt, steps: [] };
}

/** @throws AppError NEW_DATE_UNFIT unless it is a working day after the promised time and still to come. */
function newDate({ dueAt }: Dossier, wanted: string, { at, office }: Asked): string {
  const day = officeDay(wanted);
  if (wanted <= at || (dueAt !== null && wanted <= dueAt) || !isWorkingDay(day, office.calendar))
    throw new AppError("NEW_DATE_UNFIT", { day });
  return wanted;
}
