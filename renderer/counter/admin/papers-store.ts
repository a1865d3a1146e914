import { create } from "zustand";
import type { PaperDesign } from "../../../contract/paper-design.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure } from "../../ui/errors.ts";
import { session } from "../session.ts";

/** The papers as the head changes them: a draft until it is saved, and kept where saving fails. */
interface PapersState {
  basedOn: string;
  draft: PaperDesign | null;
  saved: PaperDesign | null;
  busy: boolean;
  failure: Failure | null;
  read(): Promise<void>;
  change(draft: PaperDesign): void;
  save(): Promise<void>;
}

export const usePapers = create<PapersState>((set, get) => ({
  basedOn: "",
  draft: null,
  saved: null,
  busy: false,
  failure: null,
  read: async () => {
    set({ failure: null });
    try {
      const { basedOn, design } = await station.papers.read({ session: session() });
      const { draft, basedOn: former } = get();
      // What was begun and not saved is not thrown away, unless it stands on something that is no more.
      set({ basedOn, saved: design, draft: draft !== null && former === basedOn ? draft : design });
    } catch (error) {
      set({ failure: asFailure(error) });
    }
  },
  change: (draft) => set({ draft }),
  save: async () => {
    const { draft, basedOn } = get();
    if (draft === null) return;
    set({ busy: true, failure: null });
    try {
      const saved = await station.papers.save({ session: session(), basedOn, design: draft });
      set({ basedOn: saved.basedOn, saved: saved.design, draft: saved.design });
    } catch (error) {
      set({ failure: asFailure(error) });
    }
    set({ busy: false });
  },
}));
