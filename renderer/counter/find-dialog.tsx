import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { parsePaperQr } from "../../contract/paper-qr.ts";
import type { Ticket } from "../../contract/queue.ts";
import { station } from "../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../ui/errors.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { CounterModal } from "./counter-modal.tsx";
import { useDesk } from "./desk.ts";
import { useDialogs } from "./dialogs.ts";
import { session } from "./session.ts";

/** What the station takes. */
const LONGEST = 20;

/** A ticket by its number: called now, or put back into the queue after its holder did not come. */
export function FindDialog() {
  const { t } = useTexts();
  const [label, setLabel] = useState("");
  const [found, setFound] = useState<Ticket[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const search = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    try {
      // A scanner types the whole code of the paper.
      const paper = parsePaperQr(label.trim());
      const wanted = paper?.kind === "ticket" ? paper.label : label.slice(0, LONGEST);
      setFound(await station.queue.find({ session: session(), label: wanted }));
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <CounterModal title={t("counter.findTitle")}>
      <form className="find-form" onSubmit={(event) => void search(event)}>
        <TextInput
          label={t("counter.findLabel")}
          placeholder="A105"
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          data-autofocus
          data-testid="find-label"
          autoComplete="off"
        />
        <Button type="submit" disabled={label.trim() === ""} data-testid="find">
          {t("counter.findSearch")}
        </Button>
      </form>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert">
          {failureText(t, failure)}
        </p>
      )}
      {found?.length === 0 ? <p className="dialog-help">{t("counter.findNone")}</p> : null}
      <ul className="found" aria-live="polite">
        {(found ?? []).map((ticket) => (
          <Found key={ticket.id} ticket={ticket} />
        ))}
      </ul>
    </CounterModal>
  );
}

function Found({ ticket }: { ticket: Ticket }) {
  const { t } = useTexts();
  const { close } = useDialogs();
  const { take } = useDesk();
  const step = (kind: "call" | "requeue") => {
    close();
    void take({ kind, ticket: ticket.id });
  };
  const callable = ["waiting", "held", "noShow"].includes(ticket.status);
  const returnable = ticket.status === "held" || ticket.status === "noShow";
  return (
    <li data-testid={`found-${ticket.label}`}>
      <strong>{ticket.label}</strong>
      <span>{t(`counter.ticketStatus.${ticket.status}`)}</span>
      {returnable ? (
        <Button variant="light" size="compact-md" data-testid="found-requeue" onClick={() => step("requeue")}>
          {t("counter.requeue")}
        </Button>
      ) : null}
      {callable ? (
        <Button size="compact-md" data-testid="found-call" onClick={() => step("call")}>
          {t("counter.callThis")}
        </Button>
      ) : null}
    </li>
  );
}
