import {
  type AcceptedDossier,
  type ClockPause,
  COUNTER_UNIT,
  type Dossier,
  type DossierStatus,
} from "./dossier.ts";
import type { Correction } from "./dossier-events.ts";
import { type EventData, type EventType, eventData } from "./events.ts";

/** The status a dossier has after an event about it; an event that is not listed leaves it as it is. */
export const dossierStatusAfter = {
  "dossier.lodged": "lodged",
  "dossier.accepted": "accepted",
  "dossier.notAccepted": "notAccepted",
  "dossier.supplementRequested": "supplementRequested",
  "dossier.supplemented": "inProcess",
  "dossier.paymentRequested": "paymentRequested",
  "dossier.withdrawalRequested": "withdrawalRequested",
  "dossier.withdrawn": "withdrawalRequested",
  "dossier.stopped": "stopped",
  "dossier.decided": "decided",
  "dossier.resultReturned": "resultReturned",
  "dossier.reopened": "inProcess",
} as const satisfies Partial<Record<EventType, DossierStatus>>;

export type DossierEventType = Extract<EventType, `dossier.${string}`>;

/** An event about a dossier, before or after it was stored. */
export type DossierEvent = {
  [T in DossierEventType]: { type: T; at: string; actor: string; subject: string; data: EventData<T> };
}[DossierEventType];

export function isDossierEvent(type: string): type is DossierEventType {
  return type.startsWith("dossier.") && type in eventData;
}

/**
 * The dossier after an event. The tables of station and district and the tests all follow this one function.
 *
 * @param before null where the event is the first about its dossier.
 */
export function dossierAfter(before: Dossier | null, event: DossierEvent): Dossier {
  if (event.type === "dossier.lodged" || event.type === "dossier.accepted") {
    return begun(event.data.dossier, before, event);
  }
  if (before === null)
    throw new Error(`${event.type} about a dossier that was never accepted: ${event.subject}`);
  const status =
    (dossierStatusAfter as Partial<Record<EventType, DossierStatus>>)[event.type] ?? before.status;
  return { ...before, status, updatedAt: event.at, ...changeBy(before, event) };
}

/** Whether nothing more is to be done with it, unless it is opened again. */
export function isClosed(dossier: Pick<Dossier, "returned" | "ended">): boolean {
  return dossier.returned !== null || dossier.ended !== null;
}

/** What has been paid and not voided, in đồng. */
export function paidAmount(dossier: Pick<Dossier, "payments">): number {
  return dossier.payments.reduce((sum, payment) => sum + payment.amount, 0);
}

function begun(accepted: AcceptedDossier, before: Dossier | null, { at }: { at: string }): Dossier {
  return {
    ...accepted,
    dueAt: accepted.appointment.dueAt,
    pauses: [],
    supplements: [],
    extension: null,
    payments: [],
    custody: { unit: COUNTER_UNIT, since: at, passing: null },
    officialCode: before?.officialCode ?? null,
    decision: null,
    resultHereSince: null,
    returned: null,
    ended: null,
    corrections: 0,
    reopenings: 0,
    updatedAt: at,
  };
}

type Change = Partial<Dossier>;

function changeBy(before: Dossier, event: DossierEvent): Change {
  const { at } = event;
  switch (event.type) {
    case "dossier.notAccepted":
      return { dueAt: null, ended: { at, how: "notAccepted", reason: event.data.reason } };
    case "dossier.corrected":
      return { ...corrected(before, event.data.correction), corrections: before.corrections + 1 };
    case "dossier.attached":
      return {
        attachments: [
          ...before.attachments.filter(({ sha256 }) => sha256 !== event.data.attachment.sha256),
          event.data.attachment,
        ],
      };
    case "dossier.detached":
      return { attachments: before.attachments.filter(({ sha256 }) => sha256 !== event.data.sha256) };
    case "dossier.officialCode":
      return { officialCode: event.data.code };
    case "dossier.handedOver":
      return {
        custody: { ...before.custody, passing: { handover: event.data.handover, to: event.data.to } },
      };
    case "dossier.takenOver":
      return {
        custody: { unit: event.data.to, since: at, passing: null },
        // The national status 4 begins where the division has it.
        ...(before.status === "accepted" && event.data.to !== COUNTER_UNIT ? { status: "inProcess" } : {}),
      };
    case "dossier.handoverDeclined":
      return { custody: { ...before.custody, passing: null } };
    case "dossier.supplementRequested":
      return {
        ...stoppedClock(before, "supplement", at),
        supplements: [...before.supplements, { ...event.data.request, at, answeredAt: null }],
      };
    case "dossier.supplemented":
      return {
        ...runningClock(before, at),
        dueAt: event.data.recount.dueAt,
        components: mergedComponents(before.components, event.data.components),
        supplements: before.supplements.map((request) =>
          request.answeredAt === null ? { ...request, answeredAt: at } : request,
        ),
      };
    case "dossier.paymentRequested":
      return stoppedClock(before, "payment", at);
    case "dossier.paid":
      return {
        payments: [...before.payments, event.data.payment],
        ...(event.data.recount === null
          ? {}
          : { ...runningClock(before, at), dueAt: event.data.recount.dueAt, status: "inProcess" }),
      };
    case "dossier.paymentVoided":
      return { payments: before.payments.filter(({ id }) => id !== event.data.payment) };
    case "dossier.withdrawn":
      return { dueAt: null, ended: { at, how: "withdrawn", reason: event.data.reason } };
    case "dossier.stopped":
      return {
        ...stoppedClock(before, "stopped", at),
        ended: { at, how: "stopped", reason: event.data.reason },
      };
    case "dossier.extended":
      return {
        dueAt: event.data.recount.dueAt,
        extension: {
          at,
          reason: event.data.reason,
          formerDueAt: before.dueAt ?? before.appointment.dueAt,
          dueAt: event.data.recount.dueAt,
          signedBy: event.data.signedBy,
        },
      };
    case "dossier.decided":
      return { ...runningClock(before, at), decision: { at, ...event.data } };
    case "dossier.resultArrived":
      return {
        resultHereSince: at,
        custody: { unit: COUNTER_UNIT, since: at, passing: null },
      };
    case "dossier.resultReturned":
      return { resultHereSince: null, returned: { at, ...event.data } };
    case "dossier.reopened":
      return {
        ...runningClock(before, at),
        dueAt: event.data.recount.dueAt,
        ended: null,
        returned: null,
        decision: null,
        resultHereSince: null,
        custody: { unit: COUNTER_UNIT, since: at, passing: null },
        reopenings: before.reopenings + 1,
      };
    default:
      return {};
  }
}

function corrected(before: Dossier, { procedure, fees, ...rest }: Correction): Change {
  return {
    applicant: rest.applicant ?? before.applicant,
    components: rest.components ?? before.components,
    delivery: rest.delivery ?? before.delivery,
    note: rest.note ?? before.note,
    ...(fees === undefined
      ? {}
      : { fees, fee: fees.reduce((sum, { amount, quantity }) => sum + amount * quantity, 0) }),
    ...(procedure === undefined
      ? {}
      : {
          procedureCode: procedure.code,
          procedureName: procedure.name,
          procedureVersion: procedure.version,
          caseId: procedure.caseId,
          appointment: procedure.appointment,
          dueAt: before.dueAt === null ? null : procedure.appointment.dueAt,
        }),
  };
}

/** The clock stands from `at` on; one that stands already goes on standing. */
function stoppedClock(before: Dossier, kind: ClockPause["kind"], at: string): Change {
  const standing = before.pauses.some(({ to }) => to === null);
  return { dueAt: null, pauses: standing ? before.pauses : [...before.pauses, { kind, from: at, to: null }] };
}

function runningClock(before: Dossier, at: string): Change {
  return { pauses: before.pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause)) };
}

/** Papers handed in later stand beside those that were there; of the same one the counts add up. */
function mergedComponents(
  before: Dossier["components"],
  added: Dossier["components"],
): Dossier["components"] {
  const merged = before.map((component) => {
    const more = added.find(({ componentId }) => componentId === component.componentId);
    if (more === undefined) return component;
    return {
      ...component,
      originals: component.originals + more.originals,
      certified: component.certified + more.certified,
      copies: component.copies + more.copies,
    };
  });
  const known = new Set(before.map(({ componentId }) => componentId));
  return [...merged, ...added.filter(({ componentId }) => !known.has(componentId))];
}
