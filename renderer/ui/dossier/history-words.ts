import type { HistoryEntry } from "../../../contract/dossier-calls.ts";
import { feeTotal } from "../../../contract/dossier-fees.ts";
import { type DossierEvent, isDossierEvent } from "../../../contract/dossier-life.ts";
import type { Language } from "../../../contract/text.ts";
import { officeDay } from "../../../contract/time.ts";
import { clockOf, longDay, money, shortDay } from "../format.ts";
import type { Translate } from "../i18n/index.ts";

/** What an entry of the history says: what happened, and what there is to know about it, line by line. */
export interface HistoryWords {
  title: string;
  details: readonly string[];
}

export interface Speaking {
  t: Translate;
  language: Language;
  unitName: (id: string) => string;
}

export function historyWords(entry: HistoryEntry, { t, language, unitName }: Speaking): HistoryWords {
  if (!isDossierEvent(entry.type)) return { title: entry.type, details: [] };
  const event = { type: entry.type, data: entry.data } as Pick<DossierEvent, "type" | "data"> as DossierEvent;
  const { title, details } = said(event, t, language, unitName);
  return { title, details: details.filter((line) => line !== "") };
}

export function momentWords(instant: string, language: Language): string {
  return `${clockOf(instant)}, ${longDay(officeDay(instant), language)}`;
}

function said(
  event: DossierEvent,
  t: Translate,
  language: Language,
  unitName: (id: string) => string,
): HistoryWords {
  const due = (instant: string) => t("history.due", { time: momentWords(instant, language) });
  const reason = (text: string) => t("history.reason", { text });
  switch (event.type) {
    case "dossier.lodged":
      return { title: t("history.lodged"), details: [] };
    case "dossier.accepted":
      return { title: t("history.accepted"), details: [due(event.data.dossier.appointment.dueAt)] };
    case "dossier.notAccepted":
      return { title: t("history.notAccepted"), details: [reason(event.data.reason)] };
    case "dossier.corrected": {
      const changed = Object.keys(event.data.correction) as (keyof typeof event.data.correction)[];
      const names = changed.map((field) => t(`correct.field.${field}`)).join(", ");
      return { title: t("history.corrected"), details: [names, reason(event.data.reason)] };
    }
    case "dossier.attached":
      return { title: t("history.attached"), details: [event.data.attachment.name] };
    case "dossier.detached":
      return { title: t("history.detached"), details: [reason(event.data.reason)] };
    case "dossier.noted":
      return { title: t("history.noted"), details: [event.data.text] };
    case "dossier.officialCode":
      return { title: t("history.officialCode"), details: [event.data.code] };
    case "dossier.handedOver":
      return {
        title: t("history.handedOver", { unit: unitName(event.data.to) }),
        details: [t("history.list", { number: event.data.number, name: event.data.givenBy.name })],
      };
    case "dossier.takenOver":
      return {
        title: t("history.takenOver", { unit: unitName(event.data.to) }),
        details: [t(`history.signed.${event.data.by.how}`, { name: event.data.by.name })],
      };
    case "dossier.handoverDeclined":
      return { title: t("history.handoverDeclined"), details: [reason(event.data.reason)] };
    case "dossier.supplementRequested": {
      const { items, until, reason: why } = event.data.request;
      return {
        title: t("history.supplementRequested"),
        details: [
          items.join("; "),
          reason(why),
          until === null ? "" : t("history.until", { day: shortDay(until) }),
        ],
      };
    }
    case "dossier.supplemented":
      return {
        title: t("history.supplemented"),
        details: [event.data.components.map(({ name }) => name).join("; "), due(event.data.recount.dueAt)],
      };
    case "dossier.paymentRequested":
      return {
        title: t("history.paymentRequested", { amount: money(feeTotal(event.data.lines), language) }),
        details: [reason(event.data.reason)],
      };
    case "dossier.paid": {
      const { amount, number, method } = event.data.payment;
      return {
        title: t("history.paid", { amount: money(amount, language) }),
        details: [
          `${t(`pay.method.${method}`)} · ${t("pay.number", { number })}`,
          event.data.recount === null ? "" : due(event.data.recount.dueAt),
        ],
      };
    }
    case "dossier.paymentVoided":
      return { title: t("history.paymentVoided"), details: [reason(event.data.reason)] };
    case "dossier.withdrawalRequested":
      return {
        title: t("history.withdrawalRequested"),
        details: [event.data.by, reason(event.data.reason)],
      };
    case "dossier.withdrawalDropped":
      return { title: t("history.withdrawalDropped"), details: [reason(event.data.reason)] };
    case "dossier.withdrawn":
      return {
        title: t("history.withdrawn"),
        details: [t("history.receiver", { name: event.data.receiver }), reason(event.data.reason)],
      };
    case "dossier.stopped":
      return {
        title: t("history.stopped"),
        details: [
          reason(event.data.reason),
          event.data.legalBasis,
          t("history.signer", { name: event.data.signedBy }),
        ],
      };
    case "dossier.extended":
      return {
        title: t("history.extended"),
        details: [
          due(event.data.recount.dueAt),
          reason(event.data.reason),
          t("history.signer", { name: event.data.signedBy }),
        ],
      };
    case "dossier.decided":
      return {
        title: t(`history.decided.${event.data.outcome}`),
        details: [
          event.data.number === "" ? "" : t("history.decision", { number: event.data.number }),
          event.data.note,
        ],
      };
    case "dossier.resultArrived":
      return { title: t("history.resultArrived"), details: [] };
    case "dossier.resultReturned":
      return {
        title: t("history.resultReturned"),
        details: [
          `${t(`intake.deliveryKind.${event.data.via}`)} · ${t("history.receiver", { name: event.data.receiver })}`,
          event.data.tracking === "" ? "" : t("history.tracking", { number: event.data.tracking }),
        ],
      };
    case "dossier.reopened":
      return {
        title: t("history.reopened"),
        details: [
          reason(event.data.reason),
          due(event.data.recount.dueAt),
          t("history.signer", { name: event.data.approvedBy }),
        ],
      };
  }
}
