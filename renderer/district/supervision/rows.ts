import type { Figures } from "../../../contract/district-supervision.ts";
import { sum } from "../../../contract/figure-sums.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import { capital } from "../../ui/format.ts";
import type { FiguresRow } from "./figures-table.tsx";

export type RowKind = "agency" | "field" | "procedure";

/** The rows of a table: by agency, by procedure, or by the fields that the procedures belong to. */
export function rowsOf(figures: Figures, kind: RowKind, own: (text: LocalizedText) => string): FiguresRow[] {
  if (kind === "agency")
    return figures.agencies.map(({ code, name, dossiers, reception }) => ({
      code,
      name: capital(own(name)),
      dossiers,
      reception,
    }));
  if (kind === "procedure")
    return figures.procedures.map(({ code, name, dossiers }) => ({
      code,
      name: own(name) === code ? code : `${code} ${own(name)}`,
      dossiers,
      reception: null,
    }));
  const fields = new Map<string, FiguresRow>();
  for (const { field, dossiers } of figures.procedures) {
    const known = fields.get(field.code);
    fields.set(field.code, {
      code: field.code,
      name: capital(own(field.name)),
      dossiers: known === undefined ? dossiers : sum(known.dossiers, dossiers),
      reception: null,
    });
  }
  return [...fields.values()];
}
