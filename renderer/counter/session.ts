import { create } from "zustand";
import type { SignIn } from "../../contract/station.ts";
import { station } from "../ui/connection.ts";
import { asFailure, type Failure } from "../ui/errors.ts";

/** Who works at this window. */
interface SessionState {
  signIn: SignIn | null;
  /** Whether it is known yet if somebody is signed in. */
  known: boolean;
  failure: Failure | null;
  enter(input: { staff: string; counter: string; pin: string }): Promise<boolean>;
  resume(): Promise<void>;
  leave(): Promise<void>;
  /** The station no longer knows the session. */
  ended(): void;
}

/** Survives a reload of the window, not its closing: a PC that was switched off asks again who is there. */
const KEY = "motcua.session";

export const useSession = create<SessionState>((set, get) => ({
  signIn: null,
  known: false,
  failure: null,
  enter: async (input) => {
    try {
      const signIn = await station.staff.signIn(input);
      sessionStorage.setItem(KEY, signIn.session);
      set({ signIn, known: true, failure: null });
      return true;
    } catch (error) {
      set({ failure: asFailure(error) });
      return false;
    }
  },
  resume: async () => {
    const session = sessionStorage.getItem(KEY);
    const signIn = session === null ? null : await station.staff.resume({ session }).catch(() => null);
    set({ signIn, known: true });
  },
  leave: async () => {
    const session = get().signIn?.session;
    get().ended();
    if (session !== undefined) await station.staff.signOut({ session }).catch(() => undefined);
  },
  ended: () => {
    sessionStorage.removeItem(KEY);
    set({ signIn: null, failure: null });
  },
}));

/** The session's secret, for the calls that somebody answers for. */
export function session(): string {
  return useSession.getState().signIn?.session ?? "not-signed-in-here";
}
