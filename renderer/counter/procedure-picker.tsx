import { Button, TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useState } from "react";
import type { ProcedureSummary } from "../../contract/station.ts";
import { station } from "../ui/connection.ts";
import { money } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useIntake } from "./intake-store.ts";

/** Finds a procedure by a few letters; arrows and Enter choose it. */
export function ProcedurePicker() {
  const { t, own, language } = useTexts();
  const { procedure, choose, unchoose, faults } = useIntake();
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<ProcedureSummary[]>([]);
  const [at, setAt] = useState(0);
  useEffect(() => {
    let current = true;
    void station.catalogue
      .search({ query })
      .then((result) => {
        if (!current) return;
        setFound(result);
        setAt(0);
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [query]);
  const press = (event: KeyboardEvent) => {
    const chosen = found[at];
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter" && !event.ctrlKey && chosen !== undefined) void choose(chosen.code);
    else return;
    event.preventDefault();
  };
  if (procedure !== null) {
    return (
      <>
        <h3>{t("intake.procedure")}</h3>
        <div className="procedure-chosen" data-testid="procedure-chosen">
          <div>
            <strong>{own(procedure.name)}</strong>
            <span>
              {procedure.code} · {own(procedure.field.name)} · {money(procedure.fee.amount, language)}
            </span>
            <span>{own(procedure.fee.text)}</span>
          </div>
          <Button variant="light" size="compact-md" onClick={unchoose} data-testid="procedure-change">
            {t("intake.change")}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <h3>{t("intake.procedure")}</h3>
      <TextInput
        size="md"
        label={t("intake.procedureSearch")}
        value={query}
        autoComplete="off"
        error={faults.some((fault) => fault.field === "procedure") ? t("intake.needProcedure") : undefined}
        data-testid="procedure-search"
        data-next="procedure"
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={press}
      />
      <ul className="procedures">
        {found.map((entry, index) => (
          <li key={entry.code}>
            <button
              type="button"
              aria-current={index === at}
              data-testid={`procedure-${entry.code}`}
              onClick={() => void choose(entry.code)}
            >
              <strong>{own(entry.name)}</strong>
              <span>
                {entry.code} · {own(entry.field.name)}
              </span>
            </button>
          </li>
        ))}
        {found.length === 0 ? <li className="procedures-none">{t("intake.noProcedure")}</li> : null}
      </ul>
    </>
  );
}
