import { useTexts } from "../ui/i18n/index.ts";
import { type LayoutProps, NoCall, Recent } from "./parts.tsx";

/** One line for a small hall: who is called, and where to. */
export function LineLayout({ board, latest, recent }: LayoutProps) {
  const { t } = useTexts();
  return (
    <section className="display-one">
      {latest === null ? (
        <div className="display-one-empty">
          <NoCall board={board} recent={recent} />
        </div>
      ) : (
        <div className="display-one-call" key={`${latest.ticket}-${latest.calledAt}`} aria-live="assertive">
          <strong data-testid="call-label">{latest.label}</strong>
          <p>
            {latest.priority === null ? null : <span className="display-priority">{t("priority.sign")}</span>}
            {t("display.toCounter")}
            <b data-testid="call-counter">{latest.counterNumber}</b>
          </p>
        </div>
      )}
      <Recent calls={recent} count={3} />
    </section>
  );
}
