import type { Transaction } from "kysely";
import { type OfficePiece, officePieceSchema } from "../contract/office.ts";
import type { StoreSchema } from "./schema.ts";
import type { Queryable } from "./store.ts";

/** Keeps a piece of a version that the district published; earlier versions that are not in force never will be. */
export async function keepOfficePiece(trx: Transaction<StoreSchema>, piece: OfficePiece): Promise<void> {
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

/** A version is in force: its pieces have done what they were for. */
export async function forgetOfficePieces(trx: Transaction<StoreSchema>, version: number): Promise<void> {
  await trx.deleteFrom("office_pieces").where("version", "<=", version).execute();
}

/** The version that came down last, if all of it is there; its pieces in their order. */
export async function publishedOffice(db: Queryable): Promise<OfficePiece[] | null> {
  const last = await db
    .selectFrom("office_pieces")
    .select(["version", "pieces"])
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last === undefined) return null;
  const rows = await db
    .selectFrom("office_pieces")
    .select("data")
    .where("version", "=", last.version)
    .orderBy("piece")
    .execute();
  return rows.length < last.pieces ? null : rows.map(({ data }) => officePieceSchema.parse(JSON.parse(data)));
}
