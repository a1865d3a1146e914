import { Button, NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { officeDay } from "../../contract/time.ts";
import { failureText } from "../ui/errors.ts";
import { clockOf, longDay } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { ComponentList } from "./component-list.tsx";
import type { DraftFault } from "./draft.ts";
import { useIntake } from "./intake-store.ts";
import { ProcedurePicker } from "./procedure-picker.tsx";
import { appointmentText, stepText } from "./steps.ts";

/** Intake of a dossier: applicant, procedure, papers, appointment; from top to bottom, by keyboard. */
export function IntakeForm() {
  const { t } = useTexts();
  const clear = useIntake((state) => state.clear);
  const procedure = useIntake((state) => state.procedure);
  return (
    <section className="intake">
      <header className="intake-head">
        <h2>{t("intake.title")}</h2>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          onClick={() => clear()}
          data-testid="intake-clear"
        >
          {t("intake.clear")}
        </Button>
      </header>
      <div className="intake-columns">
        <ApplicantFields />
        <div className="intake-column">
          <ProcedurePicker />
          {procedure === null ? null : <ComponentList />}
        </div>
      </div>
      <PromiseBar />
    </section>
  );
}

function ApplicantFields() {
  const { t } = useTexts();
  const {
    draft,
    edit,
    scan,
    scanFailure,
    mismatches,
    known,
    useKnown: takeKnown,
    lookUpApplicant,
    faults,
  } = useIntake();
  const [scanned, setScanned] = useState("");
  const scanner = useRef<HTMLInputElement>(null);
  useEffect(() => scanner.current?.focus(), []);
  const read = async () => {
    if (scanned.trim() === "") return;
    const good = await scan(scanned);
    setScanned("");
    if (good) document.querySelector<HTMLInputElement>("[data-next=procedure]")?.focus();
    else scanner.current?.focus();
  };
  const fault = (field: DraftFault["field"], text: string) =>
    faults.some((entry) => entry.field === field) ? text : undefined;
  return (
    <div className="intake-column">
      <h3>{t("intake.applicant")}</h3>
      <TextInput
        ref={scanner}
        className="intake-scan"
        label={t("intake.scan")}
        description={t("intake.scanHint")}
        value={scanned}
        autoComplete="off"
        spellCheck={false}
        error={
          scanFailure === null ? undefined : (
            <span data-testid="scan-failure">{failureText(t, scanFailure)}</span>
          )
        }
        data-testid="card-scan"
        onChange={(event) => setScanned(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.ctrlKey) void read();
        }}
      />
      {known === null ? null : (
        <div className="notice" data-testid="known-applicant">
          <span>{t("intake.known", { name: known.fullName })}</span>
          <Button size="compact-md" onClick={takeKnown} data-testid="use-known">
            {t("intake.useKnown")}
          </Button>
        </div>
      )}
      {mismatches.length === 0 ? null : (
        <p className="notice notice-call" data-testid="card-mismatch">
          {mismatches.map((kind) => t(`intake.mismatch.${kind}`)).join(". ")}. {t("intake.mismatchHelp")}
        </p>
      )}
      <TextInput
        size="md"
        label={t("intake.name")}
        required
        value={draft.fullName}
        error={fault("fullName", t("intake.needName"))}
        data-testid="applicant-name"
        onChange={(event) => edit({ fullName: event.currentTarget.value })}
      />
      <div className="intake-row">
        <TextInput
          size="md"
          label={t("intake.citizenNumber")}
          inputMode="numeric"
          value={draft.citizenNumber}
          error={fault("citizenNumber", t("intake.needNumber"))}
          data-testid="citizen-number"
          onChange={(event) => edit({ citizenNumber: event.currentTarget.value })}
          onBlur={() => void lookUpApplicant()}
        />
        <TextInput
          size="md"
          label={t("intake.phone")}
          inputMode="tel"
          value={draft.phone}
          error={fault("phone", t("intake.needPhone"))}
          data-testid="phone"
          onChange={(event) => edit({ phone: event.currentTarget.value })}
        />
      </div>
      <div className="intake-row">
        <TextInput
          size="md"
          label={t("intake.birthDate")}
          placeholder={t("intake.birthFormat")}
          value={draft.birthDate}
          error={fault("birthDate", t("intake.needDay"))}
          data-testid="birth-date"
          onChange={(event) => edit({ birthDate: event.currentTarget.value })}
        />
        <div className="intake-choice">
          <span>{t("intake.sex")}</span>
          <SegmentedControl
            fullWidth
            size="md"
            value={draft.sex ?? ""}
            data={[
              { value: "male", label: t("intake.male") },
              { value: "female", label: t("intake.female") },
            ]}
            onChange={(sex) => edit({ sex: sex === "female" ? "female" : "male" })}
          />
        </div>
      </div>
      <TextInput
        size="md"
        label={t("intake.address")}
        value={draft.address}
        data-testid="address"
        onChange={(event) => edit({ address: event.currentTarget.value })}
      />
    </div>
  );
}

/** What the receipt will promise, and the step that promises it. */
function PromiseBar() {
  const { t, own, language } = useTexts();
  const { draft, edit, procedure, appointment, faults, failure, accepting, accept } = useIntake();
  const [open, setOpen] = useState(false);
  const missing = faults.find((fault) => fault.field === "components");
  const names =
    missing?.field === "components"
      ? (procedure?.components ?? [])
          .filter(({ id }) => missing.missing.includes(id))
          .map(({ name }) => own(name))
      : [];
  return (
    <footer className="intake-foot">
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="intake-failure">
          {failureText(t, failure)}
        </p>
      )}
      {names.length === 0 ? null : (
        <p className="notice notice-call" role="alert" data-testid="components-missing">
          {t("intake.needComponents", { names: names.join("; ") })}
        </p>
      )}
      <div className="intake-promise">
        <div className="intake-due">
          <span>{t("intake.due")}</span>
          {appointment === null ? (
            <strong className="intake-due-open">–</strong>
          ) : (
            <strong data-testid="due-at">
              {t("intake.dueAt", {
                clock: clockOf(appointment.dueAt),
                day: longDay(officeDay(appointment.dueAt), language),
              })}
            </strong>
          )}
          {appointment === null ? null : (
            <button
              type="button"
              className="link"
              title={appointmentText(appointment, t, own, language)}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
              data-testid="due-why"
            >
              {t("intake.why")}
            </button>
          )}
          {open && appointment !== null ? (
            <ul className="intake-steps" data-testid="due-steps">
              {appointment.steps.map((step) => {
                const text = stepText(step, t, own, language);
                return <li key={text}>{text}</li>;
              })}
            </ul>
          ) : null}
        </div>
        <NumberInput
          size="md"
          className="intake-fee"
          label={t("intake.fee")}
          value={draft.fee}
          min={0}
          thousandSeparator="."
          decimalSeparator=","
          allowDecimal={false}
          hideControls
          data-testid="fee"
          onChange={(fee) => edit({ fee: Number(fee) || 0 })}
        />
        <div className="intake-choice">
          <span>{t("intake.delivery")}</span>
          <SegmentedControl
            size="md"
            value={draft.delivery}
            data={(["counter", "post", "online"] as const).map((kind) => ({
              value: kind,
              label: t(`intake.deliveryKind.${kind}`),
            }))}
            onChange={(delivery) => edit({ delivery: delivery as typeof draft.delivery })}
          />
        </div>
        <Button
          size="lg"
          className="intake-accept"
          loading={accepting}
          onClick={() => void accept()}
          data-testid="accept"
        >
          {accepting ? t("intake.accepting") : t("intake.accept")} <kbd>F10</kbd>
        </Button>
      </div>
    </footer>
  );
}
