import { useState } from "react";
import type { ProcedureComponent } from "../../../../contract/catalogue.ts";
import type { Dossier } from "../../../../contract/dossier.ts";
import { ComponentPicks } from "../../../ui/dossier/steps/component-picks.tsx";
import { useTexts } from "../../../ui/i18n/index.ts";
import { useDossier } from "../dossier-store.ts";
import { StepFrame } from "./step-frame.tsx";

/** What was missing is there: the components that were handed in. */
export function SupplementStep({ dossier }: { dossier: Dossier }) {
  const { t } = useTexts();
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
      <ComponentPicks
        legend={t("dossier.handedIn")}
        components={components}
        ticked={ticked}
        onChange={setTicked}
        testId="handed-in"
      />
    </StepFrame>
  );
}

function usual({ originals, copies }: ProcedureComponent): { originals: number; copies: number } {
  return { originals: copies === 0 ? Math.max(1, originals) : originals, copies };
}
