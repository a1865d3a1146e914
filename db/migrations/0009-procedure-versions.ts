import { type Kysely, sql } from "kysely";

/** Versions of procedures that the catalogue has no more are kept, marked; those of catalogues before come from the log. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "ALTER TABLE procedures ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1))",
  // The last word on each version wins, whatever is in force stays as it is.
  `INSERT INTO procedures (id, position, data, dropped)
   SELECT id, position, data, 1 FROM (
     SELECT procedure.value ->> '$.code' || '@' || (procedure.value ->> '$.effectiveFrom') AS id,
            procedure.key AS position,
            procedure.value AS data,
            row_number() OVER (
              PARTITION BY procedure.value ->> '$.code', procedure.value ->> '$.effectiveFrom'
              ORDER BY events.epoch DESC, events.seq DESC
            ) AS latest
     FROM events, json_each(events.data, '$.catalogue.procedures') AS procedure
     WHERE events.type = 'catalogue.loaded'
   ) WHERE latest = 1 AND id NOT IN (SELECT id FROM procedures)`,
];
