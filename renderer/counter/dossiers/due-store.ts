import { useEffect } from "react";
import { create } from "zustand";
import type { DueCounts } from "../../../contract/dossier-lists.ts";
import { station, useHealth } from "../../ui/connection.ts";
import { useSession } from "../session.ts";

const EVERY_MS = 60_000;
/** Steps come in a row: they are counted once. */
const SETTLED_MS = 300;

/** How many dossiers wait on each list of work; null before the first answer. */
export const useDueCounts = create<{ counts: DueCounts | null; asked: number }>(() => ({
  counts: null,
  asked: 0,
}));

/** Counts anew each minute and after every change. */
export function useKeptDueCounts(): void {
  const secret = useSession((state) => state.signIn?.session);
  const lastSeq = useHealth((state) => state.health?.sync.lastSeq ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lastSeq tells that something happened
  useEffect(() => {
    if (secret === undefined) return;
    const read = async () => {
      const counts = await station.dossiers.dueCounts({ session: secret }).catch(() => null);
      if (counts !== null) useDueCounts.setState(({ asked }) => ({ counts, asked: asked + 1 }));
    };
    const soon = setTimeout(() => void read(), SETTLED_MS);
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
    };
  }, [secret, lastSeq]);
}
