import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { FiguresQuery } from "../../contract/district-supervision.ts";
import { officeInstant } from "../../contract/time.ts";
import { connectDistrict, type District } from "../../district/database.ts";
import { migrate } from "../../district/migrations/migrate.ts";
import { startEmbeddedPostgres } from "../../district/postgres/embedded.ts";
import { figures, type KnownOffices } from "../../district/supervision/figures.ts";
import { addDays } from "../../electron/station/calendar/days.rules.ts";
import { loadCatalogue } from "../../electron/station/catalogue/load.ts";
import { RECEIVED } from "../volume/plan.ts";
import { Latencies, milliseconds, table } from "./figures.ts";

/** The district's real volume, then so many more; 5,000,000 were tried. */
const MANY = Number(process.env.MOTCUA_BENCH_FIGURES ?? 1_000_000);
const RUNS = 7;
const NOW = "2026-11-24T03:00:00.000Z";

/**
 * The supervision's figures of a period over years of all communes, against what PostgreSQL takes to count the dossiers
 * that were accepted in it.
 */
export async function benchSupervision(folder: string, catalogueFolder: string): Promise<string> {
  const place = mkdtempSync(join(folder, "supervision-"));
  const postgres = await startEmbeddedPostgres(join(place, "postgres"));
  const db = connectDistrict(postgres.url);
  try {
    await migrate(db);
    const { catalogue } = await loadCatalogue(catalogueFolder);
    const agencies = catalogue.agencies
      .filter(({ parent }) => parent === catalogue.office.agency)
      .map(({ code }) => code);
    const procedures = catalogue.procedures.map(({ code }) => code);
    const rows: string[][] = [];
    for (const [from, to] of [
      [0, RECEIVED],
      [RECEIVED, MANY],
    ] as const) {
      await fill(db, agencies, procedures, from, to);
      rows.push(...(await measured(db, catalogue, agencies, to)));
    }
    return table(["dossiers", "period", "counting them ms", "figures p50 ms", "times"], rows);
  } finally {
    await db.destroy();
    await postgres.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

async function measured(
  db: District,
  offices: KnownOffices,
  agencies: readonly string[],
  dossiers: number,
): Promise<string[][]> {
  const all = { agency: null, field: null, procedure: null };
  const periods: [string, FiguresQuery][] = [
    ["46 months", { ...all, from: "2021-09-01", to: "2025-06-30" }],
    ["a year", { ...all, from: "2024-01-01", to: "2024-12-31" }],
    ["a month", { ...all, from: "2023-05-01", to: "2023-05-31" }],
    ["a commune's year", { ...all, from: "2024-01-01", to: "2024-12-31", agency: agencies[3] ?? null }],
  ];
  const rows: string[][] = [];
  for (const [name, query] of periods) {
    const [counting, told] = [new Latencies(), new Latencies()];
    for (let run = 0; run < RUNS; run += 1) {
      await counting.measure(() => count(db, query, agencies));
      await told.measure(() => figures(db, offices, query, NOW));
    }
    const [least, ours] = [counting.percentile(0.5), told.percentile(0.5)];
    rows.push([String(dossiers), name, milliseconds(least), milliseconds(ours), (ours / least).toFixed(1)]);
  }
  return rows;
}

async function count(
  db: District,
  { from, to, agency }: FiguresQuery,
  agencies: readonly string[],
): Promise<void> {
  await sql`
    SELECT count(*) FROM dossiers
    WHERE agency = ANY(${agency === null ? agencies : [agency]}::text[])
      AND accepted_at >= ${officeInstant(from ?? to, "00:00")}::timestamptz
      AND accepted_at < ${officeInstant(addDays(to, 1), "00:00")}::timestamptz
  `.execute(db);
}

/** Dossiers over 46 months, nearly all of them settled, by SQL alone. */
async function fill(
  db: District,
  agencies: readonly string[],
  procedures: readonly string[],
  from: number,
  to: number,
): Promise<void> {
  await sql`
    INSERT INTO stations (id, name, agency)
    SELECT md5(number::text)::uuid, 'xã ' || number, (${agencies}::text[])[number]
    FROM generate_series(1, ${agencies.length}) AS number ON CONFLICT DO NOTHING
  `.execute(db);
  await sql`
    INSERT INTO dossiers (id, station, agency, code, procedure_code, procedure_name, applicant_name, status,
      accepted_at, due_at, channel, received, settled_at, outcome, digitised, data)
    SELECT gen_random_uuid()::text, md5((1 + number % 17)::text)::uuid, (${agencies}::text[])[1 + number % 17],
      'code ' || number, (${procedures}::text[])[1 + (number * 7) % ${procedures.length}], 'Đăng ký khai sinh',
      'Nguyễn Văn An', 'resultReturned', at, at + interval '3 days',
      CASE WHEN number % 100 < 58 THEN 'online' ELSE 'counter' END, true,
      CASE WHEN number % 1000 > 0 THEN at + (number % 400) * interval '12 minutes' END,
      CASE WHEN number % 1000 = 0 THEN NULL WHEN number % 400 > 350 THEN 'late' WHEN number % 3 = 0 THEN 'early'
        ELSE 'onTime' END, number % 5 > 0, repeat(md5(number::text), 30)
    FROM (
      SELECT number, timestamptz '2021-09-01' + random() * interval '1398 days' AS at
      FROM generate_series(${from}::bigint + 1, ${to}::bigint) AS number
    ) AS dated ORDER BY at
  `.execute(db);
  await sql`VACUUM ANALYZE dossiers`.execute(db);
}
