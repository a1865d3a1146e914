import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { v7 as uuidv7 } from "uuid";
import type { Handover } from "../../../contract/dossier.ts";
import { station } from "../../ui/connection.ts";
import { useUnitTitle, useWording } from "../../ui/dossier/wording.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { CounterModal } from "../counter-modal.tsx";
import { useDialogs } from "../dialogs.ts";
import { session } from "../session.ts";
import { giverSignature, Signer, type SignerDraft } from "./handover-signer.tsx";

/** The receiver signs for a list; what is not there is declined with a reason and stays with the giver. */
export function TakeOverDialog({ handover }: { handover: Handover }) {
  const { t, own } = useTexts();
  const unitName = useUnitTitle();
  const close = useDialogs((state) => state.close);
  const reasons = useWording((state) => state.reasons.declineHandover) ?? [];
  const [declined, setDeclined] = useState<Readonly<Record<string, string>>>({});
  const [signer, setSigner] = useState<SignerDraft>({ staff: "", pin: "", name: "", how: "pin" });
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const by = giverSignature(signer);
  const hasReasons = Object.values(declined).every((reason) => reason.trim() !== "");
  const isReady = by !== null && hasReasons && !busy;
  const sign = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    setFailure(null);
    try {
      await station.dossiers.takeOver({
        session: session(),
        requestId: uuidv7(),
        handover: handover.id,
        by,
        declined: Object.entries(declined).map(([id, reason]) => ({ id, reason })),
      });
      close();
    } catch (error) {
      setFailure(asFailure(error));
      setSigner({ ...signer, pin: "" });
      setBusy(false);
    }
  };
  const toggle = (id: string) => {
    const { [id]: former, ...others } = declined;
    setDeclined(former === undefined ? { ...declined, [id]: "" } : others);
  };
  return (
    <CounterModal title={t("handover.signTitle", { number: handover.number })} size="xl">
      <form className="step-form" data-testid="dialog-takeOver" onSubmit={(event) => void sign(event)}>
        <p className="dialog-help">
          {t("handover.signHelp", { from: unitName(handover.from), to: unitName(handover.to) })}
        </p>
        <ul className="take-lines">
          {handover.dossiers.map(({ id, code }) => (
            <li key={id}>
              <Checkbox
                label={code}
                checked={declined[id] === undefined}
                data-testid={`take-${code}`}
                onChange={() => toggle(id)}
              />
              {declined[id] === undefined ? null : (
                <TextInput
                  aria-label={t("handover.declineReason", { code })}
                  placeholder={t("dossier.reason")}
                  list="decline-reasons"
                  value={declined[id]}
                  maxLength={500}
                  data-testid={`decline-${code}`}
                  onChange={(event) => setDeclined({ ...declined, [id]: event.currentTarget.value })}
                />
              )}
            </li>
          ))}
        </ul>
        <datalist id="decline-reasons">
          {reasons.map((reason) => (
            <option key={reason.vi} value={reason.vi} label={own(reason)} />
          ))}
        </datalist>
        <Signer unit={handover.to} signer={signer} onChange={setSigner} />
        {failure === null ? null : (
          <p className="notice notice-danger" role="alert" data-testid="step-failure">
            {failureText(t, failure)}
          </p>
        )}
        <footer className="step-foot">
          <Button variant="subtle" color="gray" onClick={close}>
            {t("dossier.cancel")} <kbd>Esc</kbd>
          </Button>
          <Button type="submit" loading={busy} disabled={!isReady} data-testid="take-over">
            {t("handover.sign")} <kbd>Enter</kbd>
          </Button>
        </footer>
      </form>
    </CounterModal>
  );
}
