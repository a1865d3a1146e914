import type { ReactNode } from "react";
import { useBoard } from "../ui/connection.ts";
import { failureText } from "../ui/errors.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useDesk } from "./desk.ts";
import { useSession } from "./session.ts";

/** Who is at this counter, who waits for it, and the queue's keys. */
export function QueuePanel() {
  const { t, own } = useTexts();
  const board = useBoard((state) => state.board);
  const counter = useSession((state) => state.signIn?.counter);
  const { busy, failure, nobody, called, callNext, here } = useDesk();
  const place = board?.counters.find((entry) => entry.counter.id === counter?.id);
  const ticket = place?.current ?? called;
  const groups = (board?.groups ?? []).filter(({ group }) => counter?.serviceGroups.includes(group.id));
  return (
    <section className="queue" aria-busy={busy} data-testid="queue">
      <div className={ticket === null ? "queue-now queue-now-empty" : "queue-now"}>
        {ticket === null ? (
          <p data-testid={nobody ? "nobody-waits" : "nobody-here"}>
            {t(nobody ? "counter.nobodyWaits" : "counter.nobodyHere")}
          </p>
        ) : (
          <>
            <strong data-testid="current-ticket">{ticket.label}</strong>
            <p>
              {ticket.status === "serving"
                ? t("counter.servingSince")
                : t("counter.calledTimes", { n: ticket.calls })}
              {ticket.priority === null ? null : <b>{t(`priority.${ticket.priority}`)}</b>}
            </p>
          </>
        )}
      </div>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="queue-failure">
          {failureText(t, failure)}
        </p>
      )}
      <div className="queue-keys">
        {ticket === null ? (
          <Key id="call-next" name="F2" strong disabled={busy} onPress={callNext}>
            {t("counter.callNext")}
          </Key>
        ) : (
          <>
            {ticket.status === "called" ? (
              <>
                <Key id="serve" name="F4" strong disabled={busy} onPress={() => here("serve")}>
                  {t("counter.serve")}
                </Key>
                <Key id="recall" name="F3" disabled={busy} onPress={() => here("recall")}>
                  {t("counter.recall")}
                </Key>
                <Key id="no-show" name="F9" disabled={busy} onPress={() => here("noShow")}>
                  {t("counter.noShow")}
                </Key>
              </>
            ) : null}
            <Key
              id="finish"
              name="F8"
              strong={ticket.status === "serving"}
              disabled={busy}
              onPress={() => here("served")}
            >
              {t("counter.finish")}
            </Key>
          </>
        )}
      </div>
      <h2 className="side-title">{t("counter.waitingHere", { n: place?.waiting ?? 0 })}</h2>
      <ul className="queue-groups">
        {groups.map(({ group, waiting }) => (
          <li key={group.id}>
            <b>{group.letter}</b>
            <span>{own(group.name)}</span>
            <strong>{waiting}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Key(props: {
  id: string;
  name: string;
  strong?: boolean;
  disabled: boolean;
  onPress: () => Promise<void>;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={props.strong === true ? "key key-strong" : "key"}
      data-testid={props.id}
      disabled={props.disabled}
      onClick={() => void props.onPress()}
    >
      <span>{props.children}</span>
      <kbd>{props.name}</kbd>
    </button>
  );
}
