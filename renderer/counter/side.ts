import { create } from "zustand";

/** What is shown beside the form, and which dossiers are looked for there. */
interface SideState {
  tab: string;
  query: string;
  show(tab: string): void;
  look(query: string): void;
}

export const useSide = create<SideState>((set) => ({
  tab: "line",
  query: "",
  show: (tab) => set({ tab }),
  look: (query) => set({ query }),
}));
