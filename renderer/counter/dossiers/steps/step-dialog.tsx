import { useMemo } from "react";
import type { Dossier } from "../../../../contract/dossier.ts";
import type { DossierStepKind } from "../../../../contract/dossier-steps.ts";
import { DecideStep } from "../../../ui/dossier/steps/decide-step.tsx";
import { ExtendStep } from "../../../ui/dossier/steps/extend-step.tsx";
import { NoteStep } from "../../../ui/dossier/steps/note-step.tsx";
import { RequestPaymentStep } from "../../../ui/dossier/steps/request-payment-step.tsx";
import { RequestSupplementStep } from "../../../ui/dossier/steps/request-supplement-step.tsx";
import { StepDeskContext } from "../../../ui/dossier/steps/step-desk.ts";
import { StopStep } from "../../../ui/dossier/steps/stop-step.tsx";
import { useDossier } from "../dossier-store.ts";
import { CorrectStep } from "./correct-step.tsx";
import { PayStep, VoidPaymentStep } from "./money-steps.tsx";
import {
  OfficialCodeStep,
  ReasonStep,
  ReceiveResultStep,
  ReturnResultStep,
  WithdrawalStep,
} from "./simple-steps.tsx";
import { StepFrame } from "./step-frame.tsx";
import "./steps.css";
import { SupplementStep } from "./supplement-steps.tsx";

/** What a step of the open dossier asks for. */
export function StepDialog({ step }: { step: DossierStepKind }) {
  const { view, proposals } = useDossier();
  const desk = useMemo(() => ({ Frame: StepFrame, proposals }), [proposals]);
  if (view === null) return null;
  return (
    <StepDeskContext value={desk}>
      <Content step={step} dossier={view.dossier} />
    </StepDeskContext>
  );
}

function Content({ step, dossier }: { step: DossierStepKind; dossier: Dossier }) {
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
