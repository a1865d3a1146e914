import type { Figures, PersonFigures } from "../../../contract/district-supervision.ts";
import { noDossiers, noReception, sum } from "../../../contract/figure-sums.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import { capital } from "../../ui/format.ts";
import type { FiguresRow, RowKind } from "./figures-table.tsx";

/** The rows of a table: by agency, by procedure, or by the fields that the procedures belong to. */
export function rowsOf(
  figures: Figures,
  kind: Exclude<RowKind, "person">,
  own: (text: LocalizedText) => string,
): FiguresRow[] {
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

/**
 * A row for each clerk and officer, with what they did.
 *
 * @param agencyName names an agency; said where there are people of several, as after a merger.
 */
export function peopleRows(
  people: readonly PersonFigures[],
  agencyName: (code: string) => string,
): FiguresRow[] {
  const several = new Set(people.map(({ agency }) => agency)).size > 1;
  return people.map(
    ({ agency, id, name, received, early, onTime, late, supplements, refusals, ...queue }) => ({
      code: `${agency}-${id}`,
      name: several ? `${name} · ${agencyName(agency)}` : name,
      dossiers: { ...noDossiers, received, early, onTime, late, supplements, refusals },
      reception: { ...noReception, served: queue.served, serviceSeconds: queue.serviceSeconds },
    }),
  );
}
