import { type ReactNode, useState } from "react";
import { stationFault, useBoard, useConnection } from "./connection.ts";
import { failureText } from "./errors.ts";
import { clockOf } from "./format.ts";
import "./frame.css";
import { useHallLine } from "./hall-line.ts";
import { HallPairing } from "./hall-pairing.tsx";
import { useTexts } from "./i18n/index.ts";
import { useNow } from "./use-now.ts";

/** An opening that takes longer than this is explained. */
const SLOW_MS = 8_000;
/** A service that has not said a word by then does not start. */
const NOT_STARTING_MS = 12_000;

/** Who is helped by whom: the clerk by whoever keeps the PCs, the citizen by the clerks. */
type Help = "link.faultHelp" | "link.kioskHelp";

/** Shows the window's work, or why there is none: a station that can't work, a link that is not there yet. */
export function StationGate({ help, children }: { help: Help; children: ReactNode }) {
  const { t } = useTexts();
  const { hello, link } = useConnection();
  const pairing = useHallLine((line) => line.state === "pairing");
  const fault = stationFault(hello);
  if (pairing) return <HallPairing />;
  if (fault !== null && fault.code !== "STATION_STARTING") {
    return <Fault help={help} text={failureText(t, fault)} more={t("link.again")} />;
  }
  if (hello === null || hello.station === null) return <Opening help={help} />;
  return (
    <div className="gate-frame" data-practice={hello.practice}>
      {hello.practice ? (
        <div className="practice-banner" role="status" data-testid="practice-banner">
          {t("practice.banner")}
        </div>
      ) : null}
      {link === "connected" ? null : (
        <div className="link-banner" role="status" data-testid="link-banner">
          {t(link === "silent" ? "link.silent" : "link.lost")}
        </div>
      )}
      {link === "connected" ? <HostLostBanner /> : null}
      {children}
    </div>
  );
}

/** Why nothing can be done here. A citizen is told where to go; what is broken stands below, for whoever mends it. */
function Fault({ help, text, more }: { help: Help; text: string; more: string }) {
  const { t } = useTexts();
  const isForCitizens = help === "link.kioskHelp";
  return (
    <main className="gate" data-testid="station-fault" data-citizens={isForCitizens}>
      <h1>{t(isForCitizens ? "link.kioskTitle" : "link.faultTitle")}</h1>
      {isForCitizens ? <p className="gate-help">{t(help)}</p> : null}
      <div className="gate-fault" role="alert">
        <p>{text}</p>
        <p className="gate-more">{more}</p>
      </div>
      {isForCitizens ? null : <p className="gate-help">{t(help)}</p>}
    </main>
  );
}

/** The first seconds; then why they take so long. */
function Opening({ help }: { help: Help }) {
  const { t } = useTexts();
  const spoke = useConnection(({ hello }) => hello !== null);
  const now = useNow();
  const [since] = useState(now);
  // Only the shell's own windows stand beside the service; a browser is told by its line.
  if (!spoke && window.motcua !== undefined && now - since > NOT_STARTING_MS)
    return <Fault help={help} text={t("link.notStarting")} more={t("link.notStartingHelp")} />;
  return (
    <main className="gate" data-testid="station-opening">
      <p className="gate-opening">{t("link.connecting")}</p>
      {spoke && now - since > SLOW_MS ? (
        <p className="gate-help" role="status">
          {t("link.slow")}
        </p>
      ) : null}
    </main>
  );
}

/** The queue is kept by another PC, and that one can't be reached: what is shown is as it was. */
function HostLostBanner() {
  const { t } = useTexts();
  const hall = useBoard((state) => state.board?.hall);
  if (hall === undefined || hall.link !== "lost") return null;
  return (
    <div className="link-banner" role="status" data-testid="host-lost">
      {t("link.hostLost", { host: hall.host, time: clockOf(hall.since) })}
    </div>
  );
}
