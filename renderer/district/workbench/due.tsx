import type { DossierStatus } from "../../../contract/dossier.ts";
import { officeDay } from "../../../contract/time.ts";
import { dueWords } from "../../ui/dossier/due-words.ts";
import { clockOf, weekdayAndDay } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";

/** When a dossier is due, as urgent as it is; below it the day, or the days that are left. */
export function Due({ item, now }: { item: { dueAt: string | null; status: DossierStatus }; now: number }) {
  const { t, language } = useTexts();
  const { text, tone, days } = dueWords(item, now, t, language);
  const { dueAt } = item;
  return (
    <>
      <span className="work-due" data-tone={tone}>
        {text}
      </span>
      {days !== undefined ? (
        <small>{t("due.left", { count: days })}</small>
      ) : dueAt === null || tone === "none" ? null : (
        <small>
          {clockOf(dueAt)} {weekdayAndDay(officeDay(dueAt), language)}
        </small>
      )}
    </>
  );
}
