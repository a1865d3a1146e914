import { z } from "zod";
import { dossierSchema } from "./dossier.ts";
import { idSchema } from "./entities.ts";
import { lodgedLineSchema } from "./lodged.ts";
import { namedErrors as base } from "./named-errors.ts";

const session = z.string().min(16).max(100);

/** Dossiers lodged online, at the counter. */
export const lodgedCalls = {
  /** What has to be answered, the most urgent first. */
  list: base.input(z.object({ session })).output(z.array(lodgedLineSchema)),
  /**
   * Takes one in hand: from then on this station has it, and no other. It takes the line to the district, once. Fails by
   * LODGED_TAKEN, LODGED_GONE, DISTRICT_UNREACHABLE.
   */
  take: base.input(z.object({ session, id: idSchema })).output(dossierSchema),
};
