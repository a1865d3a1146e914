import { fork } from "node:child_process";
import type { MessagePortMain } from "electron";
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

/**
 * The station service as a child process on a Node of its own, for an Electron too old for the SQLite engine
 * (development only). Message ports can't cross to it: each becomes a numbered channel over the pipe.
 */
export function startStationChild(
  command: StationCommand,
  node: string,
  doPageWork: DoPageWork,
): StationProcess {
  const env = { ...process.env };
  // Set by Electron for its own children; Node would misread it.
  delete env.ELECTRON_RUN_AS_NODE;
  const child = fork(command.script, stationArguments(command), {
    execPath: node,
    execArgv: [],
    env,
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const words = new FirstWords();
  const ports = new Map<number, MessagePortMain>();
  child.on("message", (raw) => {
    const message = words.hear(raw);
    if (message?.type === "channel") ports.get(message.channel)?.postMessage(message.data);
    if (message?.type === "page") void answerPage(message, doPageWork, send);
  });
  const end = new ProcessEnd();
  let last = 0;
  const ended = (code: number | null) => {
    words.exited();
    for (const port of ports.values()) port.close();
    ports.clear();
    end.ended(code);
  };
  child.on("exit", ended);
  child.on("error", () => ended(null));
  const send = (message: ToStation) => {
    if (child.connected) child.send(message);
  };
  return {
    get pid() {
      return child.pid;
    },
    hello: words.hello,
    ready: words.ready,
    connect: (port) => {
      last += 1;
      const channel = last;
      ports.set(channel, port);
      send({ type: "open", channel });
      port.on("message", ({ data }) => send({ type: "channel", channel, data }));
      port.on("close", () => {
        ports.delete(channel);
        send({ type: "close", channel });
      });
      port.start();
    },
    stop: () =>
      end.stop(
        () => send({ type: "shutdown" }),
        () => child.kill("SIGKILL"),
      ),
    onExit: (listener) => end.onExit(listener),
  };
}
