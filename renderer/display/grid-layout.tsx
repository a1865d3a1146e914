import type { CSSProperties } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { CounterPriority, CounterState, type LayoutProps, NoCall } from "./parts.tsx";

/** With more rows than this a tile is low. */
const LOW_ROWS = 3;

/** Many counters: a tile each, the called one lit up, and the call itself as a band above. */
export function GridLayout({ board, latest, recent }: LayoutProps) {
  const { t, own } = useTexts();
  const counters = board?.counters ?? [];
  const columns = Math.max(2, Math.ceil(Math.sqrt(counters.length)));
  const rows = Math.max(1, Math.ceil(counters.length / columns));
  const upright = Math.max(2, Math.ceil(Math.sqrt(counters.length / 2)));
  return (
    <section className="display-many">
      <div
        className={latest === null ? "display-band display-band-empty" : "display-band"}
        key={`${latest?.ticket}-${latest?.calledAt}`}
        aria-live="assertive"
      >
        {latest === null ? (
          <NoCall board={board} recent={recent} />
        ) : (
          <>
            <span>{t("display.number")}</span>
            <strong data-testid="call-label">{latest.label}</strong>
            {latest.priority === null ? null : <span className="display-priority">{t("priority.sign")}</span>}
            <span>{t("display.toCounter")}</span>
            <strong data-testid="call-counter">{latest.counterNumber}</strong>
          </>
        )}
      </div>
      <ol
        className={rows > LOW_ROWS ? "display-tiles display-tiles-many" : "display-tiles"}
        style={{ "--columns": columns, "--columns-upright": upright } as CSSProperties}
      >
        {counters.map((place) => (
          <li
            key={place.counter.id}
            className={place.current === null ? "display-tile" : "display-tile display-tile-busy"}
            data-latest={place.current !== null && place.current.id === latest?.ticket}
          >
            <p>
              <b>{place.counter.number}</b>
              {/* A priority stands in the place of the counter's name: both together leave no room for either. */}
              {place.current?.priority == null ? (
                <span>{own(place.counter.name)}</span>
              ) : (
                <CounterPriority place={place} />
              )}
            </p>
            <div className="display-tile-state">
              <CounterState place={place} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
