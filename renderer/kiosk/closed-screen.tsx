import { IconClockHour8 } from "@tabler/icons-react";
import { useTexts } from "../ui/i18n/index.ts";
import { AppointmentButton } from "./appointment-button.tsx";
import { LookUpButton } from "./lookup-button.tsx";
import type { allClosed } from "./opening.ts";
import { ScreenFrame } from "./screen-frame.tsx";
import { SearchButton } from "./search-button.tsx";
import { whenOpens } from "./words.ts";

/**
 * No group gives out numbers: says so calmly, with the time to come back. The papers can be looked up all the same, and
 * who was promised a time is let in.
 */
export function ClosedScreen({
  reason,
  opensAt,
  now,
}: NonNullable<ReturnType<typeof allClosed>> & { now: number }) {
  const { t, language } = useTexts();
  return (
    <ScreenFrame title={t("kiosk.allClosed")} back={false} className="kiosk-closed">
      <div className="kiosk-closed-body" data-testid="all-closed">
        <IconClockHour8 size="6em" stroke={1.2} aria-hidden />
        {reason === null ? null : <p>{t(`kiosk.closedFor.${reason}`)}</p>}
        <p className="kiosk-closed-when" data-testid="opens-at">
          {whenOpens(t, language, opensAt, now)}
        </p>
        <p>{t("kiosk.allClosedHelp")}</p>
        <div className="kiosk-closed-ways">
          <SearchButton />
          <AppointmentButton />
          <LookUpButton />
        </div>
      </div>
    </ScreenFrame>
  );
}
