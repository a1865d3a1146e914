import type {
  Catalogue,
  Counter,
  Division,
  Procedure,
  ServiceGroup,
  Staff,
} from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import { currentCatalogue, storedVersions } from "../../../db/catalogue.ts";
import type { EventLog } from "../../../db/event-log.ts";
import { metaValue, saveMetaValue } from "../../../db/meta.ts";
import type { Queryable, Store } from "../../../db/store.ts";
import { inPieces } from "./change.rules.ts";

/** A catalogue as read from the office's files. */
export interface LoadedCatalogue {
  catalogue: Catalogue;
  sha256: string;
}

/** The catalogue in force, held in memory: it is read at every step and changes rarely. */
export class CurrentCatalogue {
  #catalogue: Catalogue;
  #sha256: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ catalogue, sha256 }: LoadedCatalogue) {
    this.#catalogue = catalogue;
    this.#sha256 = sha256;
  }

  get all(): Catalogue {
    return this.#catalogue;
  }

  /** Of the catalogue's content. */
  get sha256(): string {
    return this.#sha256;
  }

  /** Puts another catalogue in force, once it is stored. */
  replace({ catalogue, sha256 }: LoadedCatalogue): void {
    this.#catalogue = catalogue;
    this.#sha256 = sha256;
  }

  /** Changes take turns: each sees what the one before has left. */
  inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(change);
    this.#turn = done.catch(() => undefined);
    return done;
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

  /**
   * The version of a procedure in force on a day.
   *
   * @throws AppError PROCEDURE_UNKNOWN where there is none.
   */
  procedure(code: string, day: string): Procedure {
    const procedure = this.#catalogue.procedures.find(
      (entry) => entry.code === code && isInForce(entry, day),
    );
    if (procedure === undefined) throw new AppError("PROCEDURE_UNKNOWN", { code });
    return procedure;
  }

  /**
   * A version of a procedure by its first day, also where the catalogue has it no more: what was accepted under it keeps
   * it.
   *
   * @throws AppError PROCEDURE_UNKNOWN where there never was such a version.
   */
  async procedureVersion(db: Queryable, code: string, effectiveFrom: string): Promise<Procedure> {
    const isIt = (entry: Procedure) => entry.code === code && entry.effectiveFrom === effectiveFrom;
    const found = this.#catalogue.procedures.find(isIt) ?? (await storedVersions(db, code)).find(isIt);
    if (found === undefined) throw new AppError("PROCEDURE_UNKNOWN", { code });
    return found;
  }

  /** The procedures in force on a day, in the office's order. */
  procedures(day: string): Procedure[] {
    return this.#catalogue.procedures.filter((entry) => isInForce(entry, day));
  }

  division(id: string): Division {
    const division = this.#catalogue.divisions.find((entry) => entry.id === id);
    if (division === undefined) throw new AppError("DIVISION_UNKNOWN", { id });
    return division;
  }

  staff(id: string): Staff | null {
    return this.#catalogue.staff.find((entry) => entry.id === id) ?? null;
  }
}

function isInForce({ effectiveFrom, effectiveTo }: Procedure, day: string): boolean {
  return effectiveFrom <= day && (effectiveTo === undefined || day <= effectiveTo);
}

/** Of procedures in one event, so that it fits into a batch of the sync with room to spare. */
export const MOST_EVENT_BYTES = 512 * 1024;

/** Under which name the store remembers the files that were taken over last. */
const FILES = "catalogue.files";

/**
 * Puts the files' catalogue in force where the files have changed since they were last taken over; an event keeps the
 * whole of it. Files that are as they were do not undo what was changed in the program meanwhile.
 */
export async function adoptCatalogue(
  store: Store,
  log: EventLog,
  loaded: LoadedCatalogue,
  now: string,
): Promise<CurrentCatalogue> {
  const stored = await currentCatalogue(store.db);
  // Stores from before changes could be made in the program have remembered nothing: what is stored came from files.
  const adopted = (await metaValue(store.db, FILES)) ?? stored?.sha256;
  if (stored !== null && adopted === loaded.sha256) return new CurrentCatalogue(stored);
  await store.write(async (trx) => {
    await saveMetaValue(trx, FILES, loaded.sha256);
    if (stored?.sha256 === loaded.sha256) return;
    const { sha256, catalogue } = loaded;
    const about = { actor: "station", subject: catalogue.office.agency };
    const [procedures = [], ...more] = inPieces(catalogue.procedures, MOST_EVENT_BYTES);
    await log.append(trx, now, {
      type: "catalogue.loaded",
      ...about,
      data: { sha256, catalogue: { ...catalogue, procedures } },
    });
    for (const piece of more)
      await log.append(trx, now, {
        type: "catalogue.changed",
        ...about,
        data: { sha256, procedures: piece, removed: [] },
      });
  });
  return new CurrentCatalogue(loaded);
}
