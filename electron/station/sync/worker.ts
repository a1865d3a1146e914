import { CHAIN_START } from "../../../contract/chain.ts";
import { BATCH_MAX_BYTES, BATCH_MAX_EVENTS, SYNC_PROTOCOL } from "../../../contract/district.ts";
import type { SyncState } from "../../../contract/entities.ts";
import type { AppError, ErrorCode } from "../../../contract/errors.ts";
import type { Settings } from "../../../contract/settings.ts";
import { asDistrictError, type DistrictClient, districtClient } from "./district-client.ts";
import type { SyncLog } from "./sync-log.ts";

/** Times in milliseconds. */
export interface SyncPace {
  /** Rest after a new event before it is sent: what happens together travels together. */
  gather: number;
  firstRetry: number;
  longestRetry: number;
  /** Between tries while the district refuses us: somebody has to act there. */
  refusedRetry: number;
  request: number;
}

const usualPace: SyncPace = {
  gather: 250,
  firstRetry: 1000,
  longestRetry: 60_000,
  refusedRetry: 5 * 60_000,
  request: 30_000,
};

/** The district understood us and said no: trying again at once changes nothing. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  "UNAUTHORISED",
  "ENROL_CODE_INVALID",
  "STATION_REVOKED",
  "STATION_MISMATCH",
  "BATCH_FORK",
  "CHAIN_BROKEN",
  "PROTOCOL_UNSUPPORTED",
]);

/** A batch stays well below the server's bound, which counts the envelope as well. */
const SEND_MAX_BYTES = BATCH_MAX_BYTES / 2;

export interface SyncOptions {
  log: SyncLog;
  district: Settings["district"];
  onChange: () => void;
  /** Name of this station, shown at the district. */
  name?: string;
  app?: string;
  pace?: Partial<SyncPace>;
}

/**
 * Sends the log to the district in batches of consecutive events and remembers what was acknowledged. Nothing is
 * skipped and nothing counts as sent before the district says so; after a break it goes on where the district stands.
 */
export class SyncWorker {
  readonly #log: SyncLog;
  readonly #options: SyncOptions;
  readonly #pace: SyncPace;
  readonly #stop = new AbortController();
  #state: SyncState;
  #running: Promise<void> | null = null;
  #client: DistrictClient | null = null;
  /** Whether the district was asked, since the start or the last failure, where it stands. */
  #positioned = false;
  /** The district refused the token that we have. */
  #distrusted = false;
  #failures = 0;
  #batchEvents = BATCH_MAX_EVENTS;
  #woken = false;
  #urgent = false;
  #rouse: () => void = () => undefined;
  #turnOver: (() => void)[] = [];

  constructor(options: SyncOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#pace = { ...usualPace, ...options.pace };
    this.#state = {
      enrolled: false,
      district: options.district?.url ?? null,
      epoch: 1,
      lastSeq: 0,
      ackedSeq: 0,
      state: "idle",
      lastSuccessAt: null,
      lastError: null,
      nextTryAt: null,
    };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** New events are in the log. */
  wake(): void {
    this.#woken = true;
    // While the line is down the next try keeps its time; new events must not hammer it.
    if (this.#failures === 0) this.#rouse();
  }

  /** Tries at once and resolves when this try is over. */
  async syncNow(): Promise<SyncState> {
    if (this.#options.district === null || this.#stop.signal.aborted) return this.state();
    const over = new Promise<void>((resolve) => this.#turnOver.push(resolve));
    this.#urgent = true;
    this.#rouse();
    await over;
    return this.state();
  }

  state(): SyncState {
    return { ...this.#state };
  }

  /** Breaks off what is under way; the log keeps what was not acknowledged. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#rouse();
    await this.#running;
  }

  async #run(): Promise<void> {
    await this.#note({});
    while (!this.#stop.signal.aborted) {
      this.#woken = false;
      this.#urgent = false;
      const turns = this.#turnOver;
      this.#turnOver = [];
      const error = this.#options.district === null ? null : await this.#turn();
      if (this.#stop.signal.aborted) {
        for (const over of turns) over();
        break;
      }
      const pause = await this.#afterTurn(error);
      for (const over of turns) over();
      await this.#rest(pause);
    }
    for (const over of this.#turnOver) over();
  }

  /** Sends all there is. @returns what stopped it. */
  async #turn(): Promise<AppError | null> {
    try {
      const client = await this.#enrolled();
      if (client === null) return null;
      if (!this.#positioned) await this.#takePosition(client);
      while (!this.#stop.signal.aborted && (await this.#sendBatch(client))) {
        this.#failures = 0;
      }
      return null;
    } catch (error) {
      return asDistrictError(error);
    }
  }

  async #enrolled(): Promise<DistrictClient | null> {
    if (this.#client !== null) return this.#client;
    const district = this.#options.district;
    if (district === null) return null;
    const known = await this.#log.enrolment();
    // A code in the settings is used where there is no token, or where the district no longer takes it.
    const fresh = district.enrolCode !== undefined && (known === null || this.#distrusted);
    const usable = fresh ? await this.#enrol(district, district.enrolCode ?? "") : (known?.token ?? null);
    if (usable === null) return null;
    this.#client = districtClient(district.url, usable, this.#pace.request, this.#stop.signal);
    return this.#client;
  }

  async #enrol(district: NonNullable<Settings["district"]>, code: string): Promise<string> {
    const client = districtClient(district.url, null, this.#pace.request, this.#stop.signal);
    const enrolment = await client.enrol({
      protocol: SYNC_PROTOCOL,
      station: this.#log.station,
      code,
      name: this.#options.name ?? this.#log.station,
      app: this.#options.app ?? "",
    });
    await this.#log.saveEnrolment({ ...enrolment, district: district.url });
    this.#distrusted = false;
    return enrolment.token;
  }

  /** The district knows best what it has: a reply may have been lost, or its backup restored. */
  async #takePosition(client: DistrictClient): Promise<void> {
    await this.#log.saveAcked(await client.position());
    this.#positioned = true;
  }

  /** @returns whether there may be more to send. */
  async #sendBatch(client: DistrictClient): Promise<boolean> {
    const head = await this.#log.head();
    const acked = await this.#log.acked();
    const after = acked.epoch === head.epoch ? acked : { epoch: head.epoch, seq: 0, hash: CHAIN_START };
    const events = await this.#log.read(head.epoch, after.seq, this.#batchEvents, SEND_MAX_BYTES);
    if (events.length === 0) return false;
    await this.#note({ state: "sending" });
    const batch = {
      protocol: SYNC_PROTOCOL,
      station: this.#log.station,
      epoch: head.epoch,
      prevHash: after.hash,
      events,
    };
    const { position } = await client.pushBatch(batch);
    await this.#log.saveAcked(position);
    this.#batchEvents = Math.min(BATCH_MAX_EVENTS, this.#batchEvents * 2);
    await this.#note({ lastSuccessAt: new Date().toISOString(), lastError: null });
    return true;
  }

  /** @returns how long to rest, or null until there is something new. */
  async #afterTurn(error: AppError | null): Promise<number | null> {
    if (error === null) {
      this.#failures = 0;
      await this.#note({ state: "idle", nextTryAt: null });
      return this.#woken ? this.#pace.gather : null;
    }
    this.#failures += 1;
    this.#positioned = false;
    this.#client = null;
    if (error.code === "UNAUTHORISED") this.#distrusted = true;
    // A smaller batch gets through a line that breaks before a large one is over.
    if (error.code === "DISTRICT_UNREACHABLE")
      this.#batchEvents = Math.max(1, Math.floor(this.#batchEvents / 4));
    const refused = refusals.has(error.code);
    const pause = refused ? this.#pace.refusedRetry : this.#backOff();
    await this.#note({
      state: refused ? "stopped" : "waiting",
      lastError: { code: error.code, data: error.data, at: new Date().toISOString() },
      nextTryAt: new Date(Date.now() + pause).toISOString(),
    });
    return pause;
  }

  /** Doubles with every failure; the jitter keeps the stations of a district from coming back all at once. */
  #backOff(): number {
    const full = Math.min(this.#pace.longestRetry, this.#pace.firstRetry * 2 ** (this.#failures - 1));
    return full * (0.5 + Math.random() / 2);
  }

  async #note(change: Partial<SyncState>): Promise<void> {
    const [head, acked, enrolment] = await Promise.all([
      this.#log.head(),
      this.#log.acked(),
      this.#log.enrolment(),
    ]);
    this.#state = {
      ...this.#state,
      enrolled: enrolment !== null,
      epoch: head.epoch,
      lastSeq: head.seq,
      ackedSeq: acked.epoch === head.epoch ? acked.seq : 0,
      ...change,
    };
    this.#options.onChange();
  }

  /** Until the time is over, somebody is in a hurry, or (with no time given) something new is in the log. */
  async #rest(pause: number | null): Promise<void> {
    if (this.#urgent || this.#stop.signal.aborted) return;
    if (pause === null && this.#woken) return this.#rest(this.#pace.gather);
    await new Promise<void>((resolve) => {
      const timer = pause === null ? undefined : setTimeout(resolve, pause);
      this.#rouse = () => {
        if (pause !== null && !this.#urgent && !this.#stop.signal.aborted) return;
        clearTimeout(timer);
        resolve();
      };
    });
    if (pause === null && !this.#urgent && !this.#stop.signal.aborted) await this.#rest(this.#pace.gather);
  }
}
