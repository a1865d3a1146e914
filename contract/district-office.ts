import { z } from "zod";
import {
  calendarSchema,
  divisionSchema,
  procedureSchema,
  procedureVersionSchema,
  staffSchema,
} from "./catalogue.ts";
import { idSchema } from "./entities.ts";
import { namedErrors as base } from "./named-errors.ts";
import { officeReportSchema } from "./office.ts";
import { importPreviewSchema, procedureDetailSchema, procedureLineSchema } from "./procedure-calls.ts";
import { localizedTextSchema, writtenSchema } from "./text.ts";
import { daySchema, instantSchema } from "./time.ts";

/** Hash of what the page has read: what was saved since is not overwritten. */
const basedOn = z.string();
/** Base64 of at most 12 MB. */
const file = z.base64().max(15 * 1024 * 1024);

/** What can be said of a procedure at a glance: what people ask about when it changes. */
const glanceSchema = z.object({
  time: procedureSchema.shape.time,
  amount: z.number().int(),
  effectiveFrom: daySchema,
  effectiveTo: daySchema.nullable(),
});
export type ProcedureGlance = z.infer<typeof glanceSchema>;

/** A version of a procedure that will differ: null before it was there, null after it is gone. */
export const procedureChangeSchema = procedureVersionSchema.extend({
  name: localizedTextSchema,
  before: glanceSchema.nullable(),
  after: glanceSchema.nullable(),
  /** Names of the parts that differ, e.g. `fee`, `components`. */
  parts: z.array(z.string()),
});
export type ProcedureChange = z.infer<typeof procedureChangeSchema>;

/** Days of the calendar that begin or cease to be off, or worked. */
const dayChangeSchema = z.object({
  kind: z.enum(["holiday", "workedDay"]),
  from: daySchema,
  to: daySchema,
  name: localizedTextSchema,
  added: z.boolean(),
});

/** What publishing would change (*nội dung sẽ thay đổi*). */
export const officeChangesSchema = z.object({
  procedures: z.array(procedureChangeSchema),
  days: z.array(dayChangeSchema),
  /** The hours of the week or the cut-off are others. */
  hours: z.boolean(),
  staff: z.array(
    z.object({ id: z.string(), name: z.string(), change: z.enum(["added", "removed", "changed"]) }),
  ),
  divisions: z.array(
    z.object({
      id: z.string(),
      name: localizedTextSchema,
      change: z.enum(["added", "removed", "changed"]),
    }),
  ),
});
export type OfficeChanges = z.infer<typeof officeChangesSchema>;

/** One published version. */
export const officeVersionSchema = z.object({
  version: z.number().int(),
  at: instantSchema,
  account: z.string(),
  note: z.string(),
  /** `all` or an agency's code; null where it was sent to nobody. */
  audience: z.string().nullable(),
  basedOn: z.number().int().nullable(),
});
export type OfficeVersion = z.infer<typeof officeVersionSchema>;

/** Who has which version. */
export const officeStationSchema = z.object({
  station: z.string(),
  name: z.string(),
  agency: z.string(),
  lastSeenAt: instantSchema.nullable(),
  /** The version that is meant for it; null before the first. */
  wanted: z.number().int().nullable(),
  /** What it said last; null of one that has said nothing yet. */
  report: officeReportSchema.nullable(),
});
export type OfficeStation = z.infer<typeof officeStationSchema>;

export const officeOverviewSchema = z.object({
  /** Of the draft, or of what is in force where there is none. */
  basedOn,
  inForce: officeVersionSchema,
  draft: z.object({ from: z.number().int(), by: z.string(), at: instantSchema }).nullable(),
  changes: officeChangesSchema,
  agencies: z.array(z.object({ code: z.string(), name: localizedTextSchema })),
  stations: z.array(officeStationSchema),
  history: z.array(officeVersionSchema),
});
export type OfficeOverview = z.infer<typeof officeOverviewSchema>;

/** What is kept of the office in one of its parts. */
const calendarView = z.object({ basedOn, today: daySchema, calendar: calendarSchema });
const staffView = z.object({
  basedOn,
  staff: z.array(staffSchema),
  divisions: z.array(divisionSchema),
});

/**
 * The node's office as its publishers keep it (*danh mục, lịch làm việc, cán bộ*): edited as a draft that stations hear
 * nothing of, then published. Every change fails by CATALOGUE_CHANGED where somebody saved since `basedOn` was read, and
 * by CATALOGUE_INVALID where it contradicts the rest.
 */
export const officeCalls = {
  overview: base.output(officeOverviewSchema),
  list: base
    .input(z.object({ query: z.string().max(200), limit: z.number().int().min(1).max(500) }))
    .output(z.object({ basedOn, total: z.number().int(), lines: z.array(procedureLineSchema) })),
  detail: base.input(z.object({ code: z.string().nullable() })).output(procedureDetailSchema),
  save: base
    .input(z.object({ basedOn, procedure: procedureSchema, former: procedureVersionSchema.nullable() }))
    .output(procedureDetailSchema),
  exportFile: base
    .input(z.object({ format: z.enum(["xlsx", "json"]) }))
    .output(z.object({ name: z.string(), file: z.base64() })),
  preview: base.input(z.object({ file, whole: z.boolean() })).output(importPreviewSchema),
  importFile: base.input(z.object({ basedOn, file, whole: z.boolean() })).output(importPreviewSchema),
  calendar: base.output(calendarView),
  saveCalendar: base.input(z.object({ basedOn, calendar: calendarSchema })).output(calendarView),
  staff: base.output(staffView),
  saveStaff: base.input(z.object({ basedOn, staff: z.array(staffSchema).min(1).max(500) })).output(staffView),
  /** Gives the draft up. */
  discard: base.output(z.object({})),
  /** Makes a draft of what an earlier version said: published, it is in force anew. Fails by VERSION_UNKNOWN. */
  takeUp: base.input(z.object({ version: z.number().int().min(1) })).output(z.object({})),
  /** Puts the draft in force here and sends it to all stations, or to those of one agency. Fails by NOTHING_TO_PUBLISH. */
  publish: base
    .input(
      z.object({
        requestId: idSchema,
        basedOn,
        /** `all` or an agency's code. */
        audience: z.string().min(1).max(60),
        note: writtenSchema.max(500),
      }),
    )
    .output(z.object({ version: z.number().int() })),
};
