import { connectDistrict } from "../database.ts";
import { migrate } from "../migrations/migrate.ts";
import { type UpstreamStatus, upstreamStatus } from "./upstream.ts";

/**
 * `upstream status`.
 *
 * @returns whether it was a command and went well.
 */
export async function upstreamCommand(databaseUrl: string, [command]: readonly string[]): Promise<boolean> {
  if (command !== "status") {
    console.error("upstream status");
    return false;
  }
  const db = connectDistrict(databaseUrl);
  try {
    await migrate(db);
    const status = await upstreamStatus(db);
    if (status === null) console.log("No node above: start the server with --upstream URL");
    else for (const line of inWords(status)) console.log(line);
    return true;
  } finally {
    await db.destroy();
  }
}

/** What an administrator reads. */
export function inWords(status: UpstreamStatus): string[] {
  const { url, waitingSince, lastSuccessAt, lastError, nextTryAt } = status;
  const since = waitingSince === null ? "" : ` since ${waitingSince.toISOString()}`;
  const lines = [
    url === null ? "Node above: not enrolled yet" : `Node above: ${url}`,
    `Dossiers handed up: ${status.dossiers}`,
    `Waiting to be sent: ${status.waiting} events${since}, ${status.filesWaiting} files`,
    `Files of decided dossiers to come down: ${status.filesToCome}`,
    `Last answer: ${lastSuccessAt ?? "none yet"}`,
  ];
  if (status.notPassedOn > 0)
    lines.push(`Decided above, waiting for the station that has the dossier: ${status.notPassedOn}`);
  if (lastError !== null) {
    const { code, data, at } = lastError;
    const again = nextTryAt === null ? "" : `; next try ${nextTryAt}`;
    lines.push(`Last failure, ${at}: ${reasons[code] ?? code} ${JSON.stringify(data)}${again}`);
  }
  return lines;
}

/** What each failure means for who has to act. */
const reasons: Partial<Record<string, string>> = {
  DISTRICT_UNREACHABLE: "the node above does not answer: check its address and the line",
  DISTRICT_BUSY: "a database is busy or away; it goes on by itself",
  DISTRICT_FULL: "a disk is full",
  UNAUTHORISED: "the node above does not know this one: enrol with a new --upstream-code",
  ENROL_CODE_INVALID: "the code is unknown, used or too old: ask for a new one above",
  ENROL_CODE_REPLACES_THIS:
    "the code is for what takes the place of this node: ask for one that replaces nothing",
  STATION_REVOKED: "the node above has revoked this one: ask there",
  STATION_MISMATCH: "the node above has part of this from another node: look at its refusals",
  PROTOCOL_UNSUPPORTED: "the programs share no version: update the older one",
  CHAIN_BROKEN: "the log does not hold together: look at the refusals of the node above",
};
