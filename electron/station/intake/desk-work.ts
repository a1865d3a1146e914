import type { KeptDraft, Quote, Suggestion } from "../../../contract/intake-calls.ts";
import { officeDay } from "../../../contract/time.ts";
import {
  draftsOf,
  dropDraft,
  favouritesOf,
  forgetDraftsBefore,
  keepDraft,
  latestIntakes,
  saveFavourites,
} from "../../../db/intake.ts";
import { asCase, type FeeQuantity, feeLines, feesOf } from "../catalogue/procedure.rules.ts";
import type { StationContext } from "../context.ts";
import type { DossierIntake } from "../dossiers/intake.ts";
import type { AtCounter } from "../staff/desk.ts";
import { suggestions } from "./suggestions.rules.ts";

/** How many of the latest dossiers tell what is often taken in. */
const LATEST = 400;
/** A draft that nobody went on with for so long is forgotten. */
const DRAFT_MEMORY_MS = 30 * 24 * 60 * 60 * 1000;

/** What lies on a clerk's desk at intake: drafts, favourites, and what a procedure would cost and take. */
export class DeskWork {
  readonly #station: StationContext;
  readonly #intake: DossierIntake;

  constructor(station: StationContext, intake: DossierIntake) {
    this.#station = station;
    this.#intake = intake;
  }

  async start(): Promise<void> {
    const before = new Date(Date.now() - DRAFT_MEMORY_MS).toISOString();
    await this.#station.store.write((trx) => forgetDraftsBefore(trx, before));
  }

  /** @throws AppError PROCEDURE_UNKNOWN, CALENDAR_MISSING, BAD_INPUT */
  quote(input: {
    procedureCode: string;
    caseId: string | null;
    quantities: readonly FeeQuantity[];
    exemptions: readonly string[];
  }): Quote {
    const { catalogue, now } = this.#station;
    const published = catalogue.procedure(input.procedureCode, officeDay(now()));
    const procedure = asCase(published, input.caseId);
    return {
      // The other cases can still be chosen.
      procedure: { ...procedure, cases: published.cases },
      appointment: this.#intake.appointment(input.procedureCode, input.caseId),
      fees: feesOf(procedure),
      lines: feeLines(published, input.caseId, input.quantities, input.exemptions),
    };
  }

  async suggestions(desk: AtCounter, serviceGroup: string | null): Promise<Suggestion[]> {
    const { store, catalogue, now } = this.#station;
    const [favourites, latest] = await Promise.all([
      favouritesOf(store.db, desk.staff.id),
      latestIntakes(store.db, LATEST),
    ]);
    const procedures = catalogue.procedures(officeDay(now()));
    return suggestions({ procedures, favourites, latest, staff: desk.staff.id, serviceGroup });
  }

  async saveFavourites(desk: AtCounter, codes: readonly string[]): Promise<void> {
    await this.#station.store.write((trx) => saveFavourites(trx, desk.staff.id, [...new Set(codes)]));
  }

  drafts(desk: AtCounter): Promise<KeptDraft[]> {
    return draftsOf(this.#station.store.db, desk.staff.id);
  }

  async keepDraft(desk: AtCounter, draft: Omit<KeptDraft, "updatedAt">): Promise<void> {
    const updatedAt = this.#station.now();
    await this.#station.store.write((trx) => keepDraft(trx, desk.staff.id, { ...draft, updatedAt }));
  }

  async dropDraft(desk: AtCounter, id: string): Promise<void> {
    await this.#station.store.write((trx) => dropDraft(trx, desk.staff.id, id));
  }
}
