import { create } from "zustand";
import type { Procedure, ProcedureVersion } from "../../../contract/catalogue.ts";
import type { ImportPreview, ProcedureDetail, ProcedureLine } from "../../../contract/procedure-calls.ts";
import { asFailure, type Failure } from "../errors.ts";

/** Who keeps the catalogue: the station at a counter, the district on its pages. */
export interface CatalogueKeeper {
  list(input: { query: string; limit: number }): Promise<{ lines: ProcedureLine[]; total: number }>;
  detail(input: { code: string }): Promise<ProcedureDetail>;
  save(input: {
    basedOn: string;
    procedure: Procedure;
    former: ProcedureVersion | null;
  }): Promise<ProcedureDetail>;
  preview(input: { file: string; whole: boolean }): Promise<ImportPreview>;
  importFile(input: { basedOn: string; file: string; whole: boolean }): Promise<ImportPreview>;
  exportFile(input: { format: "xlsx" | "json" }): Promise<{ name: string; file: string }>;
  /** What is saved is a draft: nobody works by it before it is published. */
  drafts: boolean;
  /** Something was saved. */
  saved?(): void;
  /** What a call threw, by its name. */
  failure?(error: unknown): Failure;
}

let keeper: CatalogueKeeper | null = null;

/** Says who keeps the catalogue that this window edits, before it is shown. */
export function keepCatalogueWith(kept: CatalogueKeeper): void {
  keeper = kept;
}

export function isDraftKept(): boolean {
  return keeper?.drafts === true;
}

function kept(): CatalogueKeeper {
  if (keeper === null) throw new Error("nobody keeps the catalogue");
  return keeper;
}

/** How many lines of the list are shown; whoever looks for another types a letter more. */
const LINES = 60;

/** A file that was looked at and not imported yet. */
interface LookedAt {
  name: string;
  file: string;
  preview: ImportPreview;
}

interface CatalogueState {
  query: string;
  lines: ProcedureLine[];
  /** How many there are; null before the first answer. */
  total: number | null;
  detail: ProcedureDetail | null;
  /** The version that is edited, with what was changed of it; null while the list is shown. */
  draft: Procedure | null;
  former: ProcedureVersion | null;
  /** The code of the procedure that was edited last: the list is gone on with there. */
  left: string | null;
  whole: boolean;
  looked: LookedAt | null;
  /** What the last import has changed. */
  imported: ImportPreview | null;
  busy: boolean;
  failure: Failure | null;
  search(query: string): Promise<void>;
  edit(code: string): Promise<void>;
  choose(version: Procedure): void;
  change(part: Partial<Procedure>): void;
  save(): Promise<void>;
  leave(): void;
  lookAt(file: File): Promise<void>;
  setWhole(whole: boolean): Promise<void>;
  importIt(): Promise<void>;
  forget(): void;
  download(format: "xlsx" | "json"): Promise<void>;
}

export const useCatalogue = create<CatalogueState>((set, get) => {
  const work = async (what: () => Promise<void>) => {
    set({ busy: true, failure: null });
    try {
      await what();
    } catch (error) {
      set({ failure: failureOf(error) });
    }
    set({ busy: false });
  };
  const shown = (detail: ProcedureDetail, version = detail.versions[0]) =>
    set({
      detail,
      draft: version ?? null,
      former: version === undefined ? null : { code: version.code, effectiveFrom: version.effectiveFrom },
    });
  return {
    query: "",
    lines: [],
    total: null,
    detail: null,
    draft: null,
    former: null,
    left: null,
    whole: false,
    looked: null,
    imported: null,
    busy: false,
    failure: null,
    search: async (query) => {
      set({ query });
      try {
        const { lines, total } = await kept().list({ query, limit: LINES });
        if (get().query === query) set({ lines, total });
      } catch (error) {
        set({ failure: failureOf(error) });
      }
    },
    edit: (code) =>
      work(async () => {
        set({ imported: null });
        shown(await kept().detail({ code }));
      }),
    choose: (version) => {
      const { detail } = get();
      if (detail !== null) shown(detail, version);
      set({ failure: null });
    },
    change: (part) => {
      const { draft } = get();
      if (draft !== null) set({ draft: { ...draft, ...part } });
    },
    save: () =>
      work(async () => {
        const { draft, former, detail } = get();
        if (draft === null || detail === null) return;
        const { code, effectiveFrom } = draft;
        const saved = await kept().save({
          basedOn: detail.basedOn,
          procedure: draft,
          former,
        });
        keeper?.saved?.();
        shown(
          saved,
          saved.versions.find((entry) => entry.code === code && entry.effectiveFrom === effectiveFrom),
        );
      }),
    leave: () => {
      set(({ draft }) => ({ draft: null, detail: null, failure: null, left: draft?.code ?? null }));
      void get().search(get().query);
    },
    lookAt: (file) =>
      work(async () => {
        const content = await base64Of(file);
        const preview = await kept().preview({
          file: content,
          whole: get().whole,
        });
        set({ looked: { name: file.name, file: content, preview }, imported: null });
      }),
    setWhole: (whole) =>
      work(async () => {
        set({ whole });
        const { looked } = get();
        if (looked === null) return;
        const preview = await kept().preview({ file: looked.file, whole });
        set({ looked: { ...looked, preview } });
      }),
    importIt: () =>
      work(async () => {
        const { looked, whole } = get();
        if (looked === null) return;
        const { basedOn } = looked.preview;
        const done = await kept().importFile({
          basedOn,
          file: looked.file,
          whole,
        });
        if (done.faults.length > 0) set({ looked: { ...looked, preview: done } });
        else {
          set({ looked: null, imported: done });
          keeper?.saved?.();
        }
        await get().search(get().query);
      }),
    forget: () => set({ looked: null, failure: null }),
    download: (format) =>
      work(async () => {
        const { name, file } = await kept().exportFile({ format });
        const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
        const address = URL.createObjectURL(new Blob([bytes]));
        const link = document.createElement("a");
        link.href = address;
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(address), 60_000);
      }),
  };
});

function failureOf(error: unknown): Failure {
  return keeper?.failure?.(error) ?? asFailure(error);
}

/** Whether something of the version was changed and not saved. */
export function isEdited({
  draft,
  detail,
  former,
}: Pick<CatalogueState, "draft" | "detail" | "former">): boolean {
  const saved = detail?.versions.find((entry) => entry.effectiveFrom === former?.effectiveFrom);
  return draft !== null && JSON.stringify(draft) !== JSON.stringify(saved);
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
