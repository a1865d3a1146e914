import { SegmentedControl, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import type { ApplicantDraft, FaultField, Stop } from "./draft.ts";
import { useFault, useIntake } from "./intake-store.ts";

/** Whose dossier it is (*chủ hồ sơ*): a citizen, or an organisation by its tax code. */
export function ApplicantFields() {
  const { t } = useTexts();
  const kind = useIntake((state) => state.draft.applicant.kind);
  const people = useIntake((state) => state.draft.people);
  const editApplicant = useIntake((state) => state.editApplicant);
  return (
    <section className="intake-part" data-part="applicant" aria-label={t("intake.applicant")}>
      <header className="part-head">
        <h3>{people === null ? t("intake.applicant") : t("intake.nextPerson", { n: people.length + 1 })}</h3>
        <SegmentedControl
          size="sm"
          value={kind}
          data={[
            { value: "citizen", label: t("intake.citizen") },
            { value: "organisation", label: t("intake.organisation") },
          ]}
          data-testid="applicant-kind"
          onChange={(chosen) =>
            editApplicant({ kind: chosen === "organisation" ? "organisation" : "citizen" })
          }
        />
        <kbd>Alt O</kbd>
      </header>
      {kind === "citizen" ? <CitizenFields /> : <OrganisationFields />}
    </section>
  );
}

function CitizenFields() {
  const { t } = useTexts();
  const { draft, editApplicant } = useIntake();
  return (
    <div className="fields">
      <Field field="fullName" at="name" label={t("intake.name")} problem={t("intake.needName")} required />
      <Field
        field="citizenNumber"
        at="number"
        label={t("intake.citizenNumber")}
        problem={t("intake.needNumber")}
        inputMode="numeric"
      />
      <Field
        field="phone"
        at="phone"
        label={t("intake.phone")}
        problem={t("intake.needPhone")}
        inputMode="tel"
      />
      <Field
        field="birthDate"
        at="birth"
        label={t("intake.birthDate")}
        placeholder={t("intake.birthFormat")}
        problem={t("intake.needDay")}
      />
      <div className="intake-choice field-sex">
        <span>{t("intake.sex")}</span>
        <SegmentedControl
          fullWidth
          size="sm"
          value={draft.applicant.sex ?? ""}
          data={[
            { value: "male", label: t("intake.male") },
            { value: "female", label: t("intake.female") },
          ]}
          onChange={(sex) => editApplicant({ sex: sex === "female" ? "female" : "male" })}
        />
      </div>
      <AddressField />
    </div>
  );
}

function OrganisationFields() {
  const { t } = useTexts();
  return (
    <div className="fields">
      <Field
        field="taxCode"
        at="number"
        label={t("intake.taxCode")}
        problem={t("intake.needTaxCode")}
        inputMode="numeric"
      />
      <Field
        field="fullName"
        at="name"
        label={t("intake.organisationName")}
        problem={t("intake.needOrganisation")}
        required
      />
      <Field
        field="phone"
        at="phone"
        label={t("intake.phone")}
        problem={t("intake.needPhone")}
        inputMode="tel"
      />
      <Field field="email" at="email" label={t("intake.email")} problem={t("intake.needEmail")} />
      <AddressField />
    </div>
  );
}

type TextField = Extract<FaultField, keyof ApplicantDraft & Stop>;

const testIds: Record<TextField, string> = {
  fullName: "applicant-name",
  citizenNumber: "citizen-number",
  taxCode: "tax-code",
  phone: "phone",
  birthDate: "birth-date",
  email: "email",
};

/** A field that says what is wrong when it is left, not before. */
function Field(props: {
  field: TextField;
  at: string;
  label: ReactNode;
  problem: string;
  placeholder?: string;
  inputMode?: "numeric" | "tel";
  required?: boolean;
}) {
  const { field, at, label, problem, placeholder, inputMode, required = false } = props;
  const { draft, editApplicant, touch, lookUpApplicant } = useIntake();
  const fault = useFault(field);
  return (
    <TextInput
      className={`field-${at}`}
      size="md"
      label={label}
      value={draft.applicant[field]}
      title={draft.applicant[field]}
      error={fault === undefined ? undefined : <span data-testid={`fault-${field}`}>{problem}</span>}
      required={required}
      placeholder={placeholder}
      inputMode={inputMode}
      autoComplete="off"
      spellCheck={false}
      data-testid={testIds[field]}
      data-stop={field}
      onChange={(event) => editApplicant({ [field]: event.currentTarget.value })}
      onBlur={() => {
        // Passing by an empty field is no fault yet.
        if (draft.applicant[field].trim() !== "") touch(field);
        if (field === "citizenNumber" || field === "taxCode") void lookUpApplicant();
      }}
    />
  );
}

function AddressField() {
  const { t } = useTexts();
  const { draft, editApplicant } = useIntake();
  return (
    <TextInput
      className="field-address"
      size="md"
      label={t("intake.address")}
      value={draft.applicant.address}
      title={draft.applicant.address}
      maxLength={500}
      autoComplete="off"
      data-testid="address"
      onChange={(event) => editApplicant({ address: event.currentTarget.value })}
    />
  );
}
