import { Button } from "@mantine/core";
import { officeDay } from "../../contract/time.ts";
import { failureText } from "../ui/errors.ts";
import { shortDay } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { mismatchesOf } from "./draft.ts";
import { goOn, useIntake } from "./intake-store.ts";
import { useSide } from "./side.ts";

/** What should be looked at before acceptance, and never stands in its way. */
export function IntakeWarnings() {
  const { t } = useTexts();
  const { draft, known, duplicates, scanFailure } = useIntake();
  const takeKnown = useIntake((state) => state.useKnown);
  const side = useSide();
  const mismatches = mismatchesOf(draft.applicant);
  return (
    <div className="warnings" aria-live="polite">
      {scanFailure === null ? null : (
        <p className="notice notice-call" data-testid="scan-failure">
          {failureText(t, scanFailure)}
        </p>
      )}
      {known === null ? null : (
        <div className="notice" data-testid="known-applicant">
          <span>{t("intake.known", { name: known.fullName })}</span>
          <Button
            size="compact-md"
            data-testid="use-known"
            data-stop="known"
            onClick={() => {
              takeKnown();
              goOn("known");
            }}
          >
            {t("intake.useKnown")} <kbd>Alt K</kbd>
          </Button>
        </div>
      )}
      {mismatches.length === 0 ? null : (
        <p className="notice notice-call" data-testid="card-mismatch">
          {mismatches.map((kind) => t(`intake.mismatch.${kind}`)).join(". ")}. {t("intake.mismatchHelp")}
        </p>
      )}
      {duplicates.map((dossier) => (
        <div key={dossier.id} className="notice notice-call" data-testid="duplicate">
          <span>
            {t("intake.duplicate", {
              code: dossier.code,
              day: shortDay(officeDay(dossier.acceptedAt)),
            })}
          </span>
          <Button
            size="compact-md"
            variant="default"
            data-testid="open-duplicate"
            onClick={() => {
              side.show("recent");
              side.look(dossier.code);
            }}
          >
            {t("intake.openDuplicate")}
          </Button>
        </div>
      ))}
    </div>
  );
}
