import type { RouterBase } from "./base.ts";

/** The catalogue of procedures, for the head and administrators. */
export function proceduresRoutes({ os: { procedures: calls }, station, at }: RouterBase) {
  return {
    list: calls.list.handler(async ({ input }) =>
      station().procedureCatalogue.list(await at(input.session), input.query, input.limit),
    ),
    detail: calls.detail.handler(async ({ input }) =>
      station().procedureCatalogue.detail(await at(input.session), input.code),
    ),
    save: calls.save.handler(async ({ input: { session, ...change } }) =>
      station().procedureCatalogue.save(await at(session), change),
    ),
    exportFile: calls.exportFile.handler(async ({ input }) =>
      station().procedureCatalogue.exportFile(await at(input.session), input.format),
    ),
    preview: calls.preview.handler(async ({ input }) =>
      station().procedureCatalogue.preview(await at(input.session), input.file, input.whole),
    ),
    importFile: calls.importFile.handler(async ({ input: { session, ...asked } }) =>
      station().procedureCatalogue.importFile(await at(session), asked),
    ),
  };
}
