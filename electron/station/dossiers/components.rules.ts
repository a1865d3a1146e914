import type { Procedure } from "../../../contract/catalogue.ts";
import type { DossierComponent, FeeLine } from "../../../contract/dossier.ts";
import { AppError } from "../../../contract/errors.ts";
import { feesOf, MAIN_FEE } from "../catalogue/procedure.rules.ts";

type Given = Omit<DossierComponent, "name">;

/**
 * The components that stay with a complete dossier, with their names as they are in the procedure's version. Papers
 * that are only shown are checked but not taken.
 *
 * @throws AppError BAD_INPUT (a component that the procedure does not have), COMPONENTS_MISSING.
 */
export function handedIn(procedure: Procedure, given: readonly Given[]): DossierComponent[] {
  const named = namedComponents(procedure, given);
  const present = new Map(named.filter(isPresent).map((component) => [component.componentId, component]));
  const missing = procedure.components.filter(({ id, required }) => required && !present.has(id));
  if (missing.length > 0)
    throw new AppError("COMPONENTS_MISSING", { names: missing.map(({ name }) => name.vi) });
  return procedure.components.flatMap(({ id, presentOnly }) => {
    const component = present.get(id);
    return component === undefined || presentOnly ? [] : [component];
  });
}

/** @throws AppError BAD_INPUT where the procedure has no such component. */
export function namedComponents(procedure: Procedure, given: readonly Given[]): DossierComponent[] {
  return given.map((component) => {
    const known = procedure.components.find(({ id }) => id === component.componentId);
    if (known === undefined)
      throw new AppError("BAD_INPUT", { path: "intake.components", reason: component.componentId });
    return { ...component, name: known.name.vi };
  });
}

/** A component taken over from an earlier dossier is there, though no paper was handed in. */
function isPresent({ originals, certified, copies, reusedFrom }: DossierComponent): boolean {
  return originals + certified + copies > 0 || reusedFrom !== null;
}

/**
 * What a dossier costs, line by line, each with the time at which it is paid. A bare total is the procedure's own fee.
 */
export function feesOfIntake(procedure: Procedure, lines: readonly FeeLine[], total: number): FeeLine[] {
  if (lines.length === 0 && total > 0) {
    const { name, fee } = procedure;
    const line = { feeId: MAIN_FEE, name: name.vi, amount: total, quantity: 1, exemption: null };
    return [{ ...line, collectAt: fee.collectAt }];
  }
  const known = new Map(feesOf(procedure).map(({ id, collectAt }) => [id, collectAt]));
  return lines.map((line) => ({ ...line, collectAt: line.collectAt ?? known.get(line.feeId) ?? "receipt" }));
}
