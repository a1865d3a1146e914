import { accountsRoutes } from "../accounts/routes.ts";
import { sessionRoutes } from "../accounts/session-routes.ts";
import { officeRoutes } from "../office/routes.ts";
import { supervisionRoutes } from "../supervision/routes.ts";
import { stationRoutes } from "../supervision/stations.ts";
import { workbenchRoutes } from "../workbench/routes.ts";
import { openToAll } from "./base.ts";

/** The answers to the district's pages, an area a file. */
export const webRouter = openToAll.router({
  session: sessionRoutes,
  workbench: workbenchRoutes,
  supervision: supervisionRoutes,
  stations: stationRoutes,
  office: officeRoutes,
  accounts: accountsRoutes,
});
