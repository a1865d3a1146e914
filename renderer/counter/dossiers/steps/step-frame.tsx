import { Button, NativeSelect, PasswordInput } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useEffect, useState } from "react";
import type { Staff } from "../../../../contract/catalogue.ts";
import type { DossierStep, DossierStepKind } from "../../../../contract/dossier-steps.ts";
import { station } from "../../../ui/connection.ts";
import { type Failure, failureText } from "../../../ui/errors.ts";
import { useTexts } from "../../../ui/i18n/index.ts";
import { CounterModal } from "../../counter-modal.tsx";
import { useDialogs } from "../../dialogs.ts";
import { useDossier } from "../dossier-store.ts";

/**
 * The dialog of a step: what it needs, the signature where it is another's, and the step itself. Enter takes it, from a
 * long text as well (Shift Enter begins a line), Escape leaves.
 *
 * @param step What would be taken now; null while something is missing.
 */
export function StepFrame({
  kind,
  step,
  help,
  size = "lg",
  children,
}: {
  kind: DossierStepKind;
  step: DossierStep | null;
  help?: ReactNode;
  size?: "lg" | "xl";
  children: ReactNode;
}) {
  const { t } = useTexts();
  const close = useDialogs((state) => state.close);
  const { view, take } = useDossier();
  const possible = view?.steps.find((candidate) => candidate.kind === kind);
  const needsSignature = possible?.obstacle === "role";
  const [signer, setSigner] = useState({ staff: "", pin: "" });
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const isSigned = !needsSignature || (signer.staff !== "" && signer.pin !== "");
  const isReady = step !== null && isSigned && !busy;
  const submit = async () => {
    if (step === null || !isReady) return;
    setBusy(true);
    setFailure(null);
    const refused = await take(step, needsSignature ? signer : null);
    setBusy(false);
    if (refused === null) {
      close();
      return;
    }
    setFailure(refused);
    setSigner({ ...signer, pin: "" });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    if (!(event.target instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    void submit();
  };
  return (
    <CounterModal title={t(`dossier.step.${kind}`)} size={size}>
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
        {possible?.warning == null ? null : (
          <p className="notice notice-call">{t(`dossier.obstacle.${possible.warning}`)}</p>
        )}
        {children}
        {needsSignature ? <Signature signer={signer} onChange={setSigner} /> : null}
        {failure === null ? null : (
          <p className="notice notice-danger" role="alert" data-testid="step-failure">
            {failure.code === "DOSSIER_STEP"
              ? t(`dossier.obstacle.${(failure.data as { obstacle: "status" }).obstacle}`)
              : failureText(t, failure)}
          </p>
        )}
        <footer className="step-foot">
          <Button variant="subtle" color="gray" onClick={close} data-testid="step-cancel">
            {t("dossier.cancel")} <kbd>Esc</kbd>
          </Button>
          {/* Where nothing is to be typed, Enter does it. */}
          <Button type="submit" loading={busy} disabled={!isReady} data-autofocus data-testid="step-do">
            {t(`dossier.do.${kind}`)} <kbd>Enter</kbd>
          </Button>
        </footer>
      </form>
    </CounterModal>
  );
}

/** The step is the head's: who it is signs with the PIN, without signing in at the counter. */
function Signature({
  signer,
  onChange,
}: {
  signer: { staff: string; pin: string };
  onChange: (signer: { staff: string; pin: string }) => void;
}) {
  const { t } = useTexts();
  const heads = useStaff(({ role }) => role === "head" || role === "admin");
  const [first] = heads;
  useEffect(() => {
    if (signer.staff === "" && first !== undefined) onChange({ ...signer, staff: first.id });
  }, [first, signer, onChange]);
  return (
    <fieldset className="signature">
      <legend>{t("dossier.needsSignature")}</legend>
      <NativeSelect
        label={t("dossier.signer")}
        value={signer.staff}
        data={heads.map(({ id, name, title }) => ({ value: id, label: `${name} – ${title}` }))}
        data-testid="signer"
        onChange={(event) => onChange({ ...signer, staff: event.currentTarget.value })}
      />
      <PasswordInput
        label={t("signIn.pin")}
        value={signer.pin}
        autoComplete="off"
        inputMode="numeric"
        data-testid="signer-pin"
        onChange={(event) => onChange({ ...signer, pin: event.currentTarget.value })}
      />
    </fieldset>
  );
}

/** Members of staff who fit, once they are known. */
export function useStaff(fits: (staff: Staff) => boolean): Staff[] {
  const [staff, setStaff] = useState<Staff[]>([]);
  useEffect(() => {
    void station.staff
      .list()
      .then((found) => setStaff(found.staff))
      .catch(() => undefined);
  }, []);
  return staff.filter(fits);
}
