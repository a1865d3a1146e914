import type { ProcessingTime } from "../../../contract/catalogue.ts";
import type { Appointment, AppointmentStep } from "../../../contract/entities.ts";
import type { Language, LocalizedText } from "../../../contract/text.ts";
import { officeDay } from "../../../contract/time.ts";
import { capital, clockOf, dayAndMonth, longDay, weekdayAndDay, wholeNumber } from "../format.ts";
import type { Translate } from "../i18n/index.ts";

type Own = (text: LocalizedText) => string;

/**
 * An appointment and why, in one sentence.
 *
 * @param appointment `dueAt` is null while a pause is open.
 * @example "Nộp 16:10 Thứ Sáu 28/08 → nộp sau 15:00, tính là nhận Thứ Năm 03/09; 3 ngày làm việc: 04/09 – 08/09;
 * nghỉ Quốc khánh 29/08 – 02/09 → hẹn trả 17:00 Thứ Ba, ngày 08/09/2026"
 */
export function appointmentText(
  appointment: Omit<Appointment, "dueAt"> & { dueAt: string | null },
  t: Translate,
  own: Own,
  language: Language,
): string {
  const { receivedAt, dueAt, steps } = appointment;
  const told = {
    received: `${clockOf(receivedAt)} ${weekdayAndDay(officeDay(receivedAt), language)}`,
    steps: steps.map((step) => inWords(step, t, own, language)).join("; "),
  };
  if (dueAt === null) return t("step.sentenceOpen", told);
  return t("step.sentence", { ...told, due: `${clockOf(dueAt)} ${longDay(officeDay(dueAt), language)}` });
}

/** One step of the count to an appointment, as a line of its own. */
export function stepText(step: AppointmentStep, t: Translate, own: Own, language: Language): string {
  return capital(inWords(step, t, own, language));
}

function inWords(step: AppointmentStep, t: Translate, own: Own, language: Language): string {
  const weekday = (day: string) => weekdayAndDay(day, language);
  switch (step.kind) {
    case "receivedNextWorkingDay": {
      const day = weekday(step.day);
      if (step.reason === "closed") return t("step.receivedClosed", { day });
      if (step.cutOff === undefined) return t("step.receivedCutOff", { day });
      return t("step.receivedAfter", { day, cutOff: step.cutOff });
    }
    case "counted": {
      const days = t("step.days", { count: step.workingDays });
      if (step.from === step.to) return t("step.countedDay", { days, day: weekday(step.from) });
      return t("step.counted", { days, from: dayAndMonth(step.from), to: dayAndMonth(step.to) });
    }
    case "hoursCounted":
      return t("step.hoursCounted", {
        time: hoursText(step.hours, t, language),
        from: momentText(step.from),
        to: momentText(step.to),
      });
    case "sameDay":
      return t("step.sameDay", { day: weekday(step.day) });
    case "leg":
      return t("step.leg", {
        node: step.node,
        time: timeText(step.time, t, language),
        due: momentText(step.dueAt),
      });
    case "paused": {
      const reason = t(`step.pauseReason.${step.reason}`);
      if (step.to === null) return t("step.pausedSince", { reason, from: momentText(step.from) });
      return t("step.paused", { reason, from: momentText(step.from), to: momentText(step.to) });
    }
    case "resumed":
      return t("step.resumed", { day: weekday(step.day) });
    case "daysLeft":
      return t("step.left", { time: t("step.days", { count: step.workingDays }) });
    case "hoursLeft":
      return t("step.hoursLeft", { time: hoursText(step.hours, t, language) });
    case "holiday":
      return t("step.holiday", { name: own(step.name), days: daysText(step.from, step.to) });
    case "legalHoliday":
      return t("step.holiday", {
        name: t(`step.holidayName.${step.holiday}`),
        days: daysText(step.from, step.to),
      });
    case "workedDay":
      return t("step.workedDay", { day: weekday(step.day), name: own(step.name) });
    case "assumedCalendar":
      return t("step.assumedCalendar", { year: step.year });
  }
}

function timeText(time: ProcessingTime, t: Translate, language: Language): string {
  switch (time.unit) {
    case "workingDays":
      return t("step.days", { count: time.count });
    case "hours":
      return hoursText(time.count, t, language);
    case "sameDay":
      return t("step.withinDay");
  }
}

function hoursText(time: number, t: Translate, language: Language): string {
  const all = Math.round(time * 60);
  const hours = wholeNumber(Math.floor(all / 60), language);
  const minutes = all % 60;
  if (minutes === 0) return t("step.hours", { hours });
  return all < 60 ? t("step.minutes", { minutes }) : t("step.hoursMinutes", { hours, minutes });
}

function daysText(from: string, to: string): string {
  return from === to ? dayAndMonth(from) : `${dayAndMonth(from)} – ${dayAndMonth(to)}`;
}

function momentText(instant: string): string {
  return `${clockOf(instant)} ${dayAndMonth(officeDay(instant))}`;
}
