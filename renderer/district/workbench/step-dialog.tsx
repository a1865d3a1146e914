import { Modal } from "@mantine/core";
import { createContext, useContext, useMemo, useState } from "react";
import type { WorkView } from "../../../contract/district-workbench.ts";
import type { DossierStep } from "../../../contract/dossier-steps.ts";
import { DecideStep } from "../../ui/dossier/steps/decide-step.tsx";
import { ExtendStep } from "../../ui/dossier/steps/extend-step.tsx";
import { NoteStep } from "../../ui/dossier/steps/note-step.tsx";
import { RequestPaymentStep } from "../../ui/dossier/steps/request-payment-step.tsx";
import { RequestSupplementStep } from "../../ui/dossier/steps/request-supplement-step.tsx";
import { StepDeskContext, type StepFrameProps } from "../../ui/dossier/steps/step-desk.ts";
import { StepForm } from "../../ui/dossier/steps/step-form.tsx";
import { StopStep } from "../../ui/dossier/steps/stop-step.tsx";
import type { Failure } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district, webFailureText } from "../client.ts";
import type { StepAction } from "./step-keys.ts";
import { useRequest } from "./use-request.ts";

interface Taking {
  view: WorkView;
  take(step: DossierStep): Promise<Failure | null>;
  close(): void;
}

const TakingContext = createContext<Taking | null>(null);

/**
 * What a step asks for. It is taken on what was seen when the dialog was opened: whoever was faster is noticed, and what
 * was typed is still there.
 *
 * @param onTaken the dossier is to be read again: it was changed, here or by somebody else.
 */
export function StepDialog({
  view,
  action,
  onTaken,
  onClose,
}: {
  view: WorkView;
  action: StepAction;
  onTaken: () => void;
  onClose: () => void;
}) {
  const [opened] = useState(view);
  const request = useRequest();
  const desk = useMemo(() => ({ Frame, proposals: opened.proposals }), [opened]);
  const take = async (step: DossierStep): Promise<Failure | null> => {
    const input = { id: opened.dossier.id, state: opened.state, step };
    const refused = await request(input, (requestId) => district.workbench.step({ requestId, ...input }));
    if (refused === null || refused.code === "DOSSIER_CHANGED") onTaken();
    return refused;
  };
  return (
    <StepDeskContext value={desk}>
      <TakingContext value={{ view: opened, take, close: onClose }}>
        <Content action={action} view={opened} />
      </TakingContext>
    </StepDeskContext>
  );
}

function Frame({ kind, step, help, size = "lg", children }: StepFrameProps) {
  const { t } = useTexts();
  const taking = useContext(TakingContext);
  if (taking === null) return null;
  const { view, take, close } = taking;
  return (
    <Modal
      opened
      onClose={close}
      title={t(`dossier.step.${kind}`)}
      centered
      size={size}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": t("districtWeb.close") }}
      // A heading over a question is no heading of the whole page.
      attributes={{ header: { role: "presentation" } }}
    >
      <StepForm
        kind={kind}
        isReady={step !== null}
        warning={view.steps.find((possible) => possible.kind === kind)?.warning ?? null}
        help={help}
        action={t("districtWeb.work.record")}
        failureWords={(failure) => webFailureText(t, failure)}
        take={async () => (step === null ? null : take(step))}
        close={close}
      >
        {children}
      </StepForm>
    </Modal>
  );
}

function Content({ action, view: { dossier } }: { action: StepAction; view: WorkView }) {
  switch (action) {
    case "decide":
      return <DecideStep />;
    case "requestSupplement":
      return <RequestSupplementStep dossier={dossier} />;
    case "requestPayment":
      return <RequestPaymentStep />;
    case "note":
      return <NoteStep />;
    case "extend":
      return <ExtendStep dossier={dossier} />;
    case "stop":
      return <StopStep />;
  }
}
