import { z } from "zod";
import { paperKindSchema } from "./entities.ts";

/** Why a dossier that was lodged online can't be taken over. */
export const lodgedFaults = [
  "agencyUnknown",
  "procedureUnknown",
  "notOnline",
  "caseUnknown",
  "componentUnknown",
  "attachmentMissing",
  "lodgedInFuture",
] as const;

/** What is wrong with a template of a form. */
const templateFaultReasons = [
  "forbidden",
  "unclosedTag",
  "unclosedSection",
  "unopenedSection",
  "unescaped",
  "otherBraces",
  "unknownPart",
  "unknownField",
  "noText",
] as const;
export type TemplateFaultReason = (typeof templateFaultReasons)[number];

/**
 * Every failure a person or a peer can meet, by name, with the figures its message needs.
 *
 * An error travels as `code` + `data` and is put into words where it is read: the screens have one text
 * per code and language (`error.<code>`), so a clerk, a citizen and an inspector read the same failure in
 * their own language. The text says what to do next.
 */
export const errorData = {
  /** The input does not fit the contract; `path` names the field. */
  BAD_INPUT: z.object({ path: z.string(), reason: z.string() }),

  // --- station and store
  /** The station service is starting or has just been restarted; ask again. */
  STATION_STARTING: z.object({}),
  /** The data folder or the store file can't be written (read-only disk, rights). */
  STORE_READ_ONLY: z.object({ path: z.string() }),
  /** The disk is full: nothing was stored. */
  STORE_FULL: z.object({ path: z.string() }),
  /** The store file is damaged; it was left untouched for recovery. */
  STORE_CORRUPT: z.object({ path: z.string(), detail: z.string() }),
  /** Another station service has this store open. */
  STORE_IN_USE: z.object({ path: z.string() }),
  /** The store was written by a newer version of the program. */
  STORE_TOO_NEW: z.object({ path: z.string(), migration: z.string() }),
  /** The SQLite engine can't be loaded in this runtime (Node-API too old or file missing). */
  STORE_ENGINE_MISSING: z.object({ detail: z.string() }),
  /** A listening port is taken by another program. */
  PORT_TAKEN: z.object({ port: z.number().int(), service: z.string() }),
  /** A file that the office needs is not where it is looked for. */
  DATA_FILE_MISSING: z.object({ file: z.string() }),
  /** A data file (catalogue, calendar, staff) was refused; nothing of it was loaded. */
  DATA_FILE_INVALID: z.object({ file: z.string(), path: z.string(), reason: z.string() }),

  /** The node has no office yet: none was read from a data folder. */
  OFFICE_MISSING: z.object({}),
  /** No such published version of the office. */
  VERSION_UNKNOWN: z.object({ version: z.number().int() }),
  /** The draft is what is in force already. */
  NOTHING_TO_PUBLISH: z.object({}),
  AGENCY_UNKNOWN: z.object({ code: z.string() }),

  // --- staff
  SIGN_IN_REFUSED: z.object({}),
  /** Too many wrong PINs; `seconds` until the next try. */
  SIGN_IN_LOCKED: z.object({ seconds: z.number().int() }),
  NOT_SIGNED_IN: z.object({}),
  /** Somebody else is signed in at this counter. */
  COUNTER_TAKEN: z.object({ counter: z.string(), staff: z.string() }),

  // --- queue
  SERVICE_GROUP_UNKNOWN: z.object({ id: z.string() }),
  /** The group gives out no numbers now; `opensAt` where it is known. */
  SERVICE_GROUP_CLOSED: z.object({
    id: z.string(),
    reason: z.enum(["office", "hours", "dayOff", "quota"]),
    opensAt: z.string().nullable(),
  }),
  /** Every number that this host may give out in the group today is given out. */
  QUEUE_NUMBERS_EXHAUSTED: z.object({ id: z.string(), last: z.number().int() }),
  COUNTER_UNKNOWN: z.object({ id: z.string() }),
  TICKET_UNKNOWN: z.object({ id: z.string() }),
  /** The ticket is not in a state that allows the step, e.g. recalling one that is finished. */
  TICKET_STATE: z.object({ label: z.string(), status: z.string() }),
  /** This counter is still serving a ticket; finish it first. */
  COUNTER_BUSY: z.object({ label: z.string() }),
  /** This counter is on a pause; end it first. */
  COUNTER_PAUSED: z.object({ counter: z.string() }),
  /** Not come so far, but it has to be called `left` more times before it counts as that. */
  CALLS_LEFT: z.object({ label: z.string(), left: z.number().int() }),
  /** A call can be taken back for a short time only. */
  UNDO_TOO_LATE: z.object({ label: z.string(), seconds: z.number().int() }),
  /** All places of the slot are booked. */
  SLOT_FULL: z.object({ slot: z.string() }),
  /** There is no such slot: not in the group's hours, over, or the group takes no appointments. */
  SLOT_UNKNOWN: z.object({ slot: z.string() }),
  APPOINTMENT_UNKNOWN: z.object({ code: z.string() }),
  /** A number was taken with it before, or it was cancelled. */
  APPOINTMENT_USED: z.object({ code: z.string() }),
  /** The appointment is for another day, or much later today. */
  APPOINTMENT_TOO_EARLY: z.object({ day: z.string(), clock: z.string() }),
  /** The citizen of this ticket has answered already, or it was not served. */
  SURVEY_CLOSED: z.object({ label: z.string() }),
  /** The step is the head's or an administrator's. */
  NOT_ALLOWED: z.object({ role: z.string() }),

  // --- administration
  /** Somebody else saved meanwhile; look at it before saving again. */
  CATALOGUE_CHANGED: z.object({}),
  /** What was entered contradicts itself; nothing of it was saved. */
  CATALOGUE_INVALID: z.object({ path: z.string(), reason: z.string() }),
  /** A procedure contradicts itself; `reason` is one of a file's faults (`catalogueFileReasons`), said by `fileFault.…`. */
  PROCEDURE_UNSOUND: z.object({ code: z.string(), reason: z.string(), found: z.string() }),
  /** The procedure has a version from that day on, or the code is taken. */
  VERSION_EXISTS: z.object({ code: z.string(), day: z.string() }),
  /** A new version begins after the one that it follows. */
  VERSION_TOO_EARLY: z.object({ code: z.string(), day: z.string() }),
  /** People still wait in the group: it can't be removed and keeps its letter until they are served. */
  GROUP_IN_USE: z.object({ name: z.string() }),
  /** Somebody works at the counter, or a ticket is there. */
  COUNTER_IN_USE: z.object({ counter: z.string() }),

  // --- several PCs in one hall
  /** The PC that hosts the queue can't be reached; intake and printing go on. */
  HALL_LOST: z.object({ host: z.string() }),
  /** The PC that a printer hangs on is off, or does not answer. */
  PC_AWAY: z.object({ name: z.string() }),
  /** That PC has older office data than this one: it knows the clerk or the counter not yet. */
  PC_OUTDATED: z.object({ name: z.string() }),
  /** Not a code that the host shows now: wrong, used or out of date. */
  PAIRING_REFUSED: z.object({}),
  /** Too many wrong codes; the host has to show a new one. */
  PAIRING_CLOSED: z.object({}),
  /** This PC or device does not belong to the hall, or was removed from it. */
  NOT_OF_THIS_HALL: z.object({}),
  /** Nobody answers there, or it is no Một Cửa. */
  HALL_UNREACHABLE: z.object({ address: z.string() }),
  /** The host is there: a take-over would cut it off. */
  HOST_IS_THERE: z.object({ host: z.string() }),
  /** Only the hosting PC can do this. */
  NOT_HOSTING: z.object({ host: z.string() }),

  // --- dossiers
  PROCEDURE_UNKNOWN: z.object({ code: z.string() }),
  DOSSIER_UNKNOWN: z.object({ id: z.string() }),
  /** No receipt says that; nobody learns whether the code or the secret is wrong. */
  LOOK_UP_REFUSED: z.object({}),
  /** Too many wrong look-ups; `seconds` until the next. */
  LOOK_UP_LOCKED: z.object({ seconds: z.number().int() }),
  /** The step can't be taken with this dossier now; `obstacle` says why, `status` where it stands. */
  DOSSIER_STEP: z.object({ code: z.string(), step: z.string(), obstacle: z.string(), status: z.string() }),
  /** No such unit in the office's catalogue. */
  DIVISION_UNKNOWN: z.object({ id: z.string() }),
  HANDOVER_UNKNOWN: z.object({ id: z.string() }),
  /** The list was signed before. */
  HANDOVER_CLOSED: z.object({ number: z.string() }),
  /** The new date of an apology is not after the promised one, or is a day off. */
  NEW_DATE_UNFIT: z.object({ day: z.string() }),
  /** More than what is owed; đồng. */
  PAYMENT_TOO_HIGH: z.object({ owed: z.number().int(), amount: z.number().int() }),
  /** A component is to be reused, but no dossier of that code has it of this applicant, scanned. */
  PAPER_NOT_HELD: z.object({ name: z.string(), code: z.string() }),
  /** Components that must be handed in are missing; an incomplete dossier gets form 02, not a receipt. */
  COMPONENTS_MISSING: z.object({ names: z.array(z.string()) }),
  /** What the scanner typed is not a citizen-card QR. */
  CARD_MALFORMED: z.object({
    reason: z.enum(["empty", "fields", "number", "birthDate", "sex", "issueDate"]),
  }),
  /** A Vietnamese input method (Telex, VNI) rewrote what the scanner typed. */
  CARD_MANGLED: z.object({}),
  /** All serial numbers of this station for the day are used up. */
  CODE_SERIAL_EXHAUSTED: z.object({ date: z.string(), last: z.number().int() }),
  /** The calendar has no announced holidays for the year a deadline falls into. */
  CALENDAR_MISSING: z.object({ year: z.number().int() }),
  // --- attachments
  /** No PDF, JPEG or PNG, by its content or by the ending of its name. */
  ATTACHMENT_TYPE: z.object({ name: z.string() }),
  /** Cut off or damaged: it can't be opened. */
  ATTACHMENT_BROKEN: z.object({ name: z.string() }),
  ATTACHMENT_TOO_LARGE: z.object({ name: z.string(), megabytes: z.number(), most: z.number() }),
  /** An image that would unfold to more than the office allows, in megapixels. */
  ATTACHMENT_TOO_MANY_PIXELS: z.object({
    name: z.string(),
    width: z.number().int(),
    height: z.number().int(),
    most: z.number(),
  }),
  /** The dossier names a paper whose content is not here. */
  ATTACHMENT_MISSING: z.object({ name: z.string() }),
  /** The station was restarted while the file was on its way. */
  UPLOAD_UNKNOWN: z.object({}),
  /** Somebody else took it, or it was removed from the scanner's folder. */
  SCAN_GONE: z.object({ name: z.string() }),

  /** The same request was sent before with other content. */
  REQUEST_REUSED: z.object({ requestId: z.string() }),

  // --- printing
  PRINT_JOB_UNKNOWN: z.object({ id: z.string() }),
  PRINT_JOB_STATE: z.object({ id: z.string(), state: z.string() }),
  PRINTER_UNKNOWN: z.object({ id: z.string() }),
  /** That paper can't come out of that printer. */
  PRINTER_UNSUITED: z.object({ id: z.string(), printer: z.string() }),
  /** Somebody else changed the papers meanwhile; look at it before saving again. */
  PAPERS_CHANGED: z.object({}),
  /** A line names what its paper does not have; nothing was saved. */
  PAPERS_INVALID: z.object({ paper: paperKindSchema, line: z.number().int(), reason: z.string() }),

  // --- forms on pages
  /** The set has no such form: Circular 01/2018/TT-VPCP has no notice of stopping, say. */
  FORM_UNKNOWN: z.object({ set: z.string(), form: z.string() }),
  FORM_PAPER_UNKNOWN: z.object({ id: z.string() }),
  /** A template can't be used as it is; nothing was saved. `reason` is said by `forms.fault.…`, of what is `found` there. */
  FORM_TEMPLATE_INVALID: z.object({
    line: z.number().int(),
    column: z.number().int(),
    reason: z.enum(templateFaultReasons),
    found: z.string(),
  }),
  /** Pages are made by the program with windows, and none is connected to this station. */
  PAGES_UNAVAILABLE: z.object({}),
  /** The page could not be made or written. */
  PAGE_FAILED: z.object({ detail: z.string() }),
  /** A file that is to be written anew is open in another program, or may not be written. */
  FILE_IN_USE: z.object({ file: z.string() }),

  // --- sync with the district
  UNAUTHORISED: z.object({}),
  ENROL_CODE_INVALID: z.object({}),
  /** The code is for the PC that takes the place of this one. */
  ENROL_CODE_REPLACES_THIS: z.object({}),
  /** A code for `agency` is to replace a PC of another one; no code was made. */
  REPLACED_OF_OTHER_AGENCY: z.object({ agency: z.string() }),
  /** What was lodged online can't be taken over from the portal: every reason with its place. */
  LODGED_UNFIT: z.object({ faults: z.array(z.object({ path: z.string(), reason: z.enum(lodgedFaults) })) }),
  /** Another content came under the same code before. */
  LODGED_DIFFERS: z.object({ code: z.string() }),
  LODGED_UNKNOWN: z.object({ code: z.string() }),
  /** Another counter of the office has it in hand. */
  LODGED_TAKEN: z.object({ code: z.string(), station: z.string() }),
  /** It was taken back by the applicant before anybody had it in hand. */
  LODGED_GONE: z.object({ code: z.string() }),
  /** It is answered for good: nothing is left to take back. */
  LODGED_CLOSED: z.object({ code: z.string() }),
  STATION_REVOKED: z.object({}),
  /** The batch does not name the station the token was given to. */
  STATION_MISMATCH: z.object({}),
  /** The batch does not follow the last stored event; send from `expectedSeq`. */
  BATCH_GAP: z.object({ epoch: z.number().int(), expectedSeq: z.number().int() }),
  /** The same sequence number was stored before with another content (restored backup, cloned disk). */
  BATCH_FORK: z.object({ epoch: z.number().int(), seq: z.number().int() }),
  /** An event's hash does not follow from its content and its predecessor. */
  CHAIN_BROKEN: z.object({ epoch: z.number().int(), seq: z.number().int() }),
  BATCH_TOO_LARGE: z.object({ limitBytes: z.number().int() }),
  PROTOCOL_UNSUPPORTED: z.object({ supported: z.array(z.number().int()) }),
  DISTRICT_UNREACHABLE: z.object({ detail: z.string() }),
  /** The district has more to do than it can, or its database is away for a moment; come back after `seconds`. */
  DISTRICT_BUSY: z.object({ seconds: z.number().int() }),
  /** The district's disk is full: nothing was stored there, everything is kept here. */
  DISTRICT_FULL: z.object({}),
  /** The piece of a file does not follow; send from `offset`. */
  ATTACHMENT_OFFSET: z.object({ offset: z.number().int() }),
  /** The file that arrived is not the one that its hash names; it was put away. */
  ATTACHMENT_DAMAGED: z.object({ sha256: z.string() }),
  ATTACHMENT_UNKNOWN: z.object({ sha256: z.string() }),

  // --- the district's pages
  /** Nobody learns whether it was the name or the password. */
  LOGIN_REFUSED: z.object({}),
  /** Too many wrong passwords; `seconds` until the next try. */
  LOGIN_LOCKED: z.object({ seconds: z.number().int() }),
  /** The first password has to be changed before anything else. */
  PASSWORD_MUST_CHANGE: z.object({}),
  /** A one-time password was not used within its `days`; an administrator gives a new one. */
  PASSWORD_EXPIRED: z.object({ days: z.number().int() }),
  /** Shorter than `least`, the account's name, or the one that it was. */
  PASSWORD_UNFIT: z.object({ reason: z.enum(["short", "login", "same"]), least: z.number().int() }),
  /** The account's role does not include this. */
  ROLE_LACKS: z.object({ role: z.string() }),
  ACCOUNT_EXISTS: z.object({ login: z.string() }),
  ACCOUNT_UNKNOWN: z.object({ login: z.string() }),
  /** Nobody could administer the accounts any more. */
  LAST_ADMIN: z.object({ login: z.string() }),
  /** A page of another site asked. */
  FOREIGN_PAGE: z.object({}),
  /** Somebody else took a step since the page was opened; nothing was done. */
  DOSSIER_CHANGED: z.object({ code: z.string() }),

  // --- the national portal
  /** No answer within the time, a proxy's error, or the portal has too much to do; tried again by itself. */
  PORTAL_UNREACHABLE: z.object({ detail: z.string() }),
  PORTAL_SIGN_IN_REFUSED: z.object({ username: z.string() }),
  /** The account may not do this there (HTTP 403). */
  PORTAL_FORBIDDEN: z.object({ service: z.string() }),
  /** Nothing answers under this path (HTTP 404): the address in the settings is wrong. */
  PORTAL_ADDRESS_WRONG: z.object({ address: z.string() }),
  /** A page or half an answer came instead of data. */
  PORTAL_ANSWER_UNREADABLE: z.object({ service: z.string(), begins: z.string() }),
  /** The portal did not take the record; `code` and `message` are the portal's. */
  PORTAL_REFUSED: z.object({ service: z.string(), code: z.string(), message: z.string() }),
  /** The portal's catalogue has no procedure of this code; the mapping has to name the right one. */
  PORTAL_PROCEDURE_UNKNOWN: z.object({ code: z.string() }),

  /** A fault of ours; `reference` finds it in the log. */
  INTERNAL: z.object({ reference: z.string() }),
} as const;

export type ErrorCode = keyof typeof errorData;
export type ErrorData<C extends ErrorCode> = z.infer<(typeof errorData)[C]>;

export const errorCodes = Object.keys(errorData) as ErrorCode[];

/** A failure with a name. Thrown inside a service, carried by the RPC contract to whoever asked. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly data: ErrorData<C>;

  constructor(code: C, data: ErrorData<C>, options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(data)}`, options);
    this.name = "AppError";
    this.code = code;
    this.data = data;
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}
