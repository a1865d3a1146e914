import { type ReactNode, useEffect } from "react";
import type { Board, Ticket } from "../../contract/queue.ts";
import { useBoard } from "../ui/connection.ts";
import { failureText } from "../ui/errors.ts";
import { clockOf, minutesBetween } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";
import { useCitizen, useCitizenAt, usePurpose } from "./citizen.ts";
import { counterNow, useDesk } from "./desk.ts";
import { useDialogs } from "./dialogs.ts";
import { useAreas } from "./dossiers/areas.ts";
import { goOn } from "./intake-store.ts";
import { useSession } from "./session.ts";

/** Who is at this counter, and the queue's keys. */
export function QueuePanel() {
  const { t } = useTexts();
  const board = useBoard((state) => state.board);
  const counter = useSession((state) => state.signIn?.counter);
  const { busy, failure, called } = useDesk();
  const place = board?.counters.find((entry) => entry.counter.id === counter?.id);
  const ticket = place?.current ?? called;
  useCitizenAt(ticket);
  // What failed was about the state before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state of the ticket tells that it is over
  useEffect(() => useDesk.setState({ failure: null }), [ticket?.id, ticket?.status]);
  return (
    <section className="queue" aria-busy={busy} data-testid="queue" aria-label={t("counter.queue")}>
      <Now ticket={ticket} paused={place?.paused ?? null} />
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="queue-failure">
          {failureText(t, failure)}
        </p>
      )}
      <div className="queue-keys">
        {ticket === null ? (
          <FreeKeys paused={place?.paused != null} />
        ) : (
          <TicketKeys ticket={ticket} rules={board?.rules} />
        )}
      </div>
    </section>
  );
}

function Now({ ticket, paused }: { ticket: Ticket | null; paused: Board["counters"][number]["paused"] }) {
  const { t } = useTexts();
  const nobody = useDesk((state) => state.nobody);
  const open = useDialogs((state) => state.open);
  if (ticket === null) {
    return (
      <div className={paused === null ? "queue-now queue-now-empty" : "queue-now queue-now-paused"}>
        {paused === null ? (
          <p data-testid={nobody ? "nobody-waits" : "nobody-here"} role={nobody ? "status" : undefined}>
            {t(nobody ? "counter.nobodyWaits" : "counter.nobodyHere")}
          </p>
        ) : (
          <p data-testid="paused">
            {t("counter.pausedSince", {
              reason: t(`counter.pauseReason.${paused.reason}`),
              time: clockOf(paused.since),
            })}
          </p>
        )}
      </div>
    );
  }
  return (
    <div className="queue-now">
      <strong data-testid="current-ticket">{ticket.label}</strong>
      <p>
        {ticket.status === "serving"
          ? t("counter.servingSince")
          : t("counter.calledTimes", { n: ticket.calls })}
      </p>
      <Why ticket={ticket} />
      <button
        type="button"
        className={ticket.priority === null ? "queue-priority" : "queue-priority queue-priority-set"}
        data-testid="priority"
        onClick={() => open({ kind: "priority", ticket })}
      >
        {ticket.priority === null ? t("counter.addPriority") : t(`priority.${ticket.priority}`)}
        {ticket.priority !== null && !ticket.priorityConfirmed ? ` · ${t("counter.declared")}` : null}
      </button>
    </div>
  );
}

/** What this citizen has come for, how long the wait was, and why this one was called. */
function Why({ ticket }: { ticket: Ticket }) {
  const { t } = useTexts();
  const purpose = usePurpose(ticket);
  const { here, filled, fill } = useCitizen();
  const waited = minutesBetween(ticket.issuedAt, ticket.calledAt ?? ticket.issuedAt);
  const about = [
    purpose === "lodge" ? null : t(`counter.purpose.${purpose}`),
    t("counter.waited", { n: waited }),
    ticket.callReason === null ? null : t(`counter.reason.${ticket.callReason}`),
  ];
  return (
    <>
      <p className="queue-why" data-testid="why-this">
        {about.filter((part) => part !== null).join(" · ")}
      </p>
      {here === null ? null : (
        <p className="queue-citizen" data-testid="citizen-here">
          {[
            here.card === null ? null : t("counter.cardShown", { name: here.card.fullName }),
            here.booking === null
              ? null
              : t("counter.bookedFor", { time: clockOf(here.booking.slot), name: here.booking.name }),
            here.dossierCode === null ? null : t("counter.receiptShown", { code: here.dossierCode }),
          ]
            .filter((part) => part !== null)
            .join(" · ")}
          {filled === null && (here.card ?? here.booking) !== null ? (
            <button type="button" className="link" data-testid="fill-citizen" onClick={fill}>
              {t("counter.fillIn")}
            </button>
          ) : null}
        </p>
      )}
    </>
  );
}

function FreeKeys({ paused }: { paused: boolean }) {
  const { t } = useTexts();
  const { busy, callNext, take } = useDesk();
  const open = useDialogs((state) => state.open);
  return (
    <>
      {paused ? (
        <Key id="unpause" name="F11" strong disabled={busy} onPress={() => void take({ kind: "unpause" })}>
          {t("counter.unpause")}
        </Key>
      ) : (
        <Key id="call-next" name="F2" strong disabled={busy} onPress={() => void callNext()}>
          {t("counter.callNext")}
        </Key>
      )}
      <div className="queue-keys-pair">
        <Key id="find-ticket" name="F1" disabled={busy} onPress={() => open({ kind: "find" })}>
          {t("counter.find")}
        </Key>
        <Key id="appointments" name="F7" disabled={busy} onPress={() => open({ kind: "appointments" })}>
          {t("counter.appointments")}
        </Key>
      </div>
      <div className="queue-keys-pair">
        {paused ? null : (
          <Key id="pause" name="F11" disabled={busy} onPress={() => open({ kind: "pause" })}>
            {t("counter.pause")}
          </Key>
        )}
      </div>
    </>
  );
}

function TicketKeys({ ticket, rules }: { ticket: Ticket; rules: Board["rules"] | undefined }) {
  const { t } = useTexts();
  const { busy, here } = useDesk();
  const open = useDialogs((state) => state.open);
  const left = Math.max(0, (rules?.callsBeforeNoShow ?? 1) - ticket.calls);
  const isCalled = ticket.status === "called";
  return (
    <>
      {isCalled ? (
        <>
          <Key id="serve" name="F4" strong disabled={busy} onPress={() => void serve()}>
            {t("counter.serve")}
          </Key>
          <Key id="recall" name="F3" disabled={busy} onPress={() => void here("recall")}>
            {t("counter.recall")}
          </Key>
        </>
      ) : null}
      <Key id="finish" name="F8" strong={!isCalled} disabled={busy} onPress={() => void here("served")}>
        {t("counter.finish")}
      </Key>
      {isCalled ? (
        <div className="queue-keys-pair">
          <Key id="no-show" name="F9" disabled={busy} onPress={() => void here("noShow")}>
            {left === 0 ? t("counter.noShow") : t("counter.noShowLeft", { n: left })}
          </Key>
          <Undo ticket={ticket} seconds={rules?.undoSeconds ?? 0} />
        </div>
      ) : null}
      <div className="queue-keys-pair">
        <Key id="hold" name="F6" disabled={busy} onPress={() => open({ kind: "hold", ticket })}>
          {t("counter.hold")}
        </Key>
        <Key id="transfer" name="F7" disabled={busy} onPress={() => open({ kind: "transfer", ticket })}>
          {t("counter.transfer")}
        </Key>
      </div>
    </>
  );
}

/** There only for as long as the call can be taken back. */
function Undo({ ticket, seconds }: { ticket: Ticket; seconds: number }) {
  const { t } = useTexts();
  const { busy, here } = useDesk();
  const now = useNow(1000);
  const left = seconds - Math.floor((now - Date.parse(ticket.calledAt ?? "")) / 1000);
  if (ticket.calls > 1 || left <= 0) return null;
  return (
    <Key id="undo-call" name="F5" disabled={busy} onPress={() => void here("undoCall")}>
      {t("counter.undoCall", { n: Math.min(left, seconds) })}
    </Key>
  );
}

function Key(props: {
  id: string;
  name: string;
  strong?: boolean;
  disabled: boolean;
  onPress: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={props.strong === true ? "key key-strong" : "key"}
      data-testid={props.id}
      disabled={props.disabled}
      onClick={props.onPress}
    >
      <span>{props.children}</span>
      <kbd>{props.name}</kbd>
    </button>
  );
}

/** What the function keys do, wherever the focus is. A key whose button is not there does nothing. */
export const queueKeys: Record<string, () => void> = {
  F1: () => useDialogs.getState().open({ kind: "find" }),
  F2: () => void useDesk.getState().callNext(),
  F3: () => void useDesk.getState().here("recall"),
  F4: () => void serve(),
  F5: () => void useDesk.getState().here("undoCall"),
  F6: () => ask("hold"),
  F7: () => {
    if (counterNow()?.current == null) useDialogs.getState().open({ kind: "appointments" });
    else ask("transfer");
  },
  F8: () => void useDesk.getState().here("served"),
  F9: () => void useDesk.getState().here("noShow"),
  F11: () => {
    const place = counterNow();
    if (place?.paused != null) void useDesk.getState().take({ kind: "unpause" });
    else if (place?.current == null) useDialogs.getState().open({ kind: "pause" });
  },
  F12: () => useDialogs.getState().open({ kind: "figures" }),
};

/** Who is served lodges something as a rule: the next letter goes there, unless the clerk is elsewhere already. */
async function serve(): Promise<void> {
  await useDesk.getState().here("serve");
  const isElsewhere = useAreas.getState().area !== "intake" || useDialogs.getState().dialog !== null;
  if (!isElsewhere && document.activeElement === document.body) goOn();
}

function ask(kind: "hold" | "transfer"): void {
  const ticket = counterNow()?.current ?? useDesk.getState().called;
  if (ticket !== null) useDialogs.getState().open({ kind, ticket });
}
