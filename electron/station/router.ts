import type { Member } from "../../contract/hall.ts";
import type { PrinterStep } from "../../contract/printers.ts";
import { searchProcedures } from "./catalogue/search.rules.ts";
import { type RouterHost, routerBase } from "./routes/base.ts";
import { dossiersRoutes } from "./routes/dossiers.ts";
import { formsRoutes } from "./routes/forms.ts";
import { attachmentsRoutes, intakeRoutes, lodgedRoutes } from "./routes/intake.ts";
import { proceduresRoutes } from "./routes/procedures.ts";
import { appointmentsRoutes, queueRoutes } from "./routes/queue.ts";

export type { RouterHost } from "./routes/base.ts";

/** A ticket printed changes it some times over; a person sees no difference. */
const HEALTH_PACE_MS = 50;

/** The station's answers to its windows: the contract, call by call. */
export function createRouter(host: RouterHost) {
  const base = routerBase(host);
  const { os, station, at } = base;
  const printerStep = async (by: { session: string; pc: string | null }, step: PrinterStep) => {
    await station().printerStep(await at(by.session), by.pc, step);
    return {};
  };

  return os.router({
    system: {
      hello: os.system.hello.handler(() => host.hello()),
      health: os.system.health.handler(() => station().health()),
      watchHealth: os.system.watchHealth.handler(async function* ({ signal }) {
        const current = station();
        yield* current.context.health.watch(() => current.health(), signal, HEALTH_PACE_MS);
      }),
    },
    queue: queueRoutes(base),
    appointments: appointmentsRoutes(base),
    staff: {
      list: os.staff.list.handler(() => {
        const { staff, counters } = station().context.catalogue.all;
        return { staff, counters };
      }),
      signIn: os.staff.signIn.handler(({ input }) => station().desk.signIn(input)),
      resume: os.staff.resume.handler(({ input }) => station().desk.resume(input.session)),
      pins: os.staff.pins.handler(async ({ input }) => station().desk.pins(await at(input.session))),
      setPin: os.staff.setPin.handler(async ({ input }) => {
        await station().desk.setPin(await at(input.session), input.staff, input.pin);
        return {};
      }),
      signOut: os.staff.signOut.handler(async ({ input }) => {
        await station().desk.signOut(input.session);
        return {};
      }),
    },
    catalogue: {
      search: os.catalogue.search.handler(({ input }) =>
        searchProcedures(station().procedures(), input.query, input.serviceGroup),
      ),
      procedure: os.catalogue.procedure.handler(({ input }) => station().procedure(input.code)),
    },
    procedures: proceduresRoutes(base),
    dossiers: dossiersRoutes(base),
    intake: intakeRoutes(base),
    lodged: lodgedRoutes(base),
    attachments: attachmentsRoutes(base),
    forms: formsRoutes(base),
    printing: {
      job: os.printing.job.handler(({ input }) => station().papers.job(input.id)),
      finished: os.printing.finished.handler(async ({ input }) => {
        await at(input.session);
        return station().papers.finished(input.query);
      }),
      settle: os.printing.settle.handler(({ input: { id, cameOut, ...by } }) =>
        printerStep(by, { kind: "settle", id, cameOut }),
      ),
      again: os.printing.again.handler(async ({ input }) =>
        station().papers.again(await at(input.session), input.id),
      ),
      cancel: os.printing.cancel.handler(({ input: { id, ...by } }) =>
        printerStep(by, { kind: "cancel", id }),
      ),
      move: os.printing.move.handler(async ({ input }) => {
        await at(input.session);
        return station().printing.move(input.id, input.printer);
      }),
      test: os.printing.test.handler(({ input: { printer, ...by } }) =>
        printerStep(by, { kind: "test", printer }),
      ),
      rollChanged: os.printing.rollChanged.handler(({ input: { printer, ...by } }) =>
        printerStep(by, { kind: "rollChanged", printer }),
      ),
      setTextMode: os.printing.setTextMode.handler(async ({ input }) => {
        await station().printing.setTextMode(await at(input.session), input.printer, input.textMode);
        return {};
      }),
    },
    papers: {
      read: os.papers.read.handler(async ({ input }) => {
        await at(input.session);
        return station().printing.design();
      }),
      save: os.papers.save.handler(async ({ input: { session, ...change } }) =>
        station().printing.saveDesign(await at(session), change),
      ),
      preview: os.papers.preview.handler(async ({ input: { session, ...asked } }) => {
        await at(session);
        return { png: (await station().printing.preview(asked)).toString("base64") };
      }),
    },
    hall: {
      state: os.hall.state.handler(() => station().hall.state()),
      watchState: os.hall.watchState.handler(async function* ({ signal }) {
        yield* station().hall.watch(signal);
      }),
      openPairing: os.hall.openPairing.handler(async ({ input }) =>
        station().hall.openPairing(await at(input.session)),
      ),
      closePairing: os.hall.closePairing.handler(async ({ input }) => {
        await at(input.session);
        return station().hall.closePairing();
      }),
      join: os.hall.join.handler(async ({ input }) =>
        station().hall.join(await at(input.session), input.address, input.code),
      ),
      takeOver: os.hall.takeOver.handler(async ({ input }) =>
        station().hall.takeOver(await at(input.session)),
      ),
      removeMember: os.hall.removeMember.handler(async ({ input }) =>
        station().hall.removeMember(await at(input.session), input.id),
      ),
    },
    admin: {
      read: os.admin.read.handler(async ({ input }) => {
        await at(input.session);
        return station().administration.read();
      }),
      save: os.admin.save.handler(async ({ input }) =>
        station().administration.save(await at(input.session), input.change),
      ),
    },
    sync: {
      now: os.sync.now.handler(() => station().syncNow()),
    },
  });
}

/** What a browser of the hall may ask: a display shows the board, a tablet asks for the citizen's word besides. */
export function forDevices(router: ReturnType<typeof createRouter>, kind: Member["kind"]) {
  const { system, queue } = router;
  const display = { board: queue.board, watchBoard: queue.watchBoard };
  return {
    system: { hello: system.hello },
    queue: kind === "survey" ? { ...display, answerSurvey: queue.answerSurvey } : display,
  };
}
