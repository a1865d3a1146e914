import type { ServerResponse } from "node:http";
import type { Me } from "../../contract/district-accounts.ts";
import { AppError } from "../../contract/errors.ts";
import { mayCall } from "../accounts/roles.rules.ts";
import type { Attachments } from "../attachments/attachments.ts";
import type { District } from "../database.ts";
import { readVisible } from "./visible.ts";

/** `/web/files/<dossier>/<sha256>` */
const PLACE = /^\/web\/files\/([0-9a-f-]{36})\/([0-9a-f]{64})$/;

/**
 * Sends a paper of a dossier to whoever may see the dossier; where it can't be read to its end, the answer is broken off.
 *
 * @throws AppError NOT_SIGNED_IN, PASSWORD_MUST_CHANGE, ROLE_LACKS, DOSSIER_UNKNOWN, ATTACHMENT_UNKNOWN
 */
export async function sendFile(
  { db, attachments }: { db: District; attachments: Attachments },
  me: Me | null,
  path: string,
  response: ServerResponse,
): Promise<void> {
  if (me === null) throw new AppError("NOT_SIGNED_IN", {});
  if (me.mustChangePassword) throw new AppError("PASSWORD_MUST_CHANGE", {});
  if (!mayCall(me.role, ["workbench", "view"])) throw new AppError("ROLE_LACKS", { role: me.role });
  const [, id = "", sha256 = ""] = PLACE.exec(path) ?? [];
  const [dossier] = id === "" ? [] : await readVisible(db, me, [id]);
  if (dossier === undefined) throw new AppError("DOSSIER_UNKNOWN", { id });
  const attachment = dossier.attachments.find((candidate) => candidate.sha256 === sha256);
  if (attachment === undefined) throw new AppError("ATTACHMENT_UNKNOWN", { sha256 });
  let piece = await attachments.read(sha256, 0);
  response.writeHead(200, {
    "content-type": attachment.mediaType,
    "content-disposition": `inline; filename*=UTF-8''${encodeURIComponent(attachment.name)}`,
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  try {
    for (let offset = 0; piece.length > 0; ) {
      offset += piece.length;
      if (!response.write(piece)) await drained(response);
      if (response.destroyed) return;
      piece = await attachments.read(sha256, offset);
    }
    response.end();
  } catch (error) {
    // Too late for an answer that says so: whoever waits for the rest is not to take a part for the whole.
    response.destroy();
    throw error;
  }
}

/** Room again, or nobody to send to. Each wait takes its listeners away: a large paper has hundreds of waits. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const resume = () => {
      response.off("drain", resume).off("close", resume);
      resolve();
    };
    response.on("drain", resume).on("close", resume);
  });
}
