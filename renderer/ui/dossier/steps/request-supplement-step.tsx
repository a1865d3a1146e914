import { SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ProcedureComponent } from "../../../../contract/catalogue.ts";
import type { Dossier, SupplementRequest } from "../../../../contract/dossier.ts";
import { readDay, shortDay } from "../../format.ts";
import { useTexts } from "../../i18n/index.ts";
import { ComponentPicks } from "./component-picks.tsx";
import { ReasonField } from "./reason-field.tsx";
import { useStepDesk } from "./step-desk.ts";

/** What is missing, said once and all of it (form 02): missing components are proposed. */
export function RequestSupplementStep({ dossier }: { dossier: Dossier }) {
  const { t } = useTexts();
  const { Frame, proposals } = useStepDesk();
  const stages = proposals?.stages ?? [];
  const components = (proposals?.procedure.components ?? []).filter(({ presentOnly }) => !presentOnly);
  const [stage, setStage] = useState<SupplementRequest["stage"]>(stages[0] ?? "appraisal");
  const [ticked, setTicked] = useState<readonly string[]>(() =>
    components.filter((component) => component.required && isMissing(component, dossier)).map(({ id }) => id),
  );
  const [others, setOthers] = useState("");
  const [reason, setReason] = useState("");
  const [legalBasis, setLegalBasis] = useState("");
  const [until, setUntil] = useState(proposals === null ? "" : shortDay(proposals.supplementUntil));
  const day = readDay(until);
  const items = [
    ...components.filter(({ id }) => ticked.includes(id)).map(({ name }) => name.vi),
    ...others.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()])),
  ];
  const isReady = items.length > 0 && reason.trim() !== "" && (day !== null || until.trim() === "");
  return (
    <Frame
      kind="requestSupplement"
      size="xl"
      help={t("dossier.help.requestSupplement")}
      step={
        isReady
          ? { kind: "requestSupplement", request: { stage, items, reason, legalBasis, until: day } }
          : null
      }
    >
      {stages.length < 2 ? null : (
        <SegmentedControl
          size="md"
          value={stage}
          data-testid="stage"
          data={stages.map((value) => ({ value, label: t(`dossier.stage.${value}`) }))}
          onChange={(value) => setStage(value === "intake" ? "intake" : "appraisal")}
        />
      )}
      <ComponentPicks
        legend={t("dossier.whatIsMissing")}
        components={components}
        ticked={ticked}
        onChange={setTicked}
        testId="missing"
      />
      <Textarea
        label={t("dossier.otherItems")}
        autosize
        minRows={1}
        maxRows={4}
        value={others}
        data-testid="other-items"
        onChange={(event) => setOthers(event.currentTarget.value)}
      />
      <ReasonField of="requestSupplement" value={reason} onChange={setReason} />
      <div className="intake-row">
        <TextInput
          label={t("dossier.legalBasis")}
          value={legalBasis}
          maxLength={500}
          data-testid="legal-basis"
          onChange={(event) => setLegalBasis(event.currentTarget.value)}
        />
        <TextInput
          label={t("dossier.until")}
          placeholder={t("intake.birthFormat")}
          value={until}
          error={day === null && until.trim() !== "" ? t("dossier.needDay") : undefined}
          data-testid="until"
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </div>
    </Frame>
  );
}

function isMissing({ id, originals, copies }: ProcedureComponent, { components }: Dossier): boolean {
  const there = components.find(({ componentId }) => componentId === id);
  if (there === undefined || there.reusedFrom !== null) return there === undefined;
  return there.originals < originals || there.copies + there.certified < copies;
}
