import type { DossierStatus } from "../../../contract/dossier.ts";
import { useTexts } from "../i18n/index.ts";
import "./status-chip.css";

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
