import { hash } from "node:crypto";
import type { Catalogue } from "../../contract/catalogue.ts";
import { AppError } from "../../contract/errors.ts";
import { requireSound } from "../../electron/station/catalogue/check.rules.ts";
import type { District, Trx } from "../database.ts";
import { knownCatalogue, officeInForce } from "./current.ts";
import { takeOfficeTurn } from "./versions.ts";

/** What is being worked on: the draft, or what is in force where there is none. */
export interface WorkingCopy {
  sha256: string;
  catalogue: Catalogue;
  /** Null where nothing was changed. */
  draft: { from: number; by: string; at: string } | null;
}

/** Its text, unless somebody has changed it since it was looked for. */
async function readDraft(db: District | Trx, sha256: string): Promise<{ data: string }> {
  const row = await db
    .selectFrom("office_draft")
    .select("data")
    .where("sha256", "=", sha256)
    .executeTakeFirst();
  if (row === undefined) throw new AppError("CATALOGUE_CHANGED", {});
  return row;
}

/** @throws AppError OFFICE_MISSING */
export async function workingCopy(db: District | Trx): Promise<WorkingCopy> {
  const row = await db
    .selectFrom("office_draft")
    .select(["sha256", "based_on", "account", "at"])
    .executeTakeFirst();
  if (row !== undefined)
    return {
      sha256: row.sha256,
      catalogue: await knownCatalogue(row.sha256, () => readDraft(db, row.sha256)),
      draft: { from: row.based_on, by: row.account, at: row.at.toISOString() },
    };
  const { sha256, catalogue } = await requireOffice(db);
  return { sha256, catalogue, draft: null };
}

export async function requireOffice(db: District | Trx) {
  const office = await officeInForce(db);
  if (office === null) throw new AppError("OFFICE_MISSING", {});
  return office;
}

/**
 * Changes the draft, or begins one. Whoever saves next sees what was saved before.
 *
 * @param basedOn What the page had read; null where that does not matter.
 * @throws AppError CATALOGUE_CHANGED, CATALOGUE_INVALID, OFFICE_MISSING.
 */
export async function changeDraft(
  db: District,
  account: string,
  basedOn: string | null,
  change: (catalogue: Catalogue) => Catalogue,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await takeOfficeTurn(trx);
    const now = await workingCopy(trx);
    if (basedOn !== null && now.sha256 !== basedOn) throw new AppError("CATALOGUE_CHANGED", {});
    const catalogue = change(now.catalogue);
    requireSound(catalogue);
    const data = JSON.stringify(catalogue);
    const inForce = await requireOffice(trx);
    const sha256 = hash("sha256", data);
    await trx.deleteFrom("office_draft").execute();
    // Changed back to what is in force there is nothing to publish.
    if (sha256 === inForce.sha256) return;
    await trx
      .insertInto("office_draft")
      .values({ based_on: inForce.version, account, at: new Date(), sha256, data })
      .execute();
  });
}
