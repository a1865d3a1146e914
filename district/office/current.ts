import { type Catalogue, catalogueSchema } from "../../contract/catalogue.ts";
import { AppError } from "../../contract/errors.ts";
import type { District, Trx } from "../database.ts";

/** The last contents that were read, by their hash: an office is asked for at every step and changes rarely. */
const known = new Map<string, Catalogue>();
const MOST_KNOWN = 4;

/**
 * The node's office in force: one short query, unless it has changed. It is shared; nobody changes it.
 *
 * @throws AppError OFFICE_MISSING
 */
export async function currentOffice(db: District | Trx): Promise<Catalogue> {
  const office = await officeInForce(db);
  if (office === null) throw new AppError("OFFICE_MISSING", {});
  return office.catalogue;
}

export interface OfficeInForce {
  /** Number of its version. */
  version: number;
  sha256: string;
  catalogue: Catalogue;
}

/** The office in force with its version, or null before the first. */
export async function officeInForce(db: District | Trx): Promise<OfficeInForce | null> {
  const last = await db
    .selectFrom("office_versions")
    .select(["number", "sha256"])
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last === undefined) return null;
  const { number: version, sha256 } = last;
  const read = () =>
    db.selectFrom("office_versions").select("data").where("number", "=", version).executeTakeFirstOrThrow();
  return { version, sha256, catalogue: await knownCatalogue(sha256, read) };
}

/** A stored catalogue by its hash, read once: it is shared, and nobody changes it. */
export async function knownCatalogue(
  sha256: string,
  read: () => Promise<{ data: string }>,
): Promise<Catalogue> {
  const there = known.get(sha256);
  if (there !== undefined) return there;
  // Stored by an older program it lacks what has come to the shape since.
  const catalogue = catalogueSchema.parse(JSON.parse((await read()).data));
  for (const oldest of known.keys()) if (known.size >= MOST_KNOWN) known.delete(oldest);
  known.set(sha256, catalogue);
  return catalogue;
}
