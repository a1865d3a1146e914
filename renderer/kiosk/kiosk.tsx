import { useEffect } from "react";
import { watchBoard } from "../ui/connection.ts";
import { failureText } from "../ui/errors.ts";
import { StationGate } from "../ui/frame.tsx";
import { type Translate, useTexts } from "../ui/i18n/index.ts";
import { GroupsScreen } from "./groups-screen.tsx";
import { Heading } from "./heading.tsx";
import { IdleReturn } from "./idle.tsx";
import { useKeys } from "./keys.ts";
import "./kiosk.css";
import { AppointmentScreen } from "./appointment-screen.tsx";
import { LongWaitScreen } from "./long-wait-screen.tsx";
import { LookUpScreen } from "./lookup-screen.tsx";
import { PriorityScreen } from "./priority.tsx";
import { ListScreen } from "./procedure-list.tsx";
import { ProcedureScreen } from "./procedure-screen.tsx";
import { Scanner } from "./scanner.tsx";
import { SearchScreen } from "./search-screen.tsx";
import { type ScanNotice, type Screen, useKiosk, useScreen } from "./store.ts";
import { TicketScreen } from "./ticket-screen.tsx";
import { Tools } from "./tools.tsx";

export default function KioskWindow() {
  useEffect(() => watchBoard(), []);
  return (
    <StationGate help="link.kioskHelp">
      <Kiosk />
    </StationGate>
  );
}

function Kiosk() {
  const largeText = useKiosk((state) => state.largeText);
  const screen = useScreen();
  useKeys();
  return (
    <div className="kiosk" data-testid="kiosk" data-large={largeText}>
      <Heading />
      <main className="kiosk-body">
        <TakeFailure />
        <Notice />
        <CurrentScreen key={JSON.stringify(screen)} screen={screen} />
        <Scanner />
      </main>
      <Tools />
      <IdleReturn />
    </div>
  );
}

function TakeFailure() {
  const { t } = useTexts();
  const failure = useKiosk((state) => state.failure);
  return failure === null ? null : (
    <p className="kiosk-failure" role="alert">
      {failureText(t, failure)}
    </p>
  );
}

/** A code that was scanned and gives no number: why. */
function Notice() {
  const { t } = useTexts();
  const notice = useKiosk((state) => state.notice);
  if (notice === null) return null;
  return (
    <p className="kiosk-notice" role="status" data-testid="scan-notice">
      {noticeText(t, notice)}
    </p>
  );
}

function noticeText(t: Translate, notice: ScanNotice): string {
  switch (notice.kind) {
    case "ticket":
      return t("kiosk.scanTicket", { label: notice.label });
    case "unknown":
      return t("kiosk.scanUnknown");
    case "cardUnread":
      return t(notice.mangled ? "kiosk.cardMangled" : "kiosk.cardUnread");
  }
}

function CurrentScreen({ screen }: { screen: Screen }) {
  switch (screen.kind) {
    case "groups":
      return <GroupsScreen />;
    case "priority":
      return <PriorityScreen />;
    case "search":
      return <SearchScreen />;
    case "appointment":
      return <AppointmentScreen />;
    case "lookUp":
      return <LookUpScreen />;
    case "list":
      return <ListScreen group={screen.group} />;
    case "procedure":
      return <ProcedureScreen code={screen.code} />;
    case "longWait":
      return <LongWaitScreen group={screen.group} />;
    case "ticket":
      return <TicketScreen />;
  }
}
