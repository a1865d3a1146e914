import type { PrinterRow } from "./schema.ts";
import type { Queryable } from "./store.ts";

/** What is remembered of a printer; of a new one, nothing yet. */
export async function printerRow(db: Queryable, id: string): Promise<PrinterRow> {
  const row = await db.selectFrom("printers").selectAll().where("id", "=", id).executeTakeFirst();
  return row ?? { id, text_mode: null, used_dots: 0, roll_changed_at: null, clear_first: 0 };
}

export async function updatePrinter(
  db: Queryable,
  id: string,
  change: Partial<Omit<PrinterRow, "id">>,
): Promise<void> {
  await db
    .replaceInto("printers")
    .values({ ...(await printerRow(db, id)), ...change })
    .execute();
}

/** Counts what was printed on the roll. */
export async function addUsedDots(db: Queryable, id: string, dots: number): Promise<void> {
  const { used_dots } = await printerRow(db, id);
  await updatePrinter(db, id, { used_dots: used_dots + Math.round(dots) });
}
