import { IconFileSearch, IconInfoCircle, IconLock, IconTicket, IconUsers } from "@tabler/icons-react";
import { useTexts } from "../ui/i18n/index.ts";
import { GroupIcon } from "./icons.tsx";
import { fewLeft, type GroupOnBoard, openingAt } from "./opening.ts";
import { useKiosk } from "./store.ts";
import { useTake } from "./use-take.ts";
import { aboutWait, whenOpens, whyClosed } from "./words.ts";

/**
 * A group as a box: touched, it gives a number. Below it the way to the papers that its procedures need, or
 * to the state of a dossier where results are collected.
 */
export function GroupCard({
  entry,
  now,
  hasProcedures,
}: {
  entry: GroupOnBoard;
  now: number;
  hasProcedures: boolean;
}) {
  const { t, own } = useTexts();
  const { taking, priority, open } = useKiosk();
  const take = useTake();
  const { group } = entry;
  const available = openingAt(entry.opening, now).state === "open" && !taking;
  return (
    <li className="kiosk-group">
      <button
        type="button"
        className="kiosk-group-take"
        data-testid={`group-${group.id}`}
        // Not `disabled`: keyboard and screen reader must reach the reason as well.
        aria-disabled={!available}
        onClick={() => {
          if (available) take(group.id);
        }}
      >
        <span className="kiosk-group-icon">
          <GroupIcon name={group.icon} />
        </span>
        <span className="kiosk-group-text">
          <strong>{own(group.name)}</strong>
          <span>{own(group.hint)}</span>
        </span>
        <span className="kiosk-group-foot">
          {priority === null || !available ? null : (
            // Those who see have the colour, and the words below.
            <span className="visually-hidden">{t("priority.sign")}</span>
          )}
          <GroupState entry={entry} now={now} />
        </span>
        {available ? (
          <span className="kiosk-group-go" data-priority={priority !== null}>
            <IconTicket size="1.2em" stroke={2} aria-hidden />
            <span>{t("kiosk.takeNumber")}</span>
          </span>
        ) : null}
      </button>
      {hasProcedures ? (
        <button
          type="button"
          className="kiosk-group-info"
          data-testid={`info-${group.id}`}
          aria-label={t("kiosk.papersForGroup", { group: own(group.name) })}
          onClick={() => open({ kind: "list", group: group.id })}
        >
          <IconInfoCircle size="1.3em" stroke={2} aria-hidden />
          {t("kiosk.papersFor")}
        </button>
      ) : group.purpose === "collect" ? (
        <button
          type="button"
          className="kiosk-group-info"
          data-testid="lookUp-open"
          onClick={() => open({ kind: "lookUp" })}
        >
          <IconFileSearch size="1.3em" stroke={2} aria-hidden />
          {t("lookUp.open")}
        </button>
      ) : null}
    </li>
  );
}

/** How many wait and how long; or why no number can be had, and from when on. */
export function GroupState({ entry, now }: { entry: GroupOnBoard; now: number }) {
  const { t, language } = useTexts();
  const opening = openingAt(entry.opening, now);
  if (opening.state === "closed") {
    return (
      <span className="kiosk-chip kiosk-chip-closed" data-testid={`closed-${entry.group.id}`}>
        <IconLock size="1.2em" stroke={2} aria-hidden />
        <span>
          {whyClosed(t, opening)}
          {". "}
          {whenOpens(t, language, opening.opensAt, now)}
        </span>
      </span>
    );
  }
  const { waiting, estimatedSeconds } = entry;
  const wait = waiting === 0 ? null : aboutWait(t, estimatedSeconds);
  const left = fewLeft(opening);
  return (
    <>
      <span className="kiosk-chip">
        <IconUsers size="1.2em" stroke={2} aria-hidden />
        <span>
          {waiting === 0 ? t("kiosk.nobody") : t("kiosk.waiting", { count: waiting })}
          {wait === null ? null : `, ${wait}`}
        </span>
      </span>
      {left === null ? null : (
        <span className="kiosk-chip kiosk-chip-left">{t("kiosk.left", { count: left })}</span>
      )}
    </>
  );
}
