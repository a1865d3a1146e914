import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Dossier } from "../../../../contract/dossier.ts";
import { useTexts } from "../../i18n/index.ts";
import { momentWords } from "../history-words.ts";
import { ReasonField } from "./reason-field.tsx";
import { useStepDesk } from "./step-desk.ts";

/** The apology with the one new date that the law allows (form 04): working days after the promised one. */
export function ExtendStep({ dossier }: { dossier: Dossier }) {
  const { t, language } = useTexts();
  const { Frame, proposals } = useStepDesk();
  const dates = proposals?.newDates ?? [];
  const [dueAt, setDueAt] = useState(dates[0] ?? "");
  const [reason, setReason] = useState("");
  const isReady = dueAt !== "" && reason.trim() !== "";
  return (
    <Frame
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
    </Frame>
  );
}
