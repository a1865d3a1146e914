import { sql } from "kysely";
import type { Logger } from "pino";
import { AppError, isAppError } from "../../contract/errors.ts";
import type { District } from "../database.ts";
import { asDistrictFailure } from "../http/failures.ts";
import { rest } from "../rest.ts";
import { isOfTheRecord, type PortalClient } from "./client.ts";
import { historyOf } from "./history.rules.ts";
import type { PortalSettings } from "./mapping.ts";
import * as outbox from "./outbox.ts";
import { type PortalProcedure, portalProcedureCode, toPortalDossier } from "./portal-dossier.rules.ts";
import { missingEntries, toPortalProgress } from "./portal-progress.rules.ts";

export interface ConnectorOptions {
  db: District;
  client: PortalClient;
  settings: PortalSettings;
  log: Logger;
  now?: () => Date;
}

const SECOND_MS = 1000;
const HOUR_MS = 60 * 60 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;
/** How long what `LayThuTuc` said holds, and that it said nothing. */
const PROCEDURE_HOLDS_MS = DAY_MS;
const UNKNOWN_HOLDS_MS = 10 * 60 * SECOND_MS;
/** The longest rest after the portal as a whole did not answer. */
const MOST_REST_MS = 5 * 60 * SECOND_MS;
const IDLE_MS = 2 * SECOND_MS;
const STANDBY_MS = 5 * SECOND_MS;

/**
 * Tells the national portal what became of the dossiers. Every step is safe to repeat: what the portal has is looked up
 * before it is told, and is noted as told only after the portal has acknowledged it.
 */
export class PortalConnector {
  readonly #db: District;
  readonly #client: PortalClient;
  readonly #settings: PortalSettings;
  readonly #log: Logger;
  readonly #now: () => Date;
  readonly #procedures = new Map<string, { until: number; found: PortalProcedure | AppError }>();
  #portalFailures = 0;
  #restUntil = 0;

  constructor({ db, client, settings, log, now = () => new Date() }: ConnectorOptions) {
    this.#db = db;
    this.#client = client;
    this.#settings = settings;
    this.#log = log;
    this.#now = now;
  }

  /** Until when the portal as a whole is left alone. */
  get restingUntil(): Date {
    return new Date(this.#restUntil);
  }

  /**
   * Works until it is told to end. Of several on one database one works, the others stand by.
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#db.connection().execute(async (own) => {
          const { rows } = await sql<{ mine: boolean }>`
            SELECT pg_try_advisory_lock(hashtext('portal')) AS mine
          `.execute(own);
          if (rows[0]?.mine !== true) return;
          try {
            while (!signal.aborted) {
              const moved = await this.round(signal, () => sql`SELECT 1`.execute(own));
              if (moved === 0) await rest(IDLE_MS, signal);
            }
          } finally {
            await sql`SELECT pg_advisory_unlock(hashtext('portal'))`.execute(own).catch(() => undefined);
          }
        });
      } catch (error) {
        this.#log.warn({ err: error }, "the queue to the portal can't be worked on now");
      }
      await rest(STANDBY_MS, signal);
    }
  }

  /**
   * Takes up what is new and tells the portal of everything that is due.
   *
   * @param confirm asked before each dossier; throws when somebody else may be at work by now.
   * @returns how many dossiers the portal took.
   */
  async round(
    signal?: AbortSignal,
    confirm: () => Promise<unknown> = async () => undefined,
  ): Promise<number> {
    await outbox.takeUpNews(this.#db, this.#now());
    if (this.#now().getTime() < this.#restUntil) return 0;
    let taken = 0;
    let portalIsThere = true;
    const inWork = new Set<string>();
    let choosing: Promise<unknown> = Promise.resolve();
    const choose = (): Promise<outbox.DueDossier | undefined> => {
      const chosen = choosing.then(async () => {
        await confirm();
        const [due] = await outbox.dueDossiers(this.#db, this.#now(), 1, [...inWork]);
        if (due !== undefined) inWork.add(due.dossier);
        return due;
      });
      choosing = chosen.catch(() => undefined);
      return chosen;
    };
    const work = async () => {
      while (portalIsThere && signal?.aborted !== true) {
        const due = await choose();
        if (due === undefined) return;
        try {
          const outcome = await this.#tell(due, signal);
          if (outcome === "taken") taken += 1;
          if (outcome === "portalAway") portalIsThere = false;
        } finally {
          inWork.delete(due.dossier);
        }
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: this.#settings.atOnce }, work));
    for (const worker of workers) if (worker.status === "rejected") throw worker.reason;
    return taken;
  }

  async #tell(
    due: outbox.DueDossier,
    signal: AbortSignal | undefined,
  ): Promise<"taken" | "failed" | "early" | "portalAway"> {
    try {
      const known = await this.#tellAll(due, signal);
      if (!known) return "early";
      this.#portalFailures = 0;
      return "taken";
    } catch (error) {
      if (signal?.aborted === true) return "portalAway";
      if (isDatabaseAway(error)) throw error;
      return this.#noteFailure(due, error);
    }
  }

  /** Whether there was something to tell: nothing can be told of a dossier whose beginning is not here yet. */
  async #tellAll(due: outbox.DueDossier, signal: AbortSignal | undefined): Promise<boolean> {
    const { mapping } = this.#settings;
    const { dossier: id } = due;
    const history = historyOf(await outbox.stepsOf(this.#db, id));
    if (history === null) {
      await outbox.postpone(this.#db, id, new Date(this.#now().getTime() + HOUR_MS));
      return false;
    }
    const code = due.code ?? history.dossier.officialCode ?? history.dossier.code;
    const last = Math.max(...history.steps.map((step) => step.id));
    const procedure = await this.#procedure(
      portalProcedureCode(history.dossier.procedureCode, mapping),
      signal,
    );
    const record = toPortalDossier(history, mapping, { code, procedure });
    if (due.code === null) await outbox.keepCode(this.#db, id, code);
    const found = await this.#client.lookUp(code, signal);
    await this.#client.sync(record, found.exists, signal);
    const entries = history.steps.flatMap((step) => {
      const entry = toPortalProgress(step, history, mapping, code);
      return entry === null ? [] : [{ acknowledged: step.id <= due.taken, entry }];
    });
    const missing = missingEntries(entries, found.progress);
    if (missing.length > 0) await this.#client.addProgress(missing, signal);
    await outbox.noteTaken(this.#db, id, last, this.#now());
    return true;
  }

  async #procedure(code: string, signal: AbortSignal | undefined): Promise<PortalProcedure> {
    const now = this.#now().getTime();
    const kept = this.#procedures.get(code);
    const found =
      kept !== undefined && kept.until > now
        ? kept.found
        : await this.#client.procedure(code, signal).catch((error) => {
            if (isAppError(error) && error.code === "PORTAL_PROCEDURE_UNKNOWN") return error;
            throw error;
          });
    if (kept?.found !== found) {
      const holds = found instanceof AppError ? UNKNOWN_HOLDS_MS : PROCEDURE_HOLDS_MS;
      this.#procedures.set(code, { until: now + holds, found });
    }
    if (found instanceof AppError) throw found;
    return found;
  }

  /** One that fails waits longer each time, and the others go on; when the portal is away all wait. */
  async #noteFailure(due: outbox.DueDossier, failure: unknown): Promise<"failed" | "portalAway"> {
    const error = isAppError(failure) ? failure : new AppError("INTERNAL", { reference: due.dossier });
    const own = isOfTheRecord(error);
    const { firstSeconds, mostSeconds, stuckAfter } = this.#settings.retry;
    const attempts = due.attempts + 1;
    const stuck = own && attempts >= stuckAfter;
    const waitMs = stuck ? DAY_MS : Math.min(firstSeconds * 2 ** due.attempts, mostSeconds) * SECOND_MS;
    const now = this.#now().getTime();
    this.#log.warn(
      { err: failure, dossier: due.dossier, attempts, stuck },
      "the portal did not take a dossier",
    );
    await outbox.noteFailure(this.#db, due.dossier, {
      error,
      attempts,
      nextTryAt: new Date(now + waitMs),
      stuck,
    });
    if (own) {
      // It answers.
      this.#portalFailures = 0;
      return "failed";
    }
    this.#portalFailures += 1;
    this.#restUntil = now + Math.min(SECOND_MS * 2 ** (this.#portalFailures - 1), MOST_REST_MS);
    return "portalAway";
  }
}

/** The database or its line: nothing can be noted now, and nothing is the dossier's fault. */
function isDatabaseAway(error: unknown): boolean {
  const named = asDistrictFailure(error);
  return isAppError(named) && named.code.startsWith("DISTRICT_");
}
