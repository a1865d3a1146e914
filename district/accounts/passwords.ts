import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { PASSWORD_MIN_LENGTH } from "../../contract/district-accounts.ts";
import { AppError } from "../../contract/errors.ts";

/** 32 MB and some 80 ms for each: dear to whoever has stolen the table, not to whoever signs in. */
const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const KEY_BYTES = 32;

/** `scrypt$N$r$p$salt$key`, in base64: the cost may rise without making old passwords wrong. */
export async function passwordHash(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64"), key.toString("base64")].join("$");
}

/** Takes as long for an account that does not exist (`hash` is null) as for one that does. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, n, r, p, salt, key] = (hash ?? (await dummyHash())).split("$");
  const stored = Buffer.from(key ?? "", "base64");
  const options = { N: Number(n), r: Number(r), p: Number(p), maxmem: COST.maxmem ?? 0 };
  const derived = await derive(password, Buffer.from(salt ?? "", "base64"), options);
  return stored.length === derived.length && timingSafeEqual(derived, stored) && hash !== null;
}

/** @throws AppError PASSWORD_UNFIT */
export function requireFit(password: string, account: { login: string; formerly: string }): void {
  const unfit = (reason: "short" | "login" | "same") =>
    new AppError("PASSWORD_UNFIT", { reason, least: PASSWORD_MIN_LENGTH });
  if ([...password].length < PASSWORD_MIN_LENGTH) throw unfit("short");
  if (password.toLowerCase().includes(account.login) && account.login.length >= PASSWORD_MIN_LENGTH / 2)
    throw unfit("login");
  if (normal(password) === normal(account.formerly)) throw unfit("same");
}

let dummy: Promise<string> | undefined;
function dummyHash(): Promise<string> {
  dummy ??= passwordHash(randomBytes(16).toString("hex"));
  return dummy;
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(normal(password), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** Input methods write the same Vietnamese letter in several ways. */
function normal(password: string): string {
  return password.normalize("NFKC");
}
