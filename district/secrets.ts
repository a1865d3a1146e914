import { createHash, randomInt } from "node:crypto";

/** Secrets are stored as hashes: who reads the database can't act as a station. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Letters and digits that are not mistaken for each other when read out over the phone. */
const CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** A one-time code in two groups, e.g. `K7QP-3MXD`. */
export function newEnrolmentCode(): string {
  return groups(2);
}

/** A password to be changed at once, e.g. `K7QP-3MXD-HW9A`: some 60 bits. */
export function newOneTimePassword(): string {
  return groups(3);
}

function groups(count: number): string {
  const group = () => Array.from({ length: 4 }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join("");
  return Array.from({ length: count }, group).join("-");
}
