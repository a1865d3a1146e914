import { type ReactNode, useEffect } from "react";
import type { Ticket } from "../../contract/queue.ts";
import { useDesk } from "../counter/desk.ts";
import { followSession, useSession } from "../counter/session.ts";
import { useBoard, watchBoard } from "../ui/connection.ts";
import { failureText } from "../ui/errors.ts";
import { StationGate } from "../ui/frame.tsx";
import { useTexts } from "../ui/i18n/index.ts";
import "./panel.css";

/** The small window that lies over the ministries' programs: the number here, and the next. */
export default function PanelWindow({ counter }: { counter: string | undefined }) {
  useEffect(() => watchBoard(), []);
  useEffect(() => followSession(counter), [counter]);
  return (
    <StationGate help="link.faultHelp">
      <Panel />
    </StationGate>
  );
}

function Panel() {
  const { t } = useTexts();
  const signIn = useSession((state) => state.signIn);
  const place = useBoard(({ board }) =>
    board?.counters.find((entry) => entry.counter.id === signIn?.counter.id),
  );
  const { called, failure, nobody, busy } = useDesk();
  const ticket = place?.current ?? called;
  if (signIn === null) {
    return (
      <main className="panel" data-testid="panel">
        <h1 data-testid="panel-signed-out">{t("panel.signIn")}</h1>
      </main>
    );
  }
  return (
    <main className="panel" data-testid="panel" aria-busy={busy}>
      <div className="panel-now">
        <strong data-testid="panel-ticket">{ticket?.label ?? "–"}</strong>
        <div>
          <h1>{t("counter.number", { n: signIn.counter.number })}</h1>
          <p>{t("display.waitingTotal", { n: place?.waiting ?? 0 })}</p>
        </div>
      </div>
      {failure !== null ? (
        <p className="panel-failure" role="alert">
          {failureText(t, failure)}
        </p>
      ) : nobody && ticket === null ? (
        <p role="status">{t("counter.nobodyWaits")}</p>
      ) : null}
      <div className="panel-keys">{place?.paused != null ? <Unpause /> : <Keys ticket={ticket} />}</div>
    </main>
  );
}

function Unpause() {
  const { t } = useTexts();
  const take = useDesk((state) => state.take);
  return (
    <Key id="unpause" strong onPress={() => take({ kind: "unpause" })}>
      {t("counter.unpause")}
    </Key>
  );
}

function Keys({ ticket }: { ticket: Ticket | null }) {
  const { t } = useTexts();
  const { callNext, here, take } = useDesk();
  const callsBeforeNoShow = useBoard(({ board }) => board?.rules.callsBeforeNoShow) ?? 1;
  if (ticket === null) {
    return (
      <>
        <Key id="call-next" strong onPress={callNext}>
          {t("counter.callNext")}
        </Key>
        <Key id="pause" onPress={() => take({ kind: "pause", reason: "break" })}>
          {t("counter.pause")}
        </Key>
      </>
    );
  }
  return (
    <>
      {ticket.status === "called" ? (
        <>
          <Key id="serve" strong onPress={() => here("serve")}>
            {t("counter.serve")}
          </Key>
          {ticket.calls < callsBeforeNoShow ? (
            <Key id="recall" onPress={() => here("recall")}>
              {t("counter.recall")}
            </Key>
          ) : (
            <Key id="no-show" onPress={() => here("noShow")}>
              {t("counter.noShow")}
            </Key>
          )}
        </>
      ) : null}
      <Key id="finish" strong={ticket.status === "serving"} onPress={() => here("served")}>
        {t("counter.finish")}
      </Key>
    </>
  );
}

function Key(props: { id: string; strong?: boolean; onPress: () => Promise<void>; children: ReactNode }) {
  const busy = useDesk((state) => state.busy);
  return (
    <button
      type="button"
      className={props.strong === true ? "panel-key panel-key-strong" : "panel-key"}
      data-testid={`panel-${props.id}`}
      disabled={busy}
      onClick={() => void props.onPress()}
    >
      {props.children}
    </button>
  );
}
