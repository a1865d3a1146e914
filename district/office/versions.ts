import { hash } from "node:crypto";
import { sql } from "kysely";
import type { Catalogue } from "../../contract/catalogue.ts";
import type { Trx } from "../database.ts";

/** Who made a version, why, and for whom. */
export interface VersionNote {
  /** The account, or `import`. */
  account: string;
  note: string;
  /** `all` or an agency's code; null where it is sent to nobody. */
  audience: string | null;
  /** The version that it was made from. */
  basedOn: number | null;
}

/** Versions are made one after the other: held until the commit. */
export async function takeOfficeTurn(trx: Trx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('office'))`.execute(trx);
}

/** Puts a version in force. @returns its number. */
export async function insertVersion(
  trx: Trx,
  catalogue: Catalogue,
  { account, note, audience, basedOn }: VersionNote,
): Promise<number> {
  const data = JSON.stringify(catalogue);
  const { number } = await trx
    .insertInto("office_versions")
    .values({ account, note, audience, based_on: basedOn, sha256: hash("sha256", data), data })
    .returning("number")
    .executeTakeFirstOrThrow();
  return number;
}
