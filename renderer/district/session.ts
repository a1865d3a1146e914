import { create } from "zustand";
import type { Me } from "../../contract/district-accounts.ts";
import type { LocalizedText } from "../../contract/text.ts";
import type { Failure } from "../ui/errors.ts";
import { asWebFailure, district, sessionLost } from "./client.ts";

interface Session {
  /** `asking`: not known yet. `lost`: it ended while somebody worked; the page behind is kept. */
  state: "asking" | "out" | "in" | "lost";
  me: Me | null;
  /** What this node is called. */
  node: LocalizedText | null;
  failure: Failure | null;
  ask(): Promise<void>;
  signIn(login: string, password: string): Promise<boolean>;
  signOut(): Promise<void>;
  changePassword(current: string, next: string): Promise<boolean>;
}

/** Who works in this browser. */
export const useSession = create<Session>((set, get) => ({
  state: "asking",
  me: null,
  node: null,
  failure: null,
  ask: async () => {
    try {
      const { me, node } = await district.session.me();
      set({ me, node, state: me === null ? "out" : "in", failure: null });
    } catch (error) {
      set({ failure: asWebFailure(error), state: "out" });
    }
  },
  signIn: async (login, password) => {
    try {
      const me = await district.session.signIn({ login, password });
      set({ me, state: "in", failure: null });
      return true;
    } catch (error) {
      set({ failure: asWebFailure(error) });
      return false;
    }
  },
  signOut: async () => {
    try {
      await district.session.signOut();
      window.location.hash = "";
      set({ me: null, state: "out", failure: null });
    } catch (error) {
      set({ failure: asWebFailure(error) });
    }
  },
  changePassword: async (current, next) => {
    try {
      const me = await district.session.changePassword({ current, next });
      set({ me, state: get().state === "lost" ? "lost" : "in", failure: null });
      return true;
    } catch (error) {
      set({ failure: asWebFailure(error) });
      return false;
    }
  },
}));

sessionLost.tell = () => {
  const { state, me, ask } = useSession.getState();
  if (state === "in" && me?.mustChangePassword === false) useSession.setState({ state: "lost" });
  else if (state !== "lost") void ask();
};
