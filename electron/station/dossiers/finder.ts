import type { Dossier } from "../../../contract/dossier.ts";
import {
  type DossierSummary,
  type DueCounts,
  type DueList,
  type PublicState,
  summaryOf,
} from "../../../contract/dossier-lists.ts";
import { AppError } from "../../../contract/errors.ts";
import { parsePaperQr } from "../../../contract/paper-qr.ts";
import { foldText } from "../../../contract/text.ts";
import { officeDay, officeInstant } from "../../../contract/time.ts";
import {
  type DueTimes,
  dossierByCode,
  dossiersByWords,
  dossiersOfProcedures,
  dueCounts,
  dueDossiers,
  type Found,
  type Wanted,
} from "../../../db/dossier-search.ts";
import { addDays } from "../calendar/days.rules.ts";
import { nextWorkingDay } from "../calendar/working-days.rules.ts";
import { searchProcedures } from "../catalogue/search.rules.ts";
import type { StationContext } from "../context.ts";
import { LookUpGuard } from "./look-up-guard.ts";

/** So many procedures may be meant by a word that is none of a dossier's own. */
const MOST_PROCEDURES = 10;

/** Finds dossiers by whatever is known of them, and the work that waits. */
export class DossierFinder {
  readonly #station: StationContext;
  readonly #guard = new LookUpGuard();

  constructor(station: StationContext) {
    this.#station = station;
  }

  /** @returns the latest first; `next` goes on where there may be more. */
  async search(input: {
    query: string;
    status: Wanted["status"];
    limit: number;
    after: number | null;
  }): Promise<{ found: DossierSummary[]; next: number | null }> {
    const { query, limit } = input;
    const { db } = this.#station.store;
    const scanned = parsePaperQr(query.trim());
    const code = scanned?.kind === "receipt" ? scanned.code : query.trim();
    const exact = code === "" ? null : await dossierByCode(db, code);
    if (exact !== null) return { found: [summaryOf(exact)], next: null };
    const found = await this.#byWords(input, foldText(query));
    return {
      found: found.map(({ dossier }) => dossier),
      next: found.length < limit ? null : (found.at(-1)?.place ?? null),
    };
  }

  counts(): Promise<DueCounts> {
    return dueCounts(this.#station.store.db, this.#times());
  }

  due(list: DueList, limit: number): Promise<DossierSummary[]> {
    return dueDossiers(this.#station.store.db, list, this.#times(), limit);
  }

  /**
   * What the holder of a receipt may know.
   *
   * @param text the receipt's QR, or its code and secret with a blank between.
   * @throws AppError LOOK_UP_REFUSED; LOOK_UP_LOCKED after several that were wrong.
   */
  async lookUp(text: string): Promise<PublicState> {
    const now = Date.parse(this.#station.now());
    this.#guard.require(now);
    const scanned = parsePaperQr(text.trim());
    const [typedCode = "", typedSecret = ""] = text.trim().toUpperCase().split(/\s+/);
    const { code, lookUp } = scanned?.kind === "receipt" ? scanned : { code: typedCode, lookUp: typedSecret };
    const dossier = await dossierByCode(this.#station.store.db, code);
    if (dossier === null || dossier.lookUp !== lookUp) {
      this.#guard.failed(now);
      throw new AppError("LOOK_UP_REFUSED", {});
    }
    return publicState(dossier);
  }

  async #byWords({ status, limit, after }: Omit<Wanted, "words">, folded: string): Promise<Found[]> {
    const { store, catalogue, now } = this.#station;
    const page = { status, limit, after };
    const words = folded.split(" ").filter((word) => word !== "");
    const found = await dossiersByWords(store.db, { ...page, words });
    if (found.length > 0 || words.length === 0) return found;
    const procedures = searchProcedures(catalogue.procedures(officeDay(now())), folded, null);
    const codes = procedures.slice(0, MOST_PROCEDURES).map((procedure) => procedure.code);
    return dossiersOfProcedures(store.db, codes, page);
  }

  #times(): DueTimes {
    const { catalogue, now } = this.#station;
    const { calendar, office } = catalogue.all;
    const at = now();
    const today = officeDay(at);
    const next = nextWorkingDay(today, calendar);
    // Received after the cut-off, it goes to its division when the next working day begins: it is in time until then.
    const cutOffToday = officeInstant(today, calendar.cutOff);
    const startOfToday = officeInstant(today, "00:00");
    return {
      now: at,
      today,
      endOfToday: officeInstant(addDays(today, 1), "00:00"),
      endOfNextWorkingDay: officeInstant(addDays(next, 1), "00:00"),
      endOfSecondWorkingDay: officeInstant(addDays(nextWorkingDay(next, calendar), 1), "00:00"),
      handedOverBefore: at < cutOffToday ? startOfToday : cutOffToday,
      collectedBefore: officeInstant(addDays(today, -office.collectWithinDays), "00:00"),
    };
  }
}

/** Nothing of the person: whoever holds the paper knows that already, and whoever found it learns nothing more. */
function publicState(dossier: Dossier): PublicState {
  const { status } = dossier;
  return {
    code: dossier.code,
    procedureName: dossier.procedureName,
    status,
    acceptedAt: dossier.acceptedAt,
    dueAt: dossier.dueAt,
    delivery: dossier.delivery,
    resultHere: dossier.resultHereSince !== null,
    waitsFor:
      status === "supplementRequested" ? "supplement" : status === "paymentRequested" ? "payment" : null,
    until: status === "supplementRequested" ? (dossier.supplements.at(-1)?.until ?? null) : null,
  };
}
