import { useEffect } from "react";
import { Accepted } from "../accepted.tsx";
import { IntakeForm } from "../intake-form.tsx";
import { useIntake } from "../intake-store.ts";
import { OnlineArea } from "../online/online-area.tsx";
import { useKeptOnline } from "../online/online-store.ts";
import { useAreaKeys } from "./area-keys.ts";
import { AreaTabs } from "./area-tabs.tsx";
import "./areas.css";
import { useAreas } from "./areas.ts";
import { CashArea } from "./cash-area.tsx";
import { DossierPage } from "./dossier-page.tsx";
import { DueArea } from "./due-area.tsx";
import { useKeptDueCounts } from "./due-store.ts";
import { FindArea } from "./find-area.tsx";
import { HandoverArea } from "./handover-area.tsx";
import { useReceiptScan } from "./receipt-scan.ts";
import { RegisterArea } from "./register-area.tsx";
import { readWording } from "./wording.ts";

/** What the clerk works at beside the queue: one area at a time, each a key away. A draft stays where it is. */
export function WorkAreas() {
  useAreaKeys();
  useReceiptScan();
  useKeptDueCounts();
  useKeptOnline();
  useEffect(() => void readWording(), []);
  return (
    <div className="work-area">
      <AreaTabs />
      <CurrentArea />
    </div>
  );
}

function CurrentArea() {
  const accepted = useIntake((state) => state.accepted);
  const { area, dossier } = useAreas();
  switch (area) {
    case "intake":
      return accepted === null ? <IntakeForm /> : <Accepted />;
    case "online":
      return <OnlineArea />;
    case "due":
      return <DueArea />;
    case "handovers":
      return <HandoverArea />;
    case "cash":
      return <CashArea />;
    case "register":
      return <RegisterArea />;
    case "dossiers":
      return dossier === null ? <FindArea /> : <DossierPage key={dossier} id={dossier} />;
  }
}
