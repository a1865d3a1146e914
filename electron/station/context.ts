import type { Staff } from "../../contract/catalogue.ts";
import type { EventLog } from "../../db/event-log.ts";
import type { Store } from "../../db/store.ts";
import type { CurrentCatalogue } from "./catalogue/current.ts";
import type { Changes } from "./changes.ts";

/** What every capability of the station works with. */
export interface StationContext {
  store: Store;
  log: EventLog;
  catalogue: CurrentCatalogue;
  /** The present instant, ISO 8601 in UTC. */
  now: () => string;
  /** Numbers are given out at any hour: for practice and trying out. */
  anyHour: boolean;
  /** A practice hall: its codes and papers say so. */
  practice: boolean;
  /** This station's place among those that can host the hall: decides which numbers it may give out. */
  hostPlace: () => number;
  /** Who works at counters of other PCs, by counter. */
  presence: () => ReadonlyMap<string, Staff>;
  /** The queue or who works at the counters changed. */
  hall: Changes;
  /** Printers, print jobs or the sync changed. */
  health: Changes;
  /** A new print job waits; whoever watches the printers is told. */
  wakePrinting: () => void;
  /** New events wait to be sent to the district; whoever watches the sync is told. */
  wakeSync: () => void;
}
