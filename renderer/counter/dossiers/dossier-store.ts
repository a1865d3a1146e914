import { v7 as uuidv7 } from "uuid";
import { create } from "zustand";
import type { DossierView, PinSignature } from "../../../contract/dossier-calls.ts";
import type { Proposals } from "../../../contract/dossier-desk.ts";
import type { DossierStep } from "../../../contract/dossier-steps.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure } from "../../ui/errors.ts";
import { session, useSession } from "../session.ts";

/** The dossier whose page is open. */
interface DossierState {
  view: DossierView | null;
  proposals: Proposals | null;
  failure: Failure | null;
  /** Paper of the last step that was taken here. */
  paper: string | null;
  read(id: string): Promise<void>;
  /** Takes a step of the open dossier. @returns whether it was taken; `failure` says why not. */
  take(step: DossierStep, signature: PinSignature | null): Promise<Failure | null>;
  forget(): void;
}

const atStart = { view: null, proposals: null, failure: null, paper: null };

export const useDossier = create<DossierState>((set, get) => {
  // A step that is asked for again with the same content is the same request: it may have been taken.
  let last: { content: string; requestId: string } | null = null;
  const requestFor = (content: string): string => {
    if (last?.content !== content) last = { content, requestId: uuidv7() };
    return last.requestId;
  };
  const notePast = (error: unknown): Failure => {
    const failure = asFailure(error);
    if (failure.code === "NOT_SIGNED_IN") useSession.getState().ended();
    return failure;
  };
  return {
    ...atStart,
    read: async (id) => {
      if (get().view?.dossier.id !== id) set(atStart);
      try {
        const [view, proposals] = await Promise.all([
          station.dossiers.view({ session: session(), id }),
          // A year without a calendar is no reason to show nothing.
          station.dossiers.proposals({ session: session(), id }).catch(() => null),
        ]);
        set({ view, proposals, failure: null });
      } catch (error) {
        set({ failure: notePast(error) });
      }
    },
    take: async (step, signature) => {
      const id = get().view?.dossier.id;
      if (id === undefined) return null;
      const requestId = requestFor(JSON.stringify({ id, step, by: signature?.staff }));
      try {
        const { printJob } = await station.dossiers.step({
          session: session(),
          requestId,
          id,
          step,
          signature,
        });
        last = null;
        set({ paper: printJob });
        await get().read(id);
        return null;
      } catch (error) {
        const failure = notePast(error);
        // What was refused was not taken: the next try is another request.
        if (failure.code !== "LINK_LOST") last = null;
        return failure;
      }
    },
    forget: () => set(atStart),
  };
});
