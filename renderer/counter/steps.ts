import type { AppointmentStep } from "../../contract/entities.ts";
import type { Language, LocalizedText } from "../../contract/text.ts";
import { officeDay } from "../../contract/time.ts";
import { clockOf, shortDay, wholeNumber } from "../ui/format.ts";
import type { Translate } from "../ui/i18n/index.ts";

/** One step of the count to an appointment, in words. */
export function stepText(
  step: AppointmentStep,
  t: Translate,
  own: (text: LocalizedText) => string,
  language: Language,
): string {
  switch (step.kind) {
    case "receivedNextWorkingDay":
      return t(step.reason === "cutOff" ? "step.receivedCutOff" : "step.receivedClosed", {
        day: shortDay(step.day),
      });
    case "counted":
      return t("step.counted", { n: step.workingDays, from: shortDay(step.from), to: shortDay(step.to) });
    case "hoursCounted":
      return t("step.hoursCounted", {
        n: wholeNumber(step.hours, language),
        from: momentText(step.from),
        to: momentText(step.to),
      });
    case "sameDay":
      return t("step.sameDay", { day: shortDay(step.day) });
    case "holiday":
      return t("step.holiday", { name: own(step.name), from: shortDay(step.from), to: shortDay(step.to) });
    case "workedDay":
      return t("step.workedDay", { day: shortDay(step.day), name: own(step.name) });
    case "assumedCalendar":
      return t("step.assumedCalendar", { year: step.year });
  }
}

function momentText(instant: string): string {
  return `${clockOf(instant)} ${shortDay(officeDay(instant))}`;
}
