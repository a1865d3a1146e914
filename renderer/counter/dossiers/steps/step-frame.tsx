import { NativeSelect, PasswordInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Staff } from "../../../../contract/catalogue.ts";
import { station } from "../../../ui/connection.ts";
import type { StepFrameProps } from "../../../ui/dossier/steps/step-desk.ts";
import { StepForm } from "../../../ui/dossier/steps/step-form.tsx";
import { failureText } from "../../../ui/errors.ts";
import { useTexts } from "../../../ui/i18n/index.ts";
import { CounterModal } from "../../counter-modal.tsx";
import { useDialogs } from "../../dialogs.ts";
import { useDossier } from "../dossier-store.ts";

/** The dialog of a step at the counter: what it needs, and the signature where it is another's. */
export function StepFrame({ kind, step, help, size = "lg", children }: StepFrameProps) {
  const { t } = useTexts();
  const close = useDialogs((state) => state.close);
  const { view, take } = useDossier();
  const possible = view?.steps.find((candidate) => candidate.kind === kind);
  const needsSignature = possible?.obstacle === "role";
  const [signer, setSigner] = useState({ staff: "", pin: "" });
  const isSigned = !needsSignature || (signer.staff !== "" && signer.pin !== "");
  const sign = async () => {
    if (step === null) return null;
    const refused = await take(step, needsSignature ? signer : null);
    if (refused !== null) setSigner({ ...signer, pin: "" });
    return refused;
  };
  return (
    <CounterModal title={t(`dossier.step.${kind}`)} size={size}>
      <StepForm
        kind={kind}
        isReady={step !== null && isSigned}
        warning={possible?.warning ?? null}
        help={help}
        action={t(`dossier.do.${kind}`)}
        failureWords={(failure) => failureText(t, failure)}
        take={sign}
        close={close}
      >
        {children}
        {needsSignature ? <Signature signer={signer} onChange={setSigner} /> : null}
      </StepForm>
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
