import {
  type AcceptedDossier,
  type Breach,
  COUNTER_UNIT,
  type Dossier,
  type DossierPause,
  type DossierStatus,
} from "./dossier.ts";
import type { Correction } from "./dossier-events.ts";
import { feeTotal } from "./dossier-fees.ts";
import type { PauseKind } from "./entities.ts";
import { type EventData, type EventType, eventData } from "./events.ts";

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
  const after = { ...before, ...changeBy(before, event), ...breachBy(before, event) };
  // What was written earlier elsewhere may come later.
  return event.at < before.updatedAt ? after : { ...after, updatedAt: event.at };
}

/** Whether nothing more is to be done with it, unless it is opened again. */
export function isClosed(dossier: Pick<Dossier, "returned" | "ended">): boolean {
  return dossier.returned !== null || dossier.ended !== null;
}

/** The pause that lasts, or null while the clock runs. */
export function standingPause(dossier: Pick<Dossier, "pauses">): DossierPause | null {
  return dossier.pauses.find(({ to }) => to === null) ?? null;
}

/** The first event about it; or the acceptance of one that was lodged, which keeps what was asked for and paid then. */
function begun(accepted: AcceptedDossier, before: Dossier | null, { at }: { at: string }): Dossier {
  return {
    ...accepted,
    dueAt: accepted.appointment.dueAt,
    pauses: before === null ? [] : running(before, at),
    supplements: before?.supplements ?? [],
    extension: null,
    payments: before?.payments ?? [],
    custody: { unit: COUNTER_UNIT, since: at, passing: null },
    // The code under which it was lodged is the upper node's; the receipt carries this office's.
    officialCode: before?.officialCode ?? (before === null ? null : before.code),
    withdrawal: null,
    decision: null,
    resultHereSince: null,
    returned: null,
    ended: null,
    corrections: 0,
    reopenings: 0,
    updatedAt: at,
  };
}

/** Steps that are taken of a closed dossier as well. */
const evenWhenClosed: ReadonlySet<DossierEventType> = new Set([
  "dossier.reopened",
  "dossier.noted",
  "dossier.officialCode",
  "dossier.attached",
  "dossier.detached",
  "dossier.corrected",
  "dossier.paid",
  "dossier.paymentVoided",
]);

/** Takes note of a step that does not follow on what was: it counts all the same. */
function breachBy(before: Dossier, event: DossierEvent): Pick<Dossier, "breaches"> {
  const kind = breachKind(before, event);
  if (kind === null) return {};
  const { at, type, actor } = event;
  return { breaches: [...(before.breaches ?? []), { at, type, actor, kind }] };
}

function breachKind(before: Dossier, event: DossierEvent): Breach["kind"] | null {
  const { unit, passing } = before.custody;
  if (event.type === "dossier.decided" && before.decision !== null) return "twice";
  if (event.type === "dossier.resultReturned" && before.returned !== null) return "twice";
  if (isClosed(before)) return evenWhenClosed.has(event.type) ? null : "closed";
  switch (event.type) {
    case "dossier.handedOver":
      if (passing !== null) return "listOpen";
      return event.data.from === unit ? null : "notHeld";
    case "dossier.takenOver":
    case "dossier.handoverDeclined":
      return passing?.handover === event.data.handover ? null : "listClosed";
    default:
      return null;
  }
}

type Change = Partial<Dossier>;

function changeBy(before: Dossier, event: DossierEvent): Change {
  const { at } = event;
  switch (event.type) {
    case "dossier.notAccepted":
      return {
        status: "notAccepted",
        dueAt: null,
        pauses: running(before, at),
        ended: { at, how: "notAccepted", reason: event.data.reason, number: event.data.number ?? "" },
      };
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
        ...(event.data.to === COUNTER_UNIT ? {} : withDivision(before)),
        ...(before.decision !== null && event.data.to === COUNTER_UNIT ? { resultHereSince: at } : {}),
      };
    case "dossier.handoverDeclined":
      return { custody: { ...before.custody, passing: null } };
    case "dossier.supplementRequested":
      return {
        status: "supplementRequested",
        ...stoppedClock(before, "supplement", at),
        supplements: [
          ...before.supplements,
          { ...event.data.request, number: event.data.number ?? "", at, answeredAt: null },
        ],
      };
    case "dossier.supplemented":
      return {
        ...goingOn(before, at, event.data.recount.dueAt),
        components: mergedComponents(before.components, event.data.components),
        supplements: before.supplements.map((request) =>
          request.answeredAt === null ? { ...request, answeredAt: at } : request,
        ),
      };
    case "dossier.paymentRequested": {
      const asked = new Set(event.data.lines.map(({ feeId }) => feeId));
      const fees = [...before.fees.filter(({ feeId }) => !asked.has(feeId)), ...event.data.lines];
      return {
        status: "paymentRequested",
        ...stoppedClock(before, "payment", at),
        fees,
        fee: feeTotal(fees),
      };
    }
    case "dossier.paid":
      return {
        payments: [...before.payments, event.data.payment],
        ...(event.data.recount === null ? {} : goingOn(before, at, event.data.recount.dueAt)),
      };
    case "dossier.paymentVoided":
      return { payments: before.payments.filter(({ id }) => id !== event.data.payment) };
    case "dossier.withdrawalRequested":
      return {
        status: "withdrawalRequested",
        withdrawal: { at, by: event.data.by, reason: event.data.reason, status: before.status },
      };
    case "dossier.withdrawalDropped":
      return { status: before.withdrawal?.status ?? before.status, withdrawal: null };
    case "dossier.withdrawn":
      return {
        status: "withdrawalRequested",
        dueAt: null,
        pauses: running(before, at),
        ended: { at, how: "withdrawn", reason: event.data.reason, number: "" },
      };
    case "dossier.stopped":
      return {
        status: "stopped",
        ...stoppedClock({ ...before, pauses: running(before, at) }, "stopped", at),
        ended: { at, how: "stopped", reason: event.data.reason, number: event.data.number ?? "" },
      };
    case "dossier.extended":
      return {
        dueAt: event.data.recount.dueAt,
        extension: {
          number: event.data.number ?? "",
          at,
          reason: event.data.reason,
          formerDueAt: before.dueAt ?? before.appointment.dueAt,
          dueAt: event.data.recount.dueAt,
          signedBy: event.data.signedBy,
        },
      };
    case "dossier.decided":
      return {
        status: "decided",
        decision: { at, ...event.data },
        // What the counter decides itself can be collected at once.
        ...(before.custody.unit === COUNTER_UNIT ? { resultHereSince: at } : {}),
      };
    case "dossier.resultArrived":
      return {
        resultHereSince: at,
        custody: { unit: COUNTER_UNIT, since: at, passing: null },
      };
    case "dossier.resultReturned":
      return { status: "resultReturned", resultHereSince: null, returned: { at, ...event.data } };
    case "dossier.reopened":
      return {
        // One that was never accepted is looked at once more; nothing was promised for it.
        status: before.ended?.how === "notAccepted" ? "lodged" : "inProcess",
        pauses: running(before, at),
        dueAt: event.data.recount.dueAt,
        withdrawal: null,
        ended: null,
        returned: null,
        decision: null,
        resultHereSince: null,
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
    ...(fees === undefined ? {} : { fees, fee: feeTotal(fees) }),
    ...(procedure === undefined
      ? {}
      : {
          procedureCode: procedure.code,
          procedureName: procedure.name,
          procedureVersion: procedure.version,
          caseId: procedure.caseId,
          appointment: procedure.appointment,
          legs: procedure.legs,
          dueAt: before.dueAt === null ? null : procedure.appointment.dueAt,
        }),
  };
}

/** The clock stands from `at` on; one that stands already goes on standing. */
function stoppedClock(before: Dossier, kind: PauseKind, at: string): Change {
  if (standingPause(before) !== null) return { dueAt: null };
  const dueAt = before.dueAt ?? before.pauses.at(-1)?.dueAt ?? before.appointment.dueAt;
  return {
    dueAt: null,
    pauses: [...before.pauses, { kind, from: at, to: null, status: before.status, dueAt }],
  };
}

function running({ pauses }: Dossier, at: string): DossierPause[] {
  return pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause));
}

/** What was waited for is there: it is again what it was. A withdrawal that was asked for meanwhile stays asked for. */
function goingOn(before: Dossier, at: string, dueAt: string): Change {
  const status = standingPause(before)?.status ?? before.status;
  const pauses = running(before, at);
  if (before.withdrawal === null) return { status, dueAt, pauses };
  return { dueAt, pauses, withdrawal: { ...before.withdrawal, status } };
}

/** The national status 4 begins where a division has it, whatever is asked for meanwhile. */
function withDivision({ status, pauses, withdrawal }: Dossier): Change {
  const after = (earlier: DossierStatus) => (earlier === "accepted" ? "inProcess" : earlier);
  return {
    status: after(status),
    pauses: pauses.map((pause) => (pause.to === null ? { ...pause, status: after(pause.status) } : pause)),
    withdrawal: withdrawal === null ? null : { ...withdrawal, status: after(withdrawal.status) },
  };
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
