import type { Calendar } from "../../../contract/catalogue.ts";
import type { AppointmentStep } from "../../../contract/entities.ts";
import { yearOfWork } from "./working-days.rules.ts";

/**
 * Days off that were not counted, weekend days that were, and years that are assumed, so that everybody can follow the
 * count. Ordinary weekends go without saying.
 *
 * @param span Days, both ends included.
 */
export function exceptions(span: { from: string; to: string }, calendar: Calendar): AppointmentStep[] {
  const first = Number(span.from.slice(0, 4));
  const last = Number(span.to.slice(0, 4));
  const years = Array.from({ length: last - first + 1 }, (_, index) => yearOfWork(first + index, calendar));
  const inside = (from: string, to: string) => from <= span.to && to >= span.from;
  return years.flatMap((year): AppointmentStep[] => [
    ...year.daysOff
      .filter(({ from, to }) => inside(from, to))
      .map(
        ({ from, to, name }): AppointmentStep =>
          "holiday" in name
            ? { kind: "legalHoliday", from, to, holiday: name.holiday }
            : { kind: "holiday", from, to, name },
      ),
    ...year.workedDays
      .filter(({ day }) => inside(day, day))
      .map(({ day, name }): AppointmentStep => ({ kind: "workedDay", day, name })),
    ...(year.assumed ? [{ kind: "assumedCalendar" as const, year: year.year }] : []),
  ]);
}
