import { type MessagePortMain, utilityProcess } from "electron";
import type { ToStation } from "../../contract/station-process.ts";
import {
  answerPage,
  type DoPageWork,
  FirstWords,
  ProcessEnd,
  type StationCommand,
  type StationProcess,
  stationArguments,
} from "./station-process.ts";

/** The station service as a utility process: Electron's own Node, real message ports. */
export function startStationUtility(command: StationCommand, doPageWork: DoPageWork): StationProcess {
  const child = utilityProcess.fork(command.script, stationArguments(command), {
    serviceName: "station",
    stdio: "inherit",
  });
  const words = new FirstWords();
  child.on("message", (raw) => {
    const message = words.hear(raw);
    if (message?.type === "page") void answerPage(message, doPageWork, send);
  });
  const end = new ProcessEnd();
  let channel = 0;
  child.on("exit", (code) => {
    words.exited();
    end.ended(code);
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
      end.stop(
        () => send({ type: "shutdown" }),
        () => child.kill(),
      ),
    onExit: (listener) => end.onExit(listener),
  };
}
