import { Kysely, PostgresDialect, type RawBuilder, sql, type Transaction } from "kysely";
import pg from "pg";
import { copyingPool } from "./postgres/copying-client.ts";
import type { DistrictSchema } from "./schema.ts";

export type District = Kysely<DistrictSchema>;
export type Trx = Transaction<DistrictSchema>;

// Sequence numbers fit a double for longer than any office exists.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Connects to PostgreSQL; the pool makes new connections by itself after the server was away. */
export function connectDistrict(databaseUrl: string): District {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, connectionTimeoutMillis: 10_000 });
  // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
  pool.on("error", () => undefined);
  // So would one that breaks while it is taken and nothing is asked of it: the next question fails, and says why.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return new Kysely<DistrictSchema>({ dialect: new PostgresDialect({ pool: copyingPool(pool) }) });
}

/** A time as it was hashed: ISO 8601 in UTC with milliseconds. */
export function instantText(column: string): RawBuilder<string> {
  return sql<string>`to_char(${sql.ref(column)} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
