import { join } from "node:path";
import { parseArgs } from "node:util";
import { isAppError } from "../contract/errors.ts";
import { connectDistrict, migrate } from "./database.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "./postgres.ts";
import { startDistrict } from "./server.ts";
import { createEnrolCode } from "./stations.ts";

/**
 * `npm run district`: the district server, on the PostgreSQL of `DATABASE_URL` or an embedded one.
 * `npm run district -- enrol --agency CODE`: a one-time code for a station, also while the server runs; with
 * `--replaces STATION` for the PC that stands in for one that broke.
 */
const { values, positionals } = parseArgs({
  options: {
    port: { type: "string", default: "8470" },
    host: { type: "string", default: "127.0.0.1" },
    data: { type: "string", default: ".run/district" },
    agency: { type: "string" },
    name: { type: "string" },
    replaces: { type: "string" },
  },
  allowPositionals: true,
});

const given = process.env.DATABASE_URL;
const postgres: RunningPostgres | null =
  given === undefined ? await startEmbeddedPostgres(join(values.data, "postgres")) : null;
const databaseUrl = given ?? postgres?.url ?? "";

if (positionals[0] === "enrol") await enrol();
else await serve();

async function enrol(): Promise<void> {
  if (values.agency === undefined) {
    console.error("enrol needs --agency CODE");
    process.exit(2);
  }
  const db = connectDistrict(databaseUrl);
  await migrate(db);
  console.log(
    await createEnrolCode(db, {
      agency: values.agency,
      ...(values.name === undefined ? {} : { name: values.name }),
      ...(values.replaces === undefined ? {} : { replaces: values.replaces }),
    }),
  );
  await db.destroy();
  if (postgres?.takenOver === false) await postgres.stop();
  process.exit(0);
}

async function serve(): Promise<void> {
  try {
    const server = await startDistrict({
      databaseUrl,
      port: Number(values.port),
      host: values.host,
      attachmentsFolder: join(values.data, "attachments"),
    });
    console.log(`District server at ${server.url}`);
    const end = () =>
      void server
        .close()
        .then(() => postgres?.stop())
        .then(() => process.exit(0));
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
  } catch (error) {
    await postgres?.stop();
    if (!isAppError(error)) throw error;
    console.error(`${error.code}: port ${values.port} is in use. Choose another with --port.`);
    process.exit(1);
  }
}
