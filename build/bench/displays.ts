import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { WebSocket } from "ws";
import { HALL_PATH, HALL_PROTOCOL } from "../../contract/hall.ts";
import type { stationContract } from "../../contract/station.ts";

/**
 * Many displays in a process of their own, so that the host's figures are the host's: `displays.ts <address> <count>
 * <token>` for real ones, with `bare` for the token for sockets that only count what they get. Tells its parent when all
 * of them have got something: the key and the monotonic clock, nanoseconds.
 */
const [address = "", count = "60", token = ""] = process.argv.slice(2);
const displays = Number(count);
const got = new Map<string, number>();

function receive(key: string): void {
  const so = (got.get(key) ?? 0) + 1;
  got.set(key, so);
  if (so === displays) process.send?.({ key, at: String(process.hrtime.bigint()) });
}

await Promise.all(Array.from({ length: displays }, () => (token === "bare" ? bare() : display())));
process.send?.({ ready: true });

async function display(): Promise<void> {
  const socket = await letIn();
  const client = createORPCClient<ContractRouterClient<typeof stationContract>>(
    new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
  );
  const boards = await client.queue.watchBoard();
  void (async () => {
    for await (const { calls } of boards) {
      const [latest] = calls;
      if (latest !== undefined && latest.status === "called") receive(`${latest.ticket}-${latest.call}`);
    }
  })();
}

/** A connection after its hand-shake. */
function letIn(): Promise<WebSocket> {
  const socket = new WebSocket(`wss://${address}${HALL_PATH}`, { rejectUnauthorized: false });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("message", () => {
      socket.once("message", (verdict) => {
        if ((JSON.parse(String(verdict)) as { type: string }).type === "welcome") resolve(socket);
        else reject(new Error(`a display was not let in: ${verdict}`));
      });
      socket.send(JSON.stringify({ type: "device", protocol: HALL_PROTOCOL, token }));
    });
  });
}

function bare(): Promise<void> {
  const socket = new WebSocket(`wss://${address}`, { rejectUnauthorized: false });
  socket.on("message", (data) => receive(String(data).slice(0, 12)));
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("error", reject);
  });
}
