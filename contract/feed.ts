import { z } from "zod";
import { calendarSchema, catalogueSchema, staffSchema } from "./catalogue.ts";
import { idSchema } from "./entities.ts";
import { storedEventSchema } from "./events.ts";
import { lodgedNewsSchema, lodgedWithdrawalSchema } from "./lodged.ts";
import { officePieceSchema } from "./office.ts";
import { appointmentBookingSchema } from "./queue.ts";
import { instantSchema } from "./time.ts";

/**
 * What comes down from the district, by kind. A kind that a station does not know yet is kept in its log and waits for
 * the program that does.
 */
export const feedData = {
  /** The office's catalogue, whole. */
  catalogue: catalogueSchema,
  /** Holidays, swap days and hours: replaces this part of the catalogue. */
  calendar: calendarSchema,
  staff: z.array(staffSchema).min(1),
  /** A piece of what the district published of the office: in force once all pieces of it are there. */
  office: officePieceSchema,
  /** A dossier was lodged online with this agency, or what became of it. */
  lodged: lodgedNewsSchema,
  /** The applicant takes back at the portal what this station has in hand. */
  lodgedWithdrawal: lodgedWithdrawalSchema,
  /** A time that was booked online. */
  appointment: appointmentBookingSchema,
  appointmentCancelled: z.object({ id: idSchema }),
  /** An event of another log that concerns this station: a step of its dossier elsewhere, or what it lost itself. */
  event: z.object({
    station: z.uuid(),
    epoch: z.number().int().min(1),
    event: storedEventSchema,
    /** Of the node that said it, where it is a step of its own: it knows it again by this. */
    seal: z.string().optional(),
  }),
} as const;

export type FeedKind = keyof typeof feedData;
export type FeedData<K extends FeedKind> = z.infer<(typeof feedData)[K]>;

export const feedItemSchema = z.object({
  /** Names it for good: what comes a second time is known by it. */
  id: idSchema,
  at: instantSchema,
  kind: z.string().max(60),
  /** JSON of the kind's shape. */
  data: z.string(),
});
export type FeedItem = z.infer<typeof feedItemSchema>;
