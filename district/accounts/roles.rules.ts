import type { DistrictRole } from "../../contract/district-accounts.ts";
import type { DistrictWebContract, WebArea } from "../../contract/district-web.ts";

type RolesOfCalls = {
  readonly [Area in WebArea]: { readonly [Call in keyof DistrictWebContract[Area]]: readonly DistrictRole[] };
};

const accounts = ["admin"] as const;
const divisions = ["officer", "head"] as const;
const lookers = [...divisions, "supervisor"] as const;
const supervision = ["supervisor", "head"] as const;
const stations = ["operator", "admin"] as const;
const office = ["publisher", "admin"] as const;

/** Which role may call what: the one table. A call without a line does not compile. */
export const rolesOfCalls: RolesOfCalls = {
  workbench: {
    wording: lookers,
    work: divisions,
    find: lookers,
    view: lookers,
    step: divisions,
    attach: divisions,
    handOver: divisions,
    takeOver: divisions,
  },
  supervision: { choices: supervision, figures: supervision, people: supervision },
  stations: { list: stations, makeCode: stations, revoke: stations },
  office: {
    overview: office,
    list: office,
    detail: office,
    save: office,
    exportFile: office,
    preview: office,
    importFile: office,
    calendar: office,
    saveCalendar: office,
    staff: office,
    saveStaff: office,
    discard: office,
    takeUp: office,
    publish: office,
  },
  accounts: {
    list: accounts,
    choices: accounts,
    create: accounts,
    change: accounts,
    resetPassword: accounts,
    revoke: accounts,
    restore: accounts,
    audit: accounts,
  },
};

/** Whether the role may call `path`, e.g. `["accounts", "list"]`; what the table does not know nobody may. */
export function mayCall(role: DistrictRole, [area = "", call = ""]: readonly string[]): boolean {
  const table: Record<string, Record<string, readonly DistrictRole[]>> = rolesOfCalls;
  if (!Object.hasOwn(table, area)) return false;
  const calls = table[area] ?? {};
  return Object.hasOwn(calls, call) && (calls[call] ?? []).includes(role);
}

/** The areas in which the role may call anything. */
export function areasOf(role: DistrictRole): string[] {
  return Object.entries(rolesOfCalls)
    .filter(([, calls]) => Object.values(calls).some((roles) => roles.includes(role)))
    .map(([area]) => area);
}
