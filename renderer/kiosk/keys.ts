import { useEffect } from "react";
import { isArrow, nearest } from "./arrows.ts";
import { useKiosk } from "./store.ts";

/** The whole kiosk by keys: arrows move to what lies in their direction, Escape goes back. Enter is the browser's. */
export function useKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Escape") {
        const { taken, restart, back } = useKiosk.getState();
        if (taken === null) back();
        else restart();
        return;
      }
      if (!isArrow(event.key)) return;
      const focused = document.activeElement ?? document.body;
      // In a text these two move the cursor.
      if (focused instanceof HTMLInputElement && /Left|Right/.test(event.key)) return;
      const reachable = [
        ...document.querySelectorAll<HTMLElement>("button, input:not([data-scanner])"),
      ].filter((element) => element !== focused && element.offsetParent !== null);
      const boxes = reachable.map((element) => element.getBoundingClientRect());
      const next = reachable[nearest(focused.getBoundingClientRect(), boxes, event.key)];
      // Inside what scrolls, an arrow without a button ahead scrolls as usual.
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
