import { useEffect } from "react";
import { useAdmin } from "../admin/store.ts";
import { useDialogs } from "../dialogs.ts";
import { goOn } from "../intake-store.ts";
import { areaLetters, areas, useAreas } from "./areas.ts";
import { focusFind } from "./find-store.ts";

/**
 * Ctrl and a letter for the work areas, Ctrl F or / to find a dossier. By the place of the key, whatever an input method
 * makes of it.
 */
export function useAreaKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.altKey || event.metaKey || event.shiftKey) return;
      if (useDialogs.getState().dialog !== null || useAdmin.getState().open) return;
      const area = event.ctrlKey ? areas.find((each) => event.code === `Key${areaLetters[each]}`) : undefined;
      if (area === "intake" && useAreas.getState().area === area) goOn();
      else if (area !== undefined) useAreas.getState().goTo(area);
      else if (isFind(event)) focusFind();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}

function isFind(event: KeyboardEvent): boolean {
  if (event.ctrlKey) return event.code === "KeyF";
  const { target } = event;
  const isTyping = target instanceof HTMLElement && target.closest("input, textarea, select") !== null;
  return event.key === "/" && !isTyping;
}
