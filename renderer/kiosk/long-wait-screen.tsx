import { IconHourglass } from "@tabler/icons-react";
import { useBoard } from "../ui/connection.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { ScreenFrame } from "./screen-frame.tsx";
import { useKiosk } from "./store.ts";
import { aboutWait } from "./words.ts";

/** Before a long wait: how long, and whether a number is wanted all the same. */
export function LongWaitScreen({ group }: { group: string }) {
  const { t, own } = useTexts();
  const entry = useBoard((state) => state.board?.groups.find((candidate) => candidate.group.id === group));
  const { take, taking, priority, back } = useKiosk();
  const about = aboutWait(t, entry?.estimatedSeconds ?? null);
  return (
    <ScreenFrame title={t("kiosk.longTitle")}>
      <div className="kiosk-ask">
        <IconHourglass size="5em" stroke={1.3} aria-hidden />
        {entry === undefined ? null : <p className="kiosk-ask-group">{own(entry.group.name)}</p>}
        {about === null ? null : <p>{t("kiosk.longWait", { about })}</p>}
        {priority === null ? null : <p>{t("kiosk.longPriority")}</p>}
        <div className="kiosk-answers">
          <button
            type="button"
            className="kiosk-primary"
            data-testid="take-anyway"
            aria-disabled={taking}
            onClick={() => void take(group)}
          >
            {taking ? t("kiosk.taking") : t("kiosk.takeAnyway")}
          </button>
          <button type="button" className="kiosk-action" data-testid="not-now" onClick={back}>
            {t("kiosk.notNow")}
          </button>
        </div>
      </div>
    </ScreenFrame>
  );
}
