import { Button } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import type { DossierStepKind, PossibleStep } from "../../../../contract/dossier-steps.ts";
import type { Failure } from "../../errors.ts";
import { useTexts } from "../../i18n/index.ts";
import "./steps.css";

/**
 * What a step needs, with the step itself: Enter takes it, from a long text as well (Shift Enter begins a line), Escape
 * leaves.
 *
 * @param take Takes it. @returns why not, or null where it is done and the dialog is to close.
 */
export function StepForm({
  kind,
  isReady,
  warning,
  help,
  action,
  failureWords,
  take,
  close,
  children,
}: {
  kind: DossierStepKind;
  isReady: boolean;
  warning: PossibleStep["warning"];
  help: ReactNode;
  /** What the key says that takes it. */
  action: string;
  failureWords: (failure: Failure) => string;
  take: () => Promise<Failure | null>;
  close: () => void;
  children: ReactNode;
}) {
  const { t } = useTexts();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (!isReady || busy) return;
    setBusy(true);
    setFailure(null);
    const refused = await take();
    setBusy(false);
    if (refused === null) close();
    else setFailure(refused);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    if (!(event.target instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    void submit();
  };
  return (
    <form
      className="step-form"
      data-testid={`dialog-${kind}`}
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {help === undefined ? null : <p className="dialog-help">{help}</p>}
      {warning === null ? null : <p className="notice notice-call">{t(`dossier.obstacle.${warning}`)}</p>}
      {children}
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="step-failure">
          {failure.code === "DOSSIER_STEP"
            ? t(`dossier.obstacle.${(failure.data as { obstacle: "status" }).obstacle}`)
            : failureWords(failure)}
        </p>
      )}
      <footer className="step-foot">
        <Button variant="subtle" color="gray" onClick={close} data-testid="step-cancel">
          {t("dossier.cancel")} <kbd>Esc</kbd>
        </Button>
        {/* Where nothing is to be typed, Enter does it. */}
        <Button type="submit" loading={busy} disabled={!isReady || busy} data-autofocus data-testid="step-do">
          {action} <kbd>Enter</kbd>
        </Button>
      </footer>
    </form>
  );
}
