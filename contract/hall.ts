import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { staffSchema } from "./catalogue.ts";
import { citizenCardSchema, citizenNumberSchema } from "./dossier.ts";
import { idSchema } from "./entities.ts";
import { storedEventSchema } from "./events.ts";
import { namedErrors as base } from "./named-errors.ts";
import { pcPrintersSchema, printerStepSchema, toldPrintersSchema } from "./printers.ts";
import {
  appointmentBookingSchema,
  boardSchema,
  citizenHereSchema,
  counterStepSchema,
  lineEntrySchema,
  prioritySchema,
  queueFiguresSchema,
  shownSchema,
  slotSchema,
  surveyAnswerSchema,
  ticketSchema,
} from "./queue.ts";
import { daySchema, instantSchema } from "./time.ts";

/**
 * What the PCs of a hall say to each other. One of them hosts the queue; the others (members) ask it, keep a replica of
 * its events, and one of them can take over. Browsers (a TV box, a tablet) are devices: they show and ask less.
 *
 * A connection is a WebSocket over TLS. Before any call both sides prove who they are by the messages below; then the
 * RPC contract runs on it.
 */
export const HALL_PROTOCOL = 1;

/** Where the WebSocket is on a station's hall port. */
export const HALL_PATH = "/hall";

/** A PC or a device of the hall. */
export const memberSchema = z.object({
  id: idSchema,
  kind: z.enum(["station", "display", "survey"]),
  name: z.string().min(1).max(80),
  /** Its place among the PCs that can host: decides which numbers it may give out. Null for a device. */
  place: z.number().int().min(0).nullable(),
  /** The certificate (PEM) that it is known by; null for a device. */
  certificate: z.string().max(4000).nullable(),
  /** `host:port` where it was last reached. */
  address: z.string().nullable(),
  /** SHA-256 of a device's token. */
  tokenHash: z.string().nullable(),
  joinedAt: instantSchema,
  removedAt: instantSchema.nullable(),
});
export type Member = z.infer<typeof memberSchema>;

/** Who hosts. A take-over begins the next term; of two claims the higher term holds, then the lower id. */
export const tenureSchema = z.object({ term: z.number().int().min(1), host: idSchema });
export type Tenure = z.infer<typeof tenureSchema>;

export const rosterSchema = tenureSchema.extend({ members: z.array(memberSchema) });
export type Roster = z.infer<typeof rosterSchema>;

/** How far somebody knows the hall's events: the last sequence number by `station/epoch`. */
export const knownSchema = z.record(z.string(), z.number().int());
export type Known = z.infer<typeof knownSchema>;

/** An event of the hall with the log that it stands in. */
export const hallEventSchema = storedEventSchema.extend({
  station: idSchema,
  epoch: z.number().int().min(1),
});
export type HallEvent = z.infer<typeof hallEventSchema>;

/** First word of whoever is asked. The nonce is new each time: an answer that was overheard opens nothing. */
export const challengeSchema = z.object({
  type: z.literal("challenge"),
  protocols: z.array(z.number().int()),
  station: idSchema,
  nonce: z.string(),
});

/** Answer to the challenge. */
export const answerSchema = z.discriminatedUnion("type", [
  /** A PC of the hall; signs the nonce and the certificate it sees with the key of its own. */
  z.object({
    type: z.literal("member"),
    protocol: z.number().int(),
    app: z.string().max(40),
    station: idSchema,
    /** Where it listens itself. */
    port: z.number().int(),
    tenure: tenureSchema,
    signature: z.string().max(400),
  }),
  /** A PC that wants to join, with a proof that it knows the code. */
  z.object({
    type: z.literal("pair"),
    protocol: z.number().int(),
    app: z.string().max(40),
    station: idSchema,
    name: z.string().min(1).max(80),
    port: z.number().int(),
    certificate: z.string().max(4000),
    proof: z.string().max(100),
  }),
  /** A browser that was let in before. */
  z.object({ type: z.literal("device"), protocol: z.number().int(), token: z.string().max(100) }),
  /** A browser that wants to be let in. */
  z.object({
    type: z.literal("pairDevice"),
    protocol: z.number().int(),
    code: z.string().max(40),
    kind: z.enum(["display", "survey"]),
    name: z.string().min(1).max(80),
  }),
]);
export type Answer = z.infer<typeof answerSchema>;

export const verdictSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("welcome"),
    /** The host's own proof of the code, where one was asked for. */
    proof: z.string().optional(),
    /** A device's token, where it has just been let in. */
    token: z.string().optional(),
    roster: rosterSchema.optional(),
  }),
  /** This PC does not host; ask there. */
  z.object({ type: z.literal("elsewhere"), tenure: tenureSchema, address: z.string().nullable() }),
  z.object({ type: z.literal("refused"), code: z.string(), data: z.unknown() }),
]);
export type Verdict = z.infer<typeof verdictSchema>;

/** Who takes a step, vouched for by the member where that person has signed in. */
const at = z.object({ counter: z.string(), staff: z.string() });
const requestId = idSchema;

/** A number just given out; whoever asked prints it. */
const takenSchema = z.object({ ticket: ticketSchema, waitingBefore: z.number().int() });

/** What a member asks of the host. */
export const hallContract = {
  queue: {
    watchBoard: base.output(eventIterator(boardSchema)),
    take: base
      .input(
        z.object({
          requestId,
          serviceGroup: z.string(),
          priority: prioritySchema.nullable(),
          shown: shownSchema.nullable().default(null),
        }),
      )
      .output(takenSchema),
    step: base.input(z.object({ at, requestId, step: counterStepSchema })).output(ticketSchema.nullable()),
    checkIn: base.input(z.object({ requestId, code: z.string().max(40) })).output(takenSchema),
    checkInByCard: base
      .input(z.object({ requestId, card: citizenCardSchema }))
      .output(takenSchema.nullable()),
    citizen: base
      .input(z.object({ counter: z.string(), ticket: idSchema }))
      .output(citizenHereSchema.nullable()),
    slots: base.input(z.object({ serviceGroup: z.string(), day: daySchema })).output(z.array(slotSchema)),
    book: base
      .input(
        z.object({
          at,
          requestId,
          serviceGroup: z.string(),
          slot: instantSchema,
          name: z.string().max(200),
          phone: z.string().max(20),
          citizenNumber: citizenNumberSchema.nullable().default(null),
        }),
      )
      .output(appointmentBookingSchema),
    cancelBooking: base.input(z.object({ at, requestId, id: idSchema })).output(appointmentBookingSchema),
    bookingsOf: base.input(z.object({ day: daySchema })).output(z.array(appointmentBookingSchema)),
    answerSurvey: base.input(surveyAnswerSchema).output(z.object({})),
    line: base.input(z.object({ counter: z.string() })).output(z.array(lineEntrySchema)),
    find: base.input(z.object({ label: z.string().max(20) })).output(z.array(ticketSchema)),
    figures: base
      .input(z.object({ staff: z.string() }))
      .output(z.object({ mine: queueFiguresSchema, hall: queueFiguresSchema })),
    closeDay: base.input(z.object({ at, requestId })).output(z.object({ closed: z.array(ticketSchema) })),
  },
  /** Who has signed in at this member's counters, whenever that changes. */
  present: base
    .input(z.object({ counters: z.array(z.object({ counter: z.string(), staff: staffSchema })) }))
    .output(z.object({})),
  printers: {
    /** How this member's printers are, whenever that changes. */
    tell: base.input(toldPrintersSchema).output(z.object({})),
    /** The printers of all other PCs, whenever one changes. */
    watch: base.output(eventIterator(z.array(pcPrintersSchema))),
    /** Has a step taken at the PC that the printer hangs on. Fails by what it fails by there, PC_AWAY, PC_OUTDATED. */
    step: base.input(z.object({ at, pc: idSchema, step: printerStepSchema })).output(z.object({})),
    /** Steps that others ask of this member, and what became of each. */
    asked: base.output(eventIterator(z.object({ id: idSchema, at, step: printerStepSchema }))),
    done: base
      .input(
        z.object({ id: idSchema, failure: z.object({ code: z.string(), data: z.unknown() }).nullable() }),
      )
      .output(z.object({})),
  },
  replica: {
    /** What the host knows, so that the member can bring what the host has missed. */
    known: base.output(knownSchema),
    /** Events that the host lacks: taken while it was cut off, or told to this member only. */
    bring: base.input(z.object({ events: z.array(hallEventSchema).max(500) })).output(z.object({})),
    /** Events after `known`, then each new one; the roster whenever it changes. */
    watch: base.input(z.object({ known: knownSchema })).output(
      eventIterator(
        z.object({
          events: z.array(hallEventSchema),
          roster: rosterSchema.nullable(),
        }),
      ),
    ),
    /** The member has stored the host's events up to here. */
    stored: base.input(z.object({ epoch: z.number().int(), seq: z.number().int() })).output(z.object({})),
  },
};

/** The hall as this PC sees it, for its screens. */
export const hallStateSchema = z.object({
  /** Whether this PC can be one of several: false where its settings name no hall port. */
  enabled: z.boolean(),
  role: z.enum(["host", "member"]),
  term: z.number().int(),
  self: idSchema,
  host: z.object({ id: idSchema, name: z.string(), address: z.string().nullable() }),
  link: z.enum(["own", "connected", "lost"]),
  since: instantSchema,
  members: z.array(
    memberSchema.omit({ certificate: true, tokenHash: true }).extend({ connected: z.boolean() }),
  ),
  /** Where others reach this PC. */
  addresses: z.array(z.string()),
  pairing: z.object({ code: z.string(), expiresAt: instantSchema }).nullable(),
  /** Hosts that were heard on the network. */
  discovered: z.array(z.object({ station: z.string(), name: z.string(), address: z.string() })),
});
export type HallState = z.infer<typeof hallStateSchema>;

/** Whether claim `a` of hosting holds against `b`. */
export function prevails(a: Tenure, b: Tenure): boolean {
  return a.term > b.term || (a.term === b.term && a.host < b.host);
}
