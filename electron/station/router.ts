import { implement } from "@orpc/server";
import type { Logger } from "pino";
import type { Member } from "../../contract/hall.ts";
import { type Hello, stationContract } from "../../contract/station.ts";
import { searchProcedures } from "./catalogue/search.rules.ts";
import { readCard } from "./dossiers/card.rules.ts";
import { toRpcError } from "./failures.ts";
import type { Station } from "./station.ts";

/** Nobody sees a board sooner than this after another. */
const BOARD_PACE_MS = 25;

/** What the router needs from the process it runs in. */
export interface RouterHost {
  /** Answers even while the station can't work: it says why. */
  hello: () => Hello;
  /** @throws AppError STATION_STARTING or the fault that keeps the station from working. */
  station: () => Station;
  log: Logger;
}

/** The station's answers to its windows: the contract, call by call. */
export function createRouter(host: RouterHost) {
  const os = implement(stationContract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toRpcError(error, host.log);
    }
  });
  const station = () => host.station();
  const at = (session: string) => station().desk.require(session);

  return os.router({
    system: {
      hello: os.system.hello.handler(() => host.hello()),
      health: os.system.health.handler(() => station().health()),
      watchHealth: os.system.watchHealth.handler(async function* ({ signal }) {
        const current = station();
        yield* current.context.health.watch(() => current.health(), signal);
      }),
    },
    queue: {
      board: os.queue.board.handler(() => station().queue.board()),
      watchBoard: os.queue.watchBoard.handler(async function* ({ signal }) {
        const current = station();
        yield* current.context.hall.watch(() => current.queue.board(), signal, BOARD_PACE_MS);
      }),
      take: os.queue.take.handler(({ input: { shown, ...asked } }) =>
        station().queue.take({
          ...asked,
          shown:
            shown === null ? null : { ...shown, card: shown.card === null ? null : readCard(shown.card) },
        }),
      ),
      step: os.queue.step.handler(async ({ input }) =>
        station().queue.step(await at(input.session), input.requestId, input.step),
      ),
      checkIn: os.queue.checkIn.handler(({ input }) => station().queue.checkIn(input.requestId, input.code)),
      checkInByCard: os.queue.checkInByCard.handler(({ input }) =>
        station().queue.checkInByCard(input.requestId, readCard(input.card)),
      ),
      citizen: os.queue.citizen.handler(async ({ input }) =>
        station().queue.citizen((await at(input.session)).counter, input.ticket),
      ),
      answerSurvey: os.queue.answerSurvey.handler(async ({ input }) => {
        await station().queue.answerSurvey(input);
        return {};
      }),
      line: os.queue.line.handler(async ({ input }) =>
        station().queue.line((await at(input.session)).counter),
      ),
      find: os.queue.find.handler(async ({ input }) => {
        await at(input.session);
        return station().queue.find(input.label);
      }),
      figures: os.queue.figures.handler(async ({ input }) =>
        station().queue.figures((await at(input.session)).staff.id),
      ),
      closeDay: os.queue.closeDay.handler(async ({ input }) =>
        station().queue.closeDay(await at(input.session), input.requestId),
      ),
    },
    appointments: {
      slots: os.appointments.slots.handler(async ({ input }) => {
        await at(input.session);
        return station().queue.slots(input.serviceGroup, input.day);
      }),
      book: os.appointments.book.handler(async ({ input: { session, ...asked } }) =>
        station().bookAppointment(await at(session), asked),
      ),
      cancel: os.appointments.cancel.handler(async ({ input }) =>
        station().queue.cancelBooking(await at(input.session), input.requestId, input.id),
      ),
      ofDay: os.appointments.ofDay.handler(async ({ input }) => {
        await at(input.session);
        return station().queue.bookingsOf(input.day);
      }),
    },
    staff: {
      list: os.staff.list.handler(() => {
        const { staff, counters } = station().context.catalogue.all;
        return { staff, counters };
      }),
      signIn: os.staff.signIn.handler(({ input }) => station().desk.signIn(input)),
      resume: os.staff.resume.handler(({ input }) => station().desk.resume(input.session)),
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
    dossiers: {
      readCard: os.dossiers.readCard.handler(({ input }) => readCard(input.text)),
      knownApplicant: os.dossiers.knownApplicant.handler(({ input }) =>
        station().intake.knownApplicant(input.citizenNumber),
      ),
      appointment: os.dossiers.appointment.handler(({ input }) =>
        station().intake.appointment(input.procedureCode, input.caseId),
      ),
      accept: os.dossiers.accept.handler(async ({ input }) => {
        const desk = await at(input.session);
        await station().attachments.claim(input.intake.attachments);
        return station().intake.accept(desk, input.requestId, input.intake);
      }),
      search: os.dossiers.search.handler(async ({ input }) => {
        await at(input.session);
        return station().finder.search(input);
      }),
      dueCounts: os.dossiers.dueCounts.handler(async ({ input }) => {
        await at(input.session);
        return station().finder.counts();
      }),
      due: os.dossiers.due.handler(async ({ input }) => {
        await at(input.session);
        return station().finder.due(input.list, input.limit);
      }),
      lookUp: os.dossiers.lookUp.handler(({ input }) => station().finder.lookUp(input.text)),
    },
    intake: {
      quote: os.intake.quote.handler(({ input }) => station().deskWork.quote(input)),
      suggestions: os.intake.suggestions.handler(async ({ input }) =>
        station().deskWork.suggestions(await at(input.session), input.serviceGroup),
      ),
      saveFavourites: os.intake.saveFavourites.handler(async ({ input }) => {
        await station().deskWork.saveFavourites(await at(input.session), input.codes);
        return {};
      }),
      drafts: os.intake.drafts.handler(async ({ input }) =>
        station().deskWork.drafts(await at(input.session)),
      ),
      keepDraft: os.intake.keepDraft.handler(async ({ input }) => {
        await station().deskWork.keepDraft(await at(input.session), input.draft);
        return {};
      }),
      dropDraft: os.intake.dropDraft.handler(async ({ input }) => {
        await station().deskWork.dropDraft(await at(input.session), input.id);
        return {};
      }),
      reasons: os.intake.reasons.handler(() => station().context.catalogue.all.office.intakeReasons),
    },
    attachments: {
      begin: os.attachments.begin.handler(async ({ input }) => {
        await at(input.session);
        return station().attachments.begin(input);
      }),
      send: os.attachments.send.handler(async ({ input }) => {
        await at(input.session);
        return station().attachments.send(input.upload, input.offset, input.piece);
      }),
      finish: os.attachments.finish.handler(async ({ input }) => {
        await at(input.session);
        return station().attachments.finish(input.upload);
      }),
      picture: os.attachments.picture.handler(async ({ input }) => {
        await at(input.session);
        return station().attachments.picture(input.sha256, input.edge);
      }),
      watchScans: os.attachments.watchScans.handler(async function* ({ input, signal }) {
        await at(input.session);
        yield* station().attachments.watchScans(signal);
      }),
      takeScan: os.attachments.takeScan.handler(async ({ input }) => {
        await at(input.session);
        return station().attachments.takeScan(input.name);
      }),
    },
    printing: {
      job: os.printing.job.handler(({ input }) => station().papers.job(input.id)),
      settle: os.printing.settle.handler(async ({ input }) =>
        station().papers.settle(await at(input.session), input.id, input.cameOut),
      ),
      again: os.printing.again.handler(async ({ input }) =>
        station().papers.again(await at(input.session), input.id),
      ),
      cancel: os.printing.cancel.handler(async ({ input }) =>
        station().papers.cancel(await at(input.session), input.id),
      ),
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
