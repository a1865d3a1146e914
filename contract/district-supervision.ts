import { z } from "zod";
import { stationReportSchema } from "./district.ts";
import { namedErrors as base } from "./named-errors.ts";
import { localizedTextSchema } from "./text.ts";
import { daySchema, instantSchema } from "./time.ts";

/**
 * Figures over the dossiers of a period, as report II.06a of Circular 01/2020/TT-VPCP counts them: what was carried over,
 * received and opened again is together what was settled and what is open at the end.
 */
export const dossierFiguresSchema = z.object({
  /** Accepted in the period, by the way they came. */
  received: z.object({ counter: z.number(), online: z.number(), post: z.number() }),
  /** Open when the period began. */
  carriedOver: z.number(),
  /** Settled before the period, and opened again in it. */
  reopened: z.number(),
  /** Decided in the period: before the day it was due, on it, after its time. */
  early: z.number(),
  onTime: z.number(),
  late: z.number(),
  /** Ended without a decision; the report counts them among those on time. */
  withdrawn: z.number(),
  stopped: z.number(),
  /** Open at its end, or now: in their time (also where the clock stands), and past it. */
  within: z.number(),
  overdue: z.number(),
  /** Of those received, with scanned papers (*số hóa*). */
  digitised: z.number(),
  /** Forms 02 and 03 given in the period, with a dossier or without one. */
  supplements: z.number(),
  refusals: z.number(),
});
export type DossierFigures = z.infer<typeof dossierFiguresSchema>;

/** What the queue and the tablets of a period say; seconds together, to be divided by how many there are. */
export const receptionFiguresSchema = z.object({
  tickets: z.number(),
  /** Called ones, and how long they waited together, from the number to the last call. */
  called: z.number(),
  waitSeconds: z.number(),
  /** Served ones, and how long that took together. */
  served: z.number(),
  serviceSeconds: z.number(),
  surveyAnswers: z.number(),
  /** Scores of 4 and 5. */
  satisfied: z.number(),
});
export type ReceptionFigures = z.infer<typeof receptionFiguresSchema>;

/** What is looked at. Days of the office; both ends belong to the period. */
export const figuresQuerySchema = z.object({
  /** Null for all from the first dossier on. */
  from: daySchema.nullable(),
  to: daySchema,
  /** Of an agency and of those that it took over; null for all. */
  agency: z.string().max(100).nullable().default(null),
  field: z.string().max(100).nullable().default(null),
  procedure: z.string().max(100).nullable().default(null),
});
export type FiguresQuery = z.infer<typeof figuresQuerySchema>;

const named = { code: z.string(), name: localizedTextSchema };
export const agencyFiguresSchema = z.object({
  ...named,
  dossiers: dossierFiguresSchema,
  reception: receptionFiguresSchema,
});

export const figuresSchema = z.object({
  /** The period that was counted: `from` is the first dossier's day where none was asked for. */
  from: daySchema,
  to: daySchema,
  /** What is open is judged at this instant: the end of the period, or now. */
  at: instantSchema,
  dossiers: dossierFiguresSchema,
  reception: receptionFiguresSchema,
  /** Lodged online and taken up by no counter yet, whatever the period: now; and of them, past the time to answer. */
  lodged: z.object({ waiting: z.number(), late: z.number() }),
  /** By the agency that answered for them at the end of the period, in the order of their codes. */
  agencies: z.array(agencyFiguresSchema),
  /** By the procedure and its field, the most received first. */
  procedures: z.array(
    z.object({
      ...named,
      field: z.object(named),
      dossiers: dossierFiguresSchema,
    }),
  ),
  /** Month by month, each as its own report would say: for a year at least, up to the period's end. */
  months: z.array(
    z.object({
      /** `YYYY-MM` */
      month: z.string(),
      received: z.number(),
      online: z.number(),
      early: z.number(),
      onTime: z.number(),
      late: z.number(),
    }),
  ),
});
export type Figures = z.infer<typeof figuresSchema>;

/** What one clerk or officer did in a period. */
export const personFiguresSchema = z.object({
  /** Code of the agency whose logs say so; an id belongs to one person there. */
  agency: z.string(),
  id: z.string(),
  name: z.string(),
  /** Dossiers accepted, by the way they came. */
  received: z.object({ counter: z.number(), online: z.number(), post: z.number() }),
  /** Decisions noted or signed: before the day they were due, on it, after their time. */
  early: z.number(),
  onTime: z.number(),
  late: z.number(),
  /** Results handed to applicants. */
  returned: z.number(),
  /** Forms 02 and 03 given, with a dossier or without one. */
  supplements: z.number(),
  refusals: z.number(),
  /** Tickets served, and how long that took together. */
  served: z.number(),
  serviceSeconds: z.number(),
});
export type PersonFigures = z.infer<typeof personFiguresSchema>;

/** What can be chosen from; of a head or supervisor of one agency that agency alone. */
export const figureChoicesSchema = z.object({
  agencies: z.array(z.object(named)),
  fields: z.array(z.object(named)),
  procedures: z.array(z.object({ ...named, field: z.string() })),
  /** Of the first dossier; null where there is none. */
  firstDay: daySchema.nullable(),
  today: daySchema,
});
export type FigureChoices = z.infer<typeof figureChoicesSchema>;

/** Supervision (*giám sát*): figures over all communes. Nobody's name is in them but where `people` asks for it. */
export const supervisionCalls = {
  choices: base.output(figureChoicesSchema),
  figures: base.input(figuresQuerySchema).output(figuresSchema),
  /** By clerk and officer (*cán bộ, công chức*) of one agency, in the order of their names. */
  people: base
    .input(figuresQuerySchema.extend({ agency: z.string().min(1).max(100) }))
    .output(z.array(personFiguresSchema)),
};

/** What may be wrong with a station; what a person has to do stands in words on the page. */
export const stationTroubles = [
  /** Two machines write under its name: a disk was cloned, or a backup restored while the old one goes on. */
  "shared",
  /** Not heard of for a working day or more. */
  "silent",
  /** It holds back what the district lacks. */
  "backlog",
  "printer",
  "disk",
  "clock",
] as const;
export const stationTroubleSchema = z.enum(stationTroubles);
export type StationTrouble = z.infer<typeof stationTroubleSchema>;

/** A log of a station as an operator looks at it; one that was cloned has several. */
export const stationStateSchema = z.object({
  station: z.string(),
  epoch: z.number().int(),
  name: z.string(),
  agency: z.string(),
  agencyName: localizedTextSchema,
  /** How far the district has its log, and how far the station said it was. */
  seq: z.number().int(),
  lastSeenAt: instantSchema.nullable(),
  revokedAt: instantSchema.nullable(),
  clockAheadMs: z.number().nullable(),
  report: stationReportSchema.nullable(),
  /** What needs a person, the worst first; none of one that is revoked. */
  troubles: z.array(stationTroubleSchema),
});
export type StationState = z.infer<typeof stationStateSchema>;

/** Operation of the stations (*vận hành máy*). */
export const stationCalls = {
  list: base.output(
    z.object({
      at: instantSchema,
      stations: z.array(stationStateSchema),
      agencies: z.array(z.object(named)),
    }),
  ),
  /**
   * A one-time code (*mã kết nạp*) for a new PC, or with `replaces` for one that stands in for a PC that broke, which is
   * revoked once the code is used. Shown once. Fails by BAD_INPUT where the agency or the station is not known.
   */
  makeCode: base
    .input(
      z.object({
        agency: z.string().min(1).max(100),
        name: z.string().trim().max(100),
        replaces: z.uuid().nullable(),
      }),
    )
    .output(z.object({ code: z.string(), expiresAt: instantSchema })),
  /** What it sends from now on is refused. Fails by BAD_INPUT where it is not known. */
  revoke: base.input(z.object({ station: z.uuid() })).output(z.object({})),
};
