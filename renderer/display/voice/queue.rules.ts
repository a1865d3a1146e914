import type { Call } from "../../../contract/queue.ts";

/** What a display has still to say, and what it need not say any more. */
export interface CallQueue {
  /**
   * When each ticket was last called, as far as was heard; null before the first board. Not how often: the count begins
   * anew when a ticket is sent to another counter or a call is taken back.
   */
  heard: ReadonlyMap<string, string> | null;
  /** To be said, in this order. */
  waiting: readonly Call[];
}

export const emptyQueue: CallQueue = { heard: null, waiting: [] };

/**
 * The queue after a new board: each call joins once, the earliest first. What stands on the first board was called
 * before the display opened and is not said. A waiting call that is no longer due leaves.
 */
export function hearCalls(queue: CallQueue, calls: readonly Call[]): CallQueue {
  const heard = new Map(queue.heard);
  for (const { ticket, calledAt } of calls) {
    if (calledAt > (heard.get(ticket) ?? "")) heard.set(ticket, calledAt);
  }
  if (queue.heard === null) return { heard, waiting: [] };
  const known = queue.heard;
  const fresh = calls
    .filter((call) => call.calledAt > (known.get(call.ticket) ?? "") && isDue(call, calls))
    .sort((a, b) => Date.parse(a.calledAt) - Date.parse(b.calledAt));
  return { heard, waiting: [...queue.waiting.filter((call) => isDue(call, calls)), ...fresh] };
}

/** Takes the call that is to be said now. */
export function nextCall(queue: CallQueue): { call: Call | null; queue: CallQueue } {
  const [call = null, ...waiting] = queue.waiting;
  return { call, queue: { ...queue, waiting } };
}

/** Whether someone still has to hear it: the citizen has not come, was not sent away, and was not called anew. */
export function isDue(call: Call, calls: readonly Call[]): boolean {
  return calls.some(
    (now) => now.ticket === call.ticket && now.calledAt === call.calledAt && now.status === "called",
  );
}
