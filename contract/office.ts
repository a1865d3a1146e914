import { z } from "zod";
import { catalogueChangeSchema } from "./catalogue.ts";

/**
 * A piece of what the district published of the office (*danh mục, lịch làm việc, cán bộ*). All pieces of one version
 * together say the whole of each part that they name: whatever else a station has of it is out of force then. What the
 * hall arranges itself (groups, counters, hours of the queue) is not in them.
 */
export const officePieceSchema = z.object({
  /** Number of the version at the district. */
  version: z.number().int().min(1),
  /** From 1 to `pieces`; 0 is what an agency alone is told besides, and no piece of the whole. */
  piece: z.number().int().min(0),
  pieces: z.number().int().min(1).max(1000),
  /** In the first piece; a part that is left out stays as it is. */
  parts: catalogueChangeSchema.pick({ agencies: true, divisions: true, calendar: true, staff: true }),
  procedures: catalogueChangeSchema.shape.procedures,
});
export type OfficePiece = z.infer<typeof officePieceSchema>;

/** What a station says of the published versions. */
export const officeReportSchema = z.object({
  /** The version in force there; null where it never had one. */
  version: z.number().int().nullable(),
  /** A version that is there whole and can't be put in force, and why. */
  refused: z.object({ version: z.number().int(), path: z.string(), reason: z.string() }).nullable(),
});
export type OfficeReport = z.infer<typeof officeReportSchema>;
