import type { DossierStepKind } from "../../../../contract/dossier-steps.ts";
import { useDossier } from "../dossier-store.ts";
import { CorrectStep } from "./correct-step.tsx";
import { ExtendStep } from "./extend-step.tsx";
import { PayStep, RequestPaymentStep, VoidPaymentStep } from "./money-steps.tsx";
import {
  DecideStep,
  NoteStep,
  OfficialCodeStep,
  ReasonStep,
  ReceiveResultStep,
  ReturnResultStep,
  StopStep,
  WithdrawalStep,
} from "./simple-steps.tsx";
import "./steps.css";
import { RequestSupplementStep, SupplementStep } from "./supplement-steps.tsx";

/** What a step of the open dossier asks for. */
export function StepDialog({ step }: { step: DossierStepKind }) {
  const dossier = useDossier((state) => state.view?.dossier);
  if (dossier === undefined) return null;
  switch (step) {
    case "correct":
      return <CorrectStep dossier={dossier} />;
    case "note":
      return <NoteStep />;
    case "officialCode":
      return <OfficialCodeStep dossier={dossier} />;
    case "requestSupplement":
      return <RequestSupplementStep dossier={dossier} />;
    case "supplement":
      return <SupplementStep dossier={dossier} />;
    case "requestPayment":
      return <RequestPaymentStep />;
    case "pay":
      return <PayStep dossier={dossier} />;
    case "voidPayment":
      return <VoidPaymentStep dossier={dossier} />;
    case "requestWithdrawal":
    case "withdraw":
      return <WithdrawalStep kind={step} dossier={dossier} />;
    case "stop":
      return <StopStep />;
    case "extend":
      return <ExtendStep dossier={dossier} />;
    case "decide":
      return <DecideStep />;
    case "receiveResult":
      return <ReceiveResultStep />;
    case "returnResult":
      return <ReturnResultStep dossier={dossier} />;
    case "dropWithdrawal":
    case "refuse":
    case "reopen":
      return <ReasonStep kind={step} />;
    // Papers are attached and taken off in a panel of their own.
    case "attach":
    case "detach":
      return null;
  }
}
