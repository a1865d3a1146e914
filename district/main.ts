import { join } from "node:path";
import { parseArgs } from "node:util";
import { isAppError } from "../contract/errors.ts";
import { accountCommand } from "./accounts/command.ts";
import { connectDistrict } from "./database.ts";
import { createGateway, revokeGateway } from "./lodged/gateways.ts";
import { migrate } from "./migrations/migrate.ts";
import { portalCommand, type RunningPortal, startPortal } from "./portal/command.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "./postgres/embedded.ts";
import { startDistrict } from "./server.ts";
import { createEnrolCode } from "./stations/stations.ts";
import { upstreamCommand } from "./upstream/command.ts";

/**
 * `npm run district`: the district server, on the PostgreSQL of `DATABASE_URL` or an embedded one. The node's office is
 * read from the folder of `--office` where its database has none yet.
 * With `--pages FOLDER` it shows the built pages of another place, with `--address URL` it knows how people reach them.
 * `npm run district -- account --login NAME --role ROLE`: an account for the pages; prints its one-time password.
 * `npm run district -- enrol --agency CODE`: a one-time code for a station, also while the server runs; with
 * `--replaces STATION` for the PC that stands in for one that broke.
 * `npm run district -- gateway --name NAME`: lets a portal hand over dossiers that were lodged online, and prints its token;
 * `gateway revoke --name NAME` takes it away.
 * With `--portal FILE` it tells the national portal of the dossiers; `portal run --portal FILE` does only that.
 * With `--upstream URL` it is below another node: dossiers that are handed up go there, and what is decided there comes
 * down; `--upstream-code CODE` the first time. `upstream status`: what waits for it, since when, and why.
 * `portal status`, `portal retry [CODE]`: what is waiting, what is stuck and why, and another try.
 */
const { values, positionals } = parseArgs({
  options: {
    port: { type: "string", default: "8470" },
    host: { type: "string", default: "127.0.0.1" },
    data: { type: "string", default: ".run/district" },
    agency: { type: "string" },
    name: { type: "string" },
    replaces: { type: "string" },
    portal: { type: "string" },
    upstream: { type: "string" },
    "upstream-code": { type: "string" },
    office: { type: "string" },
    pages: { type: "string", default: join(import.meta.dirname, "../dist/district") },
    address: { type: "string" },
    login: { type: "string" },
    role: { type: "string" },
    division: { type: "string" },
  },
  allowPositionals: true,
});

const given = process.env.DATABASE_URL;
const postgres: RunningPostgres | null =
  given === undefined ? await startEmbeddedPostgres(join(values.data, "postgres")) : null;
const databaseUrl = given ?? postgres?.url ?? "";

if (positionals[0] === "enrol") await enrol();
else if (positionals[0] === "account") await account();
else if (positionals[0] === "gateway") await gateway(positionals[1] === "revoke");
else if (positionals[0] === "portal" && positionals[1] === "run") await runPortal();
else if (positionals[0] === "portal") await portal();
else if (positionals[0] === "upstream") await upstream();
else await serve();

async function portal(): Promise<void> {
  const done = await portalCommand(databaseUrl, positionals.slice(1), values.portal).catch(fail);
  if (postgres?.takenOver === false) await postgres.stop();
  process.exit(done ? 0 : 2);
}

async function account(): Promise<void> {
  const done = await accountCommand(databaseUrl, positionals.slice(1), values).catch(fail);
  if (postgres?.takenOver === false) await postgres.stop();
  process.exit(done ? 0 : 2);
}

async function upstream(): Promise<void> {
  const done = await upstreamCommand(databaseUrl, positionals.slice(1)).catch(fail);
  if (postgres?.takenOver === false) await postgres.stop();
  process.exit(done ? 0 : 2);
}

async function runPortal(): Promise<void> {
  if (values.portal === undefined) return portal();
  const connector = await startPortal(databaseUrl, values.portal).catch(fail);
  console.log("Connector to the national portal at work");
  const end = () =>
    void connector
      .close()
      .then(() => (postgres?.takenOver === false ? postgres.stop() : undefined))
      .then(() => process.exit(0));
  endBy(end);
}

/** The package that brings PostgreSQL would end the program at once, whether it is used or not. */
function endBy(end: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.removeAllListeners(signal);
    process.on(signal, end);
  }
}

async function fail(error: unknown): Promise<never> {
  if (postgres?.takenOver === false) await postgres.stop();
  return endWith(error);
}

/** Ends with the failure's name and what it is about, where it has one. */
function endWith(error: unknown): never {
  if (!isAppError(error)) throw error;
  console.error(`${error.code} ${JSON.stringify(error.data)}`);
  process.exit(1);
}

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

async function gateway(revoke: boolean): Promise<void> {
  const { name } = values;
  if (name === undefined) {
    console.error("gateway needs --name NAME");
    process.exit(2);
  }
  const db = connectDistrict(databaseUrl);
  await migrate(db);
  if (!revoke) console.log(await createGateway(db, name));
  else console.log((await revokeGateway(db, name)) ? `${name} is revoked` : `no gateway ${name}`);
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
      ...(values.upstream === undefined
        ? {}
        : {
            upstream: {
              url: values.upstream,
              ...(values["upstream-code"] === undefined ? {} : { enrolCode: values["upstream-code"] }),
            },
          }),
      ...(values.office === undefined ? {} : { officeFolder: values.office }),
      pagesFolder: values.pages,
      ...(values.address === undefined ? {} : { address: values.address }),
    });
    const connector: RunningPortal | null =
      values.portal === undefined ? null : await startPortal(databaseUrl, values.portal);
    const end = () =>
      void Promise.all([connector?.close(), server.close()])
        .then(() => postgres?.stop())
        .then(() => process.exit(0));
    endBy(end);
    // Said last: who waits for it may end the program at once.
    console.log(`District server at ${server.url}`);
  } catch (error) {
    await postgres?.stop();
    if (!isAppError(error) || error.code !== "PORT_TAKEN") return endWith(error);
    console.error(`${error.code}: port ${values.port} is in use. Choose another with --port.`);
    process.exit(1);
  }
}
