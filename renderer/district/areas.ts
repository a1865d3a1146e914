import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { WebArea } from "../../contract/district-web.ts";

export interface Area {
  /** As in the contract; its name is the text `districtWeb.area.<id>`. */
  id: WebArea;
  page: LazyExoticComponent<ComponentType>;
}

/** The areas in the order of the navigation, which shows those that the role may enter; Alt and a digit lead there. */
export const areas: readonly Area[] = [
  { id: "workbench", page: lazy(() => import("./workbench/workbench-page.tsx")) },
  { id: "supervision", page: lazy(() => import("./supervision/supervision-page.tsx")) },
  { id: "stations", page: lazy(() => import("./stations/stations-page.tsx")) },
  { id: "office", page: lazy(() => import("./office/office-page.tsx")) },
  { id: "accounts", page: lazy(() => import("./accounts/accounts-page.tsx")) },
];
