import { useTexts } from "../../ui/i18n/index.ts";
import { OnlineBadge } from "../online/online-badge.tsx";
import { areaLetters, areas, useAreas } from "./areas.ts";
import { useDueCounts } from "./due-store.ts";

/** The work areas with their keys, and what pushes in them. */
export function AreaTabs() {
  const { t } = useTexts();
  const { area, goTo } = useAreas();
  return (
    <nav className="area-tabs" aria-label={t("area.label")}>
      {areas.map((entry) => (
        <button
          key={entry}
          type="button"
          aria-current={entry === area ? "page" : undefined}
          data-testid={`go-${entry}`}
          onClick={() => goTo(entry)}
        >
          <span>{t(`area.${entry}`)}</span>
          {entry === "due" ? <DueBadges /> : null}
          {entry === "online" ? <OnlineBadge /> : null}
          <kbd>Ctrl {areaLetters[entry]}</kbd>
        </button>
      ))}
    </nav>
  );
}

/** Late and nobody has said so: loud. Due today or tomorrow, or to be handed over: a calm figure. */
function DueBadges() {
  const { t } = useTexts();
  const counts = useDueCounts((state) => state.counts);
  if (counts === null) return null;
  const urgent = counts.lateWithoutApology;
  const coming = counts.dueToday + counts.dueTomorrow + counts.notHandedOver + counts.supplementOverdue;
  return (
    <>
      {urgent === 0 ? null : (
        <b className="badge badge-danger" data-testid="badge-late" title={t("due.list.lateWithoutApology")}>
          {urgent}
        </b>
      )}
      {coming === 0 ? null : (
        <b className="badge" data-testid="badge-due" title={t("due.coming")}>
          {coming}
        </b>
      )}
    </>
  );
}
