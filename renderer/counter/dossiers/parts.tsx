import type { ReactNode } from "react";
import type { DossierStatus } from "../../../contract/dossier.ts";
import { useTexts } from "../../ui/i18n/index.ts";

const tones: Record<DossierStatus, "plain" | "work" | "wait" | "done" | "ended"> = {
  lodged: "plain",
  accepted: "plain",
  inProcess: "work",
  supplementRequested: "wait",
  paymentRequested: "wait",
  withdrawalRequested: "wait",
  decided: "done",
  resultReturned: "done",
  notAccepted: "ended",
  stopped: "ended",
};

/** One of the ten statuses in plain words, told apart by its ground as well. */
export function StatusChip({ status }: { status: DossierStatus }) {
  const { t } = useTexts();
  return (
    <span className="status-chip" data-tone={tones[status]} data-status={status}>
      {t(`dossier.status.${status}`)}
    </span>
  );
}

/** A work area: its heading, what stands beside that, and what is worked on. */
export function AreaFrame({
  title,
  aside,
  testId,
  busy = false,
  children,
}: {
  title: string;
  aside?: ReactNode;
  testId: string;
  /** What is shown is not yet what was asked for. */
  busy?: boolean;
  children: ReactNode;
}) {
  return (
    <section className="area" data-testid={testId} aria-busy={busy}>
      <header className="area-head">
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
