import { useEffect } from "react";
import { useConnection, watchBoard, watchHealth } from "../ui/connection.ts";
import { clockOf } from "../ui/format.ts";
import { StationGate } from "../ui/frame.tsx";
import { useTexts } from "../ui/i18n/index.ts";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { useNow } from "../ui/use-now.ts";
import { AdminScreen } from "./admin/admin-screen.tsx";
import { useAdmin } from "./admin/store.ts";
import "./counter.css";
import { useDialogs } from "./dialogs.ts";
import { useAreas } from "./dossiers/areas.ts";
import { WorkAreas } from "./dossiers/work-areas.tsx";
import { watchHall } from "./hall-dialog.tsx";
import { useIntake } from "./intake-store.ts";
import { QueueDialogs } from "./queue-dialogs.tsx";
import { QueuePanel, queueKeys } from "./queue-panel.tsx";
import { shareSession, useSession } from "./session.ts";
import { SideTabs } from "./side-tabs.tsx";
import { SignInScreen } from "./sign-in.tsx";
import { StatusBar } from "./status-bar.tsx";

export default function CounterWindow({ counter }: { counter: string | undefined }) {
  useEffect(() => watchBoard(), []);
  useEffect(() => watchHealth(), []);
  useEffect(() => watchHall(), []);
  useEffect(() => shareSession(), []);
  return (
    <StationGate help="link.faultHelp">
      <Counter counter={counter} />
    </StationGate>
  );
}

function Counter({ counter }: { counter: string | undefined }) {
  const { signIn, known, resume } = useSession();
  useEffect(() => void resume(), [resume]);
  return (
    <main className="counter" data-testid="counter">
      {signIn !== null ? <Work /> : known ? <SignInScreen counter={counter} /> : null}
    </main>
  );
}

function Work() {
  const administering = useAdmin((state) => state.open);
  useKeys();
  return (
    <>
      <Heading />
      <div className="counter-work">
        <aside className="counter-side">
          <QueuePanel />
          <SideTabs />
        </aside>
        {administering ? <AdminScreen /> : <WorkAreas />}
      </div>
      <StatusBar />
      <QueueDialogs />
    </>
  );
}

function Heading() {
  const { t, own } = useTexts();
  const { signIn, leave } = useSession();
  const putAway = useIntake((state) => state.putAway);
  const openDialog = useDialogs((state) => state.open);
  const admin = useAdmin();
  const isPractice = useConnection(({ hello }) => hello?.practice === true);
  const now = useNow();
  if (signIn === null) return null;
  return (
    <header className="counter-head">
      <strong className="counter-sign">{signIn.counter.number}</strong>
      <div className="counter-title">
        <h1>{t("counter.number", { n: signIn.counter.number })}</h1>
        <p>{own(signIn.counter.name)}</p>
      </div>
      <p className="counter-staff">
        <strong>{signIn.staff.name}</strong>
        <span>{signIn.staff.title}</span>
      </p>
      <LanguageSwitch />
      <button
        type="button"
        className="counter-leave"
        data-testid="figures"
        onClick={() => openDialog({ kind: "figures" })}
      >
        {t("figures.open")} <kbd>F12</kbd>
      </button>
      {signIn.staff.role !== "head" && signIn.staff.role !== "admin" ? null : (
        <button
          type="button"
          className="counter-leave"
          data-testid="administer"
          aria-pressed={admin.open}
          onClick={() => void (admin.open ? admin.close() : admin.begin())}
        >
          {t("admin.open")}
        </button>
      )}
      {window.motcua === undefined || isPractice ? null : (
        <button
          type="button"
          className="counter-leave"
          data-testid="practise"
          onClick={() => window.motcua?.practise()}
        >
          {t("practice.open")}
        </button>
      )}
      {window.motcua === undefined ? null : (
        <button
          type="button"
          className="counter-leave"
          data-testid="toggle-panel"
          onClick={() => window.motcua?.togglePanel()}
        >
          {t("panel.toggle")}
        </button>
      )}
      <strong className="counter-clock">{clockOf(now)}</strong>
      <button
        type="button"
        className="counter-leave"
        data-testid="sign-out"
        onClick={() => {
          admin.close();
          useAreas.getState().reset();
          void putAway().then(leave);
        }}
      >
        {t("counter.signOut")}
      </button>
    </header>
  );
}

/** The queue's keys work wherever the focus is. */
function useKeys(): void {
  useEffect(() => {
    window.addEventListener("keydown", holdBack, true);
    window.addEventListener("keydown", pressKey);
    return () => {
      window.removeEventListener("keydown", holdBack, true);
      window.removeEventListener("keydown", pressKey);
    };
  }, []);
}

/** A finger that rests on Enter means it once: it would lead through the form and accept what nobody has looked at. */
function holdBack(event: KeyboardEvent): void {
  if (!event.repeat || (event.key !== "Enter" && !/^F\d+$/.test(event.key))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function pressKey(event: KeyboardEvent): void {
  const isIntake = useAreas.getState().area === "intake" && !useAdmin.getState().open;
  const act =
    isIntake && (event.key === "F10" || (event.ctrlKey && event.key === "Enter"))
      ? () => void useIntake.getState().accept()
      : event.ctrlKey && event.key.toLowerCase() === "g"
        ? () => useDialogs.getState().open({ kind: "sync" })
        : event.ctrlKey && event.key.toLowerCase() === "p"
          ? () => useDialogs.getState().open({ kind: "printers" })
          : queueKeys[event.key];
  // Under a question the keys mean nothing else.
  if (act === undefined || useDialogs.getState().dialog !== null) return;
  event.preventDefault();
  act();
}
