import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { AppError } from "../../../contract/errors.ts";
import type { StaffPinTable } from "../../../db/schema.ts";
import type { Store } from "../../../db/store.ts";
import { lockSeconds } from "./lock.rules.ts";

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const KEY_BYTES = 32;

/** Stores salted hashes for members of staff who have no PIN yet; a PIN that was changed here stays. */
export async function adoptPins(store: Store, pins: Readonly<Record<string, string>>): Promise<void> {
  const known = new Set(
    (await store.db.selectFrom("staff_pins").select("staff").execute()).map((row) => row.staff),
  );
  const rows = await Promise.all(
    Object.entries(pins)
      .filter(([staff]) => !known.has(staff))
      .map(([staff, pin]) => pinRow(staff, pin)),
  );
  if (rows.length > 0) await store.write((trx) => trx.insertInto("staff_pins").values(rows).execute());
}

/** What is kept of a PIN: only a salted hash. */
export async function pinRow(staff: string, pin: string): Promise<StaffPinTable> {
  const salt = randomBytes(16);
  const hash = await derive(pin, salt, KEY_BYTES);
  return {
    staff,
    salt: salt.toString("hex"),
    hash: hash.toString("hex"),
    failures: 0,
    locked_until: null,
  };
}

/**
 * @throws AppError SIGN_IN_REFUSED, or SIGN_IN_LOCKED after several wrong PINs: each further one doubles the wait.
 */
export async function checkPin(store: Store, staff: string, pin: string, now: string): Promise<void> {
  const row = await store.db
    .selectFrom("staff_pins")
    .selectAll()
    .where("staff", "=", staff)
    .executeTakeFirst();
  if (row === undefined) throw new AppError("SIGN_IN_REFUSED", {});
  if (row.locked_until !== null && row.locked_until > now) {
    throw new AppError("SIGN_IN_LOCKED", { seconds: secondsBetween(now, row.locked_until) });
  }
  const hash = await derive(pin, Buffer.from(row.salt, "hex"), KEY_BYTES);
  const right = timingSafeEqual(hash, Buffer.from(row.hash, "hex"));
  const failures = right ? 0 : row.failures + 1;
  const lock = lockSeconds(failures);
  await store.write((trx) =>
    trx
      .updateTable("staff_pins")
      .set({
        failures,
        locked_until: lock === 0 ? null : new Date(Date.parse(now) + lock * 1000).toISOString(),
      })
      .where("staff", "=", staff)
      .execute(),
  );
  if (!right)
    throw lock === 0
      ? new AppError("SIGN_IN_REFUSED", {})
      : new AppError("SIGN_IN_LOCKED", { seconds: lock });
}

function secondsBetween(from: string, to: string): number {
  return Math.ceil((Date.parse(to) - Date.parse(from)) / 1000);
}
