import type { RouterBase } from "./base.ts";

/** Forms on A4 and A5: papers, the office's wording, the register. */
export function formsRoutes({ os: { forms: calls }, station, at }: RouterBase) {
  return {
    sets: calls.sets.handler(async ({ input }) => {
      await at(input.session);
      return station().forms.sets();
    }),
    papers: calls.papers.handler(async ({ input }) => {
      await at(input.session);
      return station().forms.papers(input.subject);
    }),
    make: calls.make.handler(async ({ input }) =>
      station().forms.make(await at(input.session), input.requestId, input.paper),
    ),
    open: calls.open.handler(async ({ input }) => {
      await at(input.session);
      return station().forms.open(input.id);
    }),
    print: calls.print.handler(async ({ input }) => {
      await at(input.session);
      return station().forms.print(input.id);
    }),
    template: calls.template.handler(async ({ input }) => {
      await at(input.session);
      return station().forms.template(input.set, input.form);
    }),
    preview: calls.preview.handler(async ({ input }) => {
      await at(input.session);
      return { html: station().forms.preview(input.set, input.form, input.template) };
    }),
    save: calls.save.handler(async ({ input }) =>
      station().forms.save(await at(input.session), input.set, input.form, input.template),
    ),
    exportRegister: calls.exportRegister.handler(async function* ({ input }) {
      await at(input.session);
      yield* station().forms.exportRegister(input);
    }),
  };
}
