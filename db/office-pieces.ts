import type { Transaction } from "kysely";
import { type OfficePiece, officePieceSchema } from "../contract/office.ts";
import type { StoreSchema } from "./schema.ts";
import type { Queryable } from "./store.ts";

/**
 * Keeps a piece of a version that the district published; earlier versions that are not in force never will be. What is
 * said besides of the version in force is kept as well.
 */
export async function keepOfficePiece(trx: Transaction<StoreSchema>, piece: OfficePiece): Promise<void> {
  const inForce = (await publication(trx)) ?? 0;
  if (piece.version < inForce || (piece.version === inForce && piece.piece > 0)) return;
  await trx.deleteFrom("office_pieces").where("version", "<", piece.version).execute();
  await trx
    .replaceInto("office_pieces")
    .values({
      version: piece.version,
      piece: piece.piece,
      pieces: piece.pieces,
      data: JSON.stringify(piece),
    })
    .execute();
}

/** The version that the district published last, of those in force here. */
export async function publication(db: Queryable): Promise<number | null> {
  const row = await db.selectFrom("catalogue").select("publication").executeTakeFirst();
  return row?.publication ?? null;
}

/** A version is in force: its pieces have done what they were for. */
export async function forgetOfficePieces(trx: Transaction<StoreSchema>, version: number): Promise<void> {
  await trx.deleteFrom("office_pieces").where("version", "<=", version).execute();
}

/** The version that came down last, if all of it is there; its pieces in their order. */
export async function publishedOffice(db: Queryable): Promise<OfficePiece[] | null> {
  const places = await db
    .selectFrom("office_pieces")
    .select(["version", "piece", "pieces"])
    .orderBy("version", "desc")
    .orderBy("piece")
    .execute();
  const version = places[0]?.version;
  if (version === undefined) return null;
  const whole = places.filter((place) => place.version === version && place.piece > 0);
  const isWhole = whole.length > 0 && whole.length === whole[0]?.pieces;
  if (!isWhole && version !== (await publication(db))) return null;
  const rows = await db
    .selectFrom("office_pieces")
    .select("data")
    .where("version", "=", version)
    .orderBy("piece")
    .execute();
  return rows.map(({ data }) => officePieceSchema.parse(JSON.parse(data)));
}
