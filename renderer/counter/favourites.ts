import { create } from "zustand";
import { MOST_FAVOURITES, type Suggestion } from "../../contract/intake-calls.ts";
import { station } from "../ui/connection.ts";
import { session } from "./session.ts";

/** A clerk's favourite procedures with their keys, and what else is likely wanted. */
interface FavouritesState {
  /** Codes in the order of their keys, Alt+1 first. */
  favourites: string[];
  suggested: Suggestion[];
  group: string | null;
  /** Asks anew, for the group that the ticket at the counter was taken in. */
  look(group: string | null): Promise<void>;
  toggle(code: string): Promise<void>;
}

export const useFavourites = create<FavouritesState>((set, get) => ({
  favourites: [],
  suggested: [],
  group: null,
  look: async (group) => {
    const suggested = await station.intake
      .suggestions({ session: session(), serviceGroup: group })
      .catch(() => null);
    if (suggested === null) return;
    const favourites = suggested.filter(({ favourite }) => favourite !== null).map(({ code }) => code);
    set({ suggested, favourites, group });
  },
  toggle: async (code) => {
    const { favourites, group } = get();
    const codes = favourites.includes(code)
      ? favourites.filter((favourite) => favourite !== code)
      : [...favourites, code].slice(0, MOST_FAVOURITES);
    await station.intake.saveFavourites({ session: session(), codes }).catch(() => undefined);
    await get().look(group);
  },
}));
