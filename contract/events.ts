import { z } from "zod";
import { catalogueChangeSchema, catalogueSchema } from "./catalogue.ts";
import { citizenNumberSchema } from "./dossier.ts";
import { dossierEventData } from "./dossier-events.ts";
import { idSchema, paperKindSchema } from "./entities.ts";
import { formChangeSchema } from "./forms.ts";
import { paperDesignSchema } from "./paper-design.ts";
import {
  callReasonSchema,
  holdReasonSchema,
  pauseReasonSchema,
  prioritySchema,
  surveyReasonSchema,
} from "./queue.ts";
import { daySchema, instantSchema } from "./time.ts";

/**
 * An event as stored and sent. `data` is the JSON text that was hashed, byte for byte: parsed and written
 * anew it could differ, and the chain would break.
 */
export const storedEventSchema = z.object({
  /** Gapless from 1 within an epoch. */
  seq: z.number().int().min(1),
  at: instantSchema,
  /** Who did it: a staff id, `kiosk`, `station`. */
  actor: z.string(),
  type: z.string(),
  version: z.number().int().min(1),
  /** The ticket, dossier, … it is about. */
  subject: z.string(),
  data: z.string(),
  /** SHA-256, 64 hexadecimal digits; see `chain.ts`. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type StoredEvent = z.infer<typeof storedEventSchema>;

/**
 * What happened, by type: the one truth from which every table is projected, the outbox of the sync and the
 * evidence for an inspection. A type that is released may gain optional fields; another shape gets a new version.
 */
export const eventData = {
  /** A station began to keep its log, or opened a new epoch of it. */
  "station.opened": z.object({
    app: z.string(),
    agency: z.string(),
    reason: z.enum(["new", "fork", "restored"]),
    /** The last event that the district had of the former epoch, where this one branched off. */
    from: z.object({ epoch: z.number().int(), seq: z.number().int(), hash: z.string() }).optional(),
  }),
  /**
   * An event of a former epoch that the district never had, carried into this one as it was hashed. The station has
   * applied it under its own number; whoever receives this applies it now.
   */
  "log.carried": z.object({ epoch: z.number().int(), prevHash: z.string(), event: storedEventSchema }),
  /**
   * An event of a log below, told on to the node above as it was hashed: it is about a dossier that was handed up. Its
   * place is that of the log that it was written in.
   */
  "log.relayed": z.object({
    station: z.uuid(),
    epoch: z.number().int().min(1),
    prevHash: z.string(),
    event: storedEventSchema,
  }),
  /** Something came down from the district; `data` is the JSON of its kind. `problem`: kept, but could not be applied. */
  "district.received": z.object({
    item: idSchema,
    kind: z.string(),
    data: z.string(),
    problem: z.string().optional(),
    /** An event of a ticket of which later things are known here: kept, and nothing is turned back. */
    overtaken: z.boolean().optional(),
  }),
  /** The office's catalogue was loaded or replaced, whole. */
  "catalogue.loaded": z.object({ sha256: z.string(), catalogue: catalogueSchema }),
  /** Something of it was changed. */
  "catalogue.changed": catalogueChangeSchema,
  "staff.signedIn": z.object({ staff: z.string(), counter: z.string() }),
  "staff.signedOut": z.object({ staff: z.string(), counter: z.string() }),
  /** The head gave somebody a PIN on this PC. */
  "staff.pinSet": z.object({ staff: z.string() }),
  "ticket.issued": z.object({
    day: daySchema,
    serviceGroup: z.string(),
    number: z.number().int(),
    label: z.string(),
    priority: prioritySchema.nullable(),
    printJob: idSchema.nullable(),
    /** From when the wait counts for its turn; the instant of the event where it is left out. */
    queuedFrom: instantSchema.optional(),
    /** What the citizen was told. */
    estimatedSeconds: z.number().int().nullable().optional(),
    appointment: idSchema.optional(),
  }),
  "ticket.called": z.object({
    counter: z.string(),
    call: z.number().int(),
    reason: callReasonSchema.optional(),
  }),
  /** The call was a mistake and was taken back within a minute. */
  "ticket.callUndone": z.object({ counter: z.string() }),
  "ticket.serving": z.object({ counter: z.string() }),
  "ticket.held": z.object({ counter: z.string(), reason: holdReasonSchema }),
  "ticket.resumed": z.object({ counter: z.string() }),
  "ticket.requeued": z.object({ counter: z.string().nullable(), queuedFrom: instantSchema }),
  "ticket.transferred": z.object({
    counter: z.string(),
    queue: z.string(),
    onlyCounter: z.string().nullable(),
  }),
  "ticket.priority": z.object({ counter: z.string(), priority: prioritySchema.nullable() }),
  "ticket.served": z.object({ counter: z.string() }),
  "ticket.noShow": z.object({ counter: z.string() }),
  /** Nobody will serve it any more: its day was closed, or is over. */
  "ticket.closed": z.object({ reason: z.enum(["dayClosed", "dayOver"]) }),
  /** A time was booked at the counter, or delivered by the district. */
  "appointment.booked": z.object({
    code: z.string(),
    serviceGroup: z.string(),
    day: daySchema,
    slot: instantSchema,
    name: z.string(),
    phone: z.string(),
    citizenNumber: citizenNumberSchema.nullable().optional(),
  }),
  "appointment.cancelled": z.object({}),
  /** A number was taken with it. */
  "appointment.used": z.object({ ticket: idSchema }),
  /** A citizen's word on the service of this ticket. */
  "survey.answered": z.object({
    counter: z.string(),
    score: z.number().int().min(1).max(5),
    reasons: z.array(surveyReasonSchema),
  }),
  "counter.paused": z.object({ counter: z.string(), reason: pauseReasonSchema }),
  "counter.unpaused": z.object({ counter: z.string() }),
  /** A PC or a device was let into the hall that this PC hosts. */
  "hall.memberAdded": z.object({
    kind: z.enum(["station", "display", "survey"]),
    name: z.string(),
    place: z.number().int().nullable(),
  }),
  "hall.memberRemoved": z.object({ name: z.string() }),
  /** This PC hosts from now on; `from` is the one that hosted before. */
  "hall.takenOver": z.object({ term: z.number().int(), from: z.string() }),
  /** This PC follows another host from now on. */
  "hall.followed": z.object({ term: z.number().int(), host: z.string() }),
  ...dossierEventData,
  /** A paper came out, or a person said that it did or did not. */
  "paper.settled": z.object({
    printJob: idSchema,
    kind: paperKindSchema,
    subject: z.string(),
    copy: z.number().int(),
    outcome: z.enum(["printed", "notPrinted", "cancelled"]),
    /** Who knows: the printer itself, or a person. */
    by: z.enum(["printer", "person"]),
    /** The printer could not confirm: it counts as printed because all of it was sent. */
    unconfirmed: z.boolean().optional(),
    printer: z.string().optional(),
  }),
  /** A person asked for a paper once more; it is marked as a copy. */
  "paper.requestedAgain": z.object({
    printJob: idSchema,
    kind: paperKindSchema,
    subject: z.string(),
    copy: z.number().int(),
  }),
  /** The wording and shape of the office's papers were read from its files or changed on the screen, whole. */
  "papers.changed": z.object({ sha256: z.string(), design: paperDesignSchema }),
  /** The wording of a form was changed in the program; the subject names set and form. */
  "forms.changed": formChangeSchema,
} as const;

export type EventType = keyof typeof eventData;
export type EventData<T extends EventType> = z.infer<(typeof eventData)[T]>;
