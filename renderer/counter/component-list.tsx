import { Button, Checkbox, NumberInput } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { ProcedureComponent } from "../../contract/catalogue.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { isPresent, usualCounts } from "./draft.ts";
import { useIntake } from "./intake-store.ts";

/** The check-list of a dossier's papers (*thành phần hồ sơ*): what was handed in, originals and copies. */
export function ComponentList() {
  const { t } = useTexts();
  const { procedure, tickRequired } = useIntake();
  const all = useRef<HTMLButtonElement>(null);
  // Once the procedure is chosen the papers are next.
  useEffect(() => all.current?.focus(), []);
  return (
    <>
      <div className="components-head">
        <h3>{t("intake.components")}</h3>
        <Button
          ref={all}
          variant="light"
          size="compact-md"
          onClick={tickRequired}
          data-testid="all-components"
        >
          {t("intake.allPresent")}
        </Button>
      </div>
      <ul className="components">
        {(procedure?.components ?? []).map((component) => (
          <ComponentLine key={component.id} component={component} />
        ))}
      </ul>
    </>
  );
}

function ComponentLine({ component }: { component: ProcedureComponent }) {
  const { t, own } = useTexts();
  const { draft, tick, faults } = useIntake();
  const counts = draft.components[component.id] ?? { originals: 0, copies: 0 };
  const present = isPresent(draft, component.id);
  const missed = faults.some((fault) => fault.field === "components" && fault.missing.includes(component.id));
  const marks = [
    component.required ? t("intake.required") : "",
    component.presentOnly ? t("intake.shown") : "",
  ];
  return (
    <li className={missed ? "component component-missing" : "component"}>
      <Checkbox
        size="md"
        checked={present}
        label={own(component.name)}
        description={marks.filter((mark) => mark !== "").join(", ")}
        data-testid={`component-${component.id}`}
        onChange={() => tick(component.id, present ? { originals: 0, copies: 0 } : usualCounts(component))}
      />
      {present && !component.presentOnly ? (
        <div className="component-counts">
          {(["originals", "copies"] as const).map((kind) => (
            <NumberInput
              key={kind}
              size="xs"
              label={t(`intake.${kind}`)}
              value={counts[kind]}
              min={0}
              max={99}
              allowDecimal={false}
              onChange={(count) => tick(component.id, { ...counts, [kind]: Number(count) || 0 })}
            />
          ))}
        </div>
      ) : null}
    </li>
  );
}
