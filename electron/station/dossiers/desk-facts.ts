import { COUNTER_UNIT, type Dossier } from "../../../contract/dossier.ts";
import type { Proposals, RegisterLine, ToHandOver, Unit } from "../../../contract/dossier-desk.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import { officeDay, officeInstant, officeWallTime } from "../../../contract/time.ts";
import { dossiersInHand, registerPage } from "../../../db/dossier-desk.ts";
import { summaryOf } from "../../../db/dossier-search.ts";
import { addDays } from "../calendar/days.rules.ts";
import { nextWorkingDay } from "../calendar/working-days.rules.ts";
import type { StationContext } from "../context.ts";
import type { AtCounter } from "../staff/desk.ts";
import { requireDossier } from "./life.ts";
import { procedureOf } from "./procedures.ts";
import { handoverObstacle, openStages } from "./steps.rules.ts";

/** So many days an apology can be put off to. */
const NEW_DATES = 15;
/** A list holds no more. */
const MOST_ON_LIST = 200;

/** What the counter's screens offer before anything is typed, and what they show beside a dossier. */
export class DossierDesk {
  readonly #station: StationContext;

  constructor(station: StationContext) {
    this.#station = station;
  }

  /** Every unit that a dossier can be with, the counter first, and the office's ready-made reasons by step. */
  wording(): { units: Unit[]; reasons: Record<string, LocalizedText[]> } {
    const { office, divisions, agencies } = this.#station.catalogue.all;
    const names = [
      { id: COUNTER_UNIT, name: office.name },
      ...divisions.map(({ id, name }) => ({ id, name })),
    ];
    const known = new Set(names.map(({ id }) => id));
    const others = agencies
      .filter(({ code }) => !known.has(code))
      .map(({ code, name }) => ({ id: code, name }));
    return { units: [...names, ...others], reasons: { ...office.stepReasons } };
  }

  /** @throws AppError DOSSIER_UNKNOWN, CALENDAR_MISSING */
  async proposals(desk: AtCounter, id: string): Promise<Proposals> {
    const { store, catalogue, now } = this.#station;
    const dossier = await requireDossier(store.db, id);
    const procedure = await procedureOf(this.#station, store.db, dossier);
    const at = now();
    return {
      procedure,
      stages: openStages(dossier, { staff: desk.staff, at, office: catalogue.all }),
      supplementUntil: addDays(officeDay(at), procedure.supplementDays),
      newDates: this.#newDates(dossier, at),
    };
  }

  /** @throws AppError DIVISION_UNKNOWN */
  async toHandOver(desk: AtCounter, from: string, to: string): Promise<ToHandOver[]> {
    const { store, catalogue, now } = this.#station;
    for (const unit of [from, to]) if (unit !== COUNTER_UNIT) catalogue.division(unit);
    const asked = { staff: desk.staff, at: now(), office: catalogue.all };
    const inHand = await dossiersInHand(store.db, from, MOST_ON_LIST);
    const lines: ToHandOver[] = [];
    for (const dossier of inHand) {
      if (handoverObstacle(dossier, from, asked) !== null) continue;
      lines.push({ dossier: summaryOf(dossier), proposed: await this.#belongsTo(dossier, to) });
    }
    return lines.sort((a, b) => Number(b.proposed) - Number(a.proposed));
  }

  /** Dossiers accepted in a period of days, page by page; `after` is the `next` of the page before. */
  async register(
    from: string,
    to: string,
    limit: number,
    after: string | null,
  ): Promise<{ lines: RegisterLine[]; total: number; next: string | null }> {
    const [acceptedAt = "", place = ""] = after?.split("|") ?? [];
    const period = {
      since: officeInstant(from, "00:00"),
      before: officeInstant(addDays(to, 1), "00:00"),
    };
    const page = await registerPage(
      this.#station.store.db,
      period,
      limit,
      after === null ? null : { acceptedAt, place: Number(place) || 0 },
    );
    return { ...page, next: page.next === null ? null : `${page.next.acceptedAt}|${page.next.place}` };
  }

  /** The next working days after the promised time, at its hour; after today where that is over. */
  #newDates({ dueAt, appointment }: Dossier, at: string): string[] {
    const { calendar } = this.#station.catalogue.all;
    const promised = dueAt ?? appointment.dueAt;
    const clock = officeWallTime(promised).slice(11, 16);
    let day = officeDay(promised < at ? at : promised);
    return Array.from({ length: NEW_DATES }, () => {
      day = nextWorkingDay(day, calendar);
      return officeInstant(day, clock);
    });
  }

  /**
   * To a division belongs what it deals with and has not decided: its part of the route, or the whole of the
   * procedure. To the counter comes what is decided.
   */
  async #belongsTo(dossier: Dossier, unit: string): Promise<boolean> {
    const isDecided = dossier.decision !== null;
    if (unit === COUNTER_UNIT) return isDecided;
    // A supplement or payment is waited for at the counter.
    const isWaiting = dossier.dueAt === null;
    if (isDecided || isWaiting) return false;
    const { route, division } = await procedureOf(this.#station, this.#station.store.db, dossier);
    if (route.length === 0) return division === unit;
    const here = route.findIndex(({ node }) => node === dossier.custody.unit);
    return route[here + 1]?.node === unit;
  }
}
