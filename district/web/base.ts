import { implement, ORPCError } from "@orpc/server";
import type { Logger } from "pino";
import type { Me } from "../../contract/district-accounts.ts";
import { districtWebContract } from "../../contract/district-web.ts";
import { AppError } from "../../contract/errors.ts";
import { inputFault } from "../../contract/named-errors.ts";
import { mayCall } from "../accounts/roles.rules.ts";
import type { Sessions } from "../accounts/sessions.ts";
import type { Sender } from "../accounts/sources.rules.ts";
import type { Attachments } from "../attachments/attachments.ts";
import type { District } from "../database.ts";
import { asDistrictFailure } from "../http/failures.ts";
import { noteRefusal } from "../http/refusals.ts";

/** What the pages' calls work with. */
export interface WebParts {
  db: District;
  sessions: Sessions;
  attachments: Attachments;
  log: Logger;
}

/** One request of a page. */
export interface WebContext extends WebParts {
  /** Of the session's cookie. */
  token: string | null;
  /** Where it came from. */
  sender: Sender;
  me: Me | null;
  /** Gives the browser a session, or takes it away. */
  setSession(token: string | null): void;
  /** Gives the browser what it is known by at the next sign-in. */
  setKnownBrowser(token: string): void;
}

/** For the session's own calls: failures have their names, nothing else is asked. */
export const openToAll = implement(districtWebContract)
  .$context<WebContext>()
  .use(async ({ next, path, context }) => {
    try {
      return await next();
    } catch (error) {
      throw await named(error, path, context);
    }
  });

/**
 * What every area builds its routes with: failures as named errors, and `context.account`, whose role may call this by
 * the one table (`district/accounts/roles.rules.ts`).
 *
 * @throws AppError NOT_SIGNED_IN, PASSWORD_MUST_CHANGE, ROLE_LACKS
 */
export const web = openToAll.use(({ next, path, context }) => {
  const { me } = context;
  if (me === null) throw new AppError("NOT_SIGNED_IN", {});
  if (me.mustChangePassword) throw new AppError("PASSWORD_MUST_CHANGE", {});
  if (!mayCall(me.role, path)) throw new AppError("ROLE_LACKS", { role: me.role });
  return next({ context: { account: me } });
});

/** What an inspection wants to know of, besides what goes wrong on an ordinary day. */
const suspicious: ReadonlySet<string> = new Set(["LOGIN_LOCKED", "ROLE_LACKS", "FOREIGN_PAGE"]);

const statuses: Partial<Record<string, number>> = {
  NOT_SIGNED_IN: 401,
  LOGIN_REFUSED: 401,
  LOGIN_LOCKED: 429,
  PASSWORD_MUST_CHANGE: 403,
  PASSWORD_EXPIRED: 403,
  ROLE_LACKS: 403,
  FOREIGN_PAGE: 403,
  DOSSIER_CHANGED: 409,
  CATALOGUE_CHANGED: 409,
  DISTRICT_BUSY: 503,
  DISTRICT_FULL: 507,
};

async function named(failure: unknown, path: readonly string[], context: WebContext) {
  const call = path.join(".");
  const error = asDistrictFailure(failure);
  if (error instanceof ORPCError) return error.code === "BAD_REQUEST" ? badInput(error) : error;
  if (error instanceof AppError) {
    context.log.info({ call, code: error.code }, "page refused");
    if (suspicious.has(error.code))
      await noteWebRefusal(context, error.code, `${call} ${context.me?.login ?? "-"}`);
    return new ORPCError(error.code, {
      status: statuses[error.code] ?? 400,
      data: error.data,
      message: error.code,
    });
  }
  const reference = crypto.randomUUID().slice(0, 8);
  context.log.error({ err: error, call, reference }, "call of a page failed");
  return new ORPCError("INTERNAL", { status: 500, data: { reference }, message: "INTERNAL" });
}

export function noteWebRefusal(
  parts: Pick<WebParts, "db" | "log">,
  code: string,
  detail: string,
): Promise<void> {
  return noteRefusal(parts, { code, station: null, detail: `web ${detail}` });
}

function badInput(error: ORPCError<string, unknown>): ORPCError<string, unknown> {
  return new ORPCError("BAD_INPUT", {
    status: 400,
    data: inputFault(error),
    message: "BAD_INPUT",
  });
}
