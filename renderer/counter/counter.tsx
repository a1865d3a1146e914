import { useEffect } from "react";
import { watchBoard, watchHealth } from "../ui/connection.ts";
import { clockOf } from "../ui/format.ts";
import { LanguageSwitch, StationGate, useNow } from "../ui/frame.tsx";
import { useTexts } from "../ui/i18n/index.ts";
import { Accepted } from "./accepted.tsx";
import "./counter.css";
import { useDesk } from "./desk.ts";
import { IntakeForm } from "./intake-form.tsx";
import { useIntake } from "./intake-store.ts";
import { QueuePanel } from "./queue-panel.tsx";
import { Recent } from "./recent.tsx";
import { useSession } from "./session.ts";
import { SignInScreen } from "./sign-in.tsx";
import { StatusBar } from "./status-bar.tsx";

export default function CounterWindow({ counter }: { counter: string | undefined }) {
  useEffect(() => watchBoard(), []);
  useEffect(() => watchHealth(), []);
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
  const accepted = useIntake((state) => state.accepted);
  useKeys();
  return (
    <>
      <Heading />
      <div className="counter-work">
        <aside className="counter-side">
          <QueuePanel />
          <Recent />
        </aside>
        {accepted === null ? <IntakeForm /> : <Accepted />}
      </div>
      <StatusBar />
    </>
  );
}

function Heading() {
  const { t, own } = useTexts();
  const { signIn, leave } = useSession();
  const clear = useIntake((state) => state.clear);
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
      <strong className="counter-clock">{clockOf(now)}</strong>
      <button
        type="button"
        className="counter-leave"
        data-testid="sign-out"
        onClick={() => {
          clear();
          void leave();
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
    window.addEventListener("keydown", pressKey);
    return () => window.removeEventListener("keydown", pressKey);
  }, []);
}

const keys = new Map<string, () => Promise<void>>([
  ["F2", () => useDesk.getState().callNext()],
  ["F3", () => useDesk.getState().here("recall")],
  ["F4", () => useDesk.getState().here("serve")],
  ["F8", () => useDesk.getState().here("served")],
  ["F9", () => useDesk.getState().here("noShow")],
  ["F10", () => useIntake.getState().accept()],
]);

function pressKey(event: KeyboardEvent): void {
  const act = keys.get(event.ctrlKey && event.key === "Enter" ? "F10" : event.key);
  if (act === undefined) return;
  event.preventDefault();
  void act();
}
