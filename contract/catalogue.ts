import { z } from "zod";
import { localizedTextSchema } from "./text.ts";
import { clockSchema, daySchema } from "./time.ts";

/**
 * What an office edits: who it is, whom it serves, by which procedures and on which days.
 * The data files under `data/` and the catalogue that the district sends down both have these shapes.
 */

/** A node of the administration (*cơ quan, đơn vị*), with the dates between which it exists. */
export const agencySchema = z.object({
  /** Identification code, e.g. `000.01.15.H44`; opaque, given by the province. */
  code: z.string().min(1),
  name: localizedTextSchema,
  level: z.enum(["province", "district", "commune"]),
  /** The agency above; absent at the root. */
  parent: z.string().optional(),
  effectiveFrom: daySchema,
  /** Last day of existence; absent while it exists. */
  effectiveTo: daySchema.optional(),
  /** After a merger: the agency that took it over. */
  successor: z.string().optional(),
  source: z.string(),
  /** Names of fields that are assumed, not taken from a source. */
  assumed: z.array(z.string()).default([]),
});
export type Agency = z.infer<typeof agencySchema>;

/** From the first to the second clock time of a day. */
export const periodSchema = z.object({ from: clockSchema, to: clockSchema });
export type Period = z.infer<typeof periodSchema>;

export const purposeSchema = z.enum(["lodge", "ask", "collect"]);
export type Purpose = z.infer<typeof purposeSchema>;

/** A group of services that shares one queue (*nhóm dịch vụ*). */
export const serviceGroupSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** The letter before the number on a ticket: `A` in `A105`. */
  letter: z.string().regex(/^[A-Z]$/),
  name: localizedTextSchema,
  /** One plain sentence for the kiosk: what one comes here for. */
  hint: localizedTextSchema,
  /** Name of a pictogram that the kiosk has. */
  icon: z.string(),
  open: z.boolean().default(true),
  /** What one comes to the counter for: to lodge a dossier, to ask about one, or to collect a result. */
  purpose: purposeSchema.default("lodge"),
  /** Its own hours for giving out numbers, every working day; the office's where left out. */
  hours: z.array(periodSchema).optional(),
  /** How many numbers it gives out in a day. */
  quotaPerDay: z.number().int().min(1).max(5000).optional(),
  /** A minute waited in this group counts so many times: the larger share of the counters' time. */
  share: z.number().min(0.25).max(4).default(1),
  /** The slots that can be booked in advance. */
  appointments: z
    .object({
      slotMinutes: z.number().int().min(5).max(240),
      perSlot: z.number().int().min(1).max(50),
    })
    .optional(),
});
export type ServiceGroup = z.infer<typeof serviceGroupSchema>;

/** A counter (*quầy*) and the groups it serves. */
export const counterSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** The number on the sign above it. */
  number: z.number().int().min(1).max(99),
  name: localizedTextSchema,
  serviceGroups: z.array(z.string()).min(1),
});
export type Counter = z.infer<typeof counterSchema>;

/** A member of staff who works at the counters. The PIN is kept only as a salted hash in the store. */
export const staffSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9.-]*$/),
  name: z.string().min(1),
  title: z.string(),
  /** `officer`: a specialist of a division (*chuyên viên phòng chuyên môn*), who takes dossiers over and gives results. */
  role: z.enum(["clerk", "officer", "head", "admin"]),
  /** The division that an officer belongs to. */
  division: z.string().optional(),
});
export type Staff = z.infer<typeof staffSchema>;

/** How long a procedure may take by its decision of publication. */
export const processingTimeSchema = z.discriminatedUnion("unit", [
  /** Working days (*ngày làm việc*); the day of receipt is not counted. */
  z.object({ unit: z.literal("workingDays"), count: z.number().int().min(1).max(400) }),
  /** Working hours, counted inside the office's hours. */
  z.object({ unit: z.literal("hours"), count: z.number().int().min(1).max(2000) }),
  /** Returned before closing; received after the cut-off: the next working day. */
  z.object({ unit: z.literal("sameDay") }),
]);
export type ProcessingTime = z.infer<typeof processingTimeSchema>;

/** A unit of the office that deals with dossiers (*phòng chuyên môn*), or another agency that it passes them to. */
export const divisionSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: localizedTextSchema,
  /** Code of the agency, where it is another one: from then on that agency has the dossier. */
  agency: z.string().optional(),
  phone: z.string().default(""),
});
export type Division = z.infer<typeof divisionSchema>;

/** Who pays less or nothing of a fee (*miễn, giảm*). */
export const feeExemptionSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** Whom it is for. */
  name: localizedTextSchema,
  /** What is taken off, 100 for all of it. */
  percent: z.number().int().min(1).max(100),
  legalBasis: z.string().default(""),
  /** Not taken from a source: to be compared with the resolution of the provincial council. */
  assumed: z.boolean().default(false),
});
export type FeeExemption = z.infer<typeof feeExemptionSchema>;

/** From a page on, each page costs another amount. */
export const pageTierSchema = z.object({
  fromPage: z.number().int().min(2).max(10_000),
  amount: z.number().int().min(0),
});

/** What a fee is counted by, and how its amount changes with the pages. */
const rateShape = {
  /** Đồng for each dossier, copy or page; 0 where it is free. */
  amount: z.number().int().min(0),
  per: z.enum(["dossier", "copy", "page"]),
  /** Of a fee by the page: from which page on another amount holds, in the order of the pages. */
  pageTiers: z.array(pageTierSchema).default([]),
  /** Of a fee by the page: the most that one copy costs, đồng. */
  mostPerCopy: z.number().int().min(1).optional(),
};

/** A fee or charge beside the main one. */
export const procedureFeeSchema = z.object({
  /** `main` is the procedure's own. */
  id: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .refine((id) => id !== "main", "main is the procedure's own fee"),
  name: localizedTextSchema,
  /** `charge`: *phí*, for a service; `fee`: *lệ phí*, for an act of the administration. */
  kind: z.enum(["fee", "charge"]),
  ...rateShape,
  exemptions: z.array(feeExemptionSchema).default([]),
  /** When it is paid: with the dossier, with a supplement, with the result. */
  collectAt: z.enum(["receipt", "supplement", "result"]).default("receipt"),
});
export type ProcedureFee = z.infer<typeof procedureFeeSchema>;

/** A division on the way of a dossier, at home or of another agency (*một cửa liên thông*), and how long it has. */
export const routeLegSchema = z.object({
  /** Id of a division, or `counter`: the one-stop shop itself. */
  node: z.string(),
  time: processingTimeSchema,
});
export type RouteLeg = z.infer<typeof routeLegSchema>;

/** A case of a procedure (*trường hợp giải quyết*): what differs from the common one. */
export const procedureCaseSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: localizedTextSchema,
  time: processingTimeSchema.optional(),
  /** Ids of the components that it needs; all of the procedure's where left out. */
  components: z.array(z.string()).optional(),
  /** Amount of the main fee, where it is another. */
  feeAmount: z.number().int().min(0).optional(),
  /** Ids of the other fees that it has; all of the procedure's where left out. */
  otherFees: z.array(z.string()).optional(),
  /** The nodes that it passes, where they are others. */
  route: z.array(routeLegSchema).optional(),
});

/** A paper that belongs to a dossier (*thành phần hồ sơ*). */
export const procedureComponentSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: localizedTextSchema,
  /** How many originals and how many copies are handed in. */
  originals: z.number().int().min(0),
  copies: z.number().int().min(0),
  /** Without it the dossier is incomplete. */
  required: z.boolean(),
  /** Only shown at the counter, not handed in (an identity card, say). */
  presentOnly: z.boolean().default(false),
  /** An earlier dossier's paper may serve again: it must not be asked for twice (Decree 107/2021/NĐ-CP). */
  reusable: z.boolean().default(false),
  /** The form that the applicant fills in (*mẫu đơn, tờ khai*). */
  form: z.object({ name: z.string(), url: z.url({ protocol: /^https$/ }).optional() }).optional(),
});
export type ProcedureComponent = z.infer<typeof procedureComponentSchema>;

/** An administrative procedure (*thủ tục hành chính*) as the office carries it out. */
export const procedureSchema = z.object({
  /** National catalogue code, e.g. `1.001193`. */
  code: z.string().regex(/^\d\.\d{6}$/),
  name: localizedTextSchema,
  /** What people call it, for searching: *sao y*, *sổ đỏ*. */
  keywords: z.array(z.string().regex(/^[^;\n]+$/)).default([]),
  /** The field (*lĩnh vực*) it belongs to. */
  field: z.object({ code: z.string(), name: localizedTextSchema }),
  serviceGroup: z.string(),
  level: z.enum(["commune", "district", "province"]),
  time: processingTimeSchema,
  /** `HH:mm`; overrides the office's cut-off where the procedure has its own. */
  cutOff: clockSchema.optional(),
  fee: z.object({
    /** Of the common case. */
    ...rateShape,
    /** The wording of the decision, exemptions included: a bare number misleads who is exempt. */
    text: localizedTextSchema,
    kind: z.enum(["fee", "charge"]).default("fee"),
    exemptions: z.array(feeExemptionSchema).default([]),
    collectAt: z.enum(["receipt", "supplement", "result"]).default("receipt"),
  }),
  otherFees: z.array(procedureFeeSchema).default([]),
  /** Cases that differ in time, papers or fee; empty where there is only one. */
  cases: z.array(procedureCaseSchema).default([]),
  /** The division that deals with it. */
  division: z.string().optional(),
  /** Nodes that the dossier passes, in order; their times add up to the procedure's. */
  route: z.array(routeLegSchema).default([]),
  /** How many calendar days a supplement is waited for. */
  supplementDays: z.number().int().min(1).max(365).default(30),
  components: z.array(procedureComponentSchema).min(1),
  result: localizedTextSchema,
  online: z.enum(["full", "partial", "none"]),
  /** First and last day of this version; the code stays the same over all versions. */
  effectiveFrom: daySchema,
  effectiveTo: daySchema.optional(),
  source: z.string(),
  /** Names of fields that are assumed, not taken from a source. */
  assumed: z.array(z.string()).default([]),
});
export type Procedure = z.infer<typeof procedureSchema>;

/** The public holidays of the Labour Code 2019, article 112, and the one that is about to join them (24 November). */
export const legalHolidaySchema = z.enum([
  "newYear",
  "tet",
  "hungKings",
  "reunificationAndLabour",
  "nationalDay",
  "cultureDay",
]);
export type LegalHoliday = z.infer<typeof legalHolidaySchema>;

/** Holidays and swap days of one year, as announced by the government. */
export const calendarYearSchema = z.object({
  year: z.number().int().min(2000).max(2100),
  /** `assumed` until the government's decision is out. */
  status: z.enum(["announced", "assumed"]),
  source: z.string(),
  /** Days off, both ends included. */
  holidays: z.array(
    z.object({
      from: daySchema,
      to: daySchema,
      name: localizedTextSchema,
      /** Decided in principle but not law yet: it stands here to be put in force, and is worked until then. */
      pending: z.boolean().optional(),
    }),
  ),
  /** Weekend days that are worked in exchange for a day off (*hoán đổi ngày làm việc*). */
  workedDays: z.array(z.object({ day: daySchema, name: localizedTextSchema })),
});
export type CalendarYear = z.infer<typeof calendarYearSchema>;

/** When the office works. */
export const calendarSchema = z.object({
  /** Working periods by weekday, Monday first; an empty list is a day off. */
  week: z.tuple([
    z.array(periodSchema),
    z.array(periodSchema),
    z.array(periodSchema),
    z.array(periodSchema),
    z.array(periodSchema),
    z.array(periodSchema),
    z.array(periodSchema),
  ]),
  /** Received after this time counts as received on the next working day. */
  cutOff: clockSchema,
  years: z.array(calendarYearSchema),
  /** What is assumed of a year without an entry, where the law leaves a choice. */
  assumptions: z
    .object({
      /** How many of the five days of Tết lie before the first of the lunar year; else the longer run of days off. */
      tetDaysBefore: z.union([z.literal(1), z.literal(2)]).optional(),
      /** Whether 24 November (*Ngày Văn hóa Việt Nam*) is a day off. */
      cultureDay: z.boolean().optional(),
    })
    .optional(),
});
export type Calendar = z.infer<typeof calendarSchema>;

/** How the office runs its queue. Minutes unless a name says otherwise. */
export const queueRulesSchema = z.object({
  /** By how much a priority ticket goes before tickets taken earlier; bounds what others wait. */
  priorityLeadMinutes: z.number().int().min(0).max(120),
  /** How much longer a ticket of a counter's second group must have waited to be called before one of its first. */
  preferenceMinutes: z.number().int().min(0).max(60).default(3),
  /** How long before its time an appointment begins to count as waiting. */
  appointmentLeadMinutes: z.number().int().min(0).max(120).default(15),
  /** One who comes later than this after the appointed time waits as everybody does. */
  appointmentGraceMinutes: z.number().int().min(0).max(120).default(15),
  /** How often a number is called before its holder counts as not come. */
  callsBeforeNoShow: z.number().int().min(1).max(9).default(3),
  /** One who returns so soon after the last call keeps the place. */
  noShowGraceMinutes: z.number().int().min(0).max(120).default(15),
  undoSeconds: z.number().int().min(0).max(600).default(60),
  /** When a new queue day begins; work past midnight belongs to the day before. */
  dayBegins: clockSchema.default("04:00"),
  /** Numbers are given out from so long before the office opens until so long before it closes. */
  opensBeforeMinutes: z.number().int().min(0).max(240).default(0),
  closesBeforeMinutes: z.number().int().min(0).max(240).default(15),
  /** Numbers that one host may give out per group and day: see `numberRange`. */
  numbersPerHost: z.number().int().min(99).max(5000).default(500),
  /** Taken for a group that has not been measured yet. */
  assumedServiceMinutes: z.number().min(0.5).max(120).default(6),
});
export type QueueRules = z.infer<typeof queueRulesSchema>;

/** What a scanned or photographed paper may be at most. */
export const attachmentRulesSchema = z.object({
  mostMegabytes: z.number().int().min(1).max(100).default(15),
  /** A sheet A4 at 600 dots per inch has 35. */
  mostMegapixels: z.number().int().min(1).max(200).default(50),
});

/** Ready-made reasons for the forms given at intake (forms 02 and 03). */
export const intakeReasonsSchema = z.object({
  supplement: z.array(localizedTextSchema).default([]),
  refusal: z.array(localizedTextSchema).default([]),
});

/** What an office says in its own words, in the place of the program's. */
export const officeTextsSchema = z.object({
  /** The first line of the kiosk. */
  greeting: localizedTextSchema.optional(),
  /** What to do with a number: on the kiosk's screen and on the ticket. */
  ticketNote: localizedTextSchema.optional(),
  /** What the tablet at a counter asks. */
  surveyQuestion: localizedTextSchema.optional(),
});
export type OfficeTexts = z.infer<typeof officeTextsSchema>;

/** Steps of a dossier for which an office keeps ready-made reasons. */
export const reasonedSteps = [
  "requestSupplement",
  "requestPayment",
  "voidPayment",
  "requestWithdrawal",
  "dropWithdrawal",
  "withdraw",
  "stop",
  "extend",
  "correct",
  "refuse",
  "reopen",
  "declineHandover",
] as const;
/** Ready-made reasons by step, as they are printed on its paper. */
export const stepReasonsSchema = z.partialRecord(z.enum(reasonedSteps), z.array(localizedTextSchema));

/** The office that a station belongs to. */
export const officeSchema = z.object({
  agency: z.string(),
  name: localizedTextSchema,
  /** The line above the name on a paper: the superior agency. */
  superior: localizedTextSchema,
  address: localizedTextSchema,
  phone: z.string(),
  place: z.string(),
  /**
   * Pattern of a dossier code. Tokens: `{agency}`, `{YYMMDD}`, `{YYYYMMDD}`, `{serial:N}` (at least N digits).
   * Circular 01/2018/TT-VPCP, article 19: `{agency}-{YYMMDD}-{serial:4}`.
   */
  dossierCodePattern: z.string(),
  /** Where a procedure is lodged online: an address with `{code}` in the place of the procedure's code. */
  procedureUrlPattern: z
    .url({ protocol: /^https$/ })
    .includes("{code}")
    .optional(),
  queue: queueRulesSchema,
  attachments: attachmentRulesSchema.prefault({}),
  intakeReasons: intakeReasonsSchema.prefault({}),
  stepReasons: stepReasonsSchema.default({}),
  /** In so many working hours one who lodged online is answered; `LODGED_ANSWER_HOURS` where nothing is said. */
  lodgedAnswerHours: z.number().int().min(1).max(80).optional(),
  /** After so many days a result that nobody collected is put on the list of work. */
  collectWithinDays: z.number().int().min(1).max(365).default(10),
  /** One line that the hall's displays show. */
  announcement: localizedTextSchema.optional(),
  texts: officeTextsSchema.optional(),
  /** Names of fields that are assumed, not taken from a source. */
  assumed: z.array(z.string()).default([]),
});
export type Office = z.infer<typeof officeSchema>;

/** Everything a station needs to know about its office, loaded whole or not at all. */
export const catalogueSchema = z.object({
  office: officeSchema,
  agencies: z.array(agencySchema).min(1),
  serviceGroups: z.array(serviceGroupSchema).min(1),
  counters: z.array(counterSchema).min(1),
  staff: z.array(staffSchema).min(1),
  divisions: z.array(divisionSchema).default([]),
  procedures: z.array(procedureSchema).min(1),
  calendar: calendarSchema,
});
export type Catalogue = z.infer<typeof catalogueSchema>;

/** A procedure's version by what tells it from all others. */
export const procedureVersionSchema = procedureSchema.pick({ code: true, effectiveFrom: true });
export type ProcedureVersion = z.infer<typeof procedureVersionSchema>;

/**
 * What differs from the catalogue before: a part is there whole where it is another, procedures one by one by code and
 * first day. A large catalogue changes by several of them, so that each fits into a batch of the sync.
 */
export const catalogueChangeSchema = z.object({
  /** Of the whole catalogue once it is in force. */
  sha256: z.string(),
  office: officeSchema.optional(),
  agencies: z.array(agencySchema).optional(),
  serviceGroups: z.array(serviceGroupSchema).optional(),
  counters: z.array(counterSchema).optional(),
  staff: z.array(staffSchema).optional(),
  divisions: z.array(divisionSchema).optional(),
  calendar: calendarSchema.optional(),
  /** New ones come after those that are there; others stay in their place. */
  procedures: z.array(procedureSchema).default([]),
  /** Offered no more. What was accepted under them keeps them. */
  removed: z.array(procedureVersionSchema).default([]),
  /** Number of the district's version that is in force with it. */
  publication: z.number().int().optional(),
});
export type CatalogueChange = z.infer<typeof catalogueChangeSchema>;

/** What is wrong with a file of procedures: of the file as a whole, or at a place in it. */
export const catalogueFileReasons = [
  "fileEmpty",
  "fileTooLarge",
  "fileUnknown",
  "fileOldExcel",
  "filePassword",
  "fileDamaged",
  "fileBomb",
  "fileJson",
  "sheetMissing",
  "sheetTwice",
  "headingMissing",
  "tooManyRows",
  "rowWithoutProcedure",
  "versionUnclear",
  "cellRequired",
  "cellError",
  "cellFormula",
  "cellMerged",
  "cellTooLong",
  "cellText",
  "cellNumber",
  "cellDay",
  "cellClock",
  "cellCode",
  "cellChoice",
  "cellYesNo",
  "cellTiers",
  "cellInvalid",
  "twice",
  "unknownField",
  "unknownDivision",
  "unknownGroup",
  "unknownComponent",
  "unknownFee",
  "unknownCase",
  "routeTime",
  "tierOrder",
  "tiersByPage",
  "endsBeforeItBegins",
  "versionsOverlap",
  "noComponents",
  "noFee",
] as const;

/** One fault of a file, with its place as a spreadsheet shows it. */
export const catalogueFileFaultSchema = z.object({
  /** Name of the sheet, or the path in a JSON file; empty where the file as a whole is meant. */
  sheet: z.string(),
  row: z.number().int().nullable(),
  /** Letters of the column, as in Excel. */
  column: z.string().nullable(),
  /** The column's heading. */
  heading: z.string(),
  reason: z.enum(catalogueFileReasons),
  /** What stands there, shortened. */
  found: z.string(),
  /** What may stand there, where it can be said: words, ids, a limit. */
  expected: z.string(),
});
export type CatalogueFileFault = z.infer<typeof catalogueFileFaultSchema>;
export type CatalogueFileReason = CatalogueFileFault["reason"];
