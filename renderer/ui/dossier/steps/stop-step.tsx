import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../../i18n/index.ts";
import { ReasonField } from "./reason-field.tsx";
import { useStepDesk } from "./step-desk.ts";

export function StopStep() {
  const { t } = useTexts();
  const { Frame } = useStepDesk();
  const [reason, setReason] = useState("");
  const [legalBasis, setLegalBasis] = useState("");
  const isReady = reason.trim() !== "" && legalBasis.trim() !== "";
  return (
    <Frame
      kind="stop"
      step={isReady ? { kind: "stop", reason, legalBasis } : null}
      help={t("dossier.help.stop")}
    >
      <ReasonField of="stop" value={reason} autoFocus onChange={setReason} />
      <TextInput
        size="md"
        label={t("dossier.legalBasis")}
        required
        value={legalBasis}
        maxLength={500}
        data-testid="legal-basis"
        onChange={(event) => setLegalBasis(event.currentTarget.value)}
      />
    </Frame>
  );
}
