import { numberMismatches } from "../../../contract/citizen-number.ts";
import type { CitizenCard } from "../../../contract/dossier.ts";
import { AppError } from "../../../contract/errors.ts";
import { foldText } from "../../../contract/text.ts";

/**
 * Reads what a scanner typed from the QR of a citizen card (*thẻ căn cước*): fields separated by `|`, in the order
 * number, nine-digit number of the older card or nothing, full name, birth date ddMMyyyy, sex, address, date of issue
 * ddMMyyyy; cards issued from July 2024 may carry more. The QR is unsigned text: convenient, no proof of identity.
 *
 * @throws AppError CARD_MANGLED where an input method or a wrong character set rewrote the text on its way,
 * CARD_MALFORMED where it is no citizen card.
 */
export function readCard(text: string): CitizenCard {
  const clean = cleaned(text);
  if (clean === "") throw malformed("empty");
  if (isMangled(clean)) throw new AppError("CARD_MANGLED", {});
  const fields = clean.split("|").map((field) => field.trim());
  if (fields.length < FIELDS) throw malformed("fields");
  const [number, former, name, born, sexWord, address, issued, ...extra] = fields as CardFields;
  if (!/^\d{12}$/.test(number) || (former !== "" && !/^\d{9}$/.test(former))) throw malformed("number");
  if (name === "" || name.length > LONGEST_NAME) throw malformed("fields");
  const birthDate = dayOf(born);
  if (birthDate === null) throw malformed("birthDate");
  const sex = sexes[foldText(sexWord)];
  if (sex === undefined) throw malformed("sex");
  const issuedOn = issued === "" ? null : dayOf(issued);
  if (issued !== "" && issuedOn === null) throw malformed("issueDate");
  return {
    citizenNumber: number,
    formerNumber: former === "" ? null : former,
    fullName: name,
    birthDate,
    sex,
    address,
    issuedOn,
    extra,
    mismatches: numberMismatches(number, birthDate, sex),
  };
}

const FIELDS = 7;
const LONGEST_NAME = 200;
type CardFields = [string, string, string, string, string, string, string, ...string[]];
const sexes: Record<string, CitizenCard["sex"]> = { nam: "male", nu: "female" };

function malformed(reason: "empty" | "fields" | "number" | "birthDate" | "sex" | "issueDate"): AppError {
  return new AppError("CARD_MALFORMED", { reason });
}

/** Scanners put control characters before and after; some send composed letters in pieces. */
function cleaned(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .normalize("NFC")
    .trim();
}

/**
 * Signs that the text was changed between scanner and field:
 * UTF-8 read as a single-byte character set (`Nguyá»…n`); the separator typed on another keyboard layout; an input
 * method (Telex, VNI) that turned keys into tones or left its keys behind (`Nuwx`, `Nguye6n4`).
 */
function isMangled(text: string): boolean {
  if (/\uFFFD|á[»º]|Ä[\u0090-\u0091‘’]|Æ[°¡]|Ã[\u0080-\u00BF]/.test(text)) return true;
  if (!text.includes("|")) return /^\d{12}\D.*\d{8}\D/.test(text);
  const [number = "", , name = "", , sexWord = ""] = text.split("|");
  if (/\p{L}/u.test(number) && /\d{6}/.test(number) && !/^[\x20-\x7e]*$/.test(number)) return true;
  if (/\p{L}\d/u.test(name)) return true;
  if (/^(nu+[wx0-9]+|nư[x4]?|nũ|na+m+[sfrxj])$/i.test(sexWord.trim())) return true;
  return /^[\x20-\x7e]+$/.test(name) && /(aa|ee|oo|dd|uw|ow|aw)/i.test(name);
}

/** ddMMyyyy of a real day as `YYYY-MM-DD`, or null. */
function dayOf(text: string): string | null {
  const parts = /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  if (parts === null) return null;
  const day = `${parts[3]}-${parts[2]}-${parts[1]}`;
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day ? null : day;
}
