import type { Board, Call } from "../../contract/queue.ts";
import { allClosed } from "../kiosk/opening.ts";
import { whenOpens } from "../kiosk/words.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";
import type { SeenCall } from "./history.rules.ts";

/** What every layout shows in its own way. */
export interface LayoutProps {
  board: Board | null;
  latest: Call | null;
  /** Calls seen today besides the latest, the latest of them first. */
  recent: readonly SeenCall[];
}

/** What stands in the place of a call: the first or the next one will come, or the hall is closed, and until when. */
export function NoCall({ board, recent }: Omit<LayoutProps, "latest">) {
  const { t, language } = useTexts();
  const now = useNow();
  const groups = board?.groups ?? [];
  const closed = groups.every(({ waiting }) => waiting === 0) ? allClosed(groups, now) : null;
  if (closed === null) return <p>{t(recent.length === 0 ? "display.nobody" : "display.nextSoon")}</p>;
  return (
    <div data-testid="hall-closed">
      <p>{t("kiosk.allClosed")}</p>
      <p>
        <strong>{whenOpens(t, language, closed.opensAt, now)}</strong>
      </p>
    </div>
  );
}

/** The call of the moment, as large as its place allows. */
export function LatestCall({ board, latest: call, recent }: LayoutProps) {
  const { t } = useTexts();
  if (call === null) {
    return (
      <div className="display-latest display-latest-empty">
        <NoCall board={board} recent={recent} />
      </div>
    );
  }
  return (
    // A new key for each call: the number shows itself anew.
    <div className="display-latest" key={`${call.ticket}-${call.calledAt}`} aria-live="assertive">
      <p className="display-title">{t("display.number")}</p>
      <p className="display-label" data-testid="call-label">
        {call.label}
      </p>
      {call.priority === null ? null : <p className="display-priority">{t("priority.sign")}</p>}
      <p className="display-title">{t("display.toCounter")}</p>
      <p className="display-counter" data-testid="call-counter">
        {call.counterNumber}
      </p>
    </div>
  );
}

type CounterOnBoard = Board["counters"][number];

/** That the number at a counter has priority. */
export function CounterPriority({ place }: { place: CounterOnBoard }) {
  const { t } = useTexts();
  return place.current?.priority == null ? null : <span className="display-sign">{t("priority.sign")}</span>;
}

/** What a counter does: the number that is there, or one word. */
export function CounterState({ place }: { place: CounterOnBoard }) {
  const { t } = useTexts();
  const { counter, staff, paused, current } = place;
  if (current !== null) {
    return (
      <strong className="display-row-label" data-testid={`counter-${counter.id}-label`}>
        {current.label}
      </strong>
    );
  }
  return (
    <span className="display-row-idle" data-testid={`counter-${counter.id}-state`}>
      {t(staff === null ? "display.closed" : paused === null ? "display.free" : "display.paused")}
    </span>
  );
}

/** Numbers called before, for those who looked up too late. */
export function Recent({ calls, count }: { calls: readonly SeenCall[]; count: number }) {
  const { t } = useTexts();
  if (calls.length === 0) return null;
  return (
    <ol className="display-recent" aria-label={t("display.recent")}>
      {calls.slice(0, count).map(({ ticket, label, counterNumber }) => (
        <li key={ticket}>
          <strong>{label}</strong>
          <span>{t("display.atCounter", { n: counterNumber })}</span>
        </li>
      ))}
    </ol>
  );
}
