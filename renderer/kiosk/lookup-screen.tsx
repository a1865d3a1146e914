import {
  IconCircleCheck,
  IconClockHour4,
  IconFileAlert,
  IconHomeCheck,
  type Icon as Pictogram,
} from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { PublicState } from "../../contract/dossier-lists.ts";
import { officeDay } from "../../contract/time.ts";
import { station } from "../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../ui/errors.ts";
import { clockOf, longDay, shortDay } from "../ui/format.ts";
import { type Translate, useTexts } from "../ui/i18n/index.ts";
import { Keyboard } from "./keyboard.tsx";
import "./lookup.css";
import { readScan } from "./scan.ts";
import { hasScanner } from "./scanner.tsx";
import { ScreenFrame } from "./screen-frame.tsx";
import "./search.css";

/** A whole QR, as a scanner types it into the field. */
const LONGEST = 200;
const SECRET = 4;

/**
 * The state of a dossier for whoever holds its receipt, by its QR or by code and look-up characters. It shows nothing of
 * the person, and goes when nobody touches the screen.
 */
export function LookUpScreen() {
  const { t } = useTexts();
  const [found, setFound] = useState<PublicState | null>(null);
  if (found !== null) return <State state={found} onOther={() => setFound(null)} />;
  return (
    <ScreenFrame
      title={t("lookUp.title")}
      hint={t(hasScanner ? "lookUp.hintScan" : "lookUp.hint")}
      focusHeading={false}
      className="kiosk-search kiosk-lookup"
    >
      <LookUpForm onFound={setFound} />
    </ScreenFrame>
  );
}

function LookUpForm({ onFound }: { onFound: (state: PublicState) => void }) {
  const { t } = useTexts();
  const [code, setCode] = useState("");
  const [secret, setSecret] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  /** Where the keys on the screen type. */
  const [typing, setTyping] = useState<"code" | "secret">("code");
  const codeField = useRef<HTMLInputElement>(null);
  const secretField = useRef<HTMLInputElement>(null);
  useEffect(() => codeField.current?.focus(), []);
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    const isScanned = readScan(code)?.kind === "receipt";
    const text = isScanned ? code : `${code} ${secret}`;
    setBusy(true);
    setFailure(null);
    try {
      onFound(await station.dossiers.lookUp({ text: text.trim() }));
    } catch (error) {
      setFailure(asFailure(error));
      setBusy(false);
      if (isScanned) setCode("");
      codeField.current?.focus();
    }
  };
  const set = typing === "code" ? setCode : setSecret;
  const most = typing === "code" ? LONGEST : SECRET;
  const isWhole = readScan(code)?.kind === "receipt" || (code.trim() !== "" && secret.length === SECRET);
  return (
    <>
      <form className="kiosk-code" onSubmit={(event) => void ask(event)}>
        <label>
          <span>{t("lookUp.code")}</span>
          <input
            ref={codeField}
            type="text"
            className="kiosk-search-input"
            data-testid="lookup-code"
            data-typing={typing === "code"}
            autoComplete="off"
            spellCheck={false}
            maxLength={LONGEST}
            value={code}
            onFocus={() => setTyping("code")}
            onChange={(event) => setCode(event.target.value)}
          />
        </label>
        <label className="kiosk-lookup-secret">
          <span>{t("lookUp.secret")}</span>
          <input
            ref={secretField}
            type="text"
            className="kiosk-search-input"
            data-testid="lookup-secret"
            data-typing={typing === "secret"}
            autoComplete="off"
            spellCheck={false}
            maxLength={SECRET}
            value={secret}
            onFocus={() => setTyping("secret")}
            onChange={(event) => setSecret(event.target.value)}
          />
        </label>
        <button type="submit" className="kiosk-code-go" data-testid="lookup-go" disabled={!isWhole || busy}>
          {t("lookUp.go")}
        </button>
      </form>
      {failure === null ? null : (
        <p className="kiosk-failure" role="alert" data-testid="lookup-failure">
          {failureText(t, failure)}
        </p>
      )}
      <Keyboard
        digits="code"
        onKey={(letter) => set((typed) => `${typed}${letter.toUpperCase()}`.trimStart().slice(0, most))}
        onErase={() => set((typed) => typed.slice(0, -1))}
        onClear={() => set("")}
      />
    </>
  );
}

/** Where it stands, in one sentence, and what its holder can do now. */
function State({ state, onOther }: { state: PublicState; onOther: () => void }) {
  const { t, language } = useTexts();
  const { kind, icon: Sign } = adviceOf(state);
  const due =
    state.dueAt === null ? null : `${clockOf(state.dueAt)}, ${longDay(officeDay(state.dueAt), language)}`;
  return (
    <ScreenFrame title={t(`lookUp.status.${state.status}`)} hint={state.code} className="kiosk-state">
      <div
        className="kiosk-state-card"
        data-tone={kind}
        data-testid="lookup-state"
        data-status={state.status}
      >
        <Sign size="3.2em" stroke={1.6} aria-hidden />
        <p data-testid="lookup-advice">{advice(state, kind, t, due)}</p>
      </div>
      <dl>
        <div>
          <dt>{t("lookUp.procedure")}</dt>
          <dd>{state.procedureName}</dd>
        </div>
        <div>
          <dt>{t("lookUp.accepted")}</dt>
          <dd>{longDay(officeDay(state.acceptedAt), language)}</dd>
        </div>
        <div>
          <dt>{t("intake.delivery")}</dt>
          <dd>{t(`intake.deliveryKind.${state.delivery}`)}</dd>
        </div>
      </dl>
      <button type="button" className="kiosk-primary" data-testid="lookup-other" onClick={onOther}>
        {t("lookUp.other")}
      </button>
    </ScreenFrame>
  );
}

type Advice = "collect" | "supplement" | "payment" | "wait" | "sent" | "soon" | "over";

function adviceOf({ status, resultHere, waitsFor, delivery }: PublicState): {
  kind: Advice;
  icon: Pictogram;
} {
  if (resultHere) return { kind: "collect", icon: IconCircleCheck };
  if (waitsFor !== null) return { kind: waitsFor, icon: IconFileAlert };
  switch (status) {
    case "resultReturned":
      return { kind: "over", icon: IconHomeCheck };
    case "notAccepted":
    case "stopped":
    case "withdrawalRequested":
      return { kind: "over", icon: IconFileAlert };
    case "decided":
      return { kind: delivery === "counter" ? "soon" : "sent", icon: IconCircleCheck };
    default:
      return { kind: "wait", icon: IconClockHour4 };
  }
}

function advice(state: PublicState, kind: Advice, t: Translate, due: string | null): string {
  switch (kind) {
    case "wait":
      return due === null ? t("lookUp.advice.ask") : t("lookUp.advice.wait", { time: due });
    case "supplement":
      return state.until === null
        ? t("lookUp.advice.supplement")
        : t("lookUp.advice.supplementUntil", { day: shortDay(state.until) });
    case "over":
      return state.status === "resultReturned" ? t("lookUp.advice.returned") : t("lookUp.advice.ask");
    case "sent":
      return t(state.delivery === "post" ? "lookUp.advice.post" : "lookUp.advice.online");
    case "collect":
      return t("lookUp.advice.collect");
    case "payment":
      return t("lookUp.advice.payment");
    case "soon":
      return t("lookUp.advice.soon");
  }
}
