import { create } from "zustand";
import { goTo } from "../route.ts";

interface Places {
  /** The list, or what was found, that a dossier was opened from. */
  last: readonly string[];
  /** The dossier that was opened last: back in the list, one goes on from it. */
  opened: string | null;
}

export const usePlaces = create<Places>(() => ({ last: ["workbench"], opened: null }));

export function goBack(): void {
  goTo(...usePlaces.getState().last);
}
