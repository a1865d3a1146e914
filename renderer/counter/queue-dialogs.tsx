import {
  type CounterStep,
  holdReasonSchema,
  pauseReasonSchema,
  prioritySchema,
  type Ticket,
} from "../../contract/queue.ts";
import { useBoard } from "../ui/connection.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { AppointmentsDialog } from "./appointments-dialog.tsx";
import { type Choice, ChoiceDialog } from "./choice-dialog.tsx";
import { useDesk } from "./desk.ts";
import { useDialogs } from "./dialogs.ts";
import { DossierDialogs } from "./dossiers/dossier-dialogs.tsx";
import { FiguresDialog } from "./figures-dialog.tsx";
import { FindDialog } from "./find-dialog.tsx";
import { HallDialog } from "./hall-dialog.tsx";
import { IntakeDialogs } from "./intake-dialogs.tsx";
import { PrintersDialog } from "./printers/printers-dialog.tsx";
import { SyncDialog } from "./sync-dialog.tsx";

/** Whatever is asked about the queue at the moment. */
export function QueueDialogs() {
  const { dialog } = useDialogs();
  if (dialog === null || dialog.kind === "camera") return null;
  if (dialog.kind === "find") return <FindDialog />;
  if (dialog.kind === "figures") return <FiguresDialog />;
  if (dialog.kind === "hall") return <HallDialog />;
  if (dialog.kind === "sync") return <SyncDialog />;
  if (dialog.kind === "printers") return <PrintersDialog />;
  if (dialog.kind === "appointments") return <AppointmentsDialog />;
  if (dialog.kind === "dossierStep" || dialog.kind === "takeOver") return <DossierDialogs dialog={dialog} />;
  if (dialog.kind === "pause") return <PauseDialog />;
  if (dialog.kind === "hold") return <HoldDialog ticket={dialog.ticket} />;
  if (dialog.kind === "priority") return <PriorityDialog ticket={dialog.ticket} />;
  if (dialog.kind === "transfer") return <TransferDialog ticket={dialog.ticket} />;
  return <IntakeDialogs dialog={dialog} />;
}

/** Takes the step and puts the question away. */
function useAnswer(): (step: CounterStep) => void {
  const { close } = useDialogs();
  const { take } = useDesk();
  return (step) => {
    close();
    void take(step);
  };
}

function PauseDialog() {
  const { t } = useTexts();
  const answer = useAnswer();
  return (
    <ChoiceDialog
      title={t("counter.pauseTitle")}
      choices={pauseReasonSchema.options.map((reason) => ({
        id: reason,
        label: t(`counter.pauseReason.${reason}`),
        act: () => answer({ kind: "pause", reason }),
      }))}
    />
  );
}

function HoldDialog({ ticket }: { ticket: Ticket }) {
  const { t } = useTexts();
  const answer = useAnswer();
  return (
    <ChoiceDialog
      title={t("counter.holdTitle", { label: ticket.label })}
      choices={holdReasonSchema.options.map((reason) => ({
        id: reason,
        label: t(`counter.holdReason.${reason}`),
        act: () => answer({ kind: "hold", ticket: ticket.id, reason }),
      }))}
    >
      <p className="dialog-help">{t("counter.holdHelp")}</p>
    </ChoiceDialog>
  );
}

function PriorityDialog({ ticket }: { ticket: Ticket }) {
  const { t } = useTexts();
  const answer = useAnswer();
  const kinds: Choice[] = prioritySchema.options.map((priority) => ({
    id: priority,
    label: t(`priority.${priority}`),
    hint: ticket.priority === priority && !ticket.priorityConfirmed ? t("counter.declared") : undefined,
    chosen: ticket.priority === priority,
    act: () => answer({ kind: "setPriority", ticket: ticket.id, priority }),
  }));
  const none: Choice = {
    id: "none",
    label: t("counter.noPriority"),
    chosen: ticket.priority === null,
    act: () => answer({ kind: "setPriority", ticket: ticket.id, priority: null }),
  };
  return (
    <ChoiceDialog title={t("counter.priorityTitle", { label: ticket.label })} choices={[...kinds, none]} />
  );
}

function TransferDialog({ ticket }: { ticket: Ticket }) {
  const { t, own } = useTexts();
  const answer = useAnswer();
  const board = useBoard((state) => state.board);
  const groups: Choice[] = (board?.groups ?? [])
    .filter(({ group }) => group.id !== ticket.queue)
    .map(({ group, waiting }) => ({
      id: `group-${group.id}`,
      label: t("counter.transferToGroup", { name: own(group.name) }),
      hint: t("counter.waitingThere", { n: waiting }),
      act: () => answer({ kind: "transfer", ticket: ticket.id, queue: group.id, counter: null }),
    }));
  const counters: Choice[] = (board?.counters ?? [])
    .filter(({ counter }) => counter.id !== ticket.counter)
    .map(({ counter, staff, waiting }) => ({
      id: `counter-${counter.id}`,
      label: t("counter.transferToCounter", { n: counter.number, name: own(counter.name) }),
      hint: staff === null ? t("counter.nobodyWorksThere") : t("counter.waitingThere", { n: waiting }),
      act: () => answer({ kind: "transfer", ticket: ticket.id, queue: ticket.queue, counter: counter.id }),
    }));
  return (
    <ChoiceDialog
      title={t("counter.transferTitle", { label: ticket.label })}
      choices={[...groups, ...counters]}
    >
      <p className="dialog-help">{t("counter.transferHelp")}</p>
    </ChoiceDialog>
  );
}
