import { type KeyboardEvent, useEffect, useState } from "react";
import type { DossierSummary, DueList } from "../../../contract/dossier-lists.ts";
import { officeDay } from "../../../contract/time.ts";
import { station } from "../../ui/connection.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { MakeForm } from "../forms/make-form.tsx";
import { useSession } from "../session.ts";
import { useAreas } from "./areas.ts";
import { DossierList } from "./dossier-list.tsx";
import { useDueCounts } from "./due-store.ts";
import { AreaFrame } from "./parts.tsx";

/** The most urgent first: what is late and unsaid, what ends today, what has to be said today. */
const lists: readonly DueList[] = [
  "lateWithoutApology",
  "late",
  "dueToday",
  "dueTomorrow",
  "dueInTwoDays",
  "notHandedOver",
  "supplementOverdue",
  "notCollected",
];
/** Working days that are left, where an apology has to be thought of. */
const daysLeft: Partial<Record<DueList, number>> = { dueTomorrow: 1, dueInTwoDays: 2 };

/** Work that waits, list by list. */
export function DueArea() {
  const { t } = useTexts();
  const counts = useDueCounts((state) => state.counts);
  const open = useAreas((state) => state.openDossier);
  const [chosen, setChosen] = useState<DueList | null>(null);
  const [at, setAt] = useState(0);
  const fullest = lists.find((list) => (counts?.[list] ?? 0) > 0) ?? "dueToday";
  const list = chosen ?? fullest;
  const dossiers = useDue(list);
  const choose = (next: DueList | undefined) => {
    if (next === undefined) return;
    setChosen(next);
    setAt(0);
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey) return;
    const place = lists.indexOf(list);
    if (/^[1-8]$/.test(event.key)) choose(lists[Number(event.key) - 1]);
    else if (event.key === "ArrowRight") choose(lists[place + 1]);
    else if (event.key === "ArrowLeft") choose(lists[place - 1]);
    else return;
    event.preventDefault();
  };
  return (
    <AreaFrame
      title={t("area.due")}
      testId="area-due"
      aside={
        <MakeForm paper={{ form: "dailyList", day: officeDay(Date.now()) }} testId="daily-list">
          {t("due.dailyList")}
        </MakeForm>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of what has the focus inside come here */}
      <div className="due" onKeyDown={press}>
        <ul className="due-lists">
          {lists.map((entry, index) => (
            <li key={entry}>
              <button
                type="button"
                aria-pressed={entry === list}
                data-tone={toneOf(entry, counts?.[entry] ?? 0)}
                data-testid={`due-${entry}`}
                onClick={() => choose(entry)}
              >
                <kbd>{index + 1}</kbd>
                <span>{t(`due.list.${entry}`)}</span>
                <strong data-testid={`due-count-${entry}`}>{counts?.[entry] ?? "–"}</strong>
              </button>
            </li>
          ))}
        </ul>
        <div className="due-found">
          <p className="due-help">{t(`due.help.${list}`)}</p>
          <DossierList
            dossiers={dossiers}
            label={t(`due.list.${list}`)}
            at={Math.min(at, Math.max(0, dossiers.length - 1))}
            none={t("due.none")}
            takesFocus
            mark={() =>
              daysLeft[list] === undefined ? null : <b className="due-mark">T-{daysLeft[list]}</b>
            }
            onMove={setAt}
            onOpen={open}
          />
        </div>
      </div>
    </AreaFrame>
  );
}

/** Lists that say something is wrong are loud, but only when there is something on them. */
function toneOf(list: DueList, count: number): "danger" | "call" | "calm" {
  if (count === 0) return "calm";
  if (list === "lateWithoutApology") return "danger";
  return list === "notCollected" || list === "dueInTwoDays" ? "calm" : "call";
}

function useDue(list: DueList): DossierSummary[] {
  const secret = useSession((state) => state.signIn?.session);
  const asked = useDueCounts((state) => state.asked);
  const [found, setFound] = useState<DossierSummary[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read anew whenever the counts are
  useEffect(() => {
    if (secret === undefined) return;
    let current = true;
    void station.dossiers
      .due({ session: secret, list, limit: 200 })
      .then((dossiers) => {
        if (current) setFound(dossiers);
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [list, asked, secret]);
  return found;
}
