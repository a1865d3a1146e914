import { create } from "zustand";
import type { FormTemplate } from "../../../contract/form-calls.ts";
import type { FormId, FormSet } from "../../../contract/forms.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure } from "../../ui/errors.ts";
import { session } from "../session.ts";

interface Chosen {
  set: string;
  form: FormId;
}

/** The form whose wording is being changed: what was typed stays until it is saved or another form is chosen. */
interface FormsState {
  sets: FormSet[];
  chosen: Chosen | null;
  inForce: FormTemplate | null;
  draft: string;
  /** The page as it would be printed, of the last draft that has no fault. */
  page: string;
  busy: boolean;
  failure: Failure | null;
  begin(): Promise<void>;
  choose(chosen: Chosen): Promise<void>;
  write(draft: string): void;
  /** @param template null: the shipped one. */
  save(template: string | null): Promise<void>;
}

/** A page is made anew when typing rests for so long. */
const REST_MS = 350;
let rest: ReturnType<typeof setTimeout> | undefined;

export const useForms = create<FormsState>((set, get) => {
  const show = async () => {
    const { chosen, draft } = get();
    if (chosen === null) return;
    try {
      const { html } = await station.forms.preview({ session: session(), ...chosen, template: draft });
      // Another letter or another form meanwhile: that one's page is on its way.
      if (get().draft === draft && get().chosen === chosen) set({ page: html, failure: null });
    } catch (error) {
      if (get().draft === draft && get().chosen === chosen) set({ failure: asFailure(error) });
    }
  };
  const take = (inForce: FormTemplate) => {
    set({ inForce, draft: inForce.template, failure: null });
    return show();
  };
  return {
    sets: [],
    chosen: null,
    inForce: null,
    draft: "",
    page: "",
    busy: false,
    failure: null,
    begin: async () => {
      try {
        const sets = await station.forms.sets({ session: session() });
        set({ sets });
        const [first] = sets.filter(({ effectiveFrom }) => effectiveFrom !== null);
        const form = first?.forms[0]?.form;
        if (get().chosen === null && first !== undefined && form !== undefined)
          await get().choose({ set: first.id, form });
      } catch (error) {
        set({ failure: asFailure(error) });
      }
    },
    choose: async (chosen) => {
      set({ chosen, inForce: null, draft: "", page: "", failure: null });
      try {
        const template = await station.forms.template({ session: session(), ...chosen });
        if (get().chosen === chosen) await take(template);
      } catch (error) {
        set({ failure: asFailure(error) });
      }
    },
    write: (draft) => {
      set({ draft });
      clearTimeout(rest);
      rest = setTimeout(() => void show(), REST_MS);
    },
    save: async (template) => {
      const { chosen } = get();
      if (chosen === null) return;
      set({ busy: true, failure: null });
      try {
        await take(await station.forms.save({ session: session(), ...chosen, template }));
      } catch (error) {
        set({ failure: asFailure(error) });
      }
      set({ busy: false });
    },
  };
});
