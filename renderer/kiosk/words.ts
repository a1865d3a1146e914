import type { Procedure } from "../../contract/catalogue.ts";
import type { Opening } from "../../contract/queue.ts";
import type { Language } from "../../contract/text.ts";
import { officeDay } from "../../contract/time.ts";
import { clockOf, longDay } from "../ui/format.ts";
import type { Translate } from "../ui/i18n/index.ts";
import { nearness, roundedMinutes } from "./opening.ts";

/** "khoảng 15 phút", "khoảng 1 giờ 10 phút"; null where nothing can be said. */
export function aboutWait(t: Translate, seconds: number | null): string | null {
  if (seconds === null) return null;
  const minutes = roundedMinutes(seconds);
  if (minutes === 0) return t("kiosk.underFive");
  if (minutes < 60) return t("kiosk.about", { count: minutes });
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0
    ? t("kiosk.aboutFullHours", { count: hours })
    : t("kiosk.aboutHours", { hours, minutes: minutes % 60 });
}

/** When something opens, with its day where that is not today; whom to ask where it is not known. */
export function whenOpens(t: Translate, language: Language, opensAt: string | null, now: number): string {
  if (opensAt === null) return t("kiosk.askStaff");
  const clock = clockOf(opensAt);
  switch (nearness(opensAt, now)) {
    case "today":
      return t("kiosk.opensToday", { clock });
    case "tomorrow":
      return t("kiosk.opensTomorrow", { clock });
    case "later":
      return t("kiosk.opensOn", { clock, day: longDay(officeDay(opensAt), language) });
  }
}

export function whyClosed(t: Translate, { reason }: Opening & { state: "closed" }): string {
  return t(`kiosk.closedFor.${reason}`);
}

/** How long a procedure takes. */
export function processingTime(t: Translate, time: Procedure["time"]): string {
  switch (time.unit) {
    case "sameDay":
      return t("kiosk.sameDay");
    case "workingDays":
      return t("kiosk.workingDays", { count: time.count });
    case "hours":
      return t("kiosk.workingHours", { count: time.count });
  }
}
