import { openToAll } from "../web/base.ts";

const { session } = openToAll;

export const sessionRoutes = session.router({
  me: session.me.handler(({ context }) => context.me),
  signIn: session.signIn.handler(async ({ context, input }) => {
    const { token, me } = await context.sessions.signIn(input.login, input.password);
    // Whoever signs in anew leaves what was open in this browser.
    await context.sessions.signOut(context.token);
    context.setSession(token);
    return me;
  }),
  signOut: session.signOut.handler(async ({ context }) => {
    await context.sessions.signOut(context.token);
    context.setSession(null);
    return {};
  }),
  changePassword: session.changePassword.handler(({ context, input }) =>
    context.sessions.changePassword(context.token, input.current, input.next),
  ),
});
