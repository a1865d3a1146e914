import { pino } from "pino";
import { connectDistrict, type District } from "../database.ts";
import { migrate } from "../migrations/migrate.ts";
import { PortalClient } from "./client.ts";
import { PortalConnector } from "./connector.ts";
import { portalStatus, retryNow } from "./outbox.ts";
import { portalProcedureCode } from "./portal-dossier.rules.ts";
import { readPortalSettings } from "./settings-file.ts";

/** Environment variable with the password of the portal's account: it stands in no file and in no list of processes. */
const PASSWORD = "MOTCUA_PORTAL_PASSWORD";

/** A connector at work, on a pool of its own: it holds none of the server's connections. */
export interface RunningPortal {
  close(): Promise<void>;
}

/** @throws AppError DATA_FILE_INVALID */
export async function startPortal(databaseUrl: string, file: string): Promise<RunningPortal> {
  const settings = readPortalSettings(file);
  const log = pino({ name: "portal", level: process.env.MOTCUA_LOG ?? "warn" });
  const db = connectDistrict(databaseUrl);
  await migrate(db);
  const client = new PortalClient(settings.connection, process.env[PASSWORD] ?? "");
  const end = new AbortController();
  const running = new PortalConnector({ db, client, settings, log }).run(end.signal);
  return {
    close: async () => {
      end.abort();
      await running;
      await db.destroy();
    },
  };
}

/**
 * `portal status`, `portal retry [CODE]`, `portal check --portal FILE`.
 *
 * @returns whether it was a command and went well.
 */
export async function portalCommand(
  databaseUrl: string,
  [command, code]: readonly string[],
  file: string | undefined,
): Promise<boolean> {
  const db = connectDistrict(databaseUrl);
  try {
    await migrate(db);
    if (command === "status") await sayStatus(db);
    else if (command === "retry") console.log(`${await retryNow(db, new Date(), code)} to be sent again`);
    else if (command === "check" && file !== undefined) return await checkProcedures(db, file);
    else {
      console.error(
        "portal status | portal retry [CODE] | portal check --portal FILE | portal run --portal FILE",
      );
      return false;
    }
    return true;
  } finally {
    await db.destroy();
  }
}

async function sayStatus(db: District): Promise<void> {
  const { failing, ...status } = await portalStatus(db);
  const since = status.waitingSince === null ? "" : ` since ${status.waitingSince.toISOString()}`;
  console.log(`taken ${status.taken}, waiting ${status.waiting}${since}, of them stuck ${status.stuck}`);
  for (const { code, dossier, stuck, attempts, nextTryAt, error } of failing) {
    const state = stuck ? "stuck" : `again ${nextTryAt.toISOString()}`;
    const why = `${error?.code} ${JSON.stringify(error?.data)}`;
    console.log(`${code ?? dossier}\t${state}\tfailed ${attempts} times\t${why}`);
  }
}

/** Says which procedures of the dossiers here the portal's catalogue lacks. */
async function checkProcedures(db: District, file: string): Promise<boolean> {
  const { connection, mapping } = readPortalSettings(file);
  const known = await new PortalClient(connection, process.env[PASSWORD] ?? "").procedureCodes();
  const used = await db.selectFrom("dossiers").select("procedure_code").distinct().execute();
  const missing = used
    .map((row) => ({ ours: row.procedure_code, theirs: portalProcedureCode(row.procedure_code, mapping) }))
    .filter(({ theirs }) => !known.has(theirs));
  for (const { ours, theirs } of missing) console.log(`${ours}\tnot known to the portal as ${theirs}`);
  console.log(`${used.length} procedures, ${missing.length} unknown to the portal`);
  return missing.length === 0;
}
