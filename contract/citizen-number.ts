import type { CitizenCard } from "./dossier.ts";

/**
 * Where a citizen number does not fit the stated person: three digits province or country of birth registration, one for
 * century and sex, two for the birth year (Decree 137/2015/NĐ-CP, article 13). No reason to refuse: data are corrected
 * and people are born abroad.
 *
 * @param number 12 digits.
 * @param birthDate `YYYY-MM-DD`; what is not known is not compared.
 */
export function numberMismatches(
  number: string,
  birthDate: string | null,
  sex: CitizenCard["sex"] | null,
): CitizenCard["mismatches"] {
  const found: CitizenCard["mismatches"] = [];
  if (sex !== null && sexOf(number) !== sex) found.push("sex");
  if (birthDate !== null && birthYearOf(number) !== Number(birthDate.slice(0, 4))) found.push("birthYear");
  if (!provinces.has(number.slice(0, 3))) found.push("province");
  return found;
}

/** The sex that a citizen number says. */
export function sexOf(number: string): CitizenCard["sex"] {
  return Number(number[3]) % 2 === 0 ? "male" : "female";
}

function birthYearOf(number: string): number {
  return 1900 + 100 * Math.floor(Number(number[3]) / 2) + Number(number.slice(4, 6));
}

/** Province codes of Circular 59/2021/TT-BCA; they stay in the numbers after the mergers of 2025. */
const provinces = new Set(
  (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 " +
    "044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 " +
    "089 091 092 093 094 095 096"
  ).split(" "),
);
