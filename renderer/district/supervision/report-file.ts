import { receivedOf } from "../../../contract/figure-sums.ts";
import type { FiguresRow } from "./figures-table.tsx";
import { openOf, settledOf } from "./shares.rules.ts";

/** Heads of report II.06a's columns, in its order, and of what the table has besides. */
export interface ReportWords {
  sheet: string;
  /** Above the table: whose report, of which period. */
  title: string;
  heads: string[];
}

/** The table as a spreadsheet, with the columns of report II.06a (Circular 01/2020/TT-VPCP) in its order. */
export async function reportFile(rows: readonly FiguresRow[], words: ReportWords): Promise<Blob> {
  const { writeXlsx } = await import("hucre/xlsx");
  const lines = rows.map(({ name, dossiers }, index) => {
    const { received, carriedOver, reopened, early, onTime, late, withdrawn, stopped, within, overdue } =
      dossiers;
    return [
      index + 1,
      name,
      receivedOf(dossiers) + carriedOver + reopened,
      received.online,
      received.counter + received.post,
      // The form has no column of its own for what was opened again: it comes from an earlier period.
      carriedOver + reopened,
      settledOf(dossiers),
      early,
      onTime + withdrawn + stopped,
      late,
      openOf(dossiers),
      within,
      overdue,
      dossiers.digitised,
      dossiers.supplements,
      dossiers.refusals,
    ];
  });
  const total = lines.reduce<number[]>(
    (sum, line) => line.slice(2).map((value, at) => Number(value) + (sum[at] ?? 0)),
    [],
  );
  const bytes = await writeXlsx({
    sheets: [
      {
        name: words.sheet,
        columns: words.heads.map((_head, index) => ({ width: index === 0 ? 5 : index === 1 ? 44 : 13 })),
        rows: [[words.title], [], words.heads, ...lines, ["", "Σ", ...total]],
        freezePane: { rows: 3 },
      },
    ],
  });
  return new Blob([bytes as BlobPart], {
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  });
}

export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
