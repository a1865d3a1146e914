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
    mismatches: mismatches(number, birthDate, sex),
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

/**
 * Where the number does not fit the stated person: three digits province or country of birth registration, one for
 * century and sex, two for the birth year (Decree 137/2015/NĐ-CP, article 13). No reason to refuse: data are corrected
 * and people are born abroad.
 */
function mismatches(number: string, birthDate: string, sex: CitizenCard["sex"]): CitizenCard["mismatches"] {
  const centuryAndSex = Number(number[3]);
  const year = 1900 + 100 * Math.floor(centuryAndSex / 2) + Number(number.slice(4, 6));
  const found: CitizenCard["mismatches"] = [];
  if ((centuryAndSex % 2 === 0 ? "male" : "female") !== sex) found.push("sex");
  if (year !== Number(birthDate.slice(0, 4))) found.push("birthYear");
  if (!provinces.has(number.slice(0, 3))) found.push("province");
  return found;
}

/** Province codes of Circular 59/2021/TT-BCA; they stay in the numbers after the mergers of 2025. */
const provinces = new Set(
  (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 " +
    "044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 " +
    "089 091 092 093 094 095 096"
  ).split(" "),
);
