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

/**
 * Lets the call panel of this PC work with the sign-in of the counter's window, for as long as that window is there. Told
 * from window to window: a secret on the disk would outlive a power cut.
 */
const SHARED = "motcua.session";

/** The counter's window tells its sign-in to whoever asks, and whenever it changes. @returns how to stop. */
export function shareSession(): () => void {
  const channel = new BroadcastChannel(SHARED);
  const tell = () => {
    const { signIn, known } = useSession.getState();
    if (known) channel.postMessage({ signIn });
  };
  channel.onmessage = ({ data }) => {
    if (data === "who") tell();
  };
  const stop = useSession.subscribe(tell);
  return () => {
    stop();
    channel.close();
  };
}

/** The panel follows the sign-in at `counter`. @returns how to stop. */
export function followSession(counter: string | undefined): () => void {
  const channel = new BroadcastChannel(SHARED);
  channel.onmessage = ({ data }) => {
    const { signIn } = (data ?? {}) as { signIn?: SignIn | null };
    if (signIn === undefined) return;
    // Another counter's window of this PC tells of its own people.
    if (signIn !== null && counter !== undefined && signIn.counter.id !== counter) return;
    useSession.setState({ signIn, known: true });
  };
  channel.postMessage("who");
  return () => channel.close();
}

/** The session's secret, for the calls that somebody answers for. */
export function session(): string {
  return useSession.getState().signIn?.session ?? "not-signed-in-here";
}
