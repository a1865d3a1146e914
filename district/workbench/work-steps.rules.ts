import { workStepKinds } from "../../contract/district-workbench.ts";
import type { Dossier } from "../../contract/dossier.ts";
import type { DossierStep, PossibleStep } from "../../contract/dossier-steps.ts";
import { requireStep, stepRefused } from "../../electron/station/dossiers/life.rules.ts";
import { type Asked, isInHand, possibleSteps } from "../../electron/station/dossiers/steps.rules.ts";

export function isWorkStep(kind: string): kind is (typeof workStepKinds)[number] {
  return (workStepKinds as readonly string[]).includes(kind);
}

/** What stands in the way of each step that is taken at a workbench. */
export function workSteps(dossier: Dossier, asked: Asked): PossibleStep[] {
  return possibleSteps(dossier, asked)
    .filter(({ kind }) => isWorkStep(kind))
    .map((step) =>
      step.obstacle === null && isForeignNote(dossier, step.kind, asked)
        ? { ...step, obstacle: "custody" }
        : step,
    );
}

/** @throws AppError DOSSIER_STEP */
export function requireWorkStep(dossier: Dossier, step: DossierStep, asked: Asked): void {
  requireStep(dossier, step, asked);
  if (isForeignNote(dossier, step.kind, asked)) throw stepRefused(dossier, step.kind, "custody");
}

/**
 * A counter notes what the citizen says wherever the dossier is. A division sees for good what it had once: by noting
 * something it would change the dossier under the hands of who has it now.
 */
function isForeignNote(dossier: Dossier, kind: string, asked: Asked): boolean {
  return kind === "note" && !isInHand(dossier, asked);
}
