import { type MessagePortMain, utilityProcess } from "electron";
import type { ToStation } from "../../contract/station-process.ts";
import { FirstWords, STOP_PATIENCE_MS, type StationCommand, type StationProcess } from "./station-process.ts";

/** The station service as a utility process: Electron's own Node, real message ports. */
export function startStationUtility(command: StationCommand): StationProcess {
  const child = utilityProcess.fork(command.script, ["--settings", command.settings], {
    serviceName: "station",
    stdio: "inherit",
  });
  const words = new FirstWords();
  child.on("message", (message) => words.hear(message));
  let channel = 0;
  let exited = false;
  const listeners = new Set<(code: number | null) => void>();
  child.on("exit", (code) => {
    exited = true;
    words.exited();
    for (const listener of listeners) listener(code);
  });
  const send = (message: ToStation, ports: MessagePortMain[] = []) => child.postMessage(message, ports);
  return {
    get pid() {
      return child.pid;
    },
    hello: words.hello,
    ready: words.ready,
    connect: (port) => {
      channel += 1;
      send({ type: "open", channel }, [port]);
    },
    stop: () =>
      new Promise((resolve) => {
        if (exited) return resolve();
        const force = setTimeout(() => child.kill(), STOP_PATIENCE_MS);
        listeners.add(() => {
          clearTimeout(force);
          resolve();
        });
        send({ type: "shutdown" });
      }),
    onExit: (listener) => listeners.add(listener),
  };
}
