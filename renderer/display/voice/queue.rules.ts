import type { Call } from "../../../contract/queue.ts";

/** What a display has still to say, and what it need not say any more. */
export interface CallQueue {
  /** The highest call of each ticket that was heard of; null before the first board. */
  heard: ReadonlyMap<string, number> | null;
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
  for (const { ticket, call } of calls) heard.set(ticket, Math.max(call, heard.get(ticket) ?? 0));
  if (queue.heard === null) return { heard, waiting: [] };
  const known = queue.heard;
  const fresh = calls
    .filter((call) => call.call > (known.get(call.ticket) ?? 0) && isDue(call, calls))
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
  return calls.some((now) => now.ticket === call.ticket && now.call === call.call && now.status === "called");
}
