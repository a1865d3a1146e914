import { sql, type Transaction } from "kysely";
import { type DossierEvent, isDossierEvent } from "../contract/dossier-life.ts";
import { type EventData, type EventType, eventData, type StoredEvent } from "../contract/events.ts";
import { isTicketEvent, type TicketEvent, ticketAfter } from "../contract/ticket-life.ts";
import { officeDay } from "../contract/time.ts";
import { changeCatalogue, replaceCatalogue } from "./catalogue-projection.ts";
import { insertNotice, projectDossier, projectDossierFromElsewhere } from "./dossier-projection.ts";
import { metaValue } from "./meta.ts";
import { projectReceived } from "./received.ts";
import type { StoreSchema } from "./schema.ts";
import type { Store } from "./store.ts";
import { ticketById, ticketRowOf } from "./tickets.ts";

type Trx = Transaction<StoreSchema>;
type Projector<T extends EventType> = (trx: Trx, event: StoredEvent, data: EventData<T>) => Promise<void>;

/** How each event changes the tables. Events without an entry are history only. */
const projectors: { [T in EventType]?: Projector<T> } = {
  "catalogue.loaded": async (trx, event, { sha256, catalogue }) =>
    replaceCatalogue(trx, event.at, sha256, catalogue),
  "catalogue.changed": async (trx, event, change) => changeCatalogue(trx, event.at, change),

  "counter.paused": async (trx, event, { counter, reason }) => {
    await trx.replaceInto("counter_pauses").values({ counter, reason, since: event.at }).execute();
  },
  "counter.unpaused": async (trx, _event, { counter }) => {
    await trx.deleteFrom("counter_pauses").where("counter", "=", counter).execute();
  },

  "appointment.booked": async (trx, event, data) => {
    await trx
      .insertInto("appointments")
      .values({
        id: event.subject,
        code: data.code,
        service_group: data.serviceGroup,
        day: data.day,
        slot: data.slot,
        name: data.name,
        phone: data.phone,
        citizen_number: data.citizenNumber ?? null,
        status: "booked",
      })
      .execute();
  },
  "appointment.cancelled": async (trx, event) => setAppointment(trx, event.subject, "cancelled"),
  "appointment.used": async (trx, event) => setAppointment(trx, event.subject, "used"),

  "survey.answered": async (trx, event, { counter, score, reasons }) => {
    const ticket = await ticketById(trx, event.subject);
    await trx
      .insertInto("survey_answers")
      .values({
        ticket: event.subject,
        day: ticket?.day ?? officeDay(event.at),
        counter,
        score,
        reasons: JSON.stringify(reasons),
        at: event.at,
      })
      .execute();
  },

  "district.received": async (trx, event, data) =>
    projectReceived(trx, event, data, {
      event: projectStored,
      dossier: projectDossierFromElsewhere,
      catalogue: replaceCatalogue,
    }),

  "intake.supplementAsked": async (trx, _event, { notice }) => insertNotice(trx, notice),
  "intake.refused": async (trx, _event, { notice }) => insertNotice(trx, notice),
  "papers.changed": async (trx, _event, { sha256, design }) => {
    await trx
      .replaceInto("paper_design")
      .values({ only: 1, sha256, design: JSON.stringify(design) })
      .execute();
  },
  "forms.changed": async (trx, event, { set, form, template }) => {
    await trx.deleteFrom("form_overrides").where("form_set", "=", set).where("form", "=", form).execute();
    if (template === null) return;
    await trx
      .insertInto("form_overrides")
      .values({ form_set: set, form, template, changed_at: event.at, changed_by: event.actor })
      .execute();
  },
};

/** Applies an event to the projections, inside the transaction that stores it. `data` is what the event's text says. */
export async function project(trx: Trx, event: StoredEvent, data: EventData<EventType>): Promise<void> {
  if (isTicketEvent(event.type)) {
    await projectTicket(trx, { ...event, data } as TicketEvent);
    return;
  }
  if (isDossierEvent(event.type)) {
    await projectDossier(trx, { ...event, data } as DossierEvent);
    return;
  }
  const projector = projectors[event.type as EventType] as Projector<EventType> | undefined;
  await projector?.(trx, event, data);
}

async function projectTicket(trx: Trx, event: TicketEvent): Promise<void> {
  if (event.type === "ticket.issued") {
    await trx
      .insertInto("tickets")
      .values(ticketRowOf(ticketAfter(null, event)))
      .execute();
    return;
  }
  const before = await ticketById(trx, event.subject);
  // Another PC's ticket of a day that was forgotten here: nothing is left of it to change.
  if (before === null) return;
  const { id, ...after } = ticketRowOf(ticketAfter(before, event));
  await trx.updateTable("tickets").set(after).where("id", "=", id).execute();
}

/** Applies an event that stands in a log already. */
export async function projectStored(trx: Trx, event: StoredEvent): Promise<void> {
  await project(trx, event, readData(event));
}

function readData(event: StoredEvent): EventData<EventType> {
  return eventData[event.type as EventType].parse(JSON.parse(event.data));
}

/** What follows from events about dossiers. */
const ofDossiers = [
  "dossiers",
  "applicants",
  "dossier_serials",
  "intake_notices",
  "handovers",
  "payments",
  "running_numbers",
] as const;

const projected = [
  ...ofDossiers,
  "received_events",
  "received_items",
  "lodged",
  "lodged_withdrawals",
  "office_pieces",
  "form_overrides",
  "tickets",
  "counter_pauses",
  "survey_answers",
  "appointments",
  "paper_design",
  "catalogue",
  "divisions",
  "procedures",
  "staff",
  "counters",
  "service_groups",
] as const;

/**
 * Empties every projection and applies the whole log anew, in one transaction; what other PCs' logs said of the hall
 * comes in where it was heard.
 */
export async function rebuildProjections(store: Store): Promise<void> {
  await store.write(async (trx) => {
    for (const table of projected) await trx.deleteFrom(table).execute();
    let heard = await projectReplica(trx, 0, { epoch: 1, seq: 0 });
    await everyEvent(trx, async (event) => {
      await projectStored(trx, event);
      heard = await projectReplica(trx, heard, event);
    });
  });
}

/** Under which name the store remembers that a migration left tables to be made anew. */
const STALE = "projections.stale";

/** Makes the tables anew that a migration has emptied. */
export async function rebuildStale(store: Store): Promise<void> {
  if ((await metaValue(store.db, STALE)) === null) return;
  await store.write(async (trx) => {
    for (const table of ofDossiers) await trx.deleteFrom(table).execute();
    await everyEvent(trx, async (event) => {
      if (isDossierEvent(event.type) || event.type.startsWith("intake.")) await projectStored(trx, event);
    });
    await trx.deleteFrom("meta").where("key", "=", STALE).execute();
  });
}

/** Walks the station's own log, all epochs, in its order. */
async function everyEvent(
  trx: Trx,
  visit: (event: StoredEvent & { epoch: number }) => Promise<void>,
): Promise<void> {
  let after = { epoch: 0, seq: 0 };
  for (;;) {
    const events = await trx
      .selectFrom("events")
      .selectAll()
      .where(sql<boolean>`(epoch, seq) > (${after.epoch}, ${after.seq})`)
      .orderBy("epoch")
      .orderBy("seq")
      .limit(500)
      .execute();
    const last = events.at(-1);
    if (last === undefined) return;
    for (const event of events) await visit(event);
    after = { epoch: last.epoch, seq: last.seq };
  }
}

async function setAppointment(trx: Trx, id: string, status: "cancelled" | "used"): Promise<void> {
  await trx.updateTable("appointments").set({ status }).where("id", "=", id).execute();
}

/** Applies what was heard when the own log had come so far. @returns the last that was applied. */
async function projectReplica(
  trx: Trx,
  heard: number,
  { epoch, seq }: { epoch: number; seq: number },
): Promise<number> {
  const events = await trx
    .selectFrom("replica_events")
    .selectAll()
    .where("id", ">", heard)
    .where(sql<boolean>`(after_epoch, after_seq) <= (${epoch}, ${seq})`)
    .orderBy("id")
    .execute();
  for (const event of events) if (event.projected === 1) await projectStored(trx, event);
  return events.at(-1)?.id ?? heard;
}
