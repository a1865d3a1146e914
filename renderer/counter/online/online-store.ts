import { useEffect } from "react";
import { create } from "zustand";
import type { LodgedLine } from "../../../contract/lodged.ts";
import { station, useHealth } from "../../ui/connection.ts";
import { asFailure, type Failure } from "../../ui/errors.ts";
import { useDialogs } from "../dialogs.ts";
import { useAreas } from "../dossiers/areas.ts";
import { goOn, useIntake } from "../intake-store.ts";
import { session, useSession } from "../session.ts";

const EVERY_MS = 60_000;
/** What comes down comes in a row: it is read once. */
const SETTLED_MS = 300;

interface OnlineState {
  /** What has to be answered; null before the first answer. */
  lines: LodgedLine[] | null;
  /** The one that is being fetched from the district. */
  taking: string | null;
  failure: Failure | null;
  read(): Promise<void>;
  open(id: string): Promise<void>;
}

/** Dossiers lodged online, as the counter sees them. */
export const useOnline = create<OnlineState>((set, get) => ({
  lines: null,
  taking: null,
  failure: null,
  read: async () => {
    const lines = await station.lodged.list({ session: session() }).catch(() => null);
    if (lines !== null) set({ lines });
  },
  open: async (id) => {
    if (get().taking !== null) return;
    set({ taking: id, failure: null });
    try {
      const dossier = await station.lodged.take({ session: session(), id });
      // What waits for the applicant is gone on with on its own page.
      if (dossier.status === "lodged") {
        await useIntake.getState().openLodged(dossier);
        useAreas.getState().goTo("intake");
        // A question that was opened has the focus.
        if (useDialogs.getState().dialog === null) goOn();
      } else useAreas.getState().openDossier(id);
    } catch (error) {
      const failure = asFailure(error);
      if (failure.code === "NOT_SIGNED_IN") useSession.getState().ended();
      set({ failure });
    } finally {
      set({ taking: null });
      void get().read();
    }
  },
}));

/** Reads anew each minute and whenever something came down or was done. */
export function useKeptOnline(): void {
  const secret = useSession((state) => state.signIn?.session);
  const lastSeq = useHealth((state) => state.health?.sync.lastSeq ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lastSeq tells that something happened
  useEffect(() => {
    if (secret === undefined) return;
    const read = () => void useOnline.getState().read();
    const soon = setTimeout(read, SETTLED_MS);
    const timer = setInterval(read, EVERY_MS);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
    };
  }, [secret, lastSeq]);
}
