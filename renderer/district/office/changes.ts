import type { OfficeChanges } from "../../../contract/district-office.ts";

/** How many things differ. */
export function changeCount({ procedures, days, hours, staff, divisions }: OfficeChanges): number {
  return procedures.length + days.length + staff.length + divisions.length + (hours ? 1 : 0);
}
