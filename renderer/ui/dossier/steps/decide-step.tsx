import { SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../../i18n/index.ts";
import { useStepDesk } from "./step-desk.ts";

export function DecideStep() {
  const { t } = useTexts();
  const { Frame } = useStepDesk();
  const [outcome, setOutcome] = useState<"granted" | "denied">("granted");
  const [number, setNumber] = useState("");
  const [note, setNote] = useState("");
  return (
    <Frame kind="decide" step={{ kind: "decide", outcome, number, note }} help={t("dossier.help.decide")}>
      <div className="intake-choice">
        <span>{t("dossier.outcome")}</span>
        <SegmentedControl
          size="md"
          fullWidth
          value={outcome}
          data-testid="outcome"
          data={(["granted", "denied"] as const).map((value) => ({
            value,
            label: t(`history.decided.${value}`),
          }))}
          onChange={(value) => setOutcome(value === "denied" ? "denied" : "granted")}
        />
      </div>
      <TextInput
        size="md"
        label={t("dossier.decisionNumber")}
        value={number}
        maxLength={100}
        data-autofocus
        data-testid="decision-number"
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Textarea
        size="md"
        label={t("intake.note")}
        autosize
        minRows={2}
        maxLength={1000}
        value={note}
        data-testid="decision-note"
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Frame>
  );
}
