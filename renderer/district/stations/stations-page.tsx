import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { StationState } from "../../../contract/district-supervision.ts";
import { wholeNumber } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { Loading } from "../ui/loading.tsx";
import { useAltKey } from "../ui/use-alt-key.ts";
import { useLoaded } from "../ui/use-loaded.ts";
import { CodeDialog, type CodeFor } from "./code-dialog.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { StationTable } from "./station-table.tsx";
import { TroubleList } from "./trouble-list.tsx";
import "./stations.css";

const LOOK_SECONDS = 30;

/** The PCs at the counters (*máy ở quầy*): what needs a person first, then every one of them. */
export default function StationsPage() {
  const { t, language } = useTexts();
  const loaded = useLoaded(() => district.stations.list(), "", LOOK_SECONDS);
  const [code, setCode] = useState<CodeFor | null>(null);
  const [revoking, setRevoking] = useState<StationState | null>(null);
  const { stations = [], agencies = [], at = "" } = loaded.data ?? {};
  const troubled = stations.filter(({ troubles }) => troubles.length > 0);
  const inUse = new Set(stations.filter(({ revokedAt }) => revokedAt === null).map(({ station }) => station));
  const done = () => {
    setCode(null);
    setRevoking(null);
    void loaded.reload();
  };
  const newCode = () => setCode({ replaces: null, agency: null });
  useAltKey("N", newCode);
  const actions = {
    onReplace: (station: StationState) => setCode({ replaces: station, agency: station.agency }),
    onRevoke: setRevoking,
  };
  return (
    <main className="page" data-testid="stations">
      <header className="page-head">
        <h1>{t("districtWeb.area.stations")}</h1>
        {loaded.data === null ? null : (
          <span className="chip" data-tone={troubled.length > 0 ? "late" : "good"} data-testid="stations-sum">
            {troubled.length > 0
              ? t("districtWeb.stations.troubled", {
                  count: troubled.length,
                  all: wholeNumber(inUse.size, language),
                })
              : t("districtWeb.stations.allWell", { all: wholeNumber(inUse.size, language) })}
          </span>
        )}
        <Button
          size="md"
          leftSection={<IconPlus size={18} />}
          rightSection={<kbd>Alt N</kbd>}
          data-testid="new-code"
          onClick={newCode}
        >
          {t("districtWeb.stations.newCode")}
        </Button>
      </header>
      <FailureLine failure={loaded.failure} />
      <TroubleList
        stations={troubled}
        onNewCode={(agency) => setCode({ replaces: null, agency })}
        {...actions}
      />
      {loaded.data === null ? (
        <Loading failure={loaded.failure} />
      ) : stations.length === 0 ? (
        <p className="page-empty">{t("districtWeb.stations.none")}</p>
      ) : (
        <StationTable stations={stations} at={at} {...actions} />
      )}
      {code === null ? null : <CodeDialog target={code} agencies={agencies} onClose={done} />}
      {revoking === null ? null : <RevokeDialog station={revoking} onClose={done} />}
    </main>
  );
}
