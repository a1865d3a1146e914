import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import type { StationState } from "../../../contract/district-supervision.ts";
import type { Failure } from "../../ui/errors.ts";
import { wholeNumber } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { asWebFailure, district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { waitingOf } from "./station-words.ts";

/** Asks once more, and says what becomes of what the station still holds. */
export function RevokeDialog({ station, onClose }: { station: StationState; onClose: () => void }) {
  const { t, own, language } = useTexts();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const waiting = waitingOf(station);
  const revoke = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await district.stations.revoke({ station: station.station });
      onClose();
    } catch (error) {
      setFailure(asWebFailure(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("districtWeb.stations.revokeTitle", { name: station.name })}
      centered
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": t("districtWeb.close") }}
    >
      <Stack gap="sm">
        <p>{t("districtWeb.stations.revokeHelp", { agency: own(station.agencyName) })}</p>
        {waiting === 0 ? null : (
          <p className="failure">
            {t("districtWeb.stations.revokeWaiting", { n: wholeNumber(waiting, language) })}
          </p>
        )}
        <FailureLine failure={failure} />
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t("districtWeb.close")}
          </Button>
          <Button color="brick" loading={busy} data-testid="revoke-sure" onClick={() => void revoke()}>
            {t("districtWeb.stations.revoke")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
