import type { CSSProperties } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { CounterPriority, CounterState, LatestCall, type LayoutProps, Recent } from "./parts.tsx";

/** More counters than this stand in two columns, without their names. */
const ONE_COLUMN = 6;

/** The latest call, large; beside it every counter; below it the numbers before. */
export function SplitLayout({ board, latest, recent }: LayoutProps) {
  const { t, own } = useTexts();
  const counters = board?.counters ?? [];
  const columns = counters.length > ONE_COLUMN ? 2 : 1;
  const rows = Math.max(1, Math.ceil(counters.length / columns));
  return (
    <section className="display-body">
      <div className="display-column">
        <LatestCall board={board} latest={latest} recent={recent} />
        <Recent calls={recent} count={4} />
      </div>
      <ol
        className={columns === 1 ? "display-counters" : "display-counters display-counters-many"}
        style={{ "--columns": columns, "--rows": rows } as CSSProperties}
      >
        {counters.map((place) => (
          <li
            key={place.counter.id}
            className={place.current === null ? "display-row" : "display-row display-row-busy"}
          >
            <span className="display-row-number">
              <small>{t("display.counter")}</small>
              {place.counter.number}
            </span>
            <span className="display-row-name">{own(place.counter.name)}</span>
            <CounterPriority place={place} />
            <CounterState place={place} />
          </li>
        ))}
      </ol>
    </section>
  );
}
