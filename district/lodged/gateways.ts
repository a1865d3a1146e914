import { randomBytes } from "node:crypto";
import { AppError } from "../../contract/errors.ts";
import type { District } from "../database.ts";
import { hashOf } from "../secrets.ts";

/** Begins every gateway's token: who finds one knows what it opens. */
const PREFIX = "gateway_";

/**
 * Lets a portal or gateway (*trục liên thông*) in, or gives one that is there a new token; the former opens nothing then.
 *
 * @returns the token: it is shown once.
 */
export async function createGateway(db: District, name: string): Promise<string> {
  const token = `${PREFIX}${randomBytes(32).toString("base64url")}`;
  const change = { token_hash: hashOf(token), revoked_at: null };
  await db
    .insertInto("gateways")
    .values({ name, ...change })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(change))
    .execute();
  return token;
}

/** @returns whether there was such a gateway. */
export async function revokeGateway(db: District, name: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("gateways")
    .set({ revoked_at: new Date() })
    .where("name", "=", name)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export function isGatewayToken(token: string | null): token is string {
  return token?.startsWith(PREFIX) === true;
}

/** The gateway that the token opens. @throws AppError UNAUTHORISED */
export async function gatewayByToken(db: District, token: string | null): Promise<string> {
  const row = isGatewayToken(token)
    ? await db
        .selectFrom("gateways")
        .select("name")
        .where("token_hash", "=", hashOf(token))
        .where("revoked_at", "is", null)
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw new AppError("UNAUTHORISED", {});
  return row.name;
}
