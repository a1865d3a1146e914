import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUDIT_PAGE, ONE_TIME_PASSWORD_DAYS } from "../../contract/district-accounts.ts";
import { createAccount, resetPassword } from "../accounts/accounts.ts";
import { ADDRESS_FAILURES } from "../accounts/address-limits.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../postgres.ts";
import { REFUSALS_A_DAY } from "../refusals.ts";
import { type DistrictServer, startDistrict } from "../server.ts";
import { readAudit } from "./audit.ts";

let folder: string;
let postgres: RunningPostgres;
let district: DistrictServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "district-pages-"));
  postgres = await startEmbeddedPostgres(join(folder, "postgres"));
  district = await startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
  });
});
afterAll(async () => {
  await district.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("reads no more of whoever is not signed in than a sign-in needs", async () => {
  const answer = (call: string, json: unknown) =>
    fetch(`${district.url}/web/rpc/${call}`, {
      method: "POST",
      headers: { origin: district.url, "content-type": "application/json" },
      body: JSON.stringify({ json }),
    });
  const large = await answer("session/signIn", { login: "thao", password: "x", more: "y".repeat(100_000) });
  expect([large.status, await large.json()]).toMatchObject([401, { json: { code: "NOT_SIGNED_IN" } }]);
  const small = await answer("session/signIn", { login: "thao", password: "x" });
  expect([small.status, await small.json()]).toMatchObject([401, { json: { code: "LOGIN_REFUSED" } }]);
});

it("reads the audit on without leaving out what was done in the same moment", async () => {
  await sql`
    INSERT INTO audit (at, account, what, detail)
    SELECT timestamptz '2026-01-05 08:00:00Z' + n / 2 * interval '900 microseconds', 'hoa', 'session.opened', n::text
    FROM generate_series(1, ${3 * AUDIT_PAGE}::integer) AS n
  `.execute(district.db);
  const read: string[] = [];
  for (let before: string | null = null, more = true; more; ) {
    const page = await readAudit(district.db, before);
    read.push(...page.map(({ detail }) => detail));
    before = page.at(-1)?.at ?? null;
    more = page.length >= AUDIT_PAGE;
  }
  expect(read).toEqual(Array.from({ length: 3 * AUDIT_PAGE }, (_, index) => String(3 * AUDIT_PAGE - index)));
});

it("keeps refusals for a year, and of strangers not more than so many a day", async () => {
  const count = async (code: string) =>
    (await district.db.selectFrom("refusals").select("id").where("code", "=", code).execute()).length;
  await sql`
    INSERT INTO refusals (at, code, station, detail) VALUES (now() - interval '400 days', 'UNAUTHORISED', NULL, '')
  `.execute(district.db);
  expect((await fetch(`${district.url}/v1/position`)).status).toBe(401);
  expect(await count("UNAUTHORISED")).toBe(1);
  await sql`
    INSERT INTO refusals (code, station, detail)
    SELECT 'FOREIGN_PAGE', NULL, '' FROM generate_series(2, ${REFUSALS_A_DAY}::integer)
  `.execute(district.db);
  for (let times = 0; times < 3; times += 1) {
    expect((await fetch(`${district.url}/web/rpc/session/me`)).status).toBe(403);
    expect(await count("FOREIGN_PAGE")).toBe(REFUSALS_A_DAY);
  }
  expect((await fetch(`${district.url}/v1/position`)).status).toBe(401);
  expect(await count("UNAUTHORISED")).toBe(2);
});

it("reads no more of whoever is signed in than the largest workbook", async () => {
  const password = "một câu dễ nhớ 27";
  await createAccount(
    district.db,
    null,
    { login: "hoa", name: "Hoa", role: "admin", division: null, agency: null },
    password,
  );
  const headers = { origin: district.url, "content-type": "application/json" };
  const signedIn = await fetch(`${district.url}/web/rpc/session/signIn`, {
    method: "POST",
    headers,
    body: JSON.stringify({ json: { login: "hoa", password } }),
  });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const send = async (bytes: number) => {
    const answer = await fetch(`${district.url}/web/rpc/accounts/list`, {
      method: "POST",
      headers: { ...headers, cookie },
      body: JSON.stringify({ json: "x".repeat(bytes) }),
    });
    const { json } = (await answer.json()) as { json: { code?: string; data?: unknown } };
    return json;
  };
  expect(await send(17 * 1024 * 1024)).toMatchObject({
    code: "BATCH_TOO_LARGE",
    data: { limitBytes: 16 * 1024 * 1024 },
  });
  expect((await send(15 * 1024 * 1024)).code).not.toBe("BATCH_TOO_LARGE");
});

describe("sign-in behind a proxy", () => {
  const address = "https://motcua.example.vn";
  const password = "một câu dễ nhớ 26";
  let behind: DistrictServer;
  beforeAll(async () => {
    behind = await startDistrict({
      databaseUrl: postgres.url,
      port: 0,
      attachmentsFolder: join(folder, "files"),
      address,
    });
    for (const login of ["lan", "mai"])
      await createAccount(
        behind.db,
        null,
        { login, name: login, role: "admin", division: null, agency: null },
        password,
      );
  });
  afterAll(() => behind.close());

  const signIn = async (from: string, login: string, typed: string): Promise<string> => {
    const answer = await fetch(`${behind.url}/web/rpc/session/signIn`, {
      method: "POST",
      headers: { origin: address, "content-type": "application/json", "x-forwarded-for": from },
      body: JSON.stringify({ json: { login, password: typed } }),
    });
    const { json } = (await answer.json()) as { json: { code?: string } };
    return json.code ?? "entered";
  };

  it("is locked where it was mistyped, whatever address the sender claims, and nowhere else", async () => {
    for (let tries = 0; tries < 5; tries += 1) await signIn("203.0.113.9", "lan", `wrong ${tries}`);
    expect(await signIn("203.0.113.9", "lan", password)).toBe("LOGIN_LOCKED");
    expect(await signIn("198.51.100.7, 203.0.113.9", "lan", password)).toBe("LOGIN_LOCKED");
    expect(await signIn("203.0.113.10", "lan", password)).toBe("entered");
    // Whoever guesses gets no new tries by it.
    expect(await signIn("203.0.113.9", "lan", password)).toBe("LOGIN_LOCKED");
  });

  it("ends a one-time password that is not used within its days, and says so to its holder only", async () => {
    const { password: once } = await createAccount(behind.db, null, {
      login: "cuc",
      name: "Cúc",
      role: "head",
      division: null,
      agency: null,
    });
    expect(await signIn("203.0.113.12", "cuc", once)).toBe("entered");
    const late = { first_password_until: new Date(Date.now() - 1000) };
    await behind.db.updateTable("accounts").set(late).where("login", "=", "cuc").execute();
    expect(await signIn("203.0.113.12", "cuc", once)).toBe("PASSWORD_EXPIRED");
    expect(await signIn("203.0.113.12", "cuc", "wrong")).toBe("LOGIN_REFUSED");
    const { password: anew } = await resetPassword(behind.db, null, "cuc");
    expect(await signIn("203.0.113.12", "cuc", anew)).toBe("entered");
    const left = await behind.db
      .selectFrom("accounts")
      .select("first_password_until")
      .where("login", "=", "cuc")
      .executeTakeFirstOrThrow();
    const days = ((left.first_password_until?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(ONE_TIME_PASSWORD_DAYS, 2);
  });

  it("only slows a name that is mistyped from everywhere", async () => {
    for (let from = 20; from < 24; from += 1)
      for (let tries = 0; tries < 4; tries += 1) await signIn(`203.0.113.${from}`, "lan", `wrong ${tries}`);
    const before = performance.now();
    expect(await signIn("203.0.113.10", "lan", password)).toBe("entered");
    expect(performance.now() - before).toBeGreaterThan(1400);
  });

  it("leaves places to others when one address tries many made-up names, and checks no more of that one", async () => {
    const flood = Array.from({ length: 20 }, (_, n) => signIn("203.0.113.50", `made-up-${n}`, "x"));
    expect(await signIn("203.0.113.11", "mai", password)).toBe("entered");
    let failed = (await Promise.all(flood)).filter((code) => code === "LOGIN_REFUSED").length;
    expect(failed).toBeLessThan(20);
    for (; failed < ADDRESS_FAILURES; failed += 1)
      expect(await signIn("203.0.113.50", `other-${failed}`, "x")).toBe("LOGIN_REFUSED");
    expect(await signIn("203.0.113.50", "another", "x")).toBe("LOGIN_LOCKED");
    expect(await signIn("203.0.113.11", "mai", password)).toBe("entered");
  });
});
