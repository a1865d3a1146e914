import { Button, Checkbox, NumberInput } from "@mantine/core";
import type { ProcedureComponent } from "../../contract/catalogue.ts";
import { officeDay } from "../../contract/time.ts";
import { shortDay } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { isPresent, notHandedIn, offered, usualCounts } from "./draft.ts";
import { goOn, useFault, useIntake } from "./intake-store.ts";

/** The check-list of a dossier's papers (*thành phần hồ sơ*): what was handed in, originals and copies. */
export function ComponentList() {
  const { t } = useTexts();
  const { draft, held, quote, reuse, tickRequired } = useIntake();
  if (quote === null) return null;
  const offers = offered(draft, held);
  return (
    <section className="intake-part" aria-label={t("intake.components")}>
      <header className="part-head">
        <h3>{t("intake.components")}</h3>
        <Button
          variant="light"
          size="compact-md"
          data-testid="all-components"
          data-stop="components"
          onClick={() => void tickRequired().then(() => goOn("components"))}
        >
          {t("intake.allPresent")} <kbd>Alt A</kbd>
        </Button>
      </header>
      {offers.length === 0 ? null : (
        <div className="notice" data-testid="held-papers">
          <span>{t("intake.held", { count: offers.length })}</span>
          <Button
            size="compact-md"
            data-testid="reuse-all"
            data-stop="held"
            onClick={() => {
              reuse();
              goOn("held");
            }}
          >
            {t("intake.reuse")} <kbd>Alt D</kbd>
          </Button>
        </div>
      )}
      <ul className="components">
        {quote.procedure.components.map((component) => (
          <ComponentLine key={component.id} component={component} />
        ))}
      </ul>
    </section>
  );
}

const kinds = ["originals", "certified", "copies"] as const;

function ComponentLine({ component }: { component: ProcedureComponent }) {
  const { t, own } = useTexts();
  const { draft, held, reuse, tick } = useIntake();
  const fault = useFault("components");
  const counts = draft.components[component.id] ?? notHandedIn;
  const present = isPresent(draft, component.id);
  const reusedFrom = draft.reused[component.id];
  const missed = fault?.missing?.includes(component.id) ?? false;
  const marks = [
    component.required ? "" : t("intake.optional"),
    component.presentOnly ? t("intake.shown") : "",
    missed ? t("intake.missing") : "",
    reusedFrom === undefined ? "" : t("dossier.reused", { code: reusedFrom }),
  ];
  const offer = offered(draft, held).find(({ componentId }) => componentId === component.id);
  return (
    <li className={missed ? "component component-missing" : "component"}>
      <Checkbox
        size="md"
        checked={present}
        label={own(component.name)}
        description={marks.filter((mark) => mark !== "").join(", ")}
        data-testid={`component-${component.id}`}
        onChange={() => tick(component.id, present ? notHandedIn : usualCounts(component))}
      />
      {offer === undefined ? null : (
        <button
          type="button"
          className="component-held"
          data-testid={`reuse-${component.id}`}
          onClick={() => reuse(component.id)}
        >
          {t("intake.heldIn", { code: offer.code, day: shortDay(officeDay(offer.acceptedAt)) })}
        </button>
      )}
      {present && reusedFrom === undefined && !component.presentOnly ? (
        <div className="component-counts">
          {kinds.map((kind) => (
            <NumberInput
              key={kind}
              size="xs"
              label={t(`intake.${kind}`)}
              aria-label={`${t(`intake.${kind}`)}: ${own(component.name)}`}
              value={counts[kind]}
              min={0}
              max={99}
              allowDecimal={false}
              data-testid={`${kind}-${component.id}`}
              onChange={(count) => tick(component.id, { ...counts, [kind]: Number(count) || 0 })}
            />
          ))}
        </div>
      ) : null}
    </li>
  );
}
