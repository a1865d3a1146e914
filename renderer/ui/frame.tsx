import type { ReactNode } from "react";
import { stationFault, useBoard, useConnection } from "./connection.ts";
import { failureText } from "./errors.ts";
import { clockOf } from "./format.ts";
import "./frame.css";
import { useHallLine } from "./hall-line.ts";
import { HallPairing } from "./hall-pairing.tsx";
import { useTexts } from "./i18n/index.ts";

/** Shows the window's work, or why there is none: a station that can't work, a link that is not there yet. */
export function StationGate({
  help,
  children,
}: {
  help: "link.faultHelp" | "link.kioskHelp";
  children: ReactNode;
}) {
  const { t } = useTexts();
  const { hello, link } = useConnection();
  const pairing = useHallLine((line) => line.state === "pairing");
  const fault = stationFault(hello);
  if (pairing) return <HallPairing />;
  if (fault !== null && fault.code !== "STATION_STARTING") {
    return (
      <main className="gate" role="alert" data-testid="station-fault">
        <h1>{t("link.faultTitle")}</h1>
        <p>{failureText(t, fault)}</p>
        <p className="gate-help">{t(help)}</p>
      </main>
    );
  }
  if (hello === null || hello.station === null) {
    return (
      <main className="gate" data-testid="station-opening">
        <p>{t("link.connecting")}</p>
      </main>
    );
  }
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
