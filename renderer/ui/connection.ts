import { create } from "zustand";
import type { Board } from "../../contract/queue.ts";
import type { Health, Hello } from "../../contract/station.ts";
import { STATION_PROTOCOL } from "../../contract/station.ts";
import { keepHallLine } from "./hall-line.ts";
import { follow, type LinkState, listenForPorts, StationLink, stationClient } from "./station.ts";

/** This window's link to its station service. */
const link = new StationLink();
export const station = stationClient(link);

interface Connection {
  link: LinkState;
  /** Since when the link is as it is, milliseconds. */
  since: number;
  hello: Hello | null;
}

export const useConnection = create<Connection>(() => ({
  link: "connecting",
  since: Date.now(),
  hello: null,
}));

/** Why the station can't be used, in the shape of an error; null where it can. */
export function stationFault(hello: Hello | null): { code: string; data: unknown } | null {
  if (hello === null) return null;
  if (hello.protocol !== STATION_PROTOCOL)
    return { code: "PROTOCOL_UNSUPPORTED", data: { supported: [hello.protocol] } };
  return hello.fault;
}

/** The queue as it was last told; kept while the link is lost. */
export const useBoard = create<{ board: Board | null }>(() => ({ board: null }));
export const useHealth = create<{ health: Health | null }>(() => ({ health: null }));

export function watchBoard(): () => void {
  return follow(
    (options) => station.queue.watchBoard(undefined, options),
    (board) => useBoard.setState({ board }),
  );
}

export function watchHealth(): () => void {
  return follow(
    (options) => station.system.watchHealth(undefined, options),
    (health) => useHealth.setState({ health }),
  );
}

const STARTING_PAUSE_MS = 150;

/** Called once, before anything is shown: the first port can come at any moment. */
export function startConnection(page: Window): void {
  const greet = async () => {
    const hello = await station.system.hello();
    useConnection.setState({ hello });
    // A station that is still opening its store is asked again soon.
    if (hello.fault?.code === "STATION_STARTING")
      setTimeout(() => void greet().catch(() => undefined), STARTING_PAUSE_MS);
  };
  link.onState((state) => {
    useConnection.setState({ link: state, since: Date.now() });
    if (state === "connected") void greet().catch(() => undefined);
  });
  link.watchHeartbeat(greet);
  if (page.location.protocol === "https:") keepHallLine(page, link);
  else listenForPorts(page, link);
}
