import { createHash } from "node:crypto";
import type { PaperDesign } from "../contract/paper-design.ts";
import type { Queryable } from "./store.ts";

/** The papers' design in force; null in a new store. */
export async function currentPaperDesign(
  db: Queryable,
): Promise<{ design: PaperDesign; sha256: string } | null> {
  const row = await db
    .selectFrom("paper_design")
    .select(["sha256", "design"])
    .where("only", "=", 1)
    .executeTakeFirst();
  return row === undefined ? null : { sha256: row.sha256, design: JSON.parse(row.design) as PaperDesign };
}

/** The name under which papers refer to a picture. */
export function imageName(png: Uint8Array): string {
  return createHash("sha256").update(png).digest("hex");
}

/** Keeps a picture for ever: a paper that shows it may be printed again at any time. */
export async function keepPaperImage(db: Queryable, png: Uint8Array): Promise<string> {
  const sha256 = imageName(png);
  await db
    .insertInto("paper_images")
    .values({ sha256, png })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return sha256;
}

export async function paperImage(db: Queryable, sha256: string): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom("paper_images")
    .select("png")
    .where("sha256", "=", sha256)
    .executeTakeFirst();
  return row?.png ?? null;
}
