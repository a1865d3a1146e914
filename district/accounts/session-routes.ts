import type { LocalizedText } from "../../contract/text.ts";
import type { District } from "../database.ts";
import { officeInForce } from "../office/current.ts";
import { openToAll } from "../web/base.ts";

const { session } = openToAll;

export const sessionRoutes = session.router({
  me: session.me.handler(async ({ context }) => ({ node: await nodeName(context.db), me: context.me })),
  signIn: session.signIn.handler(async ({ context, input }) => {
    const { token, browser, me } = await context.sessions.signIn(input.login, input.password, context.sender);
    // Whoever signs in anew leaves what was open in this browser.
    await context.sessions.signOut(context.token);
    context.setSession(token);
    context.setKnownBrowser(browser);
    return me;
  }),
  signOut: session.signOut.handler(async ({ context }) => {
    await context.sessions.signOut(context.token);
    context.setSession(null);
    return {};
  }),
  changePassword: session.changePassword.handler(({ context, input }) =>
    context.sessions.changePassword(context.token, input.current, input.next, context.sender),
  ),
});

async function nodeName(db: District): Promise<LocalizedText | null> {
  const catalogue = (await officeInForce(db))?.catalogue;
  if (catalogue === undefined) return null;
  const { agencies, office } = catalogue;
  return agencies.find(({ code }) => code === office.agency)?.name ?? office.name;
}
