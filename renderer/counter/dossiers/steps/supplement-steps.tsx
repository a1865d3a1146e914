import { Checkbox } from "@mantine/core";
import { useState } from "react";
import type { ProcedureComponent } from "../../../../contract/catalogue.ts";
import type { Dossier } from "../../../../contract/dossier.ts";
import { toggled } from "../../../ui/dossier/steps/request-supplement-step.tsx";
import { useTexts } from "../../../ui/i18n/index.ts";
import { useDossier } from "../dossier-store.ts";
import { StepFrame } from "./step-frame.tsx";

/** What was missing is there: the components that were handed in. */
export function SupplementStep({ dossier }: { dossier: Dossier }) {
  const { t, own } = useTexts();
  const procedure = useDossier((state) => state.proposals?.procedure);
  const asked = dossier.supplements.find(({ answeredAt }) => answeredAt === null);
  const components = procedure?.components ?? [];
  const [ticked, setTicked] = useState<readonly string[]>(() =>
    components.filter(({ name }) => asked?.items.includes(name.vi) === true).map(({ id }) => id),
  );
  const handedIn = components
    .filter(({ id }) => ticked.includes(id))
    .map((component) => ({ componentId: component.id, certified: 0, reusedFrom: null, ...usual(component) }));
  return (
    <StepFrame
      kind="supplement"
      help={t("dossier.help.supplement")}
      step={handedIn.length === 0 ? null : { kind: "supplement", components: handedIn }}
    >
      {asked === undefined ? null : (
        <div className="notice notice-call">
          <ul className="asked">
            {asked.items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        </div>
      )}
      <fieldset className="pick">
        <legend>{t("dossier.handedIn")}</legend>
        {components.map((component, index) => (
          <Checkbox
            key={component.id}
            label={own(component.name)}
            checked={ticked.includes(component.id)}
            data-autofocus={index === 0 ? true : undefined}
            data-testid={`handed-in-${component.id}`}
            onChange={() => setTicked(toggled(ticked, component.id))}
          />
        ))}
      </fieldset>
    </StepFrame>
  );
}

function usual({ originals, copies }: ProcedureComponent): { originals: number; copies: number } {
  return { originals: copies === 0 ? Math.max(1, originals) : originals, copies };
}
