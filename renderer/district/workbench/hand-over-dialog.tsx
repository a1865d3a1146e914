import { Button, Modal, NativeSelect } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { WorkItem } from "../../../contract/district-workbench.ts";
import { COUNTER_UNIT } from "../../../contract/dossier.ts";
import type { Unit } from "../../../contract/dossier-desk.ts";
import "../../ui/dossier/steps/steps.css";
import { useUnitTitle } from "../../ui/dossier/wording.ts";
import type { Failure } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district, webFailureText } from "../client.ts";
import { useRequest } from "./use-request.ts";

type Given = Pick<WorkItem, "id" | "code" | "unit" | "state"> & { applicantName: string };

/**
 * Gives dossiers away with one list: back to the counter, to another division, to another agency.
 *
 * @param to where they may go, what is proposed first.
 */
export function HandOverDialog({
  items,
  to,
  onClose,
}: {
  items: readonly Given[];
  to: readonly Unit[];
  onClose: (given: boolean) => void;
}) {
  const { t, own } = useTexts();
  const unitTitle = useUnitTitle();
  const from = items[0]?.unit ?? "";
  // One list goes from one unit: who works for several gives for each apart.
  const going = items.filter(({ unit }) => unit === from);
  const receivers = to.filter(({ id }) => id !== from);
  const [receiver, setReceiver] = useState(receivers[0]?.id ?? COUNTER_UNIT);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const request = useRequest();
  const give = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const input = { from, to: receiver, dossiers: going.map(({ id, state }) => ({ id, state })) };
    const refused = await request(input, (requestId) => district.workbench.handOver({ requestId, ...input }));
    setBusy(false);
    if (refused === null) onClose(true);
    else setFailure(refused);
  };
  return (
    <Modal
      opened
      onClose={() => onClose(false)}
      title={t("districtWeb.work.handOverTitle", { unit: unitTitle(from) })}
      centered
      size="xl"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": t("districtWeb.close") }}
      attributes={{ header: { role: "presentation" } }}
    >
      <form className="step-form" data-testid="dialog-handOver" onSubmit={(event) => void give(event)}>
        <NativeSelect
          size="md"
          label={t("districtWeb.work.receiver")}
          value={receiver}
          data-testid="receiver"
          data={receivers.map(({ id, name }) => ({
            value: id,
            label: id === COUNTER_UNIT ? t("districtWeb.work.counter", { name: own(name) }) : own(name),
          }))}
          onChange={(event) => setReceiver(event.currentTarget.value)}
        />
        <ul className="take-list">
          {going.map(({ id, code, applicantName }) => (
            <li key={id}>
              <strong>{code}</strong> {applicantName}
            </li>
          ))}
        </ul>
        {going.length === items.length ? null : (
          <p className="notice notice-call">{t("districtWeb.work.oneUnit", { unit: unitTitle(from) })}</p>
        )}
        {failure === null ? null : (
          <p className="notice notice-danger" role="alert" data-testid="step-failure">
            {failure.code === "DOSSIER_STEP"
              ? `${(failure.data as { code: string }).code}: ${t(`dossier.obstacle.${(failure.data as { obstacle: "status" }).obstacle}`)}`
              : webFailureText(t, failure)}
          </p>
        )}
        <footer className="step-foot">
          <Button variant="subtle" color="gray" onClick={() => onClose(false)}>
            {t("dossier.cancel")} <kbd>Esc</kbd>
          </Button>
          <Button type="submit" loading={busy} disabled={busy} data-autofocus data-testid="hand-over">
            {t("districtWeb.work.give", { count: going.length })} <kbd>Enter</kbd>
          </Button>
        </footer>
      </form>
    </Modal>
  );
}
