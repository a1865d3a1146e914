import { unitsOf as allUnits } from "../../electron/station/dossiers/proposals.rules.ts";
import { web } from "../web/base.ts";
import { findDossiers, workOf } from "./lists.ts";
import { officeOf } from "./office.ts";
import { attach, handOver, takeOver, takeStep } from "./steps.ts";
import { unitsOf } from "./units.rules.ts";
import { receiversOf, viewOf } from "./view.ts";

const { workbench } = web;

export const workbenchRoutes = workbench.router({
  wording: workbench.wording.handler(async ({ context: { db, account } }) => {
    const office = await officeOf(db, account);
    const { own, named } = unitsOf(account, office, new Date().toISOString());
    return {
      units: allUnits(office),
      reasons: { ...office.office.stepReasons },
      mine: [...own, ...named],
      receivers: receiversOf(office),
    };
  }),
  work: workbench.work.handler(({ context, input }) => workOf(context.db, context.account, input)),
  find: workbench.find.handler(({ context, input }) =>
    findDossiers(context.db, context.account, input.query),
  ),
  view: workbench.view.handler(({ context, input }) => viewOf(context.db, context.account, input.id)),
  step: workbench.step.handler(({ context, input }) => takeStep(context.db, context.account, input)),
  attach: workbench.attach.handler(async ({ context: { db, attachments, account }, input }) => {
    const content = Buffer.from(await input.content.arrayBuffer());
    return attach(db, attachments, account, { ...input, content });
  }),
  handOver: workbench.handOver.handler(({ context, input }) => handOver(context.db, context.account, input)),
  takeOver: workbench.takeOver.handler(({ context, input }) => takeOver(context.db, context.account, input)),
});
