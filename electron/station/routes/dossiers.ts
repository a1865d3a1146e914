import { readCard } from "../dossiers/card.rules.ts";
import type { RouterBase } from "./base.ts";

/** Dossiers from intake to the handing over of the result. */
export function dossiersRoutes({ os: { dossiers: calls }, station, at }: RouterBase) {
  return {
    readCard: calls.readCard.handler(({ input }) => readCard(input.text)),
    knownApplicant: calls.knownApplicant.handler(({ input }) =>
      station().intake.knownApplicant(input.citizenNumber),
    ),
    appointment: calls.appointment.handler(({ input }) =>
      station().intake.appointment(input.procedureCode, input.caseId),
    ),
    accept: calls.accept.handler(async ({ input }) => {
      const desk = await at(input.session);
      // What came with a lodged one is the district's to send, whenever it comes.
      const came = await station().lodged.cameWith(input.intake.lodged);
      await station().attachments.claim(input.intake.attachments.filter(({ sha256 }) => !came.has(sha256)));
      return station().intake.accept(desk, input.requestId, input.intake);
    }),
    search: calls.search.handler(async ({ input }) => {
      await at(input.session);
      return station().finder.search(input);
    }),
    dueCounts: calls.dueCounts.handler(async ({ input }) => {
      await at(input.session);
      return station().finder.counts();
    }),
    due: calls.due.handler(async ({ input }) => {
      await at(input.session);
      return station().finder.due(input.list, input.limit);
    }),
    lookUp: calls.lookUp.handler(({ input }) => station().finder.lookUp(input.text)),
    acceptSeveral: calls.acceptSeveral.handler(async ({ input }) => {
      const desk = await at(input.session);
      await station().attachments.claim(input.intakes.flatMap(({ attachments }) => attachments));
      return station().intake.acceptSeveral(desk, input.requestId, input.intakes);
    }),
    duplicates: calls.duplicates.handler(async ({ input }) => {
      await at(input.session);
      return station().intake.duplicates(input.procedureCode, input.applicant);
    }),
    heldPapers: calls.heldPapers.handler(async ({ input }) => {
      await at(input.session);
      const { intake, attachments } = station();
      const held = await intake.heldPapers(input);
      // Of a PC that this one replaced, files come down when the line is free.
      return held.filter((paper) => paper.attachments.every(({ sha256 }) => attachments.has(sha256)));
    }),
    giveNotice: calls.giveNotice.handler(async ({ input }) =>
      station().notices.give(await at(input.session), input.requestId, input.notice),
    ),
    notices: calls.notices.handler(async ({ input }) => {
      await at(input.session);
      return station().notices.of(input.from, input.to);
    }),
    view: calls.view.handler(async ({ input }) => station().life.view(await at(input.session), input.id)),
    step: calls.step.handler(async ({ input: { session, requestId, id, step, signature } }) => {
      const desk = await at(session);
      if (step.kind === "attach") await station().attachments.claim([step.attachment]);
      return station().life.step(desk, requestId, id, step, signature);
    }),
    handOver: calls.handOver.handler(async ({ input: { session, ...asked } }) =>
      station().handovers.give(await at(session), asked),
    ),
    takeOver: calls.takeOver.handler(async ({ input: { session, ...asked } }) =>
      station().handovers.take(await at(session), asked),
    ),
    handovers: calls.handovers.handler(async ({ input }) => {
      await at(input.session);
      return station().handovers.of(input.from, input.to);
    }),
    cashReport: calls.cashReport.handler(async ({ input }) => {
      await at(input.session);
      return station().payments.report(input.day, input.cashier);
    }),
    wording: calls.wording.handler(async ({ input }) => {
      await at(input.session);
      return station().dossierDesk.wording();
    }),
    proposals: calls.proposals.handler(async ({ input }) =>
      station().dossierDesk.proposals(await at(input.session), input.id),
    ),
    toHandOver: calls.toHandOver.handler(async ({ input }) =>
      station().dossierDesk.toHandOver(await at(input.session), input.from, input.to),
    ),
    register: calls.register.handler(async ({ input }) => {
      await at(input.session);
      return station().dossierDesk.register(input.from, input.to, input.limit, input.after);
    }),
  };
}
