import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Dossier } from "../../../../contract/dossier.ts";
import { useTexts } from "../../../ui/i18n/index.ts";
import { useDossier } from "../dossier-store.ts";
import { momentWords } from "../history-words.ts";
import { ReasonField } from "./reason-field.tsx";
import { StepFrame } from "./step-frame.tsx";

/** The apology with the one new date that the law allows (form 04): working days after the promised one. */
export function ExtendStep({ dossier }: { dossier: Dossier }) {
  const { t, language } = useTexts();
  const dates = useDossier((state) => state.proposals?.newDates) ?? [];
  const [dueAt, setDueAt] = useState(dates[0] ?? "");
  const [reason, setReason] = useState("");
  const isReady = dueAt !== "" && reason.trim() !== "";
  return (
    <StepFrame
      kind="extend"
      step={isReady ? { kind: "extend", reason, dueAt } : null}
      help={
        dossier.dueAt === null
          ? undefined
          : t("dossier.help.extend", { time: momentWords(dossier.dueAt, language) })
      }
    >
      <p className="notice notice-call" data-testid="extend-once">
        {t("dossier.extendOnce")}
      </p>
      <NativeSelect
        size="md"
        label={t("dossier.newDate")}
        value={dueAt}
        data-autofocus
        data-testid="new-date"
        data={dates.map((date, index) => ({
          value: date,
          label: `${momentWords(date, language)} (${t("dossier.later", { count: index + 1 })})`,
        }))}
        onChange={(event) => setDueAt(event.currentTarget.value)}
      />
      <ReasonField of="extend" value={reason} onChange={setReason} />
    </StepFrame>
  );
}
