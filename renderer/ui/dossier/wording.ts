import { create } from "zustand";
import { COUNTER_UNIT } from "../../../contract/dossier.ts";
import type { Unit } from "../../../contract/dossier-desk.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import { useTexts } from "../i18n/index.ts";

/** The office's own words: what its units are called, and ready-made reasons by step. */
interface Wording {
  units: readonly Unit[];
  reasons: Readonly<Record<string, readonly LocalizedText[]>>;
}

export const useWording = create<Wording>(() => ({ units: [], reasons: {} }));

/** What a unit is called; its id where the office no longer has it. */
export function useUnitTitle(): (id: string) => string {
  const { own } = useTexts();
  const units = useWording((state) => state.units);
  return (id) => {
    const unit = units.find((candidate) => candidate.id === id);
    return unit === undefined ? id : own(unit.name);
  };
}

/** Where a dossier is, in short: at the counter, or with a unit by its name. */
export function useUnitName(): (id: string) => string {
  const { t } = useTexts();
  const title = useUnitTitle();
  return (id) => (id === COUNTER_UNIT ? t("dossier.atCounter") : title(id));
}
