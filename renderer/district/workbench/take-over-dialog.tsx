import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useUnitTitle, useWording } from "../../ui/dossier/wording.ts";
import "../../ui/dossier/steps/steps.css";
import type { Failure } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import type { HandoverList } from "./handovers.rules.ts";
import { useRequest } from "./use-request.ts";

/** Signs for a list: what is there is taken, what is not is declined with a reason and stays with the giver. */
export function TakeOverDialog({ list, onClose }: { list: HandoverList; onClose: (done: boolean) => void }) {
  const { t, own } = useTexts();
  const unitTitle = useUnitTitle();
  const reasons = useWording((state) => state.reasons.declineHandover) ?? [];
  const [declined, setDeclined] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const request = useRequest();
  const { handover, number, from, to } = list.passing;
  const taken = list.items.map(({ id }) => id).filter((id) => declined[id] === undefined);
  const isReady = !busy && Object.values(declined).every((reason) => reason.trim() !== "");
  const sign = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    const input = {
      handover,
      taken,
      declined: Object.entries(declined).map(([id, reason]) => ({ id, reason })),
    };
    const refused = await request(input, (requestId) => district.workbench.takeOver({ requestId, ...input }));
    setBusy(false);
    if (refused === null) onClose(true);
    else setFailure(refused);
  };
  const toggle = (id: string) => {
    const { [id]: former, ...others } = declined;
    setDeclined(former === undefined ? { ...declined, [id]: "" } : others);
  };
  return (
    <Modal
      opened
      onClose={() => onClose(false)}
      title={t("districtWeb.work.signTitle", { number })}
      centered
      size="xl"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": t("districtWeb.close") }}
      attributes={{ header: { role: "presentation" } }}
    >
      <form className="step-form" data-testid="dialog-takeOver" onSubmit={(event) => void sign(event)}>
        <p className="dialog-help">
          {t("districtWeb.work.signHelp", { from: unitTitle(from), to: unitTitle(to) })}
        </p>
        <ul className="take-list">
          {list.items.map(({ id, code, applicantName }) => (
            <li key={id}>
              <Checkbox
                size="md"
                label={
                  <>
                    <strong>{code}</strong> {applicantName}
                  </>
                }
                checked={declined[id] === undefined}
                data-testid={`take-${code}`}
                onChange={() => toggle(id)}
              />
              {declined[id] === undefined ? null : (
                <TextInput
                  size="md"
                  aria-label={t("districtWeb.work.declineReason", { code })}
                  placeholder={t("districtWeb.work.declineReason", { code })}
                  list="decline-reasons"
                  value={declined[id]}
                  maxLength={500}
                  autoFocus
                  data-testid={`decline-${code}`}
                  onChange={(event) => setDeclined({ ...declined, [id]: event.currentTarget.value })}
                />
              )}
            </li>
          ))}
        </ul>
        <datalist id="decline-reasons">
          {reasons.map((reason) => (
            <option key={reason.vi} value={reason.vi}>
              {own(reason)}
            </option>
          ))}
        </datalist>
        <FailureLine failure={failure} />
        <footer className="step-foot">
          <Button variant="subtle" color="gray" onClick={() => onClose(false)}>
            {t("dossier.cancel")} <kbd>Esc</kbd>
          </Button>
          <Button type="submit" loading={busy} disabled={!isReady} data-autofocus data-testid="take-over">
            {taken.length === 0
              ? t("districtWeb.work.declineAll")
              : t("districtWeb.work.take", { count: taken.length })}{" "}
            <kbd>Enter</kbd>
          </Button>
        </footer>
      </form>
    </Modal>
  );
}
