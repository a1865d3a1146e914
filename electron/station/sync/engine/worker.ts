import { CHAIN_START } from "../../../../contract/chain.ts";
import {
  commonProtocol,
  FEED_MAX_ITEMS,
  type Packing,
  type Position,
  type StationReport,
  SYNC_PROTOCOLS,
} from "../../../../contract/district.ts";
import type { SyncState } from "../../../../contract/entities.ts";
import { AppError, type ErrorCode, type ErrorData } from "../../../../contract/errors.ts";
import type { Settings } from "../../../../contract/settings.ts";
import { BatchSize } from "./batch-size.ts";
import { branchPoint } from "./branch-point.ts";
import { asDistrictError, commonPacking, type DistrictClient } from "./district-client.ts";
import { fetchFile } from "./fetch-file.ts";
import { FilePauses } from "./file-pauses.ts";
import type { FileSource, WantedFiles } from "./file-source.ts";
import type { Outgoing } from "./outgoing.ts";
import { realRuntime, type SyncRuntime } from "./runtime.ts";
import { sendFile } from "./send-file.ts";
import type { SyncLog } from "./sync-log.ts";

/** Times in milliseconds. */
export interface SyncPace {
  /** Rest after a new event before it is sent: what happens together travels together. */
  gather: number;
  /** Between two looks at what comes down while nothing else is to be done. */
  look: number;
  firstRetry: number;
  longestRetry: number;
  /** Between tries while the district refuses us: somebody has to act there. */
  refusedRetry: number;
  request: number;
}

const usualPace: SyncPace = {
  gather: 250,
  look: 60_000,
  firstRetry: 1000,
  longestRetry: 60_000,
  refusedRetry: 5 * 60_000,
  request: 30_000,
};

/** The district understood us and said no: trying again at once changes nothing. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  "UNAUTHORISED",
  "ENROL_CODE_INVALID",
  "ENROL_CODE_REPLACES_THIS",
  "STATION_REVOKED",
  "STATION_MISMATCH",
  "CHAIN_BROKEN",
  "PROTOCOL_UNSUPPORTED",
]);

/** The district's log of us is not what we thought: we ask anew where it stands. */
const surprises: ReadonlySet<ErrorCode> = new Set(["BATCH_GAP", "BATCH_FORK"]);

export interface SyncOptions {
  log: SyncLog;
  district: Settings["district"];
  onChange: () => void;
  files?: FileSource;
  wanted?: WantedFiles;
  /** Name of this station, shown at the district. */
  name?: string;
  app?: string;
  /** What the district's people see besides. */
  report?: () => Promise<Pick<StationReport, "printers" | "freeDiskBytes" | "office">>;
  pace?: Partial<SyncPace>;
  runtime?: SyncRuntime;
  /** The protocols that it speaks: others than this program's only to try an older or newer one out. */
  protocols?: readonly number[];
}

/** A batch that was answered. */
interface Sent {
  position: Position;
  events: number;
  milliseconds: number;
}

/** What was agreed with the district once; it holds until it refuses it. */
interface Agreed {
  protocol: number;
  packing: Packing;
}

/**
 * Sends the log to the district in batches of consecutive events and remembers what was acknowledged; takes what comes
 * down; sends files when nothing else is to be done. Nothing is skipped and nothing counts as sent before the district
 * says so; after a break it goes on where the district stands.
 */
export class SyncWorker {
  readonly #log: SyncLog;
  readonly #options: SyncOptions;
  readonly #pace: SyncPace;
  readonly #runtime: SyncRuntime;
  readonly #stop = new AbortController();
  readonly #size = new BatchSize();
  readonly #pauses = new FilePauses();
  #state: SyncState;
  #running: Promise<void> | null = null;
  #agreed: Agreed | null = null;
  /** Whether the district was asked, since the start or a surprise, where it stands. */
  #positioned = false;
  /** The district refused the token that we have. */
  #distrusted = false;
  /** The district revoked this station. */
  #revoked = false;
  /** The code in the settings does not let a revoked station in: it is the one that it came in by. */
  #codeSpent = false;
  #failures = 0;
  #clockAheadMs: number | null = null;
  #woken = false;
  #urgent = false;
  #rouse: () => void = () => undefined;
  #turnOver: (() => void)[] = [];

  constructor(options: SyncOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#pace = { ...usualPace, ...options.pace };
    this.#runtime = options.runtime ?? realRuntime;
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
      waitingSince: null,
      attachmentsWaiting: 0,
      clockAheadMs: null,
      unappliedItems: 0,
    };
  }

  /** @returns what ends with {@link stop}, or with a failure of the store that nothing can be noted in any more. */
  start(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  /** New events are in the log, or new files in the folder. */
  wake(): void {
    this.#woken = true;
    this.#options.files?.lookAgain();
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

  /**
   * Asks the district something at once, beside what is being sent.
   *
   * @throws AppError DISTRICT_UNREACHABLE (also where this station is not enrolled), and what the call fails by.
   */
  async ask<T>(call: (client: DistrictClient) => Promise<T>): Promise<T> {
    try {
      if (this.#options.district === null || (await this.#log.enrolment()) === null)
        throw new AppError("DISTRICT_UNREACHABLE", { detail: "not enrolled" });
      return await call(await this.#client());
    } catch (error) {
      throw asDistrictError(error);
    }
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

  /** Sends and takes all there is. @returns what stopped it. */
  async #turn(): Promise<AppError | null> {
    const { district } = this.#options;
    if (district === null) return null;
    try {
      this.#agreed ??= await this.#agree(district.url);
      if (!(await this.#enrolled(district))) return null;
      if (!this.#positioned) await this.#takePosition();
      await this.#sendEvents();
      await this.#takeFeed();
      await this.#sendEvents();
      await this.#moveFiles();
      return null;
    } catch (error) {
      return this.#log.failure(error) ?? asDistrictError(error);
    }
  }

  async #agree(url: string): Promise<Agreed> {
    const started = this.#runtime.now();
    const health = await this.#connect(url, null).health();
    this.#measureClock(started, health.now);
    this.#size.limit(health.limits);
    const protocol = commonProtocol(this.#options.protocols ?? SYNC_PROTOCOLS, health.protocols);
    if (protocol === null) throw new AppError("PROTOCOL_UNSUPPORTED", { supported: health.protocols });
    return { protocol, packing: commonPacking(health.packings) };
  }

  /** @returns whether the district knows this station. */
  async #enrolled(district: NonNullable<Settings["district"]>): Promise<boolean> {
    const known = await this.#log.enrolment();
    // A code in the settings is used where there is no token, or where the district no longer takes it.
    const refused = this.#distrusted || (this.#revoked && !this.#codeSpent);
    const fresh = district.enrolCode !== undefined && (known === null || refused);
    if (!fresh) return known !== null;
    const revoked = this.#revoked;
    this.#revoked = false;
    const token = await this.#log.newToken();
    const enrolling = this.#connect(district.url, null).enrol({
      protocol: this.#protocol,
      station: this.#log.station,
      epoch: (await this.#log.head()).epoch,
      token,
      code: district.enrolCode ?? "",
      name: this.#options.name ?? this.#log.station,
      app: this.#options.app ?? "",
    });
    const enrolment = await enrolling.catch((error: unknown) => {
      const refused = asDistrictError(error);
      // Its old code: the reason stays that it was revoked, until somebody gives it another one.
      if (revoked && refused.code === "ENROL_CODE_INVALID") return null;
      this.#revoked = revoked;
      throw error;
    });
    if (enrolment === null) {
      this.#codeSpent = true;
      return true;
    }
    await this.#log.saveEnrolment({ ...enrolment, token, district: district.url });
    this.#distrusted = false;
    this.#positioned = false;
    return true;
  }

  /** The district knows best what it has: a reply may have been lost, or its backup restored. */
  async #takePosition(): Promise<void> {
    const client = await this.#client();
    await this.#accept(await client.position());
    this.#positioned = true;
  }

  /**
   * Takes over where the district stands, if that is a place of this log. Otherwise two logs go by one name: this disk
   * was restored from a backup, or cloned; this machine then goes on in an epoch of its own.
   */
  async #accept(position: Position): Promise<void> {
    const { epoch } = await this.#log.head();
    if (position.epoch !== epoch) throw new AppError("BATCH_FORK", { epoch, seq: 0 });
    const own = position.seq === 0 ? CHAIN_START : await this.#log.hashAt(epoch, position.seq);
    if (own === position.hash) {
      await this.#log.saveAcked(position);
      return;
    }
    await this.#branchOff(position);
  }

  async #branchOff(district: Position): Promise<void> {
    const client = await this.#client();
    const head = await this.#log.head();
    const highest = Math.min(head.seq, district.seq);
    const from = await branchPoint(this.#log, client, head.epoch, highest);
    const token = await this.#log.newToken();
    const opened = await client.openEpoch({
      protocol: this.#protocol,
      token,
      shared: [...(await this.#log.formerEpochs()), from],
    });
    const reason = from.seq === head.seq ? "restored" : "fork";
    await this.#log.openEpoch({ ...opened, token, reason, from });
  }

  /**
   * Sends all there is. While the line is fast the next batch is on its way before the one before it is answered; the
   * district stores them in their order or not at all.
   */
  async #sendEvents(): Promise<void> {
    const onTheWay: Promise<Sent>[] = [];
    try {
      for (let next: Position | null = await this.#log.acked(); ; ) {
        while (next !== null && onTheWay.length < this.#size.atOnce && !this.#stop.signal.aborted) {
          const { epoch, seq }: Position = next;
          const outgoing = await this.#log.outgoing(epoch, seq, this.#size.events, this.#size.bytes);
          if (outgoing === null) {
            next = null;
            break;
          }
          if (onTheWay.length === 0) await this.#note({ state: "sending" });
          const sent = this.#push(next, outgoing);
          // Should the one before it fail, nobody waits for this one.
          sent.catch(() => undefined);
          onTheWay.push(sent);
          next = { epoch, ...outgoing.last };
        }
        const sent = await onTheWay.shift();
        if (sent === undefined) return;
        this.#size.carried(sent.events, sent.milliseconds);
        const { epoch } = await this.#log.acked();
        await this.#accept(sent.position);
        this.#failures = 0;
        await this.#succeeded();
        const acked = await this.#log.acked();
        if (acked.epoch !== epoch) {
          // Another epoch was opened: what is on its way belongs to the one before.
          await Promise.allSettled(onTheWay.splice(0));
          next = acked;
        }
        next ??= onTheWay.length === 0 ? acked : null;
      }
    } finally {
      await Promise.allSettled(onTheWay);
    }
  }

  async #push(after: Position, { events, last, json }: Outgoing): Promise<Sent> {
    const client = await this.#client();
    const started = this.#runtime.now();
    const { position } = await client.pushBatch({
      protocol: this.#protocol,
      station: this.#log.station,
      epoch: after.epoch,
      firstSeq: after.seq + 1,
      prevHash: after.hash,
      lastHash: last.hash,
      events: json,
    });
    return { position, events, milliseconds: this.#runtime.now() - started };
  }

  /** What came down counts as taken when it is on this disk: only then the cursor moves. */
  async #takeFeed(): Promise<void> {
    for (let more = true; more && !this.#stop.signal.aborted; ) {
      const client = await this.#client();
      const cursor = await this.#log.cursor();
      const started = this.#runtime.now();
      const page = await client.feed({
        protocol: this.#protocol,
        cursor,
        limit: Math.min(FEED_MAX_ITEMS, this.#size.events),
        report: await this.#report(),
      });
      this.#measureClock(started, page.now);
      if (page.items.length > 0 || page.cursor !== cursor) await this.#log.receive(page.items, page.cursor);
      more = page.more;
      await this.#succeeded();
      // Nothing is on its way now: a district that has less than it said was restored from a backup.
      const { position } = page;
      if (!more && position !== undefined && position.seq < (await this.#log.acked()).seq)
        await this.#accept(position);
    }
  }

  async #moveFiles(): Promise<void> {
    // Facts go first: what happens meanwhile interrupts the files.
    const line = {
      now: () => this.#runtime.now(),
      goOn: () => !this.#woken && !this.#urgent && !this.#stop.signal.aborted,
    };
    const { files, wanted } = this.#options;
    for (const file of (await files?.waiting()) ?? []) {
      if (files === undefined || !line.goOn()) return;
      await this.#note({ state: "sending" });
      await sendFile(await this.#client(), files, file, line);
      await this.#succeeded();
    }
    for (const sha256 of (await wanted?.list()) ?? []) {
      if (wanted === undefined || !line.goOn()) return;
      if (this.#pauses.isPaused(sha256, line.now())) continue;
      const came = await fetchFile(await this.#client(), wanted, sha256, line);
      if (came === "spoilt") this.#pauses.spoilt(sha256, line.now());
      if (came !== "here") continue;
      this.#pauses.arrived(sha256);
      await this.#note({});
    }
  }

  async #report(): Promise<StationReport> {
    const head = await this.#log.head();
    const besides = await this.#options.report?.();
    return {
      app: this.#options.app ?? "",
      epoch: head.epoch,
      lastSeq: head.seq,
      waitingSince: await this.#waitingSince(),
      attachmentsWaiting: this.#state.attachmentsWaiting,
      clockAheadMs: this.#clockAheadMs,
      printers: besides?.printers ?? [],
      freeDiskBytes: besides?.freeDiskBytes ?? null,
      ...(besides?.office === undefined ? {} : { office: besides.office }),
    };
  }

  /** The answer was made about half-way between question and arrival. */
  #measureClock(startedAt: number, districtNow: string): void {
    const ahead = (startedAt + this.#runtime.now()) / 2 - Date.parse(districtNow);
    this.#clockAheadMs = Math.round(ahead);
  }

  get #protocol(): number {
    return this.#agreed?.protocol ?? SYNC_PROTOCOLS[0] ?? 1;
  }

  async #client(): Promise<DistrictClient> {
    const known = await this.#log.enrolment();
    return this.#connect(this.#options.district?.url ?? "", known?.token ?? null);
  }

  #connect(url: string, token: string | null): DistrictClient {
    return this.#runtime.connect({
      url,
      token,
      timeoutMs: this.#size.patience(this.#pace.request),
      packing: this.#agreed?.packing ?? "gzip",
      stop: this.#stop.signal,
    });
  }

  async #succeeded(): Promise<void> {
    await this.#note({ lastSuccessAt: new Date(this.#runtime.now()).toISOString(), lastError: null });
  }

  /** @returns how long to rest, or null where nothing is to be done before something new comes. */
  async #afterTurn(error: AppError | null): Promise<number | null> {
    if (error === null) {
      this.#failures = 0;
      await this.#note({ state: "idle", nextTryAt: null });
      return this.#woken ? this.#pace.gather : null;
    }
    this.#failures += 1;
    this.#learn(error);
    const refused = refusals.has(error.code);
    const pause = refused && !this.#hasCodeToTry(error) ? this.#pace.refusedRetry : this.#pauseAfter(error);
    await this.#note({
      state: refused ? "stopped" : "waiting",
      lastError: { code: error.code, data: error.data, at: new Date(this.#runtime.now()).toISOString() },
      nextTryAt: new Date(this.#runtime.now() + pause).toISOString(),
    });
    return pause;
  }

  #learn(error: AppError): void {
    if (error.code === "UNAUTHORISED") this.#distrusted = true;
    if (error.code === "STATION_REVOKED") this.#revoked = true;
    if (error.code === "PROTOCOL_UNSUPPORTED") this.#agreed = null;
    if (error.code === "DISTRICT_UNREACHABLE") this.#size.broke();
    if (error.code === "BATCH_TOO_LARGE") this.#size.refused();
    if (surprises.has(error.code)) this.#positioned = false;
  }

  /** A station that was revoked was given another code, or has its old one: one try tells which. */
  #hasCodeToTry(error: AppError): boolean {
    const { district } = this.#options;
    return error.code === "STATION_REVOKED" && district?.enrolCode !== undefined && !this.#codeSpent;
  }

  #pauseAfter(error: AppError): number {
    // The first surprise is cleared up at once; should it come again, somebody else is at work on it as well.
    if (surprises.has(error.code) && this.#failures === 1) return 0;
    if (error.code !== "DISTRICT_BUSY") return this.#backOff();
    const { seconds } = error.data as ErrorData<"DISTRICT_BUSY">;
    return seconds * 1000 * (1 + this.#runtime.random() / 2);
  }

  /** Doubles with every failure; the jitter keeps the stations of a district from coming back all at once. */
  #backOff(): number {
    const full = Math.min(this.#pace.longestRetry, this.#pace.firstRetry * 2 ** (this.#failures - 1));
    return full * (0.5 + this.#runtime.random() / 2);
  }

  async #waitingSince(): Promise<string | null> {
    const acked = await this.#log.acked();
    const [first] = await this.#log.read(acked.epoch, acked.seq, 1, 1);
    return first?.at ?? null;
  }

  async #note(change: Partial<SyncState>): Promise<void> {
    const [head, acked, enrolment, files] = await Promise.all([
      this.#log.head(),
      this.#log.acked(),
      this.#log.enrolment(),
      this.#options.files?.waiting() ?? [],
    ]);
    this.#state = {
      ...this.#state,
      enrolled: enrolment !== null,
      epoch: head.epoch,
      lastSeq: head.seq,
      ackedSeq: acked.seq,
      waitingSince: acked.seq < head.seq ? await this.#waitingSince() : null,
      attachmentsWaiting: files.length,
      clockAheadMs: this.#clockAheadMs,
      unappliedItems: await this.#log.unapplied(),
      ...change,
    };
    this.#options.onChange();
  }

  /** Until the time is over, somebody is in a hurry, or (with no time given) something new is in the log. */
  async #rest(pause: number | null): Promise<void> {
    if (this.#urgent || this.#stop.signal.aborted) return;
    if (pause === null && this.#woken) return this.#rest(this.#pace.gather);
    await new Promise<void>((resolve) => {
      const takeBack = this.#runtime.after(pause ?? this.#pace.look, resolve);
      this.#rouse = () => {
        if (pause !== null && !this.#urgent && !this.#stop.signal.aborted) return;
        takeBack();
        resolve();
      };
    });
    this.#rouse = () => undefined;
    if (pause === null && this.#woken && !this.#urgent && !this.#stop.signal.aborted)
      await this.#rest(this.#pace.gather);
  }
}
