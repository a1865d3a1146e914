import type { Catalogue } from "../../contract/catalogue.ts";
import type { SignedIn } from "../../contract/district-accounts.ts";
import type { Dossier } from "../../contract/dossier.ts";
import { officeDay } from "../../contract/time.ts";
import { competentAgency } from "../../electron/station/dossiers/agencies.rules.ts";

type Office = Pick<Catalogue, "office" | "agencies" | "divisions">;

/** Where the dossiers are that somebody works on. */
export interface Units {
  /** Divisions of this office: what its own counters gave them. */
  own: string[];
  /** Names under which other agencies give dossiers to this office: from whichever counter they come. */
  named: string[];
  /** Codes of the agencies that this office is now, mergers considered; empty for dossiers from before they named one. */
  agencies: string[];
}

/** The units that an account works for: an officer's division, all of the office for its head, none for others. */
export function unitsOf(
  { role, division }: Pick<SignedIn, "role" | "division">,
  office: Office,
  at: string,
): Units {
  const day = officeDay(at);
  const competent = (code: string) => competentAgency(code, day, office.agencies);
  const isOurs = (code: string) => competent(code) === competent(office.office.agency);
  const agencies = ["", ...office.agencies.map(({ code }) => code).filter(isOurs)];
  if (role !== "officer" && role !== "head") return { own: [], named: [], agencies };
  const ours = office.divisions.filter(({ agency }) => agency === undefined || isOurs(agency));
  const mine = role === "head" ? ours : ours.filter(({ id }) => id === division);
  return {
    own: mine.filter(({ agency }) => agency === undefined).map(({ id }) => id),
    named: [
      ...mine.filter(({ agency }) => agency !== undefined).map(({ id }) => id),
      ...(role === "head" ? agencies.filter((code) => code !== "") : []),
    ],
    agencies,
  };
}

/** Whether a unit that has a dossier, or is given one, is among these: another office may call one of its own the same. */
export function areWith(
  { own, named, agencies }: Units,
  unit: string,
  { agency }: Pick<Dossier, "agency">,
): boolean {
  return named.includes(unit) || (own.includes(unit) && agencies.includes(agency));
}
