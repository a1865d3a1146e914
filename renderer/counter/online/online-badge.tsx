import { useTexts } from "../../ui/i18n/index.ts";
import { useOnline } from "./online-store.ts";

/** How many lodged online have to be answered: loud where the time for it is over. */
export function OnlineBadge() {
  const { t } = useTexts();
  const lines = useOnline((state) => state.lines) ?? [];
  const open = lines.filter(({ awaits }) => awaits !== "supplement");
  if (open.length === 0) return null;
  const isLate = open.some(({ overdue }) => overdue);
  return (
    <b
      className={isLate ? "badge badge-danger" : "badge"}
      data-testid="badge-online"
      title={t(isLate ? "online.badgeOverdue" : "online.badge")}
    >
      {open.length}
    </b>
  );
}
