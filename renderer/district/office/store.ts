import { create } from "zustand";
import type { OfficeOverview } from "../../../contract/district-office.ts";
import { keepCatalogueWith, useCatalogue } from "../../ui/catalogue/catalogue-store.ts";
import type { Failure } from "../../ui/errors.ts";
import { asWebFailure, district } from "../client.ts";

interface OfficeState {
  overview: OfficeOverview | null;
  failure: Failure | null;
  /** Something is on its way to the server. */
  busy: boolean;
  /** Counts what was saved: whoever shows a part of the office reads it anew. */
  saves: number;
  read(): Promise<void>;
  /** Does something at the server and reads anew what came of it. @returns whether it was done. */
  work(what: () => Promise<unknown>): Promise<boolean>;
}

/** Where the node's office stands. */
export const useOffice = create<OfficeState>((set, get) => ({
  overview: null,
  failure: null,
  busy: false,
  saves: 0,
  read: async () => {
    try {
      set({ overview: await district.office.overview(), failure: null });
    } catch (error) {
      set({ failure: asWebFailure(error) });
    }
  },
  work: async (what) => {
    if (get().busy) return false;
    set({ busy: true, failure: null });
    try {
      await what();
      set({ saves: get().saves + 1 });
      await get().read();
      return true;
    } catch (error) {
      set({ failure: asWebFailure(error) });
      return false;
    } finally {
      set({ busy: false });
    }
  },
}));

keepCatalogueWith({
  drafts: true,
  list: (input) => district.office.list(input),
  detail: (input) => district.office.detail(input),
  save: (input) => district.office.save(input),
  preview: (input) => district.office.preview(input),
  importFile: (input) => district.office.importFile(input),
  exportFile: (input) => district.office.exportFile(input),
  saved: () => {
    useOffice.setState(({ saves }) => ({ saves: saves + 1 }));
    void useOffice.getState().read();
  },
  failure: asWebFailure,
});

/** The list is read anew: the draft is another. */
export function forgetCatalogue(): void {
  useCatalogue.setState({ draft: null, detail: null, looked: null, imported: null, failure: null });
}
