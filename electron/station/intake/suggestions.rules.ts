import type { Procedure } from "../../../contract/catalogue.ts";
import type { Suggestion } from "../../../contract/intake-calls.ts";

/**
 * What the clerk most likely needs next: favourites in the order of their keys, then procedures by how often this clerk
 * and the whole counter took them in lately; those of the group that the ticket was taken for come first among these.
 *
 * @param latest The latest intakes, who took them in.
 */
export function suggestions(input: {
  procedures: readonly Procedure[];
  favourites: readonly string[];
  latest: readonly { procedure: string; staff: string }[];
  staff: string;
  serviceGroup: string | null;
}): Suggestion[] {
  const { procedures, favourites, latest, staff, serviceGroup } = input;
  const counts = new Map<string, number>();
  // One's own count more: two clerks of a hall rarely serve the same people.
  for (const { procedure, staff: by } of latest)
    counts.set(procedure, (counts.get(procedure) ?? 0) + (by === staff ? OWN : 1));
  const known = favourites.flatMap((code) => procedures.filter((procedure) => procedure.code === code));
  const weight = (procedure: Procedure) =>
    (counts.get(procedure.code) ?? 0) + (procedure.serviceGroup === serviceGroup ? GROUP : 0);
  const others = procedures
    .filter((procedure) => !known.includes(procedure))
    .sort((a, b) => weight(b) - weight(a));
  const shown = ({ code, name, field, serviceGroup: group }: Procedure, favourite: number | null) => ({
    code,
    name,
    field,
    serviceGroup: group,
    favourite,
  });
  return [
    ...known.map((procedure, index) => shown(procedure, index + 1)),
    ...others.map((procedure) => shown(procedure, null)),
  ];
}

const OWN = 3;
/** More than any count: the citizen said at the kiosk what it is about. */
const GROUP = 1_000_000;
