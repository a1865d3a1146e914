import { useEffect, useRef, useState } from "react";
import type { WorkView } from "../../../contract/district-workbench.ts";
import { stepObstacleSchema } from "../../../contract/dossier-steps.ts";
import { Breaches, Components, Costs, History, People, Promised, Where } from "../../ui/dossier/facts.tsx";
import "../../ui/dossier/page.css";
import { StatusChip } from "../../ui/dossier/status-chip.tsx";
import { useTexts } from "../../ui/i18n/index.ts";
import { PaperPicker } from "../../ui/paper-picker.tsx";
import { district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { isAsking } from "../ui/is-asking.ts";
import { Loading } from "../ui/loading.tsx";
import { useLoaded } from "../ui/use-loaded.ts";
import { Files } from "./files.tsx";
import { HandOverDialog } from "./hand-over-dialog.tsx";
import { type HandoverList, listsOf } from "./handovers.rules.ts";
import { goBack, usePlaces } from "./places.ts";
import { StepDialog } from "./step-dialog.tsx";
import { type Action, actionOfKey, actions, isStep, letters, type StepAction } from "./step-keys.ts";
import { TakeOverDialog } from "./take-over-dialog.tsx";
import { useAttaching } from "./use-attaching.ts";

const REFRESH_SECONDS = 60;

/** All about one dossier, and what the division can do with it now. */
export function DossierPage({ id }: { id: string }) {
  const { t, own } = useTexts();
  const view = useLoaded(() => district.workbench.view({ id }), id, REFRESH_SECONDS);
  const [open, setOpen] = useState<StepAction | "handOver" | null>(null);
  const [list, setList] = useState<HandoverList | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => usePlaces.setState({ opened: id }), [id]);
  const isHere = view.data !== null;
  useEffect(() => {
    if (isHere) heading.current?.focus({ preventScroll: true });
  }, [isHere]);
  const { data } = view;
  const picker = useRef<HTMLInputElement>(null);
  const attaching = useAttaching(data, () => void view.reload());
  const ask = async (action: Action) => {
    if (data === null || !isPossible(data, action)) return;
    if (action === "attach") return picker.current?.click();
    if (action !== "takeOver") return setOpen(action);
    // The whole list is signed for, not this one of it.
    const { items } = await district.workbench.work({ list: "toTake", unit: null });
    const handover = data.dossier.custody.passing?.handover;
    setList(listsOf(items).find(({ passing }) => passing.handover === handover) ?? null);
  };
  usePageKeys(open === null && list === null, (action) => void ask(action));
  if (data === null)
    return (
      <main className="page">
        {view.failure === null ? <Loading /> : <FailureLine failure={view.failure} />}
      </main>
    );
  const { dossier, agency } = data;
  const close = () => setOpen(null);
  return (
    <main className="page dossier" data-testid="dossier-page" data-status={dossier.status}>
      <header className="dossier-head">
        <button type="button" className="dossier-back" data-testid="dossier-back" onClick={goBack}>
          {t("dossier.back")} <kbd>Esc</kbd>
        </button>
        <div className="dossier-title">
          <h1 ref={heading} tabIndex={-1} data-testid="page-code">
            {dossier.code}
          </h1>
          <p>
            {dossier.procedureName} · {own(agency.name)}
            {dossier.officialCode === null
              ? ""
              : ` · ${t("dossier.official", { code: dossier.officialCode })}`}
          </p>
        </div>
        <StatusChip status={dossier.status} />
      </header>
      <FailureLine failure={view.failure} />
      <div className="dossier-columns">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too */}
        <section className="dossier-facts" tabIndex={0} aria-label={t("dossier.facts")}>
          <h2 className="visually-hidden">{t("dossier.facts")}</h2>
          <Breaches dossier={dossier} history={data.history} />
          <Promised dossier={dossier} />
          <div className="facts-pair">
            <People dossier={dossier} />
            <Where dossier={dossier} />
          </div>
          <div className="facts-pair">
            <Components dossier={dossier} />
            <Costs dossier={dossier} />
          </div>
          <Files
            dossier={dossier}
            here={data.here}
            sending={attaching.sending}
            failures={attaching.failures}
          />
          <PaperPicker ref={picker} onPick={(files) => void attaching.take(files)} />
          <History history={data.history} />
        </section>
        {data.steps.length === 0 ? null : <Steps view={data} onAsk={(action) => void ask(action)} />}
      </div>
      {open === null ? null : open === "handOver" ? (
        <HandOverDialog
          items={[
            {
              id: dossier.id,
              code: dossier.code,
              unit: dossier.custody.unit,
              state: data.state,
              applicantName: dossier.applicant.fullName,
            },
          ]}
          to={data.handOver.to}
          onClose={(given) => {
            close();
            if (given) void view.reload();
          }}
        />
      ) : (
        <StepDialog view={data} action={open} onTaken={() => void view.reload()} onClose={close} />
      )}
      {list === null ? null : (
        <TakeOverDialog
          list={list}
          onClose={(done) => {
            setList(null);
            if (done) void view.reload();
          }}
        />
      )}
    </main>
  );
}

/** What can be done now, each with its key; what can't, and why. */
function Steps({ view, onAsk }: { view: WorkView; onAsk: (action: Action) => void }) {
  const { t } = useTexts();
  const possible = actions.filter((action) => isPossible(view, action));
  const later = view.steps.filter(({ obstacle }) => obstacle !== null);
  const obstacles = stepObstacleSchema.options.filter((name) =>
    later.some(({ obstacle }) => obstacle === name),
  );
  return (
    <aside className="steps" aria-label={t("dossier.steps")}>
      <h2>{t("dossier.steps")}</h2>
      {possible.length === 0 ? <p className="fact-none">{t("districtWeb.work.noSteps")}</p> : null}
      <ul>
        {possible.map((action) => (
          <li key={action}>
            <button
              type="button"
              className="step"
              data-testid={`step-${action}`}
              onClick={() => onAsk(action)}
            >
              <span>{isStep(action) ? t(`dossier.step.${action}`) : t(`districtWeb.work.${action}`)}</span>
              <kbd>Alt {letters[action]}</kbd>
            </button>
          </li>
        ))}
      </ul>
      {later.length === 0 ? null : <h2>{t("dossier.notNow")}</h2>}
      <ul className="steps-later">
        {obstacles.map((obstacle) => (
          <li key={obstacle}>
            <small>
              {t(obstacle === "role" ? "districtWeb.work.headOnly" : `dossier.obstacle.${obstacle}`)}
            </small>
            {later
              .filter((step) => step.obstacle === obstacle)
              .map(({ kind }) => (
                <span key={kind}>{t(`dossier.step.${kind}`)}</span>
              ))}
          </li>
        ))}
      </ul>
    </aside>
  );
}

function isPossible(view: WorkView, action: Action): boolean {
  if (action === "takeOver") return view.toTake;
  if (action === "handOver") return view.handOver.obstacle === null;
  return view.steps.some(({ kind, obstacle }) => kind === action && obstacle === null);
}

/** Alt and a letter takes a step, Escape leads back. */
function usePageKeys(active: boolean, ask: (action: Action) => void): void {
  const current = useRef(ask);
  current.current = ask;
  useEffect(() => {
    if (!active) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || isAsking()) return;
      if (event.key === "Escape") goBack();
      const action = event.altKey ? actionOfKey(event.code) : undefined;
      if (action === undefined) return;
      event.preventDefault();
      current.current(action);
    };
    // On the way down: the key that closes a dialog is not meant for the page as well.
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [active]);
}
