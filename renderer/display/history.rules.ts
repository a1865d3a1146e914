import type { Board, Call } from "../../contract/queue.ts";

/** A call that was seen, whether the citizen has come by now or not. */
export type SeenCall = Pick<Call, "ticket" | "label" | "counterNumber" | "calledAt">;

export interface History {
  day: string;
  /** The latest first. */
  calls: readonly SeenCall[];
}

/** What is remembered: more fit on no layout. */
const REMEMBERED = 12;

/** The history after another board: each call once, the latest first; a new day begins with an empty one. */
export function remember(history: History | null, board: Pick<Board, "day" | "calls">): History {
  const former = history?.day === board.day ? history.calls : [];
  const calls = new Map<string, SeenCall>();
  for (const { ticket, label, counterNumber, calledAt } of [...board.calls, ...former]) {
    const known = calls.get(ticket);
    if (known === undefined || known.calledAt < calledAt) {
      calls.set(ticket, { ticket, label, counterNumber, calledAt });
    }
  }
  const latestFirst = [...calls.values()].sort((a, b) => (a.calledAt < b.calledAt ? 1 : -1));
  return { day: board.day, calls: latestFirst.slice(0, REMEMBERED) };
}
