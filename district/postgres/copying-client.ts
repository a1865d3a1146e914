import { once } from "node:events";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** The one parameter of a `COPY … FROM STDIN`: its rows, as they go over the line. */
export class CopiedRows {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** Connections over which Kysely also runs `COPY`, within its transactions. */
export function copyingPool(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    connect: async () => copyingClient(await pool.connect()),
    end: () => pool.end(),
  };
}

function copyingClient(client: pg.PoolClient): PostgresPoolClient {
  const query = (text: string, parameters: readonly unknown[]) => {
    const [rows] = parameters;
    return rows instanceof CopiedRows ? copy(client, text, rows) : client.query(text, [...parameters]);
  };
  return {
    // Cursors, its other form, are not used here.
    query: query as unknown as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy),
  };
}

async function copy(client: pg.PoolClient, text: string, { bytes }: CopiedRows) {
  const stream = client.query(copyFrom(text));
  // It may fail again after it has failed, when nobody waits for it any more.
  stream.on("error", () => undefined);
  stream.end(bytes);
  await once(stream, "finish");
  return { command: "INSERT", rowCount: stream.rowCount, rows: [] };
}
