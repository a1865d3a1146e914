import { officeWallTime } from "../../contract/time.ts";
import type { DossierHistory } from "./history.rules.ts";
import type { PortalMapping } from "./mapping.ts";

/** An instant as the portal writes it, by the office's clock; to the second. */
export function portalDate(instant: string | null | undefined, { dates, noDate }: PortalMapping): string {
  if (instant === null || instant === undefined) return noDate;
  const spaced = officeWallTime(instant).slice(0, 19).replace("T", " ");
  return dates === "spaced" ? spaced : spaced.replace(/\D/g, "");
}

/** A text of the mapping with its places filled in; what stays empty leaves no double blanks. */
export function filled(pattern: string, values: Record<string, string>): string {
  return pattern
    .replace(/\{(\w+)\}/g, (_place, name: string) => values[name] ?? "")
    .replace(/ {2,}/g, " ")
    .trim();
}

/** Who signed anything in the dossier, by id. */
function signatories({ steps }: DossierHistory): Map<string, string> {
  const names = new Map<string, string>();
  for (const { event } of steps) {
    if (event.type === "dossier.accepted" || event.type === "dossier.lodged")
      names.set(event.data.dossier.acceptedBy.id, event.data.dossier.acceptedBy.name);
    if (event.type === "dossier.handedOver") names.set(event.data.givenBy.id, event.data.givenBy.name);
    if (event.type === "dossier.paid")
      names.set(event.data.payment.cashier.id, event.data.payment.cashier.name);
    if (event.type === "dossier.takenOver" && event.data.by.staff !== null)
      names.set(event.data.by.staff, event.data.by.name);
  }
  return names;
}

/** The name of a member of staff: from the mapping, else as it stands on a paper of the dossier, else the id. */
export function staffName(id: string, history: DossierHistory, mapping: PortalMapping): string {
  return mapping.staff[id]?.name ?? signatories(history).get(id) ?? id;
}

/** The name of who has the dossier: a division of its agency, or the agency itself. */
export function unitName(unit: string, agency: string, mapping: PortalMapping): string {
  return mapping.units[`${agency}/${unit}`] ?? mapping.units[unit] ?? unit;
}
