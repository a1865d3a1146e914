import { useEffect, useState } from "react";
import type { LineEntry } from "../../contract/queue.ts";
import { station, useBoard } from "../ui/connection.ts";
import { minutesBetween } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";
import { session } from "./session.ts";

/** Who waits for this counter, in the order in which they will be called, how long, and why in that order. */
export function LineList() {
  const { t, own } = useTexts();
  const line = useLine();
  const board = useBoard((state) => state.board);
  const now = useNow(10_000);
  const names = new Map((board?.groups ?? []).map(({ group }) => [group.id, own(group.name)]));
  if (line.length === 0) return <p className="side-none">{t("counter.nobodyWaits")}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reached by the keyboard
    <ol className="line" tabIndex={0} aria-label={t("counter.tabLine", { n: line.length })}>
      {line.map(({ ticket, reason }) => (
        <li key={ticket.id} data-testid={`line-${ticket.label}`}>
          <strong>{ticket.label}</strong>
          <span>
            {names.get(ticket.queue)}
            <small>
              {ticket.priority === null ? t(`counter.reason.${reason}`) : t(`priority.${ticket.priority}`)}
            </small>
          </span>
          <b>{t("counter.waitedMinutes", { n: minutesBetween(ticket.issuedAt, now) })}</b>
        </li>
      ))}
    </ol>
  );
}

/** Read anew whenever the queue changes. */
function useLine(): LineEntry[] {
  const revision = useBoard((state) => state.board?.revision);
  const [line, setLine] = useState<LineEntry[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision is what tells that the line may be another
  useEffect(() => {
    let current = true;
    station.queue
      .line({ session: session() })
      .then((read) => {
        if (current) setLine(read);
      })
      // While the host is away the line stays as it was; the banner says so.
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [revision]);
  return line;
}
