import type { Catalogue } from "../../contract/catalogue.ts";
import { AppError } from "../../contract/errors.ts";
import type { OfficePiece } from "../../contract/office.ts";
import { inPieces } from "../../electron/station/catalogue/change.rules.ts";
import { requireSound } from "../../electron/station/catalogue/check.rules.ts";
import type { Trx } from "../database.ts";
import { type Audience, publishAll } from "../stations/feed.ts";
import { noteAudit } from "../web/audit.ts";
import { workingCopy } from "./draft.ts";
import { insertVersion, takeOfficeTurn } from "./versions.ts";

/** Of procedures in one piece: what a weak line carries in one go, and a batch of the sync many times. */
const MOST_PIECE_BYTES = 64 * 1024;

/** What is said later to the same audience takes the place of this. */
const TOPIC = "office";

/**
 * Puts the draft in force at this node and sends it to stations; each puts it in force once all of it is there.
 *
 * @param asked.audience `all` or an agency's code.
 * @returns the version's number.
 * @throws AppError CATALOGUE_CHANGED, NOTHING_TO_PUBLISH, AGENCY_UNKNOWN, CATALOGUE_INVALID.
 */
export async function publishDraft(
  trx: Trx,
  account: string,
  asked: { basedOn: string; audience: string; note: string },
): Promise<number> {
  await takeOfficeTurn(trx);
  const { sha256, catalogue, draft } = await workingCopy(trx);
  if (sha256 !== asked.basedOn) throw new AppError("CATALOGUE_CHANGED", {});
  if (draft === null) throw new AppError("NOTHING_TO_PUBLISH", {});
  if (asked.audience !== "all" && catalogue.agencies.every(({ code }) => code !== asked.audience))
    throw new AppError("AGENCY_UNKNOWN", { code: asked.audience });
  requireSound(catalogue);
  const { audience, note } = asked;
  const version = await insertVersion(trx, catalogue, { account, note, audience, basedOn: draft.from });
  await trx.deleteFrom("office_draft").execute();
  await noteAudit(trx, account, "office.published", `${version} ${audience}`);
  // The feed's lock is held to the end: it comes last.
  await send(trx, catalogue, version, audience);
  return version;
}

async function send(trx: Trx, catalogue: Catalogue, version: number, audience: string): Promise<void> {
  const own = catalogue.office.agency;
  // Staff are the node's own: other agencies' stations have theirs.
  if (audience === "all" || audience === own) {
    const parts = { staff: catalogue.staff };
    const staff: OfficePiece = { version, piece: 0, pieces: 1, parts, procedures: [] };
    await publishAll(trx, { to: "agency", agency: own }, "office", `${TOPIC}.staff`, [staff]);
  }
  const to: Audience = audience === "all" ? { to: "all" } : { to: "agency", agency: audience };
  await publishAll(trx, to, "office", TOPIC, officePieces(catalogue, version));
}

/** What every station of the audience is told, in pieces. */
export function officePieces(catalogue: Catalogue, version: number): OfficePiece[] {
  const { agencies, divisions, calendar, procedures } = catalogue;
  const parts = inPieces(procedures, MOST_PIECE_BYTES);
  return parts.map((some, index) => ({
    version,
    piece: index + 1,
    pieces: parts.length,
    parts: index === 0 ? { agencies, divisions, calendar } : {},
    procedures: some,
  }));
}
