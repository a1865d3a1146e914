import { describe, expect, it } from "vitest";
import type { Calendar } from "../../../contract/catalogue.ts";
import { officeCalendar } from "../../../tests/office-calendar.ts";
import { addDays, isWeekend } from "./days.rules.ts";
import { legalHolidays } from "./holidays.rules.ts";
import { isWorkingDay } from "./working-days.rules.ts";

const shown = (year: number, assumptions?: Calendar["assumptions"]) =>
  legalHolidays(year, assumptions)?.map(
    ({ from, to, holiday }) => `${holiday} ${from.slice(5)}–${to.slice(5)}`,
  );

/** Days that the office of the example does not work although they are Monday to Friday. */
function weekdaysOff(year: number, calendar: Calendar): string[] {
  const days: string[] = [];
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) {
    if (!isWeekend(day) && !isWorkingDay(day, calendar)) days.push(day);
  }
  return days;
}

describe("the holidays of the law", () => {
  it("are those of 2027, for which nothing is announced", () => {
    expect(shown(2027)).toEqual([
      "newYear 01-01–01-01",
      "tet 02-05–02-11",
      "hungKings 04-16–04-16",
      "reunificationAndLabour 04-30–05-03",
      "nationalDay 09-02–09-03",
    ]);
    expect(weekdaysOff(2027, { ...officeCalendar, years: [] })).toEqual(weekdaysOff(2027, officeCalendar));
  });

  it("are made up for on the next working day where they fall on a weekend", () => {
    expect(shown(2028)).toEqual([
      "newYear 01-01–01-03",
      "tet 01-24–01-28",
      "hungKings 04-04–04-04",
      "reunificationAndLabour 04-30–05-02",
      "nationalDay 09-01–09-04",
    ]);
    expect(shown(2033)).toContain("reunificationAndLabour 04-30–05-03");
    expect(shown(2033)).toContain("hungKings 04-09–04-11");
    // Friday 28 April, then Sunday 30 April and Monday 1 May: made up for on Tuesday.
    expect(shown(2034)?.slice(2, 4)).toEqual(["hungKings 04-28–04-28", "reunificationAndLabour 04-30–05-02"]);
  });

  it("take the longer run of days off where the law leaves the choice, or what the office assumes", () => {
    expect(shown(2025)).toContain("tet 01-27–01-31");
    expect(shown(2026)).toContain("tet 02-16–02-20");
    expect(shown(2024)).toContain("tet 02-09–02-15");
    expect(shown(2024, { tetDaysBefore: 2 })).toContain("tet 02-08–02-14");
    expect(shown(2025)).toContain("nationalDay 09-01–09-02");
    expect(shown(2026)).toContain("nationalDay 09-01–09-02");
    expect(shown(2030)).toContain("tet 02-01–02-07");
  });

  it("have 24 November only where the office says that it is law", () => {
    expect(shown(2028)?.some((run) => run.startsWith("cultureDay"))).toBe(false);
    expect(shown(2028, { cultureDay: true })).toContain("cultureDay 11-24–11-24");
    // 24 November 2029 is a Saturday.
    expect(shown(2029, { cultureDay: true })).toContain("cultureDay 11-24–11-26");
  });

  it("take eleven weekdays in every year of the table, and nothing is said of others", () => {
    for (let year = 2024; year <= 2035; year += 1) {
      const off = weekdaysOff(year, { ...officeCalendar, years: [] });
      expect(off, String(year)).toHaveLength(11);
    }
    expect(legalHolidays(2023)).toBeNull();
    expect(legalHolidays(2036)).toBeNull();
  });
});

describe("the calendar that ships", () => {
  it("has every weekday off and every worked weekend day of 2024 to 2027", () => {
    expect(weekdaysOff(2024, officeCalendar)).toEqual([
      "2024-01-01",
      ...["2024-02-08", "2024-02-09", "2024-02-12", "2024-02-13", "2024-02-14"],
      "2024-04-18",
      ...["2024-04-29", "2024-04-30", "2024-05-01"],
      ...["2024-09-02", "2024-09-03"],
    ]);
    expect(weekdaysOff(2025, officeCalendar)).toEqual([
      "2025-01-01",
      ...["2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31"],
      "2025-04-07",
      ...["2025-04-30", "2025-05-01", "2025-05-02"],
      ...["2025-09-01", "2025-09-02"],
    ]);
    expect(weekdaysOff(2026, officeCalendar)).toEqual([
      ...["2026-01-01", "2026-01-02"],
      ...["2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"],
      "2026-04-27",
      ...["2026-04-30", "2026-05-01"],
      ...["2026-08-31", "2026-09-01", "2026-09-02"],
    ]);
    expect(weekdaysOff(2027, officeCalendar)).toEqual([
      "2027-01-01",
      ...["2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11"],
      "2027-04-16",
      ...["2027-04-30", "2027-05-03"],
      ...["2027-09-02", "2027-09-03"],
    ]);
    const worked = officeCalendar.years.flatMap((year) => year.workedDays.map(({ day }) => day));
    expect(worked).toEqual(["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"]);
    for (const day of worked) expect(isWeekend(day) && isWorkingDay(day, officeCalendar)).toBe(true);
  });

  it("gives as many days off as the law, swaps balanced", () => {
    for (const { year, workedDays } of officeCalendar.years) {
      expect(weekdaysOff(year, officeCalendar).length - workedDays.length, String(year)).toBe(11);
    }
  });

  it("has what an office puts in force when it is law: 24 November", () => {
    const inForce: Calendar = {
      ...officeCalendar,
      years: officeCalendar.years.map((year) => ({
        ...year,
        holidays: year.holidays.map(({ pending: _, ...holiday }) => holiday),
      })),
    };
    for (const day of ["2026-11-24", "2027-11-24"]) {
      expect(isWorkingDay(day, officeCalendar)).toBe(true);
      expect(isWorkingDay(day, inForce)).toBe(false);
    }
  });
});
