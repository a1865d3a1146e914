import type { Catalogue } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import type { Administration as Administered } from "../../../contract/station.ts";
import { openTickets } from "../../../db/tickets.ts";
import { requireSound } from "../catalogue/check.rules.ts";
import { putInForce } from "../catalogue/put-in-force.ts";
import type { StationContext } from "../context.ts";
import type { Hall } from "../hall/hall.ts";
import { type AtCounter, type Desk, requireHead } from "../staff/desk.ts";

/**
 * Changes of the hall by those who run it: groups, counters, hours, quotas, rules, texts. An event keeps what
 * differs, in force at once on every screen.
 */
export class Administration {
  readonly #station: StationContext;
  readonly #desk: Desk;
  readonly #hall: Hall;

  constructor(station: StationContext, desk: Desk, hall: Hall) {
    this.#station = station;
    this.#desk = desk;
    this.#hall = hall;
  }

  read(): Administered {
    const { catalogue } = this.#station;
    const { office, serviceGroups, counters } = catalogue.all;
    return {
      basedOn: catalogue.sha256,
      queue: office.queue,
      announcement: office.announcement ?? null,
      texts: office.texts ?? {},
      serviceGroups,
      counters,
    };
  }

  /**
   * @throws AppError NOT_ALLOWED for a clerk; NOT_HOSTING where another PC keeps the queue; CATALOGUE_CHANGED where
   * somebody saved since `change` was read; CATALOGUE_INVALID, GROUP_IN_USE, COUNTER_IN_USE.
   */
  save(by: AtCounter, change: Administered): Promise<Administered> {
    return this.#station.catalogue.inTurn(() => this.#save(by, change));
  }

  async #save(by: AtCounter, change: Administered): Promise<Administered> {
    const { catalogue, hall } = this.#station;
    requireHead(by);
    const { role, host } = this.#hall.state();
    if (role !== "host") throw new AppError("NOT_HOSTING", { host: host.name });
    if (change.basedOn !== catalogue.sha256) throw new AppError("CATALOGUE_CHANGED", {});
    const { announcement: _former, ...office } = catalogue.all.office;
    const next: Catalogue = {
      ...catalogue.all,
      office: {
        ...office,
        queue: change.queue,
        texts: change.texts,
        ...(change.announcement === null ? {} : { announcement: change.announcement }),
      },
      serviceGroups: change.serviceGroups,
      counters: change.counters,
    };
    requireSound(next);
    await this.#requireUnused(next);
    await putInForce(this.#station, by.staff.id, next);
    hall.notify();
    this.#station.wakeSync();
    return this.read();
  }

  /** Nobody who waits loses the queue, and nobody who works the counter. */
  async #requireUnused(next: Catalogue): Promise<void> {
    const { catalogue, store } = this.#station;
    const open = await openTickets(store.db);
    const staffed = await this.#desk.staffByCounter(store.db);
    for (const group of catalogue.all.serviceGroups) {
      const after = next.serviceGroups.find(({ id }) => id === group.id);
      const inUse = open.some(({ queue, serviceGroup }) => queue === group.id || serviceGroup === group.id);
      if (inUse && after?.letter !== group.letter)
        throw new AppError("GROUP_IN_USE", { name: group.name.vi });
    }
    for (const counter of catalogue.all.counters) {
      const gone = !next.counters.some(({ id }) => id === counter.id);
      const inUse = staffed.has(counter.id) || open.some((ticket) => ticket.counter === counter.id);
      if (gone && inUse) throw new AppError("COUNTER_IN_USE", { counter: String(counter.number) });
    }
  }
}
