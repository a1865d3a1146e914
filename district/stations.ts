import { sql } from "kysely";
import { CHAIN_START } from "../contract/chain.ts";
import { type Enrolment, SYNC_PROTOCOL } from "../contract/district.ts";
import { AppError } from "../contract/errors.ts";
import type { District, Trx } from "./database.ts";
import type { StationTable } from "./schema.ts";
import { hashOf, newEnrolmentCode, newToken } from "./secrets.ts";

/** Serial numbers a day that each station of an agency has for itself. */
const SERIALS_PER_STATION = 1000;

/** Makes a one-time code with which one station can enrol. */
export async function createEnrolCode(
  db: District,
  input: { agency: string; name?: string; ttlMinutes?: number },
): Promise<string> {
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
    })
    .execute();
  return code;
}

/**
 * Enrols the station that holds a one-time code. A station that was enrolled before gets a new token and keeps what is
 * stored of it.
 *
 * @throws AppError PROTOCOL_UNSUPPORTED, ENROL_CODE_INVALID (unknown, used or expired).
 */
export async function enrolStation(
  db: District,
  input: { protocol: number; station: string; code: string; name: string },
): Promise<Enrolment> {
  requireProtocol(input.protocol);
  return db.transaction().execute(async (trx) => {
    const used = await trx
      .updateTable("enrolment_codes")
      .set({ used_at: new Date(), used_by: input.station })
      .where("code_hash", "=", hashOf(input.code.trim().toUpperCase()))
      .where("used_at", "is", null)
      .where("expires_at", ">", new Date())
      .returning(["agency", "name"])
      .executeTakeFirst();
    if (used === undefined) throw new AppError("ENROL_CODE_INVALID", {});
    const token = newToken();
    const known = await trx
      .updateTable("stations")
      .set({ token_hash: hashOf(token), name: used.name ?? input.name, revoked_at: null })
      .where("id", "=", input.station)
      .returning(["agency", "serial_first", "serial_last"])
      .executeTakeFirst();
    const station =
      known ??
      (await insertStation(trx, { ...input, agency: used.agency, name: used.name ?? input.name, token }));
    return {
      station: input.station,
      token,
      agency: station.agency,
      serials: { first: station.serial_first, last: station.serial_last },
    };
  });
}

async function insertStation(
  trx: Trx,
  input: { station: string; agency: string; name: string; token: string },
) {
  // Two stations of an agency that enrol at once must not get the same serials: they take turns.
  await sql`SELECT pg_advisory_xact_lock(hashtext(${input.agency}))`.execute(trx);
  const { count } = await trx
    .selectFrom("stations")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("agency", "=", input.agency)
    .executeTakeFirstOrThrow();
  const first = 1 + SERIALS_PER_STATION * Number(count);
  return trx
    .insertInto("stations")
    .values({
      id: input.station,
      name: input.name,
      agency: input.agency,
      token_hash: hashOf(input.token),
      serial_first: first,
      serial_last: first + SERIALS_PER_STATION - 1,
      epoch: 1,
      seq: 0,
      hash: CHAIN_START,
      last_seen_at: null,
      revoked_at: null,
    })
    .returning(["agency", "serial_first", "serial_last"])
    .executeTakeFirstOrThrow();
}

export type Station = Pick<StationTable, "id" | "agency" | "epoch" | "seq" | "hash">;

/** The station that holds the token. @throws AppError UNAUTHORISED, STATION_REVOKED */
export async function stationByToken(db: District, token: string | null): Promise<Station> {
  const station =
    token === null
      ? undefined
      : await db
          .updateTable("stations")
          .set({ last_seen_at: new Date() })
          .where("token_hash", "=", hashOf(token))
          .returning(["id", "agency", "epoch", "seq", "hash", "revoked_at"])
          .executeTakeFirst();
  if (station === undefined) throw new AppError("UNAUTHORISED", {});
  if (station.revoked_at !== null) throw new AppError("STATION_REVOKED", {});
  return station;
}

export async function revokeStation(db: District, id: string): Promise<void> {
  await db.updateTable("stations").set({ revoked_at: new Date() }).where("id", "=", id).execute();
}

export function requireProtocol(protocol: number): void {
  if (protocol !== SYNC_PROTOCOL) throw new AppError("PROTOCOL_UNSUPPORTED", { supported: [SYNC_PROTOCOL] });
}
