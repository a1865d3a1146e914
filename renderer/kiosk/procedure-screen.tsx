import { IconTicket } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Procedure } from "../../contract/catalogue.ts";
import { station, useBoard } from "../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../ui/errors.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";
import { GroupState } from "./group-card.tsx";
import { openingAt } from "./opening.ts";
import { ProcedureFacts, ProcedurePapers } from "./procedure-facts.tsx";
import "./procedures.css";
import { ScreenFrame } from "./screen-frame.tsx";
import { Scroller } from "./scroller.tsx";
import { useKiosk } from "./store.ts";
import { useTake } from "./use-take.ts";

/** All about a procedure, and a number for it. */
export function ProcedureScreen({ code }: { code: string }) {
  const { t, own } = useTexts();
  const [procedure, setProcedure] = useState<Procedure | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let current = true;
    station.catalogue.procedure({ code }).then(
      (found) => {
        if (current) setProcedure(found);
      },
      (error: unknown) => {
        if (current) setFailure(asFailure(error));
      },
    );
    return () => {
      current = false;
    };
  }, [code]);
  return (
    <ScreenFrame title={procedure === null ? t("kiosk.papers") : own(procedure.name)} className="kiosk-about">
      {failure === null ? null : (
        <p className="kiosk-failure" role="alert">
          {failureText(t, failure)}
        </p>
      )}
      {procedure === null ? null : (
        <>
          <Scroller label={t("kiosk.papers")}>
            <div className="kiosk-procedure" data-testid="procedure-page">
              <ProcedurePapers procedure={procedure} />
              <ProcedureFacts procedure={procedure} />
            </div>
          </Scroller>
          <TakeForThis group={procedure.serviceGroup} />
        </>
      )}
    </ScreenFrame>
  );
}

function TakeForThis({ group }: { group: string }) {
  const { t, own } = useTexts();
  const entry = useBoard((state) => state.board?.groups.find((candidate) => candidate.group.id === group));
  const { taking, priority } = useKiosk();
  const take = useTake();
  const now = useNow();
  if (entry === undefined) return null;
  const available = openingAt(entry.opening, now).state === "open" && !taking;
  return (
    <button
      type="button"
      className="kiosk-primary"
      data-testid="take-for-this"
      aria-disabled={!available}
      onClick={() => {
        if (available) take(group);
      }}
    >
      <IconTicket size="1.6em" stroke={1.8} aria-hidden />
      <span>
        <strong>{taking ? t("kiosk.taking") : t("kiosk.takeForThis")}</strong>
        <span className="kiosk-primary-foot">
          <span>{own(entry.group.name)}</span>
          {priority === null ? null : <span>{t("priority.sign")}</span>}
          <GroupState entry={entry} now={now} />
        </span>
      </span>
    </button>
  );
}
