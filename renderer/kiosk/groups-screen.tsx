import { IconIdOff } from "@tabler/icons-react";
import { useBoard } from "../ui/connection.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";
import { AppointmentButton } from "./appointment-button.tsx";
import { ClosedScreen } from "./closed-screen.tsx";
import { GroupCard } from "./group-card.tsx";
import "./groups.css";
import { allClosed } from "./opening.ts";
import { PriorityButton } from "./priority.tsx";
import { hasScanner } from "./scanner.tsx";
import { ScreenFrame } from "./screen-frame.tsx";
import { Scroller } from "./scroller.tsx";
import { SearchButton } from "./search-button.tsx";
import { useKiosk } from "./store.ts";
import { useProcedures } from "./use-procedures.ts";

/** The first screen: a box for each group; one tap on it is a number. */
export function GroupsScreen() {
  const { t, own } = useTexts();
  const texts = useBoard((state) => state.board?.texts) ?? {};
  const groups = useBoard((state) => state.board?.groups) ?? [];
  const { taking, card, forgetCard } = useKiosk();
  const procedures = useProcedures("", null);
  const now = useNow();
  const closed = allClosed(groups, now);
  if (closed !== null) return <ClosedScreen {...closed} now={now} />;
  const described = new Set(procedures?.map(({ serviceGroup }) => serviceGroup));
  return (
    <ScreenFrame
      title={
        card !== null
          ? t("kiosk.cardTitle")
          : texts.greeting === undefined
            ? t("kiosk.greeting")
            : own(texts.greeting)
      }
      hint={
        taking
          ? t("kiosk.taking")
          : card !== null
            ? t("kiosk.cardRead")
            : t(hasScanner ? "kiosk.hintScan" : "kiosk.hint")
      }
      back={false}
      aside={
        card === null ? null : (
          <button type="button" className="kiosk-action" data-testid="forget-card" onClick={forgetCard}>
            <IconIdOff size="1.3em" stroke={2} aria-hidden />
            {t("kiosk.forgetCard")}
          </button>
        )
      }
      className="kiosk-start"
    >
      <Scroller label={t("kiosk.hint")}>
        <ul className="kiosk-groups" aria-busy={taking}>
          {groups.map((entry) => (
            <GroupCard
              key={entry.group.id}
              entry={entry}
              now={now}
              hasProcedures={described.has(entry.group.id)}
            />
          ))}
        </ul>
      </Scroller>
      <div className="kiosk-actions">
        <SearchButton />
        <AppointmentButton />
        <PriorityButton />
      </div>
    </ScreenFrame>
  );
}
