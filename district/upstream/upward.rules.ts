import type { Catalogue } from "../../contract/catalogue.ts";

/**
 * Whether a unit that a dossier is handed to is of an agency above the office's, or beside it under one above: not the
 * office's own, nor of one below it. Levels follow from the table of agencies alone.
 *
 * @param unit a division of the office by its id, or an agency by its code.
 */
export function isAbove(
  unit: string,
  { office, agencies, divisions }: Pick<Catalogue, "office" | "agencies" | "divisions">,
): boolean {
  const agency =
    divisions.find(({ id }) => id === unit)?.agency ?? agencies.find(({ code }) => code === unit)?.code;
  const passed = new Set<string>();
  for (let code = agency; code !== undefined && !passed.has(code); ) {
    if (code === office.agency) return false;
    passed.add(code);
    code = agencies.find((entry) => entry.code === code)?.parent;
  }
  return passed.size > 0;
}
