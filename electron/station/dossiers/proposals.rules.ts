import type { Catalogue, Procedure } from "../../../contract/catalogue.ts";
import { COUNTER_UNIT, type Dossier } from "../../../contract/dossier.ts";
import type { Proposals, Unit } from "../../../contract/dossier-desk.ts";
import { officeDay, officeInstant, officeWallTime } from "../../../contract/time.ts";
import { addDays } from "../calendar/days.rules.ts";
import { nextWorkingDay } from "../calendar/working-days.rules.ts";
import { type Asked, openStages } from "./steps.rules.ts";

/** So many days an apology can be put off to. */
const NEW_DATES = 15;

/**
 * What the screens of steps offer before anything is typed.
 *
 * @param procedure As the dossier was accepted under it, in its case.
 * @throws AppError CALENDAR_MISSING
 */
export function proposalsFor(dossier: Dossier, procedure: Procedure, asked: Asked): Proposals {
  return {
    procedure,
    stages: openStages(dossier, asked),
    supplementUntil: addDays(officeDay(asked.at), procedure.supplementDays),
    newDates: newDates(dossier, asked),
  };
}

/** The next working days after the promised time, at its hour; after today where that is over. */
function newDates({ dueAt, appointment }: Dossier, { at, office: { calendar } }: Asked): string[] {
  const promised = dueAt ?? appointment.dueAt;
  const clock = officeWallTime(promised).slice(11, 16);
  let day = officeDay(promised < at ? at : promised);
  return Array.from({ length: NEW_DATES }, () => {
    day = nextWorkingDay(day, calendar);
    return officeInstant(day, clock);
  });
}

/**
 * To a division belongs what it deals with and has not decided: its part of the route, or the whole of the procedure. To
 * the counter comes what is decided.
 */
export function belongsTo(
  { decision, dueAt, custody }: Pick<Dossier, "decision" | "dueAt" | "custody">,
  { route, division }: Pick<Procedure, "route" | "division">,
  unit: string,
): boolean {
  const isDecided = decision !== null;
  if (unit === COUNTER_UNIT) return isDecided;
  // A supplement or payment is waited for at the counter.
  const isWaiting = dueAt === null;
  if (isDecided || isWaiting) return false;
  if (route.length === 0) return division === unit;
  const here = route.findIndex(({ node }) => node === custody.unit);
  return route[here + 1]?.node === unit;
}

/** Every unit that a dossier can be with, the counter first. */
export function unitsOf({
  office,
  divisions,
  agencies,
}: Pick<Catalogue, "office" | "divisions" | "agencies">): Unit[] {
  const names = [{ id: COUNTER_UNIT, name: office.name }, ...divisions.map(({ id, name }) => ({ id, name }))];
  const known = new Set(names.map(({ id }) => id));
  const others = agencies
    .filter(({ code }) => !known.has(code))
    .map(({ code, name }) => ({ id: code, name }));
  return [...names, ...others];
}
