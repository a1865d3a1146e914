import type { Selectable } from "kysely";
import type { AppointmentBooking } from "../contract/queue.ts";
import type { AppointmentTable } from "./schema.ts";
import type { Queryable } from "./store.ts";

function bookingOf(row: Selectable<AppointmentTable>): AppointmentBooking {
  const { service_group: serviceGroup, citizen_number: citizenNumber, ...rest } = row;
  return { ...rest, serviceGroup, citizenNumber };
}

export async function bookingById(db: Queryable, id: string): Promise<AppointmentBooking | null> {
  const row = await db.selectFrom("appointments").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : bookingOf(row);
}

/** The booking with a code: the open one, or the latest where it is not open any more. */
export async function bookingByCode(db: Queryable, code: string): Promise<AppointmentBooking | null> {
  const row = await db
    .selectFrom("appointments")
    .selectAll()
    .where("code", "=", code)
    .orderBy((eb) => eb.case().when("status", "=", "booked").then(0).else(1).end())
    .orderBy("slot", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : bookingOf(row);
}

/** The open bookings of a citizen on some days, in the order of their times. */
export async function openBookingsOf(
  db: Queryable,
  citizenNumber: string,
  days: readonly string[],
): Promise<AppointmentBooking[]> {
  const rows = await db
    .selectFrom("appointments")
    .selectAll()
    .where("citizen_number", "=", citizenNumber)
    .where("day", "in", days)
    .where("status", "=", "booked")
    .orderBy("slot")
    .orderBy("id")
    .execute();
  return rows.map(bookingOf);
}

/** The bookings of a day in the order of their times, cancelled ones left out. */
export async function bookingsOfDay(db: Queryable, day: string): Promise<AppointmentBooking[]> {
  const rows = await db
    .selectFrom("appointments")
    .selectAll()
    .where("day", "=", day)
    .where("status", "!=", "cancelled")
    .orderBy("slot")
    .orderBy("id")
    .execute();
  return rows.map(bookingOf);
}
