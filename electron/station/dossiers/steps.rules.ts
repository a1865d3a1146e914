import type { Catalogue, Staff } from "../../../contract/catalogue.ts";
import {
  COUNTER_UNIT,
  type Dossier,
  type DossierStatus,
  type SupplementRequest,
} from "../../../contract/dossier.ts";
import { owedFees } from "../../../contract/dossier-fees.ts";
import { isClosed } from "../../../contract/dossier-life.ts";
import {
  type DossierStepKind,
  dossierStepKinds,
  type PossibleStep,
  type StepObstacle,
} from "../../../contract/dossier-steps.ts";
import { officeDay } from "../../../contract/time.ts";
import { competentAgency } from "./agencies.rules.ts";
import { lastDayToExtend } from "./clock.rules.ts";

/** Who asks for a step, when, and in which office. */
export interface Asked {
  staff: Pick<Staff, "id" | "role" | "division">;
  at: string;
  office: Pick<Catalogue, "office" | "agencies" | "divisions" | "calendar">;
}

/** Where a dossier is, seen from an office: at its counter, with a division of its own, with another agency. */
export type Place = "counter" | "division" | "elsewhere";

interface Rule {
  statuses: readonly DossierStatus[];
  /** Where it has to be: the counter (the paper is in hand), anywhere in the office, or wherever it is. */
  where: "counter" | "office" | "anywhere";
  /** Whether it may be taken while a hand-over list is not signed. */
  whilePassing: boolean;
  /** `everyone`: also an officer, for what the own division has. `own`: the head, or who did it, the same day. */
  by: "everyone" | "counter" | "head" | "own";
  obstacle?: (dossier: Dossier, asked: Asked) => StepObstacle | null;
  warning?: (dossier: Dossier) => StepObstacle | null;
}

const untilAccepted = ["lodged"] as const;
const running = ["accepted", "inProcess"] as const;
const standing = ["supplementRequested", "paymentRequested"] as const;
const undecided = [...running, ...standing, "withdrawalRequested"] as const;
const open = [...untilAccepted, ...undecided, "decided"] as const;

/** A closed dossier takes nothing but its re-opening: that is asked before this table. */
const rules: Readonly<Record<DossierStepKind, Rule>> = {
  correct: {
    statuses: [...untilAccepted, ...undecided],
    where: "office",
    whilePassing: true,
    by: "own",
  },
  attach: { statuses: open, where: "office", whilePassing: true, by: "everyone" },
  detach: {
    statuses: open,
    where: "office",
    whilePassing: true,
    by: "counter",
    obstacle: ({ attachments }) => (attachments.length === 0 ? "nothing" : null),
  },
  note: { statuses: open, where: "anywhere", whilePassing: true, by: "everyone" },
  officialCode: { statuses: open, where: "anywhere", whilePassing: true, by: "counter" },
  // Decree 61/2018/NĐ-CP, article 17: refused in writing, with the reason.
  refuse: { statuses: untilAccepted, where: "counter", whilePassing: false, by: "counter" },
  // All at once and once in each stage: at intake, and by the division that examines it.
  requestSupplement: {
    statuses: [...untilAccepted, ...running],
    where: "office",
    whilePassing: false,
    by: "everyone",
    obstacle: (dossier, asked) => (openStages(dossier, asked).length === 0 ? "once" : null),
  },
  supplement: { statuses: ["supplementRequested"], where: "office", whilePassing: true, by: "counter" },
  requestPayment: { statuses: running, where: "office", whilePassing: true, by: "everyone" },
  // The applicant pays at the counter, wherever the papers are.
  pay: {
    statuses: open,
    where: "anywhere",
    whilePassing: true,
    by: "counter",
    obstacle: (dossier) => (owedFees(dossier).length === 0 ? "nothing" : null),
  },
  voidPayment: {
    statuses: open,
    where: "anywhere",
    whilePassing: true,
    by: "own",
    obstacle: ({ payments }) => (payments.length === 0 ? "nothing" : null),
  },
  requestWithdrawal: {
    statuses: [...untilAccepted, ...running, ...standing],
    where: "anywhere",
    whilePassing: true,
    by: "counter",
  },
  dropWithdrawal: { statuses: ["withdrawalRequested"], where: "anywhere", whilePassing: true, by: "counter" },
  // The papers are given back: they have to be here.
  withdraw: {
    statuses: [...untilAccepted, ...undecided],
    where: "counter",
    whilePassing: false,
    by: "counter",
  },
  stop: { statuses: undecided, where: "office", whilePassing: false, by: "head" },
  // Decree 61/2018/NĐ-CP, article 19: once, and a day before the time is over at the latest.
  extend: {
    statuses: running,
    where: "office",
    whilePassing: true,
    by: "head",
    obstacle: ({ extension, dueAt }, { at, office }) => {
      if (extension !== null) return "once";
      if (dueAt === null) return "status";
      return officeDay(at) > lastDayToExtend(dueAt, office.calendar) ? "late" : null;
    },
  },
  decide: { statuses: running, where: "office", whilePassing: false, by: "everyone" },
  receiveResult: {
    statuses: ["decided"],
    where: "anywhere",
    whilePassing: false,
    by: "counter",
    obstacle: ({ resultHereSince }) => (resultHereSince === null ? null : "status"),
  },
  returnResult: {
    statuses: ["decided"],
    where: "counter",
    whilePassing: false,
    by: "counter",
    obstacle: (dossier) => {
      if (dossier.resultHereSince === null) return "custody";
      return owedFees(dossier).some(({ collectAt }) => collectAt === "result") ? "unpaid" : null;
    },
    warning: (dossier) => (owedFees(dossier).length === 0 ? null : "unpaid"),
  },
  // Asked of closed ones only.
  reopen: { statuses: [], where: "office", whilePassing: true, by: "head" },
};

/** What stands in the way of each step now. */
export function possibleSteps(dossier: Dossier, asked: Asked): PossibleStep[] {
  return dossierStepKinds.map((kind) => {
    const obstacle = stepObstacle(dossier, kind, asked);
    return { kind, obstacle, warning: obstacle === null ? (rules[kind].warning?.(dossier) ?? null) : null };
  });
}

/**
 * Why a step can't be taken now, or null where it can. What no signature can change comes first: `role` says that
 * nothing else is in the way.
 */
export function stepObstacle(dossier: Dossier, kind: DossierStepKind, asked: Asked): StepObstacle | null {
  const rule = rules[kind];
  if (isClosed(dossier) !== (kind === "reopen")) return "status";
  if (!isClosed(dossier) && !rule.statuses.includes(dossier.status)) return "status";
  const own = rule.obstacle?.(dossier, asked) ?? null;
  if (own !== null && own !== "unpaid") return own;
  if (!rule.whilePassing && dossier.custody.passing !== null) return "passing";
  if (!isWhere(dossier, rule.where, asked)) return "custody";
  return own ?? (maySign(dossier, kind, rule, asked) ? null : "role");
}

/** Why a dossier can't be put on a hand-over list of a unit, or null where it can. */
export function handoverObstacle(dossier: Dossier, from: string, asked: Asked): StepObstacle | null {
  if (isClosed(dossier) || dossier.status === "lodged") return "status";
  if (dossier.custody.passing !== null) return "passing";
  if (dossier.custody.unit !== from) return "custody";
  // Another agency has a counter too.
  return from === COUNTER_UNIT && placeOf(dossier, asked) !== "counter" ? "custody" : null;
}

/** Where a dossier is, mergers of agencies and offices considered: what a predecessor had, its successor has. */
export function placeOf(
  { custody, agency }: Pick<Dossier, "custody" | "agency">,
  { at, office }: Asked,
): Place {
  const day = officeDay(at);
  const isOurs = (code: string) =>
    competentAgency(code, day, office.agencies) ===
    competentAgency(office.office.agency, day, office.agencies);
  // From before dossiers named their agency: this office's.
  const accepting = agency === "" || isOurs(agency);
  if (custody.unit === COUNTER_UNIT) return accepting ? "counter" : "elsewhere";
  const division = office.divisions.find(({ id }) => id === custody.unit);
  const holder = division?.agency ?? office.agencies.find(({ code }) => code === custody.unit)?.code;
  if (holder !== undefined) return isOurs(holder) ? "division" : "elsewhere";
  return accepting ? "division" : "elsewhere";
}

/** The stages in which a supplement can still be asked for (*yêu cầu bổ sung*, once each). */
export function openStages(dossier: Dossier, asked: Asked): SupplementRequest["stage"][] {
  const atIntake = placeOf(dossier, asked) === "counter" && dossier.status !== "inProcess";
  const stages = atIntake ? (["intake", "appraisal"] as const) : (["appraisal"] as const);
  const isLodged = dossier.status === "lodged";
  return stages
    .filter((stage) => stage === "intake" || !isLodged)
    .filter((stage) => dossier.supplements.every((earlier) => earlier.stage !== stage));
}

/** Whether the payment is the actor's of the same day, or the actor is the head. */
export function mayVoid(payment: Dossier["payments"][number], { staff, at }: Asked): boolean {
  return isHead(staff) || (payment.cashier.id === staff.id && officeDay(payment.at) === officeDay(at));
}

export function isHead({ role }: Pick<Staff, "role">): boolean {
  return role === "head" || role === "admin";
}

/** Whether it is with the officer's own division, or with the office of a clerk or head. */
export function isInHand(dossier: Dossier, asked: Asked): boolean {
  return isWhere(dossier, "office", asked);
}

function isWhere(dossier: Dossier, where: Rule["where"], asked: Asked): boolean {
  if (where === "anywhere") return true;
  const place = placeOf(dossier, asked);
  if (where === "counter" || place === "elsewhere") return place === "counter";
  // An officer acts for what the own division has, a clerk and the head for all that the office has.
  return asked.staff.role !== "officer" || dossier.custody.unit === asked.staff.division;
}

function maySign(dossier: Dossier, kind: DossierStepKind, { by }: Rule, asked: Asked): boolean {
  const { staff, at } = asked;
  if (isHead(staff)) return true;
  if (by === "everyone") return true;
  if (staff.role === "officer" || by === "head") return false;
  if (by === "counter") return true;
  if (kind === "voidPayment") return dossier.payments.some((payment) => mayVoid(payment, asked));
  return dossier.acceptedBy.id === staff.id && officeDay(dossier.acceptedAt) === officeDay(at);
}
