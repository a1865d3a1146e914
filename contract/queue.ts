import { z } from "zod";
import { counterSchema, officeTextsSchema, serviceGroupSchema, staffSchema } from "./catalogue.ts";
import { citizenCardSchema, citizenNumberSchema } from "./dossier.ts";
import { idSchema } from "./entities.ts";
import { localizedTextSchema } from "./text.ts";
import { daySchema, instantSchema } from "./time.ts";

/** Whom the law and courtesy put first in a queue; self-declared at the kiosk, confirmed or undone by a clerk. */
export const prioritySchema = z.enum(["elderly", "disability", "pregnant", "infant", "warInvalid"]);
export type Priority = z.infer<typeof prioritySchema>;

/**
 * Life of a ticket: `waiting` → `called` → `serving` → `served`. `held`: put aside with its place kept, while the
 * citizen fills in a form. `noShow`: called and not come; may return. `closed`: still open when the day was closed.
 */
export const ticketStatusSchema = z.enum([
  "waiting",
  "called",
  "serving",
  "held",
  "served",
  "noShow",
  "closed",
]);
export type TicketStatus = z.infer<typeof ticketStatusSchema>;

/** Statuses of a ticket that somebody still has to do something about. */
export const openStatuses = ["waiting", "called", "serving", "held"] as const satisfies TicketStatus[];

/** Why a ticket is called before the others that wait. */
export const callReasonSchema = z.enum([
  /** It waited longest. */
  "turn",
  "priority",
  "appointment",
  /** It was sent to this very counter. */
  "sentHere",
  /** Not the longest wait, but of a group that this counter serves first or that has the larger share. */
  "groupOrder",
  /** The clerk called this number. */
  "byNumber",
]);
export type CallReason = z.infer<typeof callReasonSchema>;

/** A place in the queue (*số thứ tự*). */
export const ticketSchema = z.object({
  id: idSchema,
  /** The queue's day it is valid for; numbers restart every day. */
  day: daySchema,
  /** The group that gave the number. */
  serviceGroup: z.string(),
  number: z.number().int().min(1),
  /** What is printed, shown and spoken: `A105`. Never changes, whatever becomes of the ticket. */
  label: z.string(),
  /** The group in whose queue it stands: another one after a transfer. */
  queue: z.string(),
  priority: prioritySchema.nullable(),
  /** A clerk has seen that the declared priority is right. */
  priorityConfirmed: z.boolean(),
  status: ticketStatusSchema,
  issuedAt: instantSchema,
  /** From when the wait counts for its turn: kept over transfer and hold, an appointment's own time. */
  queuedFrom: instantSchema,
  /** Sent to this counter only (*chuyển quầy*), for as long as somebody works there. */
  onlyCounter: z.string().nullable(),
  calledAt: instantSchema.nullable(),
  /** Why it was called when it was, before the others that waited. */
  callReason: callReasonSchema.nullable(),
  /** How often it was called since it was last waiting. */
  calls: z.number().int().min(0),
  /** Where it is, or where it was last. */
  counter: z.string().nullable(),
  /** Who called it last. */
  staff: z.string().nullable(),
  servingAt: instantSchema.nullable(),
  finishedAt: instantSchema.nullable(),
  /** What the citizen was told at the kiosk; null where nothing could be said. */
  estimatedSeconds: z.number().int().min(0).nullable(),
  /** The appointment it was taken with. */
  appointment: idSchema.nullable(),
});
export type Ticket = z.infer<typeof ticketSchema>;

/** Why a ticket is put aside. */
export const holdReasonSchema = z.enum(["fillForm", "fetchPaper", "other"]);
export const pauseReasonSchema = z.enum(["break", "meeting", "helping", "system"]);
export type PauseReason = z.infer<typeof pauseReasonSchema>;

/** What a clerk does with the queue at a counter. */
export const counterStepSchema = z.discriminatedUnion("kind", [
  /** Calls the next; where nobody waits, nothing happens. */
  z.object({ kind: z.literal("callNext") }),
  /** Calls a given number: one that waits, is held or did not come. */
  z.object({ kind: z.literal("call"), ticket: idSchema }),
  z.object({ kind: z.literal("recall"), ticket: idSchema }),
  /** Takes back a call made by mistake, within a minute. */
  z.object({ kind: z.literal("undoCall"), ticket: idSchema }),
  /** The citizen has come. */
  z.object({ kind: z.literal("serve"), ticket: idSchema }),
  z.object({ kind: z.literal("served"), ticket: idSchema }),
  z.object({ kind: z.literal("noShow"), ticket: idSchema }),
  /** "Fill this in and come back": the counter is free, the place is kept. */
  z.object({ kind: z.literal("hold"), ticket: idSchema, reason: holdReasonSchema }),
  /** A held ticket is served on, without waiting. */
  z.object({ kind: z.literal("resume"), ticket: idSchema }),
  /** A held ticket, or one that did not come, waits again. */
  z.object({ kind: z.literal("requeue"), ticket: idSchema }),
  /** To another group's queue, or to one counter; the time waited so far counts. */
  z.object({
    kind: z.literal("transfer"),
    ticket: idSchema,
    queue: z.string(),
    counter: z.string().nullable(),
  }),
  /** Confirms, changes or undoes what was declared at the kiosk. */
  z.object({ kind: z.literal("setPriority"), ticket: idSchema, priority: prioritySchema.nullable() }),
  z.object({ kind: z.literal("pause"), reason: pauseReasonSchema }),
  z.object({ kind: z.literal("unpause") }),
]);
export type CounterStep = z.infer<typeof counterStepSchema>;

/** Whether a group gives out numbers now. */
export const openingSchema = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("open"),
    closesAt: instantSchema.nullable(),
    /** Numbers left today, where the group has a quota. */
    left: z.number().int().nullable(),
  }),
  z.object({
    state: z.literal("closed"),
    reason: z.enum(["office", "hours", "dayOff", "quota"]),
    opensAt: instantSchema.nullable(),
  }),
]);
export type Opening = z.infer<typeof openingSchema>;

/** One line of the hall display: a number and where it is called to. */
export const callSchema = z.object({
  ticket: idSchema,
  label: z.string(),
  counter: z.string(),
  counterNumber: z.number().int(),
  priority: prioritySchema.nullable(),
  status: z.enum(["called", "serving"]),
  calledAt: instantSchema,
  /** 1 at the first call; the display announces again when it grows. */
  call: z.number().int(),
});
export type Call = z.infer<typeof callSchema>;

/** Who holds the queue, as the PC that tells it sees it. */
export const hallLinkSchema = z.object({
  host: z.string(),
  /** `own`: this PC hosts. `lost`: the host can't be reached, what is shown is as it was `since` then. */
  link: z.enum(["own", "connected", "lost"]),
  since: instantSchema,
});
export type HallLink = z.infer<typeof hallLinkSchema>;

/** The whole state of the queue; small, so it is sent whole at every change and nobody can miss one. */
export const boardSchema = z.object({
  day: daySchema,
  /** Grows with every change. */
  revision: z.number().int(),
  hall: hallLinkSchema,
  /** The office's announcement. */
  announcement: localizedTextSchema.nullable(),
  /** What the office says in its own words. */
  texts: officeTextsSchema,
  /** What the counters' keys go by. */
  rules: z.object({ callsBeforeNoShow: z.number().int(), undoSeconds: z.number().int() }),
  groups: z.array(
    z.object({
      group: serviceGroupSchema,
      waiting: z.number().int(),
      lastNumber: z.number().int(),
      opening: openingSchema,
      /** How long one who takes a number now is likely to wait; null where no counter works for the group. */
      estimatedSeconds: z.number().int().nullable(),
    }),
  ),
  counters: z.array(
    z.object({
      counter: counterSchema,
      staff: staffSchema.nullable(),
      paused: z.object({ reason: pauseReasonSchema, since: instantSchema }).nullable(),
      waiting: z.number().int(),
      current: ticketSchema.nullable(),
      /** Tickets that this counter has put aside. */
      held: z.array(ticketSchema),
      /** Whom the survey at this counter asks: the last one served, for some minutes. */
      lastServed: z.object({ ticket: idSchema, label: z.string(), at: instantSchema }).nullable(),
    }),
  ),
  /** Tickets at the counters now and those just called, the latest first. */
  calls: z.array(callSchema),
});
export type Board = z.infer<typeof boardSchema>;

/** A booked time (*lịch hẹn*): with its code a number is taken at the kiosk on that day. */
export const appointmentBookingSchema = z.object({
  id: idSchema,
  /** What the citizen brings along: six letters and digits that nobody confuses. */
  code: z.string(),
  serviceGroup: z.string(),
  day: daySchema,
  /** When the slot begins. */
  slot: instantSchema,
  name: z.string(),
  phone: z.string(),
  /** By which the citizen card is as good as the code at the kiosk; null where nobody asked for it. */
  citizenNumber: citizenNumberSchema.nullable().default(null),
  status: z.enum(["booked", "used", "cancelled"]),
});
export type AppointmentBooking = z.infer<typeof appointmentBookingSchema>;

/**
 * What a citizen showed at the kiosk, so that nobody types it at the counter again. Kept in memory, at the PC that hosts
 * the queue, for as long as the ticket is open: it is convenience, no evidence, and never on a screen of the hall or on
 * paper (Law 91/2025/QH15).
 */
export const shownSchema = z.object({
  card: citizenCardSchema.nullable(),
  /** Of the receipt whose result is asked for. */
  dossierCode: z.string().max(60).nullable(),
});
export type Shown = z.infer<typeof shownSchema>;

/** What is known of the citizen at a counter, for the clerk there. */
export const citizenHereSchema = shownSchema.extend({
  booking: appointmentBookingSchema
    .pick({ slot: true, name: true, phone: true, citizenNumber: true })
    .nullable(),
});
export type CitizenHere = z.infer<typeof citizenHereSchema>;

/** A time that can be booked, with the places left. */
export const slotSchema = z.object({ slot: instantSchema, left: z.number().int() });
export type Slot = z.infer<typeof slotSchema>;

/** What a citizen may tick as the reason of the score. */
export const surveyReasonSchema = z.enum([
  "quick",
  "friendly",
  "clear",
  "slow",
  "unfriendly",
  "unclear",
  "cameBack",
]);
export type SurveyReason = z.infer<typeof surveyReasonSchema>;

/** A citizen's word on a service (*mức độ hài lòng*): 1 not at all to 5 very satisfied; 4 and 5 count as satisfied. */
export const surveyAnswerSchema = z.object({
  ticket: idSchema,
  score: z.number().int().min(1).max(5),
  reasons: z.array(surveyReasonSchema).max(7),
});
export type SurveyAnswer = z.infer<typeof surveyAnswerSchema>;

/** From this score on a citizen counts as satisfied. */
export const SATISFIED = 4;

/** A ticket in the order in which a counter would call it, and why. */
export const lineEntrySchema = z.object({ ticket: ticketSchema, reason: callReasonSchema });
export type LineEntry = z.infer<typeof lineEntrySchema>;

/** A member of staff's day at the counters, and the hall's. Times in seconds; null where there were none. */
export const queueFiguresSchema = z.object({
  issued: z.number().int(),
  waiting: z.number().int(),
  served: z.number().int(),
  noShows: z.number().int(),
  meanWaitSeconds: z.number().nullable(),
  longestWaitSeconds: z.number().nullable(),
  meanServiceSeconds: z.number().nullable(),
  /** How far off the waiting times told at the kiosk were, on average, whichever way. */
  meanEstimateErrorSeconds: z.number().nullable(),
  /** How many answered the survey, and how many of them were satisfied; nobody's name stands beside it. */
  surveyAnswers: z.number().int(),
  satisfied: z.number().int(),
});
export type QueueFigures = z.infer<typeof queueFiguresSchema>;
