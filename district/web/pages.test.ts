import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AUDIT_PAGE } from "../../contract/district-accounts.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../postgres.ts";
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
