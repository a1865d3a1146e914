import { Button, Select, TextInput } from "@mantine/core";
import { submitterSchema } from "../../contract/dossier.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useFault, useIntake } from "./intake-store.ts";
import { focusStop } from "./stop-focus.ts";

/** Opens the fields for one who comes for another, or closes them. */
export function toggleSubmitter(): void {
  const { draft, edit } = useIntake.getState();
  if (draft.submitter !== null) {
    edit({ submitter: null });
    return;
  }
  const right = draft.applicant.kind === "organisation" ? "representative" : "authorised";
  edit({ submitter: { fullName: "", citizenNumber: null, phone: "", right, authorisation: "" } });
  focusStop("submitterName");
}

/** Who stands at the counter, where that is not the applicant, and by what right (*người nộp thay*). */
export function SubmitterFields() {
  const { t } = useTexts();
  const { draft, editSubmitter, touch } = useIntake();
  const faults = {
    fullName: useFault("submitterName"),
    citizenNumber: useFault("submitterNumber"),
    phone: useFault("submitterPhone"),
  };
  const { submitter } = draft;
  if (submitter === null) return null;
  return (
    <section className="intake-part" data-part="submitter" aria-label={t("intake.submitter")}>
      <header className="part-head">
        <h3>{t("intake.submitter")}</h3>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          onClick={toggleSubmitter}
          data-testid="no-submitter"
        >
          {t("intake.noSubmitter")} <kbd>Alt N</kbd>
        </Button>
      </header>
      <div className="fields">
        <TextInput
          className="field-name"
          size="md"
          label={t("intake.name")}
          required
          value={submitter.fullName}
          error={faults.fullName === undefined ? undefined : t("intake.needSubmitter")}
          autoComplete="off"
          data-testid="submitter-name"
          data-stop="submitterName"
          onChange={(event) => editSubmitter({ fullName: event.currentTarget.value })}
          onBlur={() => touch("submitterName")}
        />
        <TextInput
          className="field-number"
          size="md"
          label={t("intake.citizenNumber")}
          inputMode="numeric"
          value={submitter.citizenNumber ?? ""}
          error={faults.citizenNumber === undefined ? undefined : t("intake.needNumber")}
          autoComplete="off"
          data-testid="submitter-number"
          data-stop="submitterNumber"
          onChange={(event) => editSubmitter({ citizenNumber: event.currentTarget.value || null })}
          onBlur={() => touch("submitterNumber")}
        />
        <TextInput
          className="field-phone"
          size="md"
          label={t("intake.phone")}
          inputMode="tel"
          value={submitter.phone}
          error={faults.phone === undefined ? undefined : t("intake.needPhone")}
          autoComplete="off"
          data-testid="submitter-phone"
          data-stop="submitterPhone"
          onChange={(event) => editSubmitter({ phone: event.currentTarget.value })}
          onBlur={() => touch("submitterPhone")}
        />
        <Select
          className="field-right"
          size="md"
          label={t("intake.right")}
          value={submitter.right}
          allowDeselect={false}
          data={submitterSchema.shape.right.options.map((right) => ({
            value: right,
            label: t(`intake.rightKind.${right}`),
          }))}
          data-testid="submitter-right"
          onChange={(right) =>
            editSubmitter({ right: submitterSchema.shape.right.catch("authorised").parse(right) })
          }
        />
        <TextInput
          className="field-authorisation"
          size="md"
          label={t("intake.authorisation")}
          placeholder={t("intake.authorisationHint")}
          value={submitter.authorisation}
          maxLength={200}
          autoComplete="off"
          data-testid="authorisation"
          onChange={(event) => editSubmitter({ authorisation: event.currentTarget.value })}
        />
      </div>
    </section>
  );
}
