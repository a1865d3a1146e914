import { officeSchema } from "../../contract/catalogue.ts";
import example from "../../data/phu-ninh/office.json";

/**
 * The pattern comes with the program, from the office data that it was made with: the national portal has one address
 * for all offices. What a station's own folder says about it does not reach the windows.
 */
const { procedureUrlPattern } = officeSchema.parse(example);

/** The page at which a procedure is lodged online; null where the office names none. */
export function lodgingUrl(code: string): string | null {
  return procedureUrlPattern?.replace("{code}", encodeURIComponent(code)) ?? null;
}
