import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../../i18n/index.ts";
import { useStepDesk } from "./step-desk.ts";

export function NoteStep() {
  const { t } = useTexts();
  const { Frame } = useStepDesk();
  const [text, setText] = useState("");
  return (
    <Frame
      kind="note"
      step={text.trim() === "" ? null : { kind: "note", text }}
      help={t("dossier.help.note")}
    >
      <Textarea
        size="md"
        label={t("intake.note")}
        autosize
        minRows={3}
        maxLength={2000}
        value={text}
        data-autofocus
        data-testid="note"
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </Frame>
  );
}
