import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { resultDeliverySchema } from "../../contract/dossier.ts";
import { feeTotal } from "../../contract/dossier-fees.ts";
import { officeDay } from "../../contract/time.ts";
import { appointmentText, stepText } from "../ui/dossier/appointment-words.ts";
import { failureText } from "../ui/errors.ts";
import { clockOf, longDay, money } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useDialogs } from "./dialogs.ts";
import { checkDraft, type DraftFault, isBlankApplicant } from "./draft.ts";
import { useIntake } from "./intake-store.ts";
import { focusStop } from "./stop-focus.ts";

/** What the receipt will promise, and the step that promises it. */
export function PromiseBar() {
  const { t, language } = useTexts();
  const { draft, edit, quote, failure, accepting, accept } = useIntake();
  const open = useDialogs((state) => state.open);
  const total = feeTotal(quote?.lines ?? []);
  const count = (draft.people?.length ?? 0) + (isBlankApplicant(draft.applicant) ? 0 : 1);
  return (
    <footer className="intake-foot">
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="intake-failure">
          {failureText(t, failure)}
        </p>
      )}
      <FaultSummary />
      <div className="intake-promise">
        <Due />
        <div className="intake-total">
          <span>{t("intake.total")}</span>
          <strong data-testid="total">
            {money(total * Math.max(1, draft.people === null ? 1 : count), language)}
          </strong>
        </div>
        <div className="intake-choice">
          <span>
            {t("intake.delivery")} <kbd>Alt R</kbd>
          </span>
          <SegmentedControl
            size="sm"
            value={draft.delivery}
            data={resultDeliverySchema.options.map((kind) => ({
              value: kind,
              label: t(`intake.deliveryKind.${kind}`),
            }))}
            onChange={(delivery) => edit({ delivery: resultDeliverySchema.catch("counter").parse(delivery) })}
          />
        </div>
        <TextInput
          className="intake-note"
          label={t("intake.note")}
          value={draft.note}
          maxLength={1000}
          autoComplete="off"
          data-testid="note"
          onChange={(event) => edit({ note: event.currentTarget.value })}
        />
      </div>
      <div className="intake-steps-row">
        <Button
          variant="default"
          size="md"
          data-testid="form-02"
          onClick={() => open({ kind: "notice", notice: "supplement" })}
        >
          {t("intake.notice.supplementShort")} <kbd>Ctrl 2</kbd>
        </Button>
        <Button
          variant="default"
          size="md"
          data-testid="form-03"
          onClick={() => open({ kind: "notice", notice: "refusal" })}
        >
          {t("intake.notice.refusalShort")} <kbd>Ctrl 3</kbd>
        </Button>
        <Button
          size="md"
          className="intake-accept"
          loading={accepting}
          onClick={() => void accept()}
          data-testid="accept"
          data-stop="accept"
        >
          {draft.people === null ? t("intake.accept") : t("intake.acceptAll", { n: count })} <kbd>F10</kbd>
        </Button>
      </div>
    </footer>
  );
}

function Due() {
  const { t, own, language } = useTexts();
  const appointment = useIntake((state) => state.quote?.appointment ?? null);
  const [open, setOpen] = useState(false);
  return (
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
  );
}

/** All that is missing, said once; each leads to its place. */
function FaultSummary() {
  const { t, own } = useTexts();
  const { draft, quote, tried } = useIntake();
  const faults = checkDraft(draft, quote?.procedure ?? null);
  if (!tried || faults.length === 0) return null;
  const names = (fault: DraftFault) =>
    (quote?.procedure.components ?? [])
      .filter(({ id }) => fault.missing?.includes(id))
      .map(({ name }) => own(name))
      .join("; ");
  return (
    <div className="notice notice-call fault-summary" role="alert" data-testid="faults">
      <span>{t("intake.stillNeeded")}</span>
      <ul>
        {faults.map((fault) => (
          <li key={fault.field}>
            <button
              type="button"
              className="link"
              data-testid={fault.field === "components" ? "components-missing" : `missing-${fault.field}`}
              onClick={() => focusStop(fault.field)}
            >
              {fault.field === "components"
                ? t("intake.needComponents", { names: names(fault) })
                : t(`intake.fault.${fault.field}`)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
