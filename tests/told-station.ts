import { randomBytes } from "node:crypto";
import { v4 as uuid, v7 as uuidv7 } from "uuid";
import { CHAIN_START, eventHash } from "../contract/chain.ts";
import { SYNC_PROTOCOL } from "../contract/district.ts";
import type { AcceptedDossier } from "../contract/dossier.ts";
import { type EventData, type EventType, eventData, type StoredEvent } from "../contract/events.ts";
import { type District, instantText } from "../district/database.ts";
import { ingestBatch } from "../district/ingest/ingest.ts";
import { StoredLogs } from "../district/ingest/logs.ts";
import { createEnrolCode, enrolStation } from "../district/stations/stations.ts";
import { dossierOf } from "./dossier-of.ts";

/** Of a log that the district never had. */
const FORMER_EPOCH = 9;

/** A station as its district sees it: a log that a test writes, taken in as batches are. */
export class ToldStation {
  readonly id: string;
  readonly agency: string;
  readonly token: string;
  /** Who does what is told from now on. */
  actor = "lan";
  readonly #db: District;
  #last = { seq: 0, hash: CHAIN_START };
  #sent = this.#last;
  #waiting: StoredEvent[] = [];

  private constructor(db: District, id: string, agency: string, token: string) {
    this.#db = db;
    this.id = id;
    this.agency = agency;
    this.token = token;
  }

  static async enrolled(db: District, agency: string, name = agency): Promise<ToldStation> {
    const station = uuid();
    const token = randomBytes(32).toString("base64url");
    const code = await createEnrolCode(db, { agency, name });
    await enrolStation(db, { protocol: SYNC_PROTOCOL, station, epoch: 1, token, code, name });
    return new ToldStation(db, station, agency, token);
  }

  /** @param at ISO 8601 in UTC. */
  tell<T extends EventType>(type: T, at: string, subject: string, data: EventData<T>): void {
    const seq = this.#last.seq + 1;
    const content = {
      seq,
      at,
      actor: this.actor,
      type,
      version: 1,
      subject,
      data: JSON.stringify(eventData[type].parse(data)),
    };
    const place = { station: this.id, epoch: 1 };
    const event = { ...content, hash: eventHash(place, this.#last.hash, content) };
    this.#waiting.push(event);
    this.#last = { seq, hash: event.hash };
  }

  /** Sends what was told since, as one batch. */
  async send(): Promise<void> {
    const events = this.#waiting;
    const [first, last] = [events[0], events.at(-1)];
    if (first === undefined || last === undefined) return;
    await ingestBatch(
      new StoredLogs(this.#db),
      { station: this.id, epoch: 1 },
      {
        protocol: SYNC_PROTOCOL,
        station: this.id,
        epoch: 1,
        firstSeq: first.seq,
        prevHash: await this.#storedHash(),
        lastHash: last.hash,
        events: events.map(({ seq: _seq, hash: _hash, ...sent }) => sent),
      },
    );
    this.#waiting = [];
    this.#sent = this.#last;
  }

  /** What was told since was told in a former epoch, and is carried into this one. */
  carry(): void {
    const former = this.#waiting;
    this.#waiting = [];
    this.#last = this.#sent;
    let prevHash: string = CHAIN_START;
    for (const { hash: _hash, ...content } of former) {
      const hash = eventHash({ station: this.id, epoch: FORMER_EPOCH }, prevHash, content);
      const event = { ...content, hash };
      this.tell("log.carried", content.at, content.subject, { epoch: FORMER_EPOCH, prevHash, event });
      prevHash = hash;
    }
  }

  /** Tells once more, carried over, what the district has had of this epoch. */
  async carryAgain(): Promise<void> {
    const told = await this.#db
      .selectFrom("events")
      .select(["seq", instantText("at").as("at"), "actor", "type", "version", "subject", "data", "hash"])
      .where("station", "=", this.id)
      .orderBy("seq")
      .execute();
    let prevHash: string = CHAIN_START;
    for (const row of told) {
      const event = { ...row, seq: Number(row.seq) };
      this.tell("log.carried", event.at, event.subject, { epoch: 1, prevHash, event });
      prevHash = event.hash;
    }
  }

  async #storedHash(): Promise<string> {
    const { hash } = await this.#db
      .selectFrom("logs")
      .select("hash")
      .where("station", "=", this.id)
      .executeTakeFirstOrThrow();
    return hash;
  }

  /** Accepts a dossier at `at`, due at `dueAt`. @returns its id. */
  accept(at: string, dueAt: string, change: Partial<AcceptedDossier> = {}): string {
    const { dossier, ...of } = this.dossier(at, dueAt, change);
    this.tell("dossier.accepted", at, dossier.id, { dossier, ...of });
    return dossier.id;
  }

  dossier(at: string, dueAt: string, change: Partial<AcceptedDossier> = {}): EventData<"dossier.accepted"> {
    const id = change.id ?? uuidv7();
    const serial = this.#last.seq + 1;
    const dossier = dossierOf({
      id,
      code: `${this.agency}-${at.slice(2, 10).replaceAll("-", "")}-${String(serial).padStart(4, "0")}`,
      agency: this.agency,
      attachments: [],
      acceptedAt: at,
      appointment: { receivedAt: at, dueAt, steps: [] },
      ...change,
    });
    return eventData["dossier.accepted"].parse({ dossier, serial, printJob: uuidv7() });
  }

  decide(at: string, dossier: string): void {
    this.tell("dossier.decided", at, dossier, { outcome: "granted", number: "1/QĐ", note: "" });
  }
}
