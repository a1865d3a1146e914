import { Button } from "@mantine/core";
import { type KeyboardEvent, useEffect } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { ApplicantFields } from "./applicant-fields.tsx";
import { AttachmentPanel } from "./attachments/attachment-panel.tsx";
import { CardListener } from "./card-listener.tsx";
import { ComponentList } from "./component-list.tsx";
import { isBlank, isPresent, type Stop, stops } from "./draft.ts";
import { FeeLines } from "./fee-lines.tsx";
import "./intake.css";
import { pressIntakeKey, typeIntoForm } from "./intake-keys.ts";
import { goOn, useIntake } from "./intake-store.ts";
import { IntakeWarnings } from "./intake-warnings.tsx";
import { ParkedDrafts } from "./parked-drafts.tsx";
import { PeopleList } from "./people-list.tsx";
import { ProcedurePicker } from "./procedure-picker.tsx";
import { PromiseBar } from "./promise-bar.tsx";
import { useSession } from "./session.ts";
import { SubmitterFields, toggleSubmitter } from "./submitter-fields.tsx";

/** Intake of a dossier: one column from top to bottom, Enter leads to whatever is missing next. */
export function IntakeForm() {
  const scan = useIntake((state) => state.scan);
  const begin = useIntake((state) => state.begin);
  const staff = useSession((state) => state.signIn?.staff.id);
  useEffect(() => {
    if (staff === undefined) return;
    void begin(staff).then(() => goOn());
  }, [staff, begin]);
  useEffect(() => {
    window.addEventListener("keydown", pressIntakeKey);
    window.addEventListener("keydown", typeIntoForm);
    return () => {
      window.removeEventListener("keydown", pressIntakeKey);
      window.removeEventListener("keydown", typeIntoForm);
    };
  }, []);
  return (
    <section className="intake">
      <CardListener
        onCard={async (text) => {
          const place = document.activeElement;
          if (await scan(text)) goOn(null, place);
        }}
      />
      <IntakeHead />
      <LodgedHead />
      <div className="intake-columns">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter in any field inside leads on */}
        <div className="intake-flow" onKeyDown={leadOn}>
          <ProcedurePicker />
          <IntakeWarnings />
          <ApplicantFields />
          <SubmitterFields />
          <PeopleList />
          <ComponentList />
          <FeeLines />
        </div>
        <aside className="intake-rail">
          <Attached />
          <ParkedDrafts />
        </aside>
      </div>
      <PromiseBar />
    </section>
  );
}

function IntakeHead() {
  const { t } = useTexts();
  const { draft, clear, park, toggleSeveral } = useIntake();
  const nothing = isBlank(draft);
  return (
    <header className="intake-head">
      <h2>{t("intake.title")}</h2>
      <span className="intake-scan-hint">{t("intake.scanAnywhere")}</span>
      <Button
        variant="subtle"
        size="compact-md"
        aria-pressed={draft.submitter !== null}
        onClick={toggleSubmitter}
        data-testid="submitter"
      >
        {t("intake.submitter")} <kbd>Alt N</kbd>
      </Button>
      <Button
        variant="subtle"
        size="compact-md"
        aria-pressed={draft.people !== null}
        disabled={draft.lodged !== null}
        onClick={() => {
          toggleSeveral();
          goOn();
        }}
        data-testid="several"
      >
        {t("intake.several")} <kbd>Alt L</kbd>
      </Button>
      <Button
        variant="subtle"
        size="compact-md"
        disabled={nothing}
        onClick={() => void park()}
        data-testid="park"
      >
        {t("intake.park")} <kbd>Alt G</kbd>
      </Button>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        onClick={() => {
          clear();
          goOn();
        }}
        data-testid="intake-clear"
      >
        {t("intake.clear")}
      </Button>
    </header>
  );
}

/** That the form shows what was lodged online, and under which code. */
function LodgedHead() {
  const { t } = useTexts();
  const lodged = useIntake((state) => state.draft.lodged);
  if (lodged === null) return null;
  return (
    <p className="notice notice-call intake-lodged" data-testid="intake-lodged">
      {t("online.inForm", { code: lodged.code })}
    </p>
  );
}

/** Papers of the draft, scanned or photographed. */
function Attached() {
  const { t, own } = useTexts();
  const { draft, held, quote, edit } = useIntake();
  const reused = held.filter(({ componentId }) => draft.reused[componentId] !== undefined);
  const components = (quote?.procedure.components ?? []).map(({ id, name }) => ({ id, name: own(name) }));
  const now = () => useIntake.getState().draft;
  /** A paper that is there and has no picture yet. */
  const likely = () => {
    const { attachments } = now();
    const shown = new Set(attachments.map(({ componentId }) => componentId));
    return components.find(({ id }) => isPresent(now(), id) && !shown.has(id))?.id ?? null;
  };
  return (
    <AttachmentPanel
      key={draft.id}
      attachments={draft.attachments}
      components={components}
      help={draft.people === null ? undefined : t("attachments.shared")}
      keys
      onAdd={(file) => {
        const { pages: _pages, ...stored } = file;
        const others = now().attachments.filter(({ sha256 }) => sha256 !== file.sha256);
        edit({ attachments: [...others, { ...stored, componentId: likely() }] });
      }}
      fixed={[
        ...(draft.lodged?.attachments ?? []),
        ...reused.flatMap(({ attachments }) => attachments.map(({ sha256 }) => sha256)),
      ]}
      onRemove={(sha256) =>
        edit({ attachments: now().attachments.filter((entry) => entry.sha256 !== sha256) })
      }
      onTie={(sha256, componentId) =>
        edit({
          attachments: now().attachments.map((entry) =>
            entry.sha256 === sha256 ? { ...entry, componentId } : entry,
          ),
        })
      }
    />
  );
}

/** Enter in a field is done with it; a button does what it says. */
function leadOn(event: KeyboardEvent): void {
  const field = event.target;
  if (event.key !== "Enter" || event.ctrlKey || event.altKey || event.defaultPrevented) return;
  if (!(field instanceof HTMLInputElement)) return;
  event.preventDefault();
  const stop = stops.find((entry) => entry === field.dataset.stop);
  const { touch, lookUpApplicant } = useIntake.getState();
  // What is wrong in the field just left is said before the next place is looked for.
  if (stop !== undefined && isFault(stop)) touch(stop);
  // Who is known need not be typed.
  if (stop === "citizenNumber" || stop === "taxCode") void lookUpApplicant().then(() => onFrom(stop, field));
  else onFrom(stop, field);
}

function onFrom(stop: Stop | undefined, field: HTMLElement): void {
  const { draft, addPerson } = useIntake.getState();
  // In a list the last field of a person leads to the next person.
  const next = useIntake.getState().next(stop ?? null);
  if (draft.people !== null && draft.applicant.fullName !== "" && isBeyondPerson(next) && addPerson()) {
    goOn();
    return;
  }
  goOn(stop ?? null, field);
}

function isFault(stop: Stop): stop is Exclude<Stop, "known" | "held" | "quantities" | "accept"> {
  return stop !== "known" && stop !== "held" && stop !== "quantities" && stop !== "accept";
}

function isBeyondPerson(stop: Stop): boolean {
  return stops.indexOf(stop) >= stops.indexOf("submitterName");
}
