import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { officeDay } from "../../../contract/time.ts";
import { rebuildProjections } from "../../../db/projections.ts";
import { codeOf as code } from "../../../tests/code-of.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import { readCard } from "../dossiers/card.rules.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { Station } from "../station.ts";

/** Appointments on the real store, in an office that works round the clock, so that there is always a slot soon. */

const GROUP = "business";
let folder: string;
let station: Station;
let clerk: AtCounter;

function change<T>(file: string, work: (content: T) => void): void {
  const path = join(folder, "office", file);
  const content = JSON.parse(readFileSync(path, "utf8")) as T;
  work(content);
  writeFileSync(path, JSON.stringify(content));
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "appointments-"));
  cpSync(resolve(import.meta.dirname, "../../../data/phu-ninh"), join(folder, "office"), { recursive: true });
  change<{ week: unknown[]; years: { holidays: unknown[]; workedDays: unknown[] }[] }>(
    "calendar.json",
    (calendar) => {
      calendar.week = calendar.week.map(() => [{ from: "00:00", to: "23:59" }]);
      for (const year of calendar.years) Object.assign(year, { holidays: [], workedDays: [] });
    },
  );
  change<{ id: string; appointments?: unknown }[]>("service-groups.json", (groups) => {
    for (const group of groups) if (group.id === GROUP) group.appointments = { slotMinutes: 5, perSlot: 2 };
  });
  station = await stationAlone(join(folder, "data"), { catalogueFolder: join(folder, "office") });
  const { session } = await station.desk.signIn({ staff: "hung", counter: "2", pin: "1234" });
  clerk = await station.desk.require(session);
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The first slot that begins within the hour; just before midnight that is one of tomorrow. */
async function soon(): Promise<string> {
  const now = station.context.now();
  const tomorrow = new Date(Date.parse(now) + 24 * 3_600_000).toISOString();
  for (const day of [officeDay(now), officeDay(tomorrow)]) {
    const [first] = await station.queue.slots(GROUP, day);
    if (first !== undefined) return first.slot;
  }
  throw new Error("no slot");
}

const card = readCard("025099000123||Nguyễn Văn An|01021999|Nam|Khu 3, Phù Ninh, Phú Thọ|15042021");

const book = (slot: string, name = "Nguyễn Văn An", citizenNumber: string | null = null) =>
  station.bookAppointment(clerk, {
    requestId: uuidv7(),
    serviceGroup: GROUP,
    slot,
    name,
    phone: "0912345678",
    citizenNumber,
  });
/** What the sync brings from the district. */
const receive = (kind: "appointment" | "appointmentCancelled", data: unknown) =>
  station.context.store.write((trx) =>
    station.context.log.append(trx, station.context.now(), {
      type: "district.received",
      actor: "district",
      subject: uuidv7(),
      data: { item: uuidv7(), kind, data: JSON.stringify(data) },
    }),
  );
const walkIn = () => station.queue.take({ requestId: uuidv7(), serviceGroup: GROUP, priority: null });

describe("an appointment", () => {
  it("is booked once for each place, however many ask at once, and its slip is printed", async () => {
    const slot = await soon();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => code(book(slot))));
    expect(outcomes.sort()).toEqual(["SLOT_FULL", "SLOT_FULL", "SLOT_FULL", "done", "done"]);
    const bookings = await station.queue.bookingsOf(officeDay(slot));
    expect(new Set(bookings.map((booking) => booking.code)).size).toBe(2);
    expect(await code(book("2026-01-01T00:00:00.000Z"))).toBe("SLOT_UNKNOWN");
  });

  it("asked for twice with one request is one, with one slip", async () => {
    const input = { requestId: uuidv7(), serviceGroup: GROUP, slot: await soon(), name: "Lan", phone: "" };
    const first = await station.bookAppointment(clerk, input);
    expect(await station.bookAppointment(clerk, input)).toEqual(first);
    expect((await station.papers.job(first.printJob)).title).toBe(first.booking.code);
  });

  it("gives a number that goes by the appointed time, and gives it once", async () => {
    const { booking } = await book(await soon());
    const taken = await station.queue.checkIn(uuidv7(), ` ${booking.code.toLowerCase()} `);
    expect(taken.ticket).toMatchObject({
      label: "D001",
      appointment: booking.id,
      queuedFrom: new Date(Date.parse(booking.slot) - 15 * 60_000).toISOString(),
    });
    expect(await code(station.queue.checkIn(uuidv7(), booking.code))).toBe("APPOINTMENT_USED");
    expect(await code(station.queue.checkIn(uuidv7(), "AAAAAA"))).toBe("APPOINTMENT_UNKNOWN");
  });

  it("is called for the reason that it is one", async () => {
    const { booking } = await book(await soon());
    await station.queue.checkIn(uuidv7(), `motcua:appointment:${booking.code}`);
    expect((await station.queue.line(clerk.counter)).map(({ reason }) => reason)).toEqual(["appointment"]);
    await walkIn();
    expect(await station.queue.line(clerk.counter)).toHaveLength(2);
  });

  it("that is cancelled is good for nothing, and its place is free again", async () => {
    const slot = await soon();
    const { booking } = await book(slot);
    await station.queue.cancelBooking(clerk, uuidv7(), booking.id);
    expect(await code(station.queue.checkIn(uuidv7(), booking.code))).toBe("APPOINTMENT_USED");
    expect((await station.queue.slots(GROUP, officeDay(slot))).find((open) => open.slot === slot)?.left).toBe(
      2,
    );
  });

  it("of another day is too early, and says when to come", async () => {
    const day = officeDay(Date.now() + 3 * 24 * 3_600_000);
    const slot = (await station.queue.slots(GROUP, day)).at(100)?.slot ?? "";
    const { booking } = await book(slot);
    await expect(station.queue.checkIn(uuidv7(), booking.code)).rejects.toMatchObject({
      code: "APPOINTMENT_TOO_EARLY",
      data: { day, clock: "08:20" },
    });
  });

  it("is found by the citizen card of whom it is for, once, and by nobody else's", async () => {
    const { booking } = await book(await soon(), "Nguyễn Văn An", card.citizenNumber);
    expect(
      await station.queue.checkInByCard(uuidv7(), { ...card, citizenNumber: "025099000999" }),
    ).toBeNull();
    const requestId = uuidv7();
    const taken = await station.queue.checkInByCard(requestId, card);
    expect(taken?.ticket).toMatchObject({ label: "D001", appointment: booking.id });
    expect(await station.queue.checkInByCard(requestId, card)).toEqual(taken);
    expect(await station.queue.checkInByCard(uuidv7(), card)).toBeNull();
  });

  it("is said to the clerk at whose counter it is, with the card that was shown; to nobody else, nor on any board", async () => {
    await book(await soon(), "Nguyễn Văn An", card.citizenNumber);
    const taken = await station.queue.checkInByCard(uuidv7(), card);
    const id = taken?.ticket.id ?? "";
    expect(await station.queue.citizen(clerk.counter, id)).toBeNull();
    await station.queue.step(clerk, uuidv7(), { kind: "callNext" });
    expect(await station.queue.citizen(clerk.counter, id)).toMatchObject({
      card,
      booking: { name: "Nguyễn Văn An", phone: "0912345678" },
    });
    const other = station.context.catalogue.counter("1");
    expect(await station.queue.citizen(other, id)).toBeNull();
    const { db } = station.context.store;
    const papers = await db.selectFrom("print_jobs").select("paper").where("kind", "=", "ticket").execute();
    expect(papers).toHaveLength(1);
    const told = JSON.stringify([await station.queue.board(), taken, papers]);
    expect(told).not.toContain("Nguyễn Văn An");
    expect(told).not.toContain(card.citizenNumber);
    await station.queue.step(clerk, uuidv7(), { kind: "served", ticket: id });
    expect(await station.queue.citizen(clerk.counter, id)).toBeNull();
  });

  it("booked at the district gives its number by code and by card, and none once it was given up there", async () => {
    const slot = await soon();
    const booking = (code: string, citizenNumber: string) => ({
      id: uuidv7(),
      code,
      serviceGroup: GROUP,
      day: officeDay(slot),
      slot,
      name: "Trần Thị Bình",
      phone: "0987654321",
      citizenNumber,
      status: "booked",
    });
    const byCode = booking("K7QP3M", "025199000001");
    const byCard = booking("K7QP3N", card.citizenNumber);
    const givenUp = booking("K7QP3P", "025199000002");
    for (const one of [byCode, byCard, givenUp]) await receive("appointment", one);
    await receive("appointmentCancelled", { id: givenUp.id });
    expect((await station.queue.checkIn(uuidv7(), byCode.code)).ticket.appointment).toBe(byCode.id);
    expect((await station.queue.checkInByCard(uuidv7(), card))?.ticket.appointment).toBe(byCard.id);
    expect(await code(station.queue.checkIn(uuidv7(), givenUp.code))).toBe("APPOINTMENT_USED");
    // The two that hold take their places from those who book here.
    const [first] = (await station.queue.slots(GROUP, officeDay(slot))).filter((open) => open.slot === slot);
    expect(first?.left).toBe(0);
  });

  it("stands in the log: the tables rebuilt from it are the same", async () => {
    const { booking } = await book(await soon());
    await book(booking.slot);
    await station.queue.checkIn(uuidv7(), booking.code);
    const { store } = station.context;
    const rows = () => store.db.selectFrom("appointments").selectAll().orderBy("id").execute();
    const before = await rows();
    await rebuildProjections(store);
    expect(await rows()).toEqual(before);
    expect(before.map(({ status }) => status).sort()).toEqual(["booked", "used"]);
  });
});
