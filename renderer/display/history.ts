import { useEffect, useState } from "react";
import type { Board } from "../../contract/queue.ts";
import { type History, remember, type SeenCall } from "./history.rules.ts";

/** The calls that this display has seen today, the latest first: a number stays for those who looked up too late. */
export function useRecentCalls(board: Board | null): readonly SeenCall[] {
  const [history, setHistory] = useState<History | null>(null);
  useEffect(() => {
    if (board !== null) setHistory((former) => remember(former, board));
  }, [board]);
  return history?.calls ?? [];
}
