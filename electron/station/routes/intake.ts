import type { RouterBase } from "./base.ts";

/** What the desk keeps of intakes that are not accepted yet. */
export function intakeRoutes({ os: { intake: calls }, station, at }: RouterBase) {
  return {
    quote: calls.quote.handler(({ input }) => station().deskWork.quote(input)),
    suggestions: calls.suggestions.handler(async ({ input }) =>
      station().deskWork.suggestions(await at(input.session), input.serviceGroup),
    ),
    saveFavourites: calls.saveFavourites.handler(async ({ input }) => {
      await station().deskWork.saveFavourites(await at(input.session), input.codes);
      return {};
    }),
    drafts: calls.drafts.handler(async ({ input }) => station().deskWork.drafts(await at(input.session))),
    keepDraft: calls.keepDraft.handler(async ({ input }) => {
      await station().deskWork.keepDraft(await at(input.session), input.draft);
      return {};
    }),
    dropDraft: calls.dropDraft.handler(async ({ input }) => {
      await station().deskWork.dropDraft(await at(input.session), input.id);
      return {};
    }),
    reasons: calls.reasons.handler(() => station().context.catalogue.all.office.intakeReasons),
  };
}

/** Dossiers that were lodged online. */
export function lodgedRoutes({ os: { lodged: calls }, station, at }: RouterBase) {
  return {
    list: calls.list.handler(async ({ input }) => {
      await at(input.session);
      return station().lodged.list();
    }),
    take: calls.take.handler(async ({ input }) => station().lodged.take(await at(input.session), input.id)),
  };
}

export function attachmentsRoutes({ os: { attachments: calls }, station, at }: RouterBase) {
  return {
    begin: calls.begin.handler(async ({ input }) => {
      await at(input.session);
      return station().attachments.begin(input);
    }),
    send: calls.send.handler(async ({ input }) => {
      await at(input.session);
      return station().attachments.send(input.upload, input.offset, input.piece);
    }),
    finish: calls.finish.handler(async ({ input }) => {
      await at(input.session);
      return station().attachments.finish(input.upload);
    }),
    picture: calls.picture.handler(async ({ input }) => {
      await at(input.session);
      return station().attachments.picture(input.sha256, input.name, input.edge);
    }),
    open: calls.open.handler(async ({ input }) => {
      await at(input.session);
      return station().attachments.open(input.sha256, input.name);
    }),
    watchScans: calls.watchScans.handler(async function* ({ input, signal }) {
      await at(input.session);
      yield* station().attachments.watchScans(signal);
    }),
    takeScan: calls.takeScan.handler(async ({ input }) => {
      await at(input.session);
      return station().attachments.takeScan(input.name);
    }),
  };
}
