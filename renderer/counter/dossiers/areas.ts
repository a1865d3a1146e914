import { create } from "zustand";

/** What the work area beside the queue shows. */
export const areas = ["intake", "online", "dossiers", "due", "handovers", "cash", "register"] as const;
export type Area = (typeof areas)[number];

/**
 * The letter that leads to an area together with Ctrl: of *Nhận*, *Online*, *Hồ sơ*, *đến hạn*, *Bàn giao*, *Thu*, *Sổ*. Alt is
 * intake's and the steps', F keys are the queue's; what edits text (A, C, V, X, Y, Z) is nobody's.
 */
export const areaLetters: Record<Area, string> = {
  intake: "N",
  online: "O",
  dossiers: "H",
  due: "E",
  handovers: "B",
  cash: "T",
  register: "S",
};

interface AreaState {
  area: Area;
  /** Id of the dossier whose page is open in the area of dossiers. */
  dossier: string | null;
  /** Where the dossier was opened from: there its page leads back to. */
  from: Area;
  goTo(area: Area): void;
  openDossier(id: string): void;
  closeDossier(): void;
  reset(): void;
}

const atStart = { area: "intake", dossier: null, from: "dossiers" } as const;

export const useAreas = create<AreaState>((set, get) => ({
  ...atStart,
  goTo: (area) => {
    // The same key once more leads from the page of a dossier to the list.
    const again = area === "dossiers" && get().area === "dossiers";
    set(again ? { dossier: null, from: "dossiers" } : { area });
  },
  openDossier: (id) => {
    const { area, from } = get();
    set({ dossier: id, area: "dossiers", from: area === "dossiers" ? from : area });
  },
  closeDossier: () => set({ dossier: null, area: get().from, from: "dossiers" }),
  reset: () => set(atStart),
}));
