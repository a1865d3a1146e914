import type { Catalogue } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import type { OfficePiece, OfficeReport } from "../../../contract/office.ts";
import { officeDay } from "../../../contract/time.ts";
import { publication, publishedOffice } from "../../../db/office-pieces.ts";
import { openSessions } from "../../../db/sessions.ts";
import type { StationContext } from "../context.ts";
import { putInForce } from "./put-in-force.ts";

/** What happens in the hall in a row is one change. */
const LOOK_AGAIN_MS = 500;

/** A counter that is never free between two citizens gets what was published after so long all the same. */
const LONGEST_WAIT_MS = 30 * 60 * 1000;

/**
 * Puts what the district published in force: whole or not at all, between two citizens. Dossiers keep the versions of
 * procedures under which they were accepted; what the hall arranges itself stays as it is.
 */
export class PublishedOffice {
  readonly #station: StationContext;
  #refused: OfficeReport["refused"] = null;
  #waitingSince: number | null = null;

  constructor(station: StationContext) {
    this.#station = station;
  }

  /** Looks whether the moment is right at every change in the hall, until it is aborted. */
  async follow(signal: AbortSignal): Promise<void> {
    const { hall } = this.#station;
    for await (const _ of hall.watch(() => this.settle().catch(() => undefined), signal, LOOK_AGAIN_MS));
  }

  /** What the district hears of it. */
  async report(): Promise<OfficeReport> {
    return { version: await publication(this.#station.store.db), refused: this.#refused };
  }

  /** Puts in force what is there whole, if the moment is right; asked again whenever it may be. */
  async settle(): Promise<void> {
    const { catalogue, store } = this.#station;
    await catalogue.inTurn(async () => {
      const pieces = await publishedOffice(store.db);
      const version = pieces?.[0]?.version;
      if (pieces === null || version === undefined || version === this.#refused?.version) return;
      if (await this.#hasToWait()) return;
      this.#waitingSince = null;
      try {
        await putInForce(this.#station, "district", officeOf(catalogue.all, pieces), version);
        this.#refused = null;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "CATALOGUE_INVALID") throw error;
        // It does not go together with what this hall has. The district's people see it, and publish another.
        const { path, reason } = error.data as { path: string; reason: string };
        this.#refused = { version, path, reason };
      }
      this.#station.hall.notify();
      this.#station.wakeSync();
    });
  }

  async #hasToWait(): Promise<boolean> {
    if (!(await this.#isSomebodyServed())) return false;
    this.#waitingSince ??= Date.now();
    return Date.now() - this.#waitingSince < LONGEST_WAIT_MS;
  }

  /** Whether a citizen is at a counter of this PC. */
  async #isSomebodyServed(): Promise<boolean> {
    const { db } = this.#station.store;
    const today = officeDay(this.#station.now());
    const counters = (await openSessions(db))
      .filter((open) => officeDay(open.started_at) === today)
      .map(({ counter }) => counter);
    if (counters.length === 0) return false;
    const served = await db
      .selectFrom("tickets")
      .select("id")
      .where("counter", "in", counters)
      .where("status", "in", ["called", "serving"])
      .limit(1)
      .executeTakeFirst();
    return served !== undefined;
  }
}

/** The catalogue with the parts that were published, each whole. */
function officeOf(current: Catalogue, pieces: readonly OfficePiece[]): Catalogue {
  const parts = Object.assign({}, ...pieces.map((piece) => piece.parts));
  const isWhole = pieces.some(({ piece }) => piece > 0);
  const procedures = isWhole ? pieces.flatMap((piece) => piece.procedures) : current.procedures;
  return { ...current, ...parts, procedures };
}
