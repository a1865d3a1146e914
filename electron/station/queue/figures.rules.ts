import { type QueueFigures, SATISFIED, type Ticket } from "../../../contract/queue.ts";

/** What a day's tickets say of waiting and serving. */
export function queueFigures(tickets: readonly Ticket[], scores: ReadonlyMap<string, number>): QueueFigures {
  const answers = tickets.flatMap(({ id }) => scores.get(id) ?? []);
  const served = tickets.filter(({ status }) => status === "served");
  const waits = tickets.flatMap((ticket) => waitOf(ticket) ?? []);
  const services = served.flatMap((ticket) =>
    secondsBetween(ticket.servingAt ?? ticket.calledAt, ticket.finishedAt),
  );
  const errors = tickets.flatMap((ticket) => {
    const wait = waitOf(ticket);
    const comparable = wait !== null && ticket.estimatedSeconds !== null && ticket.appointment === null;
    return comparable ? [Math.abs(wait - (ticket.estimatedSeconds ?? 0))] : [];
  });
  return {
    issued: tickets.length,
    waiting: tickets.filter(({ status }) => status === "waiting").length,
    served: served.length,
    noShows: tickets.filter(({ status }) => status === "noShow").length,
    meanWaitSeconds: mean(waits),
    longestWaitSeconds: waits.length === 0 ? null : waits.reduce((a, b) => Math.max(a, b), 0),
    meanServiceSeconds: mean(services),
    meanEstimateErrorSeconds: mean(errors),
    surveyAnswers: answers.length,
    satisfied: answers.filter((score) => score >= SATISFIED).length,
  };
}

/** Seconds from taking the number to the last call; null where it was not called yet. */
export function waitOf(ticket: Ticket): number | null {
  return secondsBetween(ticket.issuedAt, ticket.calledAt)[0] ?? null;
}

function secondsBetween(from: string | null, to: string | null): number[] {
  if (from === null || to === null) return [];
  return [Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000)];
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
