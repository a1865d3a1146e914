import { create } from "zustand";
import type { DossierStatus } from "../../../contract/dossier.ts";
import { useAreas } from "./areas.ts";

/** What is looked for; kept while a dossier is open, so that the list is as it was when one comes back. */
interface FindState {
  query: string;
  status: DossierStatus | null;
  /** Places at which the pages before this one began. */
  pages: readonly (number | null)[];
  /** Line that Enter opens. */
  at: number;
  /** Grows each time somebody wants to type into the box. */
  asked: number;
  look(change: Partial<Pick<FindState, "query" | "status">>): void;
  move(at: number): void;
  turnTo(pages: readonly (number | null)[]): void;
}

export const useFind = create<FindState>((set) => ({
  query: "",
  status: null,
  pages: [null],
  at: 0,
  asked: 0,
  look: (change) => set({ ...change, pages: [null], at: 0 }),
  move: (at) => set({ at }),
  turnTo: (pages) => set({ pages, at: 0 }),
}));

/** Leads to the box, from wherever one is. */
export function focusFind(): void {
  useAreas.setState({ area: "dossiers", dossier: null, from: "dossiers" });
  useFind.setState(({ asked }) => ({ asked: asked + 1 }));
}
