import { NumberInput } from "@mantine/core";
import type { QueueRules } from "../../../contract/catalogue.ts";
import type { Administration } from "../../../contract/station.ts";
import { useTexts } from "../../ui/i18n/index.ts";

/** The rules that are numbers, with what each may be. */
const rules = [
  { name: "priorityLeadMinutes", min: 0, max: 120 },
  { name: "preferenceMinutes", min: 0, max: 60 },
  { name: "callsBeforeNoShow", min: 1, max: 9 },
  { name: "noShowGraceMinutes", min: 0, max: 120 },
  { name: "undoSeconds", min: 0, max: 600 },
  { name: "opensBeforeMinutes", min: 0, max: 240 },
  { name: "closesBeforeMinutes", min: 0, max: 240 },
  { name: "appointmentLeadMinutes", min: 0, max: 120 },
  { name: "appointmentGraceMinutes", min: 0, max: 120 },
  { name: "assumedServiceMinutes", min: 1, max: 120 },
] as const satisfies { name: keyof QueueRules; min: number; max: number }[];

/** How the queue runs, each rule with what it means in one sentence. */
export function RulesForm({
  draft,
  change,
}: {
  draft: Administration;
  change: (part: Partial<Administration>) => void;
}) {
  const { t } = useTexts();
  return (
    <div className="admin-rules">
      {rules.map(({ name, min, max }) => (
        <NumberInput
          key={name}
          label={t(`admin.rule.${name}`)}
          description={t(`admin.ruleHelp.${name}`)}
          min={min}
          max={max}
          allowDecimal={false}
          value={draft.queue[name]}
          data-testid={`rule-${name}`}
          onChange={(value) => {
            if (typeof value === "number") change({ queue: { ...draft.queue, [name]: value } });
          }}
        />
      ))}
    </div>
  );
}
