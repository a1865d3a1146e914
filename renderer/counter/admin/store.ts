import { create } from "zustand";
import type { Administration } from "../../../contract/station.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure } from "../../ui/errors.ts";
import { session } from "../session.ts";

/** What the head changes of the hall: a draft until it is saved, and kept where saving fails. */
interface AdminState {
  open: boolean;
  draft: Administration | null;
  /** As it is in force; the draft differs where something is not saved. */
  saved: Administration | null;
  busy: boolean;
  failure: Failure | null;
  begin(): Promise<void>;
  close(): void;
  change(part: Partial<Administration>): void;
  save(): Promise<void>;
}

export const useAdmin = create<AdminState>((set, get) => ({
  open: false,
  draft: null,
  saved: null,
  busy: false,
  failure: null,
  begin: async () => {
    set({ open: true, failure: null });
    try {
      const saved = await station.admin.read({ session: session() });
      // What was begun before and not saved is not thrown away, unless it stands on something that is no more.
      const { draft } = get();
      set({ saved, draft: draft !== null && draft.basedOn === saved.basedOn ? draft : saved });
    } catch (error) {
      set({ failure: asFailure(error) });
    }
  },
  close: () => set({ open: false, failure: null }),
  change: (part) => {
    const { draft } = get();
    if (draft !== null) set({ draft: { ...draft, ...part } });
  },
  save: async () => {
    const { draft } = get();
    if (draft === null) return;
    set({ busy: true, failure: null });
    try {
      const saved = await station.admin.save({ session: session(), change: draft });
      set({ saved, draft: saved });
    } catch (error) {
      set({ failure: asFailure(error) });
    }
    set({ busy: false });
  },
}));

/** Whether something was changed and not saved. */
export function isChanged({ draft, saved }: Pick<AdminState, "draft" | "saved">): boolean {
  return JSON.stringify(draft) !== JSON.stringify(saved);
}
