import type { Catalogue, Counter, Procedure, ServiceGroup, Staff } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import { currentCatalogue } from "../../../db/catalogue.ts";
import type { EventLog } from "../../../db/event-log.ts";
import type { Store } from "../../../db/store.ts";

/** A catalogue as read from the office's files. */
export interface LoadedCatalogue {
  catalogue: Catalogue;
  sha256: string;
}

/** The catalogue in force, held in memory: it is read at every step and changes rarely. */
export class CurrentCatalogue {
  readonly #catalogue: Catalogue;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  get all(): Catalogue {
    return this.#catalogue;
  }

  serviceGroup(id: string): ServiceGroup {
    const group = this.#catalogue.serviceGroups.find((entry) => entry.id === id);
    if (group === undefined) throw new AppError("SERVICE_GROUP_UNKNOWN", { id });
    return group;
  }

  counter(id: string): Counter {
    const counter = this.#catalogue.counters.find((entry) => entry.id === id);
    if (counter === undefined) throw new AppError("COUNTER_UNKNOWN", { id });
    return counter;
  }

  procedure(code: string): Procedure {
    const procedure = this.#catalogue.procedures.find((entry) => entry.code === code);
    if (procedure === undefined) throw new AppError("PROCEDURE_UNKNOWN", { code });
    return procedure;
  }

  staff(id: string): Staff | null {
    return this.#catalogue.staff.find((entry) => entry.id === id) ?? null;
  }
}

/** Puts the files' catalogue in force where it differs from the stored one; an event keeps the whole of it. */
export async function adoptCatalogue(
  store: Store,
  log: EventLog,
  loaded: LoadedCatalogue,
  now: string,
): Promise<CurrentCatalogue> {
  const stored = await currentCatalogue(store.db);
  if (stored?.sha256 === loaded.sha256) return new CurrentCatalogue(stored.catalogue);
  await store.write((trx) =>
    log.append(trx, now, {
      type: "catalogue.loaded",
      actor: "station",
      subject: loaded.catalogue.office.agency,
      data: loaded,
    }),
  );
  return new CurrentCatalogue(loaded.catalogue);
}
