import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUDIT_PAGE, ONE_TIME_PASSWORD_DAYS } from "../../contract/district-accounts.ts";
import { createAccount, resetPassword } from "../accounts/accounts.ts";
import { SOURCE_FAILURES } from "../accounts/source-limits.ts";
import { STRANGERS_FREE_FAILURES } from "../accounts/sources.rules.ts";
import { REFUSALS_A_DAY } from "../http/refusals.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../postgres/embedded.ts";
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

it("goes on when a file of the pages is gone, or goes while it is sent", async () => {
  const pagesFolder = join(folder, "pages");
  mkdirSync(join(pagesFolder, "assets"), { recursive: true });
  writeFileSync(join(pagesFolder, "index.html"), "<p>Một Cửa</p>");
  const asset = join(pagesFolder, "assets", "large.js");
  writeFileSync(asset, Buffer.alloc(64 * 1024 * 1024, 32));
  const shows = await startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
    pagesFolder,
  });
  try {
    const page = await fetch(shows.url);
    expect(await page.text()).toContain("Một Cửa");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    const known = { "if-none-match": page.headers.get("etag") ?? "", "cache-control": "max-age=0" };
    expect((await fetch(shows.url, { headers: known })).status).toBe(304);
    const sent = await fetch(`${shows.url}/assets/large.js`);
    expect(sent.headers.get("cache-control")).toContain("immutable");
    truncateSync(asset);
    await expect(sent.arrayBuffer()).rejects.toThrow();
    rmSync(asset);
    rmSync(join(pagesFolder, "index.html"));
    for (const path of ["/", "/assets/large.js", "/assets", "/..%2f..%2fpasswd", "/%"])
      expect([path, (await fetch(`${shows.url}${path}`)).status]).toEqual([path, 404]);
    expect((await fetch(`${shows.url}/v1/health`)).status).toBeLessThan(500);
  } finally {
    await shows.close();
  }
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

  const send = (from: string, login: string, typed: string, browser?: string) =>
    fetch(`${behind.url}/web/rpc/session/signIn`, {
      method: "POST",
      headers: {
        origin: address,
        "content-type": "application/json",
        "x-forwarded-for": from,
        ...(browser === undefined ? {} : { cookie: browser }),
      },
      body: JSON.stringify({ json: { login, password: typed } }),
    });
  const signIn = async (from: string, login: string, typed: string, browser?: string): Promise<string> => {
    const { json } = (await (await send(from, login, typed, browser)).json()) as { json: { code?: string } };
    return json.code ?? "entered";
  };
  /** Signs in; the cookie by which the browser is known from then on. */
  const knownBrowser = async (from: string, login: string, typed = password, before?: string) => {
    const cookies = (await send(from, login, typed, before)).headers.getSetCookie();
    const cookie = cookies.find((one) => one.startsWith("motcua_browser="));
    expect(cookie).toMatch(/; Max-Age=15552000; Path=\/web; HttpOnly; SameSite=Strict; Secure$/);
    return cookie?.split(";")[0] ?? "";
  };
  const account = (login: string) =>
    createAccount(
      behind.db,
      null,
      { login, name: login, role: "admin", division: null, agency: null },
      password,
    );

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

  it("lets strangers guess no faster by coming from many addresses, and whoever has a known browser enters", async () => {
    await account("nga");
    const browser = await knownBrowser("203.0.113.12", "nga");
    let tries = 0;
    for (let from = 20; tries <= STRANGERS_FREE_FAILURES; from += 1)
      for (let one = 0; one < 3; one += 1, tries += 1)
        await signIn(`203.0.113.${from}`, "nga", `wrong ${tries}`);
    expect(await signIn("203.0.113.99", "nga", password)).toBe("LOGIN_LOCKED");
    expect(await signIn("203.0.113.12", "nga", password)).toBe("LOGIN_LOCKED");
    expect(await signIn("203.0.113.12", "nga", password, browser)).toBe("entered");
    // By a name that nobody has it can't be told that nobody has it.
    for (tries = 0; tries <= STRANGERS_FREE_FAILURES; tries += 1)
      await signIn(`203.0.113.${20 + Math.floor(tries / 3)}`, "nobody", "x");
    expect(await signIn("203.0.113.99", "nobody", "x")).toBe("LOGIN_LOCKED");
    // A day later the strangers' tries are forgotten.
    const longAgo = { last_at: new Date(Date.now() - 25 * 60 * 60 * 1000) };
    await behind.db.updateTable("sign_in_failures").set(longAgo).where("login", "=", "nga").execute();
    expect(await signIn("203.0.113.99", "nga", password)).toBe("entered");
  });

  it("is forgiven to strangers together what one of them mistyped before the right password", async () => {
    await account("phuc");
    for (let from = 60; from < 70; from += 1) {
      for (let one = 0; one < 3; one += 1) await signIn(`203.0.113.${from}`, "phuc", `wrong ${one}`);
      expect(await signIn(`203.0.113.${from}`, "phuc", password)).toBe("entered");
    }
  });

  describe("in a known browser", () => {
    const OFFICE = "198.51.100.1";

    it("is not locked by what others mistype behind the same address, and locks nobody but itself", async () => {
      for (const login of ["oanh", "quyen"]) await account(login);
      let own = await knownBrowser(OFFICE, "oanh");
      for (let tries = 0; tries < 5; tries += 1) await signIn(OFFICE, "oanh", `wrong ${tries}`);
      expect(await signIn(OFFICE, "oanh", password)).toBe("LOGIN_LOCKED");
      own = await knownBrowser(OFFICE, "oanh", password, own);
      for (let tries = 0; tries < 4; tries += 1)
        expect(await signIn(OFFICE, "oanh", `wrong ${tries}`, own)).toBe("LOGIN_REFUSED");
      expect(await signIn(OFFICE, "oanh", "wrong", own)).toBe("LOGIN_LOCKED");
      expect(await signIn(OFFICE, "oanh", password, own)).toBe("LOGIN_LOCKED");
      expect(await signIn("198.51.100.2", "oanh", password)).toBe("entered");
      expect(await signIn(OFFICE, "quyen", password)).toBe("entered");
    });

    it("gets no tries at other names by it, and none by an older cookie", async () => {
      for (const login of ["sen", "tam"]) await account(login);
      const first = await knownBrowser("198.51.100.10", "sen");
      for (let tries = 0; tries < 5; tries += 1)
        await signIn("198.51.100.10", "tam", `wrong ${tries}`, first);
      expect(await signIn("198.51.100.10", "tam", password)).toBe("LOGIN_LOCKED");
      // Two who share a PC are both known there.
      await behind.db.deleteFrom("sign_in_failures").where("login", "=", "tam").execute();
      const both = await knownBrowser("198.51.100.10", "tam", password, first);
      for (const login of ["sen", "tam"]) {
        for (let tries = 0; tries < 5; tries += 1) await signIn("198.51.100.10", login, `wrong ${tries}`);
        expect(await signIn("198.51.100.10", login, password, first)).toBe("LOGIN_LOCKED");
      }
      const sen = await knownBrowser("198.51.100.10", "sen", password, both);
      expect(await signIn("198.51.100.10", "tam", password, sen)).toBe("entered");
    });

    it("is a stranger again after a new one-time password", async () => {
      await account("van");
      const browser = await knownBrowser("198.51.100.30", "van");
      await resetPassword(behind.db, null, "van");
      for (let tries = 0; tries < 5; tries += 1) await signIn("198.51.100.30", "van", `wrong ${tries}`);
      expect(await signIn("198.51.100.30", "van", "wrong", browser)).toBe("LOGIN_LOCKED");
    });
  });

  it("leaves places to others when one address tries many made-up names, and checks no more of that one", async () => {
    const browser = await knownBrowser("203.0.113.50", "mai");
    const flood = Array.from({ length: 20 }, (_, n) => signIn("203.0.113.50", `made-up-${n}`, "x"));
    expect(await signIn("203.0.113.11", "mai", password)).toBe("entered");
    let failed = (await Promise.all(flood)).filter((code) => code === "LOGIN_REFUSED").length;
    expect(failed).toBeLessThan(20);
    for (; failed < SOURCE_FAILURES; failed += 1)
      expect(await signIn("203.0.113.50", `other-${failed}`, "x")).toBe("LOGIN_REFUSED");
    expect(await signIn("203.0.113.50", "another", "x")).toBe("LOGIN_LOCKED");
    expect(await signIn("203.0.113.50", "mai", password)).toBe("LOGIN_LOCKED");
    expect(await signIn("203.0.113.50", "mai", password, browser)).toBe("entered");
    expect(await signIn("203.0.113.11", "mai", password)).toBe("entered");
  });
});
