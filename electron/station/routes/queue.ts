import { readCard } from "../dossiers/card.rules.ts";
import type { RouterBase } from "./base.ts";

/** Nobody sees a board sooner than this after another. */
const BOARD_PACE_MS = 25;

export function queueRoutes({ os: { queue: calls }, station, at }: RouterBase) {
  return {
    board: calls.board.handler(() => station().queue.board()),
    watchBoard: calls.watchBoard.handler(async function* ({ signal }) {
      const current = station();
      yield* current.context.hall.watch(() => current.queue.board(), signal, BOARD_PACE_MS);
    }),
    take: calls.take.handler(({ input: { shown, ...asked } }) =>
      station().queue.take({
        ...asked,
        shown: shown === null ? null : { ...shown, card: shown.card === null ? null : readCard(shown.card) },
      }),
    ),
    step: calls.step.handler(async ({ input }) =>
      station().queue.step(await at(input.session), input.requestId, input.step),
    ),
    checkIn: calls.checkIn.handler(({ input }) => station().queue.checkIn(input.requestId, input.code)),
    checkInByCard: calls.checkInByCard.handler(({ input }) =>
      station().queue.checkInByCard(input.requestId, readCard(input.card)),
    ),
    citizen: calls.citizen.handler(async ({ input }) =>
      station().queue.citizen((await at(input.session)).counter, input.ticket),
    ),
    answerSurvey: calls.answerSurvey.handler(async ({ input }) => {
      await station().queue.answerSurvey(input);
      return {};
    }),
    line: calls.line.handler(async ({ input }) => station().queue.line((await at(input.session)).counter)),
    find: calls.find.handler(async ({ input }) => {
      await at(input.session);
      return station().queue.find(input.label);
    }),
    figures: calls.figures.handler(async ({ input }) =>
      station().queue.figures((await at(input.session)).staff.id),
    ),
    closeDay: calls.closeDay.handler(async ({ input }) =>
      station().queue.closeDay(await at(input.session), input.requestId),
    ),
  };
}

export function appointmentsRoutes({ os: { appointments: calls }, station, at }: RouterBase) {
  return {
    slots: calls.slots.handler(async ({ input }) => {
      await at(input.session);
      return station().queue.slots(input.serviceGroup, input.day);
    }),
    book: calls.book.handler(async ({ input: { session, ...asked } }) =>
      station().bookAppointment(await at(session), asked),
    ),
    cancel: calls.cancel.handler(async ({ input }) =>
      station().queue.cancelBooking(await at(input.session), input.requestId, input.id),
    ),
    ofDay: calls.ofDay.handler(async ({ input }) => {
      await at(input.session);
      return station().queue.bookingsOf(input.day);
    }),
  };
}
