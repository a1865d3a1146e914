import { createHmac, randomBytes, randomInt, scryptSync, timingSafeEqual } from "node:crypto";
import { AppError } from "../../../contract/errors.ts";

/** Letters and digits that nobody confuses when reading them out: no I, L, O, U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 10;
const LASTS_MS = 10 * 60 * 1000;
const MOST_FAILURES = 5;

/** Which side of a pairing a proof comes from: the one's proof is no answer for the other. */
type Side = "member" | "host";

/**
 * The proof that a side knows the code, bound to both certificates: somebody in between shows another certificate and
 * gets a proof that is good for nothing. The code has 50 bits and is stretched, so it can't be found from the proof.
 */
export function pairingProof(code: string, nonce: string, side: Side, host: string, member: string): string {
  const key = scryptSync(spelled(code), `mot-cua-pairing ${nonce}`, 32);
  return createHmac("sha256", key).update([side, host, member].join("\n")).digest("base64url");
}

export function sameProof(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A code as a person may type it: small letters, blanks, dashes, O for 0. */
export function spelled(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
}

/** The code that the host shows: one at a time, for ten minutes, for one joining PC or device. */
export class PairingCode {
  #open: { code: string; expires: number; failures: number } | null = null;

  /** Shows a new code; a former one is void. */
  open(now: number): { code: string; expiresAt: string } {
    const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
    this.#open = { code, expires: now + LASTS_MS, failures: 0 };
    return { code: grouped(code), expiresAt: new Date(this.#open.expires).toISOString() };
  }

  close(): void {
    this.#open = null;
  }

  /** What is shown now. */
  shown(now: number): { code: string; expiresAt: string } | null {
    if (this.#open === null || now >= this.#open.expires) return null;
    return { code: grouped(this.#open.code), expiresAt: new Date(this.#open.expires).toISOString() };
  }

  /**
   * Uses up the code where `matches` says that it is the one.
   *
   * @throws AppError PAIRING_CLOSED where no code is shown, PAIRING_REFUSED where it is another.
   */
  use(now: number, matches: (code: string) => boolean): void {
    const open = this.#open;
    if (open === null || now >= open.expires || open.failures >= MOST_FAILURES) {
      throw new AppError("PAIRING_CLOSED", {});
    }
    if (!matches(open.code)) {
      open.failures += 1;
      throw new AppError("PAIRING_REFUSED", {});
    }
    this.#open = null;
  }
}

/** @example grouped("K7QP3MXA9T") // "K7QP3-MXA9T" */
function grouped(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** A device's secret. The roster keeps only its hash. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}
