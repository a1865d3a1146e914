import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { attachmentCalls } from "./attachment-calls.ts";
import {
  counterSchema,
  officeTextsSchema,
  procedureSchema,
  queueRulesSchema,
  serviceGroupSchema,
  staffSchema,
} from "./catalogue.ts";
import { citizenNumberSchema } from "./dossier.ts";
import { cardTextSchema, dossierCalls, dossierLifeCalls } from "./dossier-calls.ts";
import { dossierDeskCalls } from "./dossier-desk.ts";
import { dossierListCalls } from "./dossier-lists.ts";
import { idSchema, printJobSchema, rollPaperSchema, syncStateSchema } from "./entities.ts";
import { formCalls } from "./form-calls.ts";
import { hallStateSchema } from "./hall.ts";
import { intakeCalls } from "./intake-calls.ts";
import { lodgedCalls } from "./lodged-calls.ts";
import { namedErrors as base } from "./named-errors.ts";
import { officePapersSchema, paperDesignSchema } from "./paper-design.ts";
import { pcPrintersSchema, printerStatusSchema } from "./printers.ts";
import { procedureCalls } from "./procedure-calls.ts";
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
import { textModeSchema } from "./settings.ts";
import { languageSchema, localizedTextSchema } from "./text.ts";
import { daySchema, instantSchema } from "./time.ts";

/** Version of the contract between a window and its station service, compared at the hand-shake. */
export const STATION_PROTOCOL = 2;

/** Made by whoever asks; a request sent again (after a crash, say) gets the first answer, nothing happens twice. */
const requestId = idSchema;

/** The PC of the hall that the printer hangs on; null for this one. Fails by PC_AWAY, PC_OUTDATED. */
const pc = idSchema.nullable().default(null);

/** What a sign-in gives; sent with each step that a member of staff answers for. */
const session = z.string().min(16).max(100);

export const helloSchema = z.object({
  protocol: z.number().int(),
  app: z.string(),
  /** Runtime of the station service, for support. */
  runtime: z.object({ node: z.string(), napi: z.string(), host: z.enum(["utility", "child", "standalone"]) }),
  station: z
    .object({
      id: z.string(),
      name: localizedTextSchema,
      office: localizedTextSchema,
      /** Where a procedure is lodged online, with `{code}` for its code; null where the office names no such page. */
      procedureUrlPattern: z.string().nullable(),
    })
    .nullable(),
  /** A practice hall: what happens here is nothing but practice. */
  practice: z.boolean(),
  /** Why the station can't work, where it can't: the screens show it instead of an empty hall. */
  fault: z.object({ code: z.string(), data: z.unknown() }).nullable(),
});
export type Hello = z.infer<typeof helloSchema>;

/** What a clerk must know about the machine: printers, papers to decide on, what the district has. */
export const healthSchema = z.object({
  printers: z.array(printerStatusSchema),
  /** Jobs that wait for a person's decision or for the printer. */
  openJobs: z.array(printJobSchema),
  /** The printers of the hall's other PCs that can be reached. */
  elsewhere: z.array(pcPrintersSchema),
  sync: syncStateSchema,
  now: instantSchema,
});
export type Health = z.infer<typeof healthSchema>;

export const signInSchema = z.object({
  session,
  staff: staffSchema,
  counter: counterSchema,
});
export type SignIn = z.infer<typeof signInSchema>;

/** Whether a member of staff can sign in on this PC. */
export const staffPinSchema = z.object({
  staff: z.string(),
  name: z.string(),
  title: z.string(),
  hasPin: z.boolean(),
});
export type StaffPin = z.infer<typeof staffPinSchema>;

/** What can be administered in the hall, with the state that a change is based on. */
export const administrationSchema = z.object({
  basedOn: z.string(),
  queue: queueRulesSchema,
  announcement: localizedTextSchema.nullable(),
  texts: officeTextsSchema,
  serviceGroups: z.array(serviceGroupSchema).min(1).max(26),
  counters: z.array(counterSchema).min(1).max(99),
});
export type Administration = z.infer<typeof administrationSchema>;

/** A procedure as one line of a list. */
export const procedureSummarySchema = procedureSchema.pick({
  code: true,
  name: true,
  field: true,
  serviceGroup: true,
  time: true,
});
export type ProcedureSummary = z.infer<typeof procedureSummarySchema>;

/** A number just taken, and the job of its paper. */
const takenSchema = z.object({ ticket: ticketSchema, waitingBefore: z.number().int(), printJob: idSchema });

/** What every window may ask of its station service: the same over a message port and a WebSocket. */
export const stationContract = {
  system: {
    hello: base.output(helloSchema),
    health: base.output(healthSchema),
    watchHealth: base.output(eventIterator(healthSchema)),
  },
  queue: {
    board: base.output(boardSchema),
    /** The board now, then after every change. */
    watchBoard: base.output(eventIterator(boardSchema)),
    take: base
      .input(
        z.object({
          requestId,
          serviceGroup: z.string(),
          priority: prioritySchema.nullable().default(null),
          /** The card as it was scanned, a receipt's dossier: for the clerk, not for screens and papers. */
          shown: z
            .object({ card: cardTextSchema.nullable(), dossierCode: shownSchema.shape.dossierCode })
            .nullable()
            .default(null),
        }),
      )
      .output(takenSchema),
    /**
     * A clerk's step: the ticket after it, or null where there is none (nobody waits, a pause).
     * Fails by TICKET_STATE, COUNTER_BUSY, COUNTER_PAUSED, CALLS_LEFT, UNDO_TOO_LATE, …
     */
    step: base
      .input(z.object({ session, requestId, step: counterStepSchema }))
      .output(ticketSchema.nullable()),
    /** A number by the code of an appointment; asked again with the same code it is the same number. */
    checkIn: base.input(z.object({ requestId, code: z.string().max(40) })).output(takenSchema),
    /**
     * A number by the citizen card (*thẻ căn cước*), as it was scanned, for the appointment that its holder has today; null
     * where there is none. Fails by CARD_MALFORMED, CARD_MANGLED, APPOINTMENT_TOO_EARLY.
     */
    checkInByCard: base.input(z.object({ requestId, card: cardTextSchema })).output(takenSchema.nullable()),
    /** What the citizen at this counter showed at the kiosk, or said when booking; nothing of anybody else. */
    citizen: base.input(z.object({ session, ticket: idSchema })).output(citizenHereSchema.nullable()),
    /** A citizen's word on the service just given, once for each ticket. Fails by SURVEY_CLOSED. */
    answerSurvey: base.input(surveyAnswerSchema).output(z.object({})),
    /** Who waits for the counter, in the order in which they would be called now, and why. */
    line: base.input(z.object({ session })).output(z.array(lineEntrySchema)),
    /** A ticket of today by what stands on it: `A105`, or the number alone where only one group has it. */
    find: base.input(z.object({ session, label: z.string().max(20) })).output(z.array(ticketSchema)),
    /** Today's figures: of the one who is signed in, and of the hall. */
    figures: base
      .input(z.object({ session }))
      .output(z.object({ mine: queueFiguresSchema, hall: queueFiguresSchema })),
    /** Accounts for every open ticket of the day (*chốt ngày*); the head's or an administrator's step. */
    closeDay: base
      .input(z.object({ session, requestId }))
      .output(z.object({ closed: z.array(ticketSchema) })),
  },
  appointments: {
    /** The slots of a group on a day that can still be booked, full ones with 0 left. */
    slots: base
      .input(z.object({ session, serviceGroup: z.string(), day: daySchema }))
      .output(z.array(slotSchema)),
    book: base
      .input(
        z.object({
          session,
          requestId,
          serviceGroup: z.string(),
          slot: instantSchema,
          name: z.string().trim().min(2).max(200),
          phone: z.string().trim().max(20),
          citizenNumber: citizenNumberSchema.nullable().default(null),
        }),
      )
      .output(z.object({ booking: appointmentBookingSchema, printJob: idSchema })),
    cancel: base.input(z.object({ session, requestId, id: idSchema })).output(appointmentBookingSchema),
    ofDay: base.input(z.object({ session, day: daySchema })).output(z.array(appointmentBookingSchema)),
  },
  staff: {
    list: base.output(z.object({ staff: z.array(staffSchema), counters: z.array(counterSchema) })),
    signIn: base
      .input(z.object({ staff: z.string(), counter: z.string(), pin: z.string().min(1).max(32) }))
      .output(signInSchema),
    /** After a restart of the window: the sign-in behind a session, or null where it has ended. */
    resume: base.input(z.object({ session })).output(signInSchema.nullable()),
    signOut: base.input(z.object({ session })).output(z.object({})),
    /** Who has a PIN on this PC. The head's or an administrator's. */
    pins: base.input(z.object({ session })).output(z.array(staffPinSchema)),
    /** Gives somebody a PIN on this PC, or another one. The head's or an administrator's step. */
    setPin: base
      .input(z.object({ session, staff: z.string(), pin: z.string().regex(/^\d{4,12}$/) }))
      .output(z.object({})),
  },
  catalogue: {
    /** Procedures whose name, code or field contains every word of `query`, diacritics or not; all for an empty one. */
    search: base
      .input(z.object({ query: z.string().max(200), serviceGroup: z.string().nullable().default(null) }))
      .output(z.array(procedureSummarySchema)),
    procedure: base.input(z.object({ code: z.string() })).output(procedureSchema),
  },
  procedures: procedureCalls,
  dossiers: { ...dossierCalls, ...dossierListCalls, ...dossierLifeCalls, ...dossierDeskCalls },
  intake: intakeCalls,
  lodged: lodgedCalls,
  attachments: attachmentCalls,
  forms: formCalls,
  printing: {
    job: base.input(z.object({ id: idSchema })).output(printJobSchema),
    /** The papers that were finished last, or those whose title contains `query`. */
    finished: base
      .input(z.object({ session, query: z.string().max(100).default("") }))
      .output(z.array(printJobSchema)),
    /** A person says whether the paper of an undecided job came out; if not, it is printed again. */
    settle: base.input(z.object({ session, pc, id: idSchema, cameOut: z.boolean() })).output(z.object({})),
    /** Prints the paper of a finished job once more, marked as a copy. */
    again: base.input(z.object({ session, id: idSchema })).output(printJobSchema),
    cancel: base.input(z.object({ session, pc, id: idSchema })).output(z.object({})),
    /** Gives a paper that was not begun to another printer. Fails by PRINTER_UNKNOWN, PRINTER_UNSUITED, PRINT_JOB_STATE. */
    move: base.input(z.object({ session, id: idSchema, printer: z.string() })).output(printJobSchema),
    /** Prints the test page: letters both ways, width, codes, cut, cash drawer. Fails by PRINTER_UNKNOWN. */
    test: base.input(z.object({ session, pc, printer: z.string() })).output(z.object({})),
    /** A new roll was put in: its length is counted from here. */
    rollChanged: base.input(z.object({ session, pc, printer: z.string() })).output(z.object({})),
    /** How letters come onto the paper of this printer. The head's or an administrator's step. */
    setTextMode: base
      .input(z.object({ session, printer: z.string(), textMode: textModeSchema }))
      .output(z.object({})),
  },
  papers: {
    /** Shape and wording of the office's papers as they are in force. */
    read: base.input(z.object({ session })).output(officePapersSchema),
    /** The head's or an administrator's step. Fails by PAPERS_CHANGED, PAPERS_INVALID, NOT_ALLOWED. */
    save: base.input(officePapersSchema.extend({ session })).output(officePapersSchema),
    /** A paper with example content, as a PNG in base64. Fails by PAPERS_INVALID. */
    preview: base
      .input(
        z.object({
          session,
          kind: rollPaperSchema,
          language: languageSchema,
          widthDots: z.union([z.literal(576), z.literal(384)]),
          design: paperDesignSchema,
        }),
      )
      .output(z.object({ png: z.string() })),
  },
  hall: {
    state: base.output(hallStateSchema),
    watchState: base.output(eventIterator(hallStateSchema)),
    /** Shows a code by which one PC or device can join, for ten minutes. */
    openPairing: base.input(z.object({ session })).output(hallStateSchema),
    closePairing: base.input(z.object({ session })).output(hallStateSchema),
    /** Joins the hall of another PC. Fails by PAIRING_REFUSED, PAIRING_CLOSED, HALL_UNREACHABLE, PROTOCOL_UNSUPPORTED. */
    join: base
      .input(z.object({ session, address: z.string().max(100), code: z.string().max(40) }))
      .output(hallStateSchema),
    /** Makes this PC the host in the place of one that can't be reached. Fails by HOST_IS_THERE. */
    takeOver: base.input(z.object({ session })).output(hallStateSchema),
    removeMember: base.input(z.object({ session, id: idSchema })).output(hallStateSchema),
  },
  admin: {
    read: base.input(z.object({ session })).output(administrationSchema),
    /**
     * Puts what was changed in force at once, on every screen. The head's or an administrator's step. Fails by
     * CATALOGUE_CHANGED, CATALOGUE_INVALID, GROUP_IN_USE, COUNTER_IN_USE, NOT_ALLOWED, NOT_HOSTING.
     */
    save: base.input(z.object({ session, change: administrationSchema })).output(administrationSchema),
  },
  sync: {
    /** Tries at once instead of waiting for the next turn. */
    now: base.output(syncStateSchema),
  },
};
