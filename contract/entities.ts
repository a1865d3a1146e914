import { z } from "zod";
import { legalHolidaySchema, processingTimeSchema } from "./catalogue.ts";
import { localizedTextSchema } from "./text.ts";
import { clockSchema, daySchema, instantSchema } from "./time.ts";

/** Identifiers are UUIDs of version 7: made anywhere without asking, sorted by time. */
export const idSchema = z.uuid();

/** Why the clock of a dossier stands still (statuses 5, 6 and 8). */
export const pauseKindSchema = z.enum(["supplement", "payment", "stopped"]);
export type PauseKind = z.infer<typeof pauseKindSchema>;

/** Why an appointment is the day it is, step by step; put into words where it is shown. */
export const appointmentStepSchema = z.discriminatedUnion("kind", [
  /** Received after the cut-off or outside hours: counts as received on `day`. */
  z.object({
    kind: z.literal("receivedNextWorkingDay"),
    day: daySchema,
    reason: z.enum(["cutOff", "closed"]),
    /** The cut-off that was applied, where it was one. */
    cutOff: clockSchema.optional(),
  }),
  z.object({ kind: z.literal("counted"), from: daySchema, to: daySchema, workingDays: z.number().int() }),
  z.object({ kind: z.literal("hoursCounted"), from: instantSchema, to: instantSchema, hours: z.number() }),
  z.object({ kind: z.literal("sameDay"), day: daySchema }),
  /** The share of one node of an interlinked procedure (*liên thông*), by its name, and until when. */
  z.object({ kind: z.literal("leg"), node: z.string(), time: processingTimeSchema, dueAt: instantSchema }),
  /** The clock stood, or stands while `to` is null, for `reason`. */
  z.object({
    kind: z.literal("paused"),
    from: instantSchema,
    to: instantSchema.nullable(),
    reason: pauseKindSchema,
  }),
  /** The pause is over: what it waited for counts as received on `day`. */
  z.object({ kind: z.literal("resumed"), day: daySchema, reason: z.enum(["cutOff", "closed"]).optional() }),
  /** What is left to count when an open pause ends. */
  z.object({ kind: z.literal("daysLeft"), workingDays: z.number().int() }),
  z.object({ kind: z.literal("hoursLeft"), hours: z.number() }),
  /** A day off inside the span that was not counted. */
  z.object({ kind: z.literal("holiday"), from: daySchema, to: daySchema, name: localizedTextSchema }),
  /** The same, computed by the Labour Code because the office's calendar has no entry for the year. */
  z.object({
    kind: z.literal("legalHoliday"),
    from: daySchema,
    to: daySchema,
    holiday: legalHolidaySchema,
  }),
  /** A weekend day inside the span that was counted, being worked in exchange. */
  z.object({ kind: z.literal("workedDay"), day: daySchema, name: localizedTextSchema }),
  /** The year's holidays are not announced yet: the appointment stands on assumed ones. */
  z.object({ kind: z.literal("assumedCalendar"), year: z.number().int() }),
]);
export type AppointmentStep = z.infer<typeof appointmentStepSchema>;

/** The promised time of the result. Once promised it is never recomputed. */
export const appointmentSchema = z.object({
  receivedAt: instantSchema,
  dueAt: instantSchema,
  steps: z.array(appointmentStepSchema),
});
export type Appointment = z.infer<typeof appointmentSchema>;

/**
 * Life of a print job: `queued` → `sending` → `printed`. `unknown`: the program or the line died while it
 * was sent and a person must say whether the paper came out. `failed`: given up, a person decides. `expired`: it waited
 * longer than a paper of its kind is good for, a person decides.
 * `waiting`: the printer can't print now (paper, cover, off) and is asked again. `kept`: a form where no page printer is
 * named; it can be opened and printed from the screen.
 *
 * A page printer takes a form and says nothing more: such a job is `printed` once the operating system has taken it,
 * which the log calls `unconfirmed`.
 */
export const printJobStateSchema = z.enum([
  "queued",
  "sending",
  "waiting",
  "printed",
  "unknown",
  "failed",
  "expired",
  "cancelled",
  "kept",
]);
export type PrintJobState = z.infer<typeof printJobStateSchema>;

export const printerConditionSchema = z.enum([
  "ready",
  "offline",
  "paperOut",
  "paperNearEnd",
  "coverOpen",
  "error",
  "unknown",
]);
export type PrinterCondition = z.infer<typeof printerConditionSchema>;

/** `form`: a paper on A4 or A5 (`contract/forms.ts`); the others come out of a receipt printer. */
export const paperKindSchema = z.enum(["ticket", "receipt", "appointment", "feeReceipt", "test", "form"]);
export type PaperKind = z.infer<typeof paperKindSchema>;
/** Papers on a roll. */
export const rollPaperSchema = paperKindSchema.exclude(["form"]);
export type RollPaper = z.infer<typeof rollPaperSchema>;

export const printJobSchema = z.object({
  id: idSchema,
  kind: paperKindSchema,
  /** What the paper proves: the ticket's or dossier's id. */
  subject: z.string(),
  /** What a person calls it: `A105`, a dossier code. */
  title: z.string(),
  state: printJobStateSchema,
  /** 1 for the first paper; from 2 on it is marked as a copy (*bản sao*). */
  copy: z.number().int().min(1),
  attempts: z.number().int().min(0),
  condition: printerConditionSchema.nullable(),
  /** The printer that a person chose; null: the one that is named for such papers. */
  printer: z.string().nullable(),
  /** The printer that had it last. */
  sentTo: z.string().nullable(),
  createdAt: instantSchema,
  finishedAt: instantSchema.nullable(),
});
export type PrintJob = z.infer<typeof printJobSchema>;

/**
 * Why a printer is not reached, as far as the line to it tells: nobody answers there; somebody does, but takes no print;
 * no such name, device or queue; not allowed to use the device; another PC or program has it just now; the queue is
 * stopped; the system has no spooler.
 */
export const offlineCauseSchema = z.enum([
  "noAnswer",
  "refused",
  "unknownHost",
  "noDevice",
  "notAllowed",
  "busy",
  "noQueue",
  "queueStopped",
  "noSpooler",
]);
export type OfflineCause = z.infer<typeof offlineCauseSchema>;

/** Jobs that only a person can decide on. */
export const undecidedStates: readonly PrintJobState[] = ["unknown", "failed", "expired"];

/** How far the district has what this station knows. */
export const syncStateSchema = z.object({
  enrolled: z.boolean(),
  district: z.string().nullable(),
  epoch: z.number().int(),
  /** Last event stored here. */
  lastSeq: z.number().int(),
  /** Last event the district has acknowledged. */
  ackedSeq: z.number().int(),
  state: z.enum(["idle", "sending", "waiting", "stopped"]),
  lastSuccessAt: instantSchema.nullable(),
  lastError: z.object({ code: z.string(), data: z.unknown(), at: instantSchema }).nullable(),
  nextTryAt: instantSchema.nullable(),
  /** When the first event was made that the district lacks. */
  waitingSince: instantSchema.nullable(),
  /** Files that the district lacks. */
  attachmentsWaiting: z.number().int(),
  /** How far this PC's clock is ahead of the district's; null before it was measured. */
  clockAheadMs: z.number().int().nullable(),
  /** What came down and this program could not apply: kept until one that can. */
  unappliedItems: z.number().int(),
});
export type SyncState = z.infer<typeof syncStateSchema>;
