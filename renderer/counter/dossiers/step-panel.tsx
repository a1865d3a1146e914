import type { DossierView } from "../../../contract/dossier-calls.ts";
import {
  type DossierStepKind,
  type PossibleStep,
  stepObstacleSchema,
} from "../../../contract/dossier-steps.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useDialogs } from "../dialogs.ts";
import { useDossier } from "./dossier-store.ts";
import { PrintState, usePrintJob } from "./print-state.tsx";
import { shownSteps, stepLetters } from "./step-keys.ts";

/** What can be done now, each with its key; what can't, and why. */
export function StepPanel({ view }: { view: DossierView }) {
  const { t } = useTexts();
  const known = new Map(view.steps.map((step) => [step.kind, step]));
  const steps = shownSteps.flatMap((kind) => known.get(kind) ?? []);
  const possible = steps.filter(isPossible);
  const impossible = steps.filter((step) => !isPossible(step));
  // What stands in the way of the most is said last: it is the least to be told.
  const obstacles = stepObstacleSchema.options
    .filter((obstacle) => impossible.some((step) => step.obstacle === obstacle))
    .sort((a, b) => Number(a === "status") - Number(b === "status"));
  return (
    <aside className="steps" aria-label={t("dossier.steps")}>
      <LastPaper />
      <h3>{t("dossier.steps")}</h3>
      {possible.length === 0 ? <p className="fact-none">{t("dossier.noSteps")}</p> : null}
      <ul className="steps-now">
        {possible.map((step) => (
          <li key={step.kind}>
            <button
              type="button"
              className="key"
              data-testid={`step-${step.kind}`}
              onClick={() => askStep(step.kind)}
            >
              <span>
                {t(`dossier.step.${step.kind}`)}
                {step.obstacle === "role" ? <small>{t("dossier.needsSignature")}</small> : null}
                {step.warning === null ? null : <small>{t(`dossier.obstacle.${step.warning}`)}</small>}
              </span>
              <kbd>Alt {stepLetters[step.kind]}</kbd>
            </button>
          </li>
        ))}
      </ul>
      <h3>{t("dossier.notNow")}</h3>
      <ul className="steps-later">
        {obstacles.map((obstacle) => (
          <li key={obstacle}>
            <small>{t(`dossier.obstacle.${obstacle}`)}</small>
            {impossible
              .filter((step) => step.obstacle === obstacle)
              .map(({ kind }) => (
                <span key={kind} data-testid={`later-${kind}`} data-obstacle={obstacle}>
                  {t(`dossier.step.${kind}`)}
                </span>
              ))}
          </li>
        ))}
      </ul>
    </aside>
  );
}

/** The paper of the step just taken, until another is. */
function LastPaper() {
  const { t } = useTexts();
  const job = usePrintJob(useDossier((state) => state.paper));
  if (job === null) return null;
  return (
    <div className="last-paper" role="status">
      <h3>{t("dossier.lastPaper")}</h3>
      <PrintState key={job.id} job={job} testId="last-paper" />
    </div>
  );
}

/** A signature is all that is in the way of a step that is another's. */
function isPossible({ obstacle }: PossibleStep): boolean {
  return obstacle === null || obstacle === "role";
}

/** Asks for what the step needs, if it can be taken now. */
export function askStep(kind: DossierStepKind): void {
  const step = useDossier.getState().view?.steps.find((candidate) => candidate.kind === kind);
  if (step !== undefined && isPossible(step)) useDialogs.getState().open({ kind: "dossierStep", step: kind });
}
