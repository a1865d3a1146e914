import { COUNTER_UNIT } from "../../../contract/dossier.ts";
import type { Proposals, RegisterLine, ToHandOver, Unit } from "../../../contract/dossier-desk.ts";
import { summaryOf } from "../../../contract/dossier-lists.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import { officeInstant } from "../../../contract/time.ts";
import { dossiersInHand, registerPage } from "../../../db/dossier-desk.ts";
import { addDays } from "../calendar/days.rules.ts";
import type { StationContext } from "../context.ts";
import type { AtCounter } from "../staff/desk.ts";
import { requireDossier } from "./life.ts";
import { procedureOf } from "./procedures.ts";
import { belongsTo, proposalsFor, unitsOf } from "./proposals.rules.ts";
import { handoverObstacle } from "./steps.rules.ts";

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
    const { all } = this.#station.catalogue;
    return { units: unitsOf(all), reasons: { ...all.office.stepReasons } };
  }

  /** @throws AppError DOSSIER_UNKNOWN, CALENDAR_MISSING */
  async proposals(desk: AtCounter, id: string): Promise<Proposals> {
    const { store, catalogue, now } = this.#station;
    const dossier = await requireDossier(store.db, id);
    const procedure = await procedureOf(this.#station, store.db, dossier);
    return proposalsFor(dossier, procedure, { staff: desk.staff, at: now(), office: catalogue.all });
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
      const procedure = await procedureOf(this.#station, store.db, dossier);
      lines.push({ dossier: summaryOf(dossier), proposed: belongsTo(dossier, procedure, to) });
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
}
