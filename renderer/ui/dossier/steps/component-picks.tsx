import { Checkbox } from "@mantine/core";
import type { ProcedureComponent } from "../../../../contract/catalogue.ts";
import { useTexts } from "../../i18n/index.ts";

/** Components of a procedure to tick, under a legend; `testId` begins what each is called in tests. */
export function ComponentPicks({
  legend,
  components,
  ticked,
  onChange,
  testId,
}: {
  legend: string;
  components: readonly ProcedureComponent[];
  /** Ids of those that are ticked. */
  ticked: readonly string[];
  onChange: (ticked: string[]) => void;
  testId: string;
}) {
  const { own } = useTexts();
  return (
    <fieldset className="pick">
      <legend>{legend}</legend>
      {components.map((component, index) => (
        <Checkbox
          key={component.id}
          label={own(component.name)}
          checked={ticked.includes(component.id)}
          data-autofocus={index === 0 ? true : undefined}
          data-testid={`${testId}-${component.id}`}
          onChange={() => onChange(toggled(ticked, component.id))}
        />
      ))}
    </fieldset>
  );
}

/** The ids with one more, or without it. */
function toggled(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}
