import { RPCLink } from "@orpc/client/websocket";
import { create } from "zustand";
import { type Answer, HALL_PATH, HALL_PROTOCOL, type Verdict, verdictSchema } from "../../contract/hall.ts";
import type { CallContext, StationLink } from "./station.ts";

/**
 * A browser's line to the hall: a TV box or a tablet that opened the host's page. It is let in once by the code that
 * the host shows, and by the token it got then ever after.
 */
interface HallLine {
  /** `pairing`: a code is asked for. */
  state: "connecting" | "pairing" | "open";
  /** Why the host did not let this browser in. */
  refusal: { code: string; data: unknown } | null;
  /** Tries the code that the host shows. */
  pair(code: string, name: string): void;
}

export const useHallLine = create<HallLine>(() => ({
  state: "connecting",
  refusal: null,
  pair: () => undefined,
}));

const TOKEN = "motcua.hall.token";
const RETRY_MS = 1000;
const CONNECT_MS = 5000;

/** Keeps the line for as long as the page is open. */
export function keepHallLine(page: Window, link: StationLink): void {
  const open = (answer: (kind: "display" | "survey") => Answer | null) => {
    const socket = new WebSocket(`wss://${page.location.host}${HALL_PATH}`);
    const late = setTimeout(() => socket.close(), CONNECT_MS);
    let served = false;
    let waits = false;
    socket.addEventListener("message", (event) => {
      if (served) return;
      const message = JSON.parse(String(event.data)) as { type?: string };
      if (message.type === "challenge") {
        const reply = answer(roleOf(page));
        waits = reply === null;
        if (reply === null) socket.close();
        else socket.send(JSON.stringify(reply));
        return;
      }
      clearTimeout(late);
      const verdict = verdictSchema.parse(message);
      if (verdict.type === "welcome") {
        served = true;
        if (verdict.token !== undefined) page.localStorage.setItem(TOKEN, verdict.token);
        useHallLine.setState({ state: "open", refusal: null });
        link.use(new RPCLink<CallContext>({ websocket: quiet(socket) }));
        // A cable that was pulled out closes nothing: who does not answer is left, and called anew.
        const stop = link.onState((state) => {
          if (state === "silent") socket.close();
        });
        socket.addEventListener("close", stop, { once: true });
      } else waits = refused(page, verdict);
    });
    socket.addEventListener("close", () => {
      clearTimeout(late);
      if (served) link.lose();
      if (waits) useHallLine.setState({ state: "pairing" });
      else setTimeout(() => open(byToken), RETRY_MS);
    });
  };
  const byToken = (): Answer | null => {
    const token = page.localStorage.getItem(TOKEN);
    return token === null ? null : { type: "device", protocol: HALL_PROTOCOL, token };
  };
  useHallLine.setState({
    pair: (code, name) => {
      useHallLine.setState({ state: "connecting", refusal: null });
      open((kind) => ({ type: "pairDevice", protocol: HALL_PROTOCOL, code, kind, name }));
    },
  });
  const code = new URLSearchParams(page.location.hash.slice(1)).get("code");
  // A TV box has no keyboard: its address may bring the code along.
  if (code !== null && page.localStorage.getItem(TOKEN) === null) {
    useHallLine.getState().pair(code, page.navigator.platform || "TV");
  } else open(byToken);
}

/** @returns whether a person has to enter a code now. */
function refused(page: Window, verdict: Exclude<Verdict, { type: "welcome" }>): boolean {
  // The host may have moved to another PC; it may also come back to this one.
  if (verdict.type === "elsewhere") return false;
  if (verdict.code === "UNAUTHORISED") page.localStorage.removeItem(TOKEN);
  useHallLine.setState({ refusal: { code: verdict.code, data: verdict.data } });
  return true;
}

function roleOf(page: Window): "display" | "survey" {
  return new URLSearchParams(page.location.search).get("role") === "survey" ? "survey" : "display";
}

/** oRPC says goodbye on a line that is gone, and complains that it can't; a browser's console is not for that. */
function quiet(socket: WebSocket) {
  return {
    readyState: WebSocket.OPEN,
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    send: (data: Parameters<WebSocket["send"]>[0]) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    },
  };
}
