import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { DossierSummary } from "../../contract/dossier-lists.ts";
import { officeDay } from "../../contract/time.ts";
import { station, useHealth } from "../ui/connection.ts";
import { shortDay } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useAreas } from "./dossiers/areas.ts";
import { useIntake } from "./intake-store.ts";
import { session } from "./session.ts";
import { useSide } from "./side.ts";

/** The latest dossiers, or those that fit what is typed. */
export function Recent() {
  const { t } = useTexts();
  const { query, look: setQuery } = useSide();
  const [found, setFound] = useState<DossierSummary[]>([]);
  const accepted = useIntake((state) => state.accepted);
  const openDossier = useAreas((state) => state.openDossier);
  const lastSeq = useHealth((state) => state.health?.sync.lastSeq ?? 0);
  // Read anew when this counter accepted one, or another did: both grow the log.
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are what tells that there may be more to read
  useEffect(() => {
    let current = true;
    void station.dossiers
      .search({ session: session(), query, limit: 20 })
      .then((answer) => {
        if (current) setFound(answer.found);
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [query, accepted, lastSeq]);
  return (
    <section className="recent">
      <h2 className="side-title">{t("recent.title")}</h2>
      <TextInput
        placeholder={t("recent.search")}
        aria-label={t("recent.search")}
        value={query}
        data-testid="dossier-search"
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <ul>
        {found.map((dossier) => (
          <li key={dossier.id}>
            <button type="button" onClick={() => openDossier(dossier.id)}>
              <strong>{dossier.applicantName}</strong>
              <span>{dossier.procedureName}</span>
              <small>
                {dossier.code}
                {dossier.dueAt === null
                  ? ""
                  : ` · ${t("recent.due", { day: shortDay(officeDay(dossier.dueAt)) })}`}
              </small>
            </button>
          </li>
        ))}
        {found.length === 0 ? <li className="recent-none">{t("recent.none")}</li> : null}
      </ul>
    </section>
  );
}
