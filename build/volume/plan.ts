import { join } from "node:path";
import type { Agency, Calendar, Catalogue, Procedure } from "../../contract/catalogue.ts";
import { officeInstant } from "../../contract/time.ts";
import { addDays, weekday } from "../../electron/station/calendar/days.rules.ts";
import { isWorkingDay } from "../../electron/station/calendar/working-days.rules.ts";
import { loadCatalogue } from "../../electron/station/catalogue/load.ts";
import { seededRandom } from "../../tests/seeded-random.ts";
import { root } from "../project.ts";
import { earlierYears } from "./years.ts";

/** What Phù Ninh district reported: dossiers received in 46 months, and how many of them online (58.44 %). */
export const RECEIVED = 117_738;
export const ONLINE = 68_806;
const FIRST_DAY = "2021-09-01";
/** The last day of the district's 17 communes. */
export const LAST_DAY = "2025-06-30";
/** Dossiers that are open then are dealt with later: the days have to be known. */
const HORIZON = "2025-12-31";

export const DEFAULT_SEED = 46;

/** A counter of the district: one of its communes, or its own office. */
export interface Site {
  index: number;
  agency: Agency;
  dossiers: PlannedDossier[];
  /** Share of its dossiers that it decides too late. */
  late: number;
}

export interface PlannedDossier {
  receivedAt: string;
  procedure: Procedure;
  channel: "counter" | "online" | "post";
}

export interface Plan {
  seed: number;
  catalogue: Catalogue;
  calendar: Calendar;
  /** Every day on which the offices work, from the first to the horizon. */
  days: string[];
  sites: Site[];
}

/** Size of each site against the others: the district's office first, then the communes as they are listed. */
const SIZES = [20, 9, 4, 4.5, 6, 4, 4, 3.5, 4, 4.5, 3.5, 4.5, 5, 3.5, 5.5, 5, 4, 5.5];
/** Who is asked for what, by the procedure's code; what is not named is rare. */
const DEMAND: Record<string, number> = {
  "2.000815": 60,
  "2.000884": 14,
  "1.001193": 18,
  "1.000894": 5,
  "1.004873": 9,
  "1.000656": 6,
  "2.000635": 9,
  "1.004222": 8,
  "1.004194": 7,
  "1.002662": 6,
  "2.000986": 5,
  "1.004859": 7,
  "1.001612": 9,
  "1.009994": 5,
  "1.013831": 22,
  "1.013949": 8,
  "1.004238": 7,
  "1.001776": 6,
};
const MONTHS = [0.9, 0.8, 1.05, 1, 1.05, 1.15, 1.1, 1.3, 1.3, 1, 1, 0.9];
const WEEKDAYS = [1.25, 1.1, 1, 0.95, 0.85, 0.4, 0.4];
const YEARS: Record<string, { size: number; online: number }> = {
  2021: { size: 0.7, online: 0.22 },
  2022: { size: 0.9, online: 0.42 },
  2023: { size: 1, online: 0.6 },
  2024: { size: 1.1, online: 0.75 },
  2025: { size: 1.15, online: 0.86 },
};

/** 117,738 dossiers over 17 communes and the district's office, the same for the same seed. */
export async function volumePlan(seed = DEFAULT_SEED): Promise<Plan> {
  const { catalogue } = await loadCatalogue(join(root, "data/phu-ninh"));
  const calendar = { ...catalogue.calendar, years: [...earlierYears, ...catalogue.calendar.years] };
  const days: string[] = [];
  for (let day = FIRST_DAY; day <= HORIZON; day = addDays(day, 1))
    if (isWorkingDay(day, calendar)) days.push(day);
  const district = catalogue.agencies.find(({ code }) => code === catalogue.office.agency);
  const agencies = catalogue.agencies.filter(
    ({ code, parent }) => code === district?.code || parent === district?.code,
  );
  const counts = shares(RECEIVED, SIZES.slice(0, agencies.length));
  const drafts: (PlannedDossier & { reluctance: number })[] = [];
  const sites = agencies.map((agency, index): Site => {
    const random = seededRandom(seed * 1000 + index);
    const procedures = catalogue.procedures.filter(
      ({ level, effectiveTo }) =>
        effectiveTo === undefined && level === (index === 0 ? "district" : "commune"),
    );
    const dossiers = receivedDays(days, counts[index] ?? 0, random).map((day) => {
      const procedure = pick(procedures, random);
      const propensity = (YEARS[day.slice(0, 4)]?.online ?? 0.5) * (procedure.online === "full" ? 1.2 : 0.9);
      const draft = {
        receivedAt: officeInstant(day, clockTime(random)),
        procedure,
        channel: random() < 0.03 ? ("post" as const) : ("counter" as const),
        reluctance: procedure.online === "none" ? Number.POSITIVE_INFINITY : random() / propensity,
      };
      drafts.push(draft);
      return draft;
    });
    // Two sites are behind with their work.
    const late = (index % 7 === 3 ? 0.045 : 0.012) + 0.008 * random();
    return { index, agency, dossiers, late };
  });
  // Exactly as many came online as the district reported: the readiest.
  for (const draft of drafts.sort((a, b) => a.reluctance - b.reluctance).slice(0, ONLINE))
    draft.channel = "online";
  for (const site of sites) site.dossiers.sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
  return { seed, catalogue, calendar, days, sites };
}

/** `total` in whole parts by weight, the largest remainders rounded up. */
function shares(total: number, weights: readonly number[]): number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const exact = weights.map((weight) => (total * weight) / all);
  const parts = exact.map(Math.floor);
  const left = total - parts.reduce((sum, part) => sum + part, 0);
  const order = exact.map((value, index) => ({ index, rest: value % 1 })).sort((a, b) => b.rest - a.rest);
  for (const { index } of order.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/** The days of so many dossiers, with the rhythm of weeks, seasons and years. */
function receivedDays(days: readonly string[], count: number, random: () => number): string[] {
  const open = days.filter((day) => day <= LAST_DAY);
  const weights = open.map(
    (day) =>
      (WEEKDAYS[weekday(day)] ?? 1) *
      (MONTHS[Number(day.slice(5, 7)) - 1] ?? 1) *
      (YEARS[day.slice(0, 4)]?.size ?? 1) *
      (0.4 + 1.2 * random()),
  );
  return shares(count, weights).flatMap((part, index) =>
    Array.from({ length: part }, () => open[index] ?? ""),
  );
}

function pick(procedures: readonly Procedure[], random: () => number): Procedure {
  const weight = ({ code }: Procedure) => DEMAND[code] ?? 1;
  let left = random() * procedures.reduce((sum, procedure) => sum + weight(procedure), 0);
  for (const procedure of procedures) {
    left -= weight(procedure);
    if (left <= 0) return procedure;
  }
  return procedures[0] as Procedure;
}

/** A time inside the office's hours, mostly in the morning. */
function clockTime(random: () => number): string {
  const minutes =
    random() < 0.62 ? 450 + Math.floor(230 * random() ** 1.3) : 780 + Math.floor(225 * random() ** 1.2);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
