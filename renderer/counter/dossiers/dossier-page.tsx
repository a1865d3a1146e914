import { useEffect, useRef } from "react";
import type { HistoryEntry } from "../../../contract/dossier-calls.ts";
import { formOfStep, type StepForm } from "../../../contract/form-calls.ts";
import { useHealth } from "../../ui/connection.ts";
import { failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useDialogs } from "../dialogs.ts";
import { MakeForm } from "../forms/make-form.tsx";
import { useAreas } from "./areas.ts";
import { Attachments } from "./attachments.tsx";
import "../../ui/dossier/page.css";
import "./dossier.css";
import { Breaches, Components, Costs, History, People, Promised, Where } from "../../ui/dossier/facts.tsx";
import { StatusChip } from "../../ui/dossier/status-chip.tsx";
import { useDossier } from "./dossier-store.ts";
import { usePaperNames } from "./paper-names.ts";
import { PrintState } from "./print-state.tsx";
import { stepOfKey } from "./step-keys.ts";
import { askStep, StepPanel } from "./step-panel.tsx";

/** All about one dossier, and what can be done with it now. */
export function DossierPage({ id }: { id: string }) {
  const { t } = useTexts();
  const { view, failure, read, forget } = useDossier();
  const close = useAreas((state) => state.closeDossier);
  const lastSeq = useHealth((state) => state.health?.sync.lastSeq ?? 0);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lastSeq tells that another counter may have taken a step
  useEffect(() => void read(id), [id, read, lastSeq]);
  useEffect(() => () => forget(), [forget]);
  useStepKeys(close);
  const paperName = usePaperNames(id, view?.papers.length ?? 0);
  const isHere = view?.dossier.id === id;
  useEffect(() => {
    if (isHere) heading.current?.focus({ preventScroll: true });
  }, [isHere]);
  if (!isHere || view === null) {
    return (
      <section className="area dossier">
        {failure === null ? null : (
          <p className="notice notice-danger" role="alert" data-testid="dossier-failure">
            {failureText(t, failure)}
          </p>
        )}
      </section>
    );
  }
  const { dossier, history, papers } = view;
  return (
    <section className="area dossier" data-testid="dossier-page" data-status={dossier.status}>
      <header className="dossier-head">
        <button type="button" className="dossier-back" data-testid="dossier-back" onClick={close}>
          {t("dossier.back")} <kbd>Esc</kbd>
        </button>
        <div className="dossier-title">
          <h2 ref={heading} tabIndex={-1} data-testid="page-code">
            {dossier.code}
          </h2>
          <p>
            {dossier.procedureName}
            {dossier.officialCode === null ? null : (
              <span data-testid="official-code">
                {" "}
                · {t("dossier.official", { code: dossier.officialCode })}
              </span>
            )}
          </p>
        </div>
        <StatusChip status={dossier.status} />
      </header>
      <div className="dossier-columns">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too */}
        <section className="dossier-facts" tabIndex={0} aria-label={t("dossier.facts")}>
          <Breaches dossier={dossier} history={history} />
          <Promised dossier={dossier} />
          <div className="facts-pair">
            <People dossier={dossier} />
            <Where dossier={dossier} />
          </div>
          <div className="facts-pair">
            <Components dossier={dossier} />
            <Costs dossier={dossier} />
          </div>
          <Attachments dossier={dossier} />
          <section className="fact" aria-labelledby="fact-papers">
            <h3 id="fact-papers">{t("dossier.papers")}</h3>
            {papers.length === 0 ? <p className="fact-none">{t("dossier.noPapers")}</p> : null}
            <ul className="dossier-papers" data-testid="page-papers">
              {papers.map((job) => (
                <li key={job.id}>
                  <PrintState job={job} name={paperName(job)} testId={`paper-${job.id}`} />
                </li>
              ))}
            </ul>
            <div className="make-forms">
              {([...formsElsewhere(history), "receipt", "control"] as const).map((form) => (
                <MakeForm
                  key={form}
                  paper={{ form, dossier: id }}
                  testId={`make-${form}`}
                  onMade={() => void read(id)}
                >
                  {t(`dossier.make.${form}`)}
                </MakeForm>
              ))}
            </div>
          </section>
          <History history={history} />
        </section>
        <StepPanel view={view} />
      </div>
    </section>
  );
}

/** Forms of steps that a division took at its own place, where no paper was made: the applicant gets them here. */
function formsElsewhere(history: readonly HistoryEntry[]): StepForm[] {
  const steps = history.filter(({ elsewhere, data }) => elsewhere === true && hasNoPaper(data));
  return [...new Set(steps.flatMap(({ type }) => formOfStep(type) ?? []))];
}

function hasNoPaper(data: unknown): boolean {
  return typeof data === "object" && data !== null && "printJob" in data && data.printJob === null;
}

/** Alt and a letter takes a step, Escape leads back. */
function useStepKeys(close: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (useDialogs.getState().dialog !== null || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape") {
        close();
        return;
      }
      const step = event.altKey ? stepOfKey(event.code) : undefined;
      if (step === undefined) return;
      event.preventDefault();
      askStep(step);
    };
    // Before a dialog that lies over the page hears of it: the Escape that puts it away was meant for it alone.
    window.addEventListener("keydown", press, { capture: true });
    return () => window.removeEventListener("keydown", press, { capture: true });
  }, [close]);
}
