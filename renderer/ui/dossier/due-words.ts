import type { DossierStatus } from "../../../contract/dossier.ts";
import type { Language } from "../../../contract/text.ts";
import { officeDay } from "../../../contract/time.ts";
import { clockOf, weekdayAndDay } from "../format.ts";
import type { Translate } from "../i18n/index.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface DueWords {
  text: string;
  /** How loud it is said. */
  tone: "late" | "soon" | "calm" | "none";
  /** Days that are left, where there are more than one. */
  days?: number;
}

/** Statuses in which no time is running that anybody could be late for. */
const past: readonly DossierStatus[] = ["decided", "resultReturned", "notAccepted", "stopped"];

/** When a result is due, as one would say it: today at 16:30, tomorrow, 2 days late. */
export function dueWords(
  { dueAt, status }: { dueAt: string | null; status: DossierStatus },
  now: number,
  t: Translate,
  language: Language,
): DueWords {
  if (past.includes(status)) return { text: "–", tone: "none" };
  if (dueAt === null) {
    const isWaiting = status === "supplementRequested" || status === "paymentRequested";
    return { text: isWaiting ? t("due.standing") : "–", tone: "none" };
  }
  const clock = clockOf(dueAt);
  const days = daysBetween(officeDay(now), officeDay(dueAt));
  if (Date.parse(dueAt) < now) {
    return {
      text: days === 0 ? t("due.lateToday", { clock }) : t("due.late", { count: -days }),
      tone: "late",
    };
  }
  if (days === 0) return { text: t("due.today", { clock }), tone: "soon" };
  if (days === 1) return { text: t("due.tomorrow", { clock }), tone: "soon" };
  return { text: `${clock} ${weekdayAndDay(officeDay(dueAt), language)}`, tone: "calm", days };
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
