import type { Agency } from "../../../contract/catalogue.ts";

/**
 * The agency that is competent on a day for what another did before (*cơ quan kế thừa*): the agency itself while it
 * exists, after a merger the one that took it over, and so on. An agency that ended without a successor, or that nobody
 * knows, stays as it is named: its dossiers must not get lost.
 */
export function competentAgency(code: string, day: string, agencies: readonly Agency[]): string {
  const seen = new Set<string>();
  let current = code;
  for (;;) {
    seen.add(current);
    const agency = agencies.find((entry) => entry.code === current);
    const over = agency?.effectiveTo !== undefined && agency.effectiveTo < day;
    if (!over || agency.successor === undefined || seen.has(agency.successor)) return current;
    current = agency.successor;
  }
}
