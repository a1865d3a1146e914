import { accountCalls, sessionCalls } from "./district-accounts.ts";
import { officeCalls } from "./district-office.ts";
import { stationCalls, supervisionCalls } from "./district-supervision.ts";
import { workbenchCalls } from "./district-workbench.ts";

/**
 * What the district's pages (*trang của huyện*) ask of their server, area by area: one contract file each. Every change
 * carries a `requestId` where doing it twice would matter. Calls go to `/web/rpc/<area>/<call>`.
 */
export const districtWebContract = {
  session: sessionCalls,
  workbench: workbenchCalls,
  supervision: supervisionCalls,
  stations: stationCalls,
  office: officeCalls,
  accounts: accountCalls,
};
export type DistrictWebContract = typeof districtWebContract;

/** The areas that need a role; the session is open to everybody. */
export type WebArea = Exclude<keyof DistrictWebContract, "session">;
