import { Button, Modal, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { StationState } from "../../../contract/district-supervision.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import type { Failure } from "../../ui/errors.ts";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { asWebFailure, district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import "../accounts/accounts.css";

/** A code for a new PC, or for one that stands in for another. */
export interface CodeFor {
  replaces: StationState | null;
  /** Where it will stand; null to be chosen. */
  agency: string | null;
}

/** Makes a one-time code and shows it once. */
export function CodeDialog({
  target,
  agencies,
  onClose,
}: {
  target: CodeFor;
  agencies: readonly { code: string; name: LocalizedText }[];
  onClose: () => void;
}) {
  const { t, own, language } = useTexts();
  const { replaces } = target;
  const [agency, setAgency] = useState(target.agency);
  const [name, setName] = useState(replaces?.name ?? "");
  const [made, setMade] = useState<{ code: string; expiresAt: string } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || agency === null) return;
    setBusy(true);
    setFailure(null);
    try {
      setMade(await district.stations.makeCode({ agency, name, replaces: replaces?.station ?? null }));
    } catch (error) {
      setFailure(asWebFailure(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(replaces === null ? "districtWeb.stations.newCode" : "districtWeb.stations.replaceTitle", {
        name: replaces?.name ?? "",
      })}
      centered
      size="lg"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": t("districtWeb.close") }}
    >
      {made !== null ? (
        <Stack gap="md">
          <output className="one-time" data-testid="enrol-code">
            {made.code}
          </output>
          <p>{t("districtWeb.stations.codeHelp", { until: momentOf(made.expiresAt, language) })}</p>
          <Button size="md" data-autofocus onClick={onClose} data-testid="code-done">
            {t("districtWeb.accounts.noted")}
          </Button>
        </Stack>
      ) : (
        <form onSubmit={(event) => void submit(event)}>
          <Stack gap="sm">
            {replaces === null ? (
              <Select
                size="md"
                searchable
                data-autofocus
                label={t("districtWeb.stations.agency")}
                value={agency}
                data={agencies.map((entry) => ({ value: entry.code, label: own(entry.name) }))}
                data-testid="code-agency"
                nothingFoundMessage={t("districtWeb.supervision.nothingFound")}
                onChange={setAgency}
              />
            ) : (
              <p>{t("districtWeb.stations.replaceHelp")}</p>
            )}
            <TextInput
              size="md"
              label={t("districtWeb.stations.name")}
              description={t("districtWeb.stations.nameHelp")}
              value={name}
              data-autofocus={replaces !== null}
              data-testid="code-name"
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <FailureLine failure={failure} />
            <Button size="md" type="submit" loading={busy} disabled={agency === null} data-testid="make-code">
              {t("districtWeb.stations.makeCode")}
            </Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
