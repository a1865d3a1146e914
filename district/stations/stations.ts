import {
  type Enrolment,
  type Position,
  type StationReport,
  stationReportSchema,
} from "../../contract/district.ts";
import { AppError } from "../../contract/errors.ts";
import { officeDay, officeInstant } from "../../contract/time.ts";
import { competentAgency } from "../../electron/station/dossiers/agencies.rules.ts";
import type { District, Trx } from "../database.ts";
import { requireProtocol } from "../ingest/batch.rules.ts";
import type { LogId } from "../ingest/ingest.ts";
import { insertLog } from "../ingest/logs.ts";
import { handOn } from "../lodged/lodged.ts";
import { officeInForce } from "../office/current.ts";
import { hashOf, newEnrolmentCode } from "../secrets.ts";
import { publishOpenPeriod } from "./feed.ts";

/** How far back a station that stands in for another is told of its dossiers that are closed. */
const OPEN_PERIOD_DAYS = 92;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Seen so shortly ago it is not written down again: each note costs a commit. */
const SEEN_AGAIN_MS = 30_000;

/**
 * Makes a one-time code with which one station can enrol.
 *
 * @param input.replaces the station whose PC broke: the new one is told of its open dossiers, and it is revoked.
 * @throws AppError BAD_INPUT where that is this node itself, REPLACED_OF_OTHER_AGENCY.
 */
export async function createEnrolCode(
  db: District,
  input: { agency: string; name?: string; ttlMinutes?: number; replaces?: string },
): Promise<string> {
  if (input.replaces !== undefined) {
    await requirePc(db, input.replaces);
    if (!(await isOfAgency(db, input.replaces, input.agency)))
      throw new AppError("REPLACED_OF_OTHER_AGENCY", { agency: input.agency });
  }
  const code = newEnrolmentCode();
  await db
    .insertInto("enrolment_codes")
    .values({
      code_hash: hashOf(code),
      agency: input.agency,
      name: input.name ?? null,
      expires_at: new Date(Date.now() + (input.ttlMinutes ?? 60) * 60_000).toISOString(),
      used_at: null,
      used_by: null,
      token_hash: null,
      replaces: input.replaces ?? null,
    })
    .execute();
  return code;
}

interface EnrolInput {
  protocol: number;
  station: string;
  epoch: number;
  token: string;
  code: string;
  name: string;
}

/**
 * Enrols the station that holds a one-time code. A station that was enrolled before gets its new token accepted and
 * keeps what is stored of it. Asked again by the same station with the same token (the answer was lost) it is the same.
 *
 * @throws AppError PROTOCOL_UNSUPPORTED, ENROL_CODE_INVALID (unknown, used by another, expired, or the station is of
 * another agency), ENROL_CODE_REPLACES_THIS (the code is for the PC that takes this one's place; it stays good for that).
 */
export async function enrolStation(
  db: District,
  input: EnrolInput,
  protocols?: readonly number[],
): Promise<Enrolment> {
  requireProtocol(input.protocol, protocols);
  const tokenHash = hashOf(input.token);
  return db.transaction().execute(async (trx) => {
    const code = await trx
      .selectFrom("enrolment_codes")
      .selectAll()
      .where("code_hash", "=", hashOf(input.code.trim().toUpperCase()))
      .forUpdate()
      .executeTakeFirst();
    const again = code?.used_by === input.station && code.token_hash === tokenHash;
    const usable = code !== undefined && code.used_at === null && new Date(code.expires_at) > new Date();
    if (code === undefined || !(usable || again) || (await isOwnNode(trx, input.station)))
      throw new AppError("ENROL_CODE_INVALID", {});
    // A station's id is no secret, and what is said to it is not for another agency.
    if (!(await isOfAgency(trx, input.station, code.agency))) throw new AppError("ENROL_CODE_INVALID", {});
    if (code.replaces === input.station) throw new AppError("ENROL_CODE_REPLACES_THIS", {});
    await trx
      .updateTable("enrolment_codes")
      .set({ used_at: new Date(), used_by: input.station, token_hash: tokenHash })
      .where("code_hash", "=", code.code_hash)
      .execute();
    const { agency } = await trx
      .insertInto("stations")
      .values({
        id: input.station,
        name: code.name ?? input.name,
        agency: code.agency,
        seal_key: null,
        revoked_at: null,
      })
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet({
          name: code.name ?? input.name,
          // An answer that was lost and is asked for again lets nobody in who was revoked since.
          ...(usable ? { revoked_at: null } : {}),
        }),
      )
      .returning("agency")
      .executeTakeFirstOrThrow();
    const log = { station: input.station, epoch: input.epoch };
    const serials =
      (await renewToken(trx, log, tokenHash)) ??
      (await insertLog(trx, { ...log, agency, tokenHash, from: null }));
    if (code.replaces !== null && usable) await standIn(trx, input.station, code.replaces);
    return { station: input.station, agency, serials };
  });
}

/** Whether a station, where it is known, belongs to the agency or to one that the same agency answers for today. */
async function isOfAgency(db: District | Trx, station: string, agency: string): Promise<boolean> {
  const known = await db.selectFrom("stations").select("agency").where("id", "=", station).executeTakeFirst();
  if (known === undefined || known.agency === agency) return true;
  const agencies = (await officeInForce(db))?.catalogue.agencies ?? [];
  const answering = (code: string) => competentAgency(code, officeDay(Date.now()), agencies);
  return answering(known.agency) === answering(agency);
}

async function renewToken(trx: Trx, log: LogId, tokenHash: string) {
  const known = await trx
    .updateTable("logs")
    .set({ token_hash: tokenHash })
    .where("station", "=", log.station)
    .where("epoch", "=", log.epoch)
    .returning(["serial_first", "serial_last"])
    .executeTakeFirst();
  return known === undefined ? null : { first: known.serial_first, last: known.serial_last };
}

async function standIn(trx: Trx, station: string, predecessor: string): Promise<void> {
  await revokeStation(trx, predecessor);
  await trx
    .insertInto("stand_ins")
    .values({ station, predecessor })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const since = officeInstant(officeDay(Date.now() - OPEN_PERIOD_DAYS * DAY_MS), "00:00");
  await publishOpenPeriod(trx, { to: "station", station }, predecessor, since);
  await handOn(trx, predecessor, station);
}

/** Who calls: one log of one station. */
export interface Caller extends LogId {
  agency: string;
  /** How far its log is stored. */
  position: Position;
}

/** The log that the token opens. @throws AppError UNAUTHORISED, STATION_REVOKED */
export async function callerByToken(db: District, token: string | null): Promise<Caller> {
  const row =
    token === null
      ? undefined
      : await db
          .selectFrom("logs")
          .innerJoin("stations", "stations.id", "logs.station")
          .select(["logs.station", "logs.epoch", "logs.agency", "logs.seq", "logs.hash"])
          .select(["logs.last_seen_at", "stations.revoked_at"])
          .where("token_hash", "=", hashOf(token))
          .executeTakeFirst();
  if (row === undefined) throw new AppError("UNAUTHORISED", {});
  if (row.revoked_at !== null) throw new AppError("STATION_REVOKED", {});
  const { station, epoch, agency, seq, hash } = row;
  if (row.last_seen_at === null || Date.now() - row.last_seen_at.getTime() > SEEN_AGAIN_MS)
    await noteSeen(db, { station, epoch }, {});
  return { station, epoch, agency, position: { epoch, seq, hash } };
}

async function noteSeen(
  db: District,
  log: LogId,
  change: { cursor?: string | null; report?: string; clock_ahead_ms?: number | null },
): Promise<void> {
  await db
    .updateTable("logs")
    .set({ last_seen_at: new Date(), ...change })
    .where("station", "=", log.station)
    .where("epoch", "=", log.epoch)
    .execute();
}

/** Keeps what a station says of itself, and up to where it has what came down. */
export async function noteReport(
  db: District,
  log: LogId,
  cursor: string | null,
  report: StationReport | undefined,
): Promise<void> {
  if (report === undefined) return;
  await noteSeen(db, log, {
    cursor,
    report: JSON.stringify(report),
    clock_ahead_ms: report.clockAheadMs === null ? null : Math.round(report.clockAheadMs),
  });
}

export interface StationHealth extends LogId {
  name: string;
  agency: string;
  /** How far the district has the log; the report says how far the station is. */
  seq: number;
  lastSeenAt: string | null;
  revokedAt: string | null;
  clockAheadMs: number | null;
  report: StationReport | null;
  /** Another log of the station was written to as well since this one was opened: two machines go by one name. */
  shared: boolean;
}

/** Every log of every station as an administrator looks at it; the node's own is none of a PC. */
export async function stationHealth(db: District): Promise<StationHealth[]> {
  const rows = await db
    .selectFrom("logs")
    .innerJoin("stations", "stations.id", "logs.station")
    .selectAll("logs")
    .select(["stations.name", "stations.revoked_at"])
    .where("stations.own", "=", false)
    .orderBy("stations.name")
    .orderBy("logs.station")
    .orderBy("logs.epoch")
    .execute();
  return rows.map((row) => ({
    station: row.station,
    epoch: row.epoch,
    name: row.name,
    agency: row.agency,
    seq: row.seq,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    clockAheadMs: row.clock_ahead_ms,
    report: row.report === null ? null : stationReportSchema.parse(row.report),
    shared: rows.some(
      (other) =>
        other.station === row.station &&
        other.epoch < row.epoch &&
        (other.last_seen_at ?? new Date(0)) > (row.opened_at ?? new Date(0)),
    ),
  }));
}

/** @throws AppError BAD_INPUT where it is this node itself. */
export async function revokeStation(db: District | Trx, id: string): Promise<void> {
  await requirePc(db, id);
  await db.updateTable("stations").set({ revoked_at: new Date() }).where("id", "=", id).execute();
}

async function requirePc(db: District | Trx, id: string): Promise<void> {
  if (await isOwnNode(db, id)) throw new AppError("BAD_INPUT", { path: "station", reason: "own" });
}

async function isOwnNode(db: District | Trx, id: string): Promise<boolean> {
  const row = await db.selectFrom("stations").select("own").where("id", "=", id).executeTakeFirst();
  return row?.own === true;
}
