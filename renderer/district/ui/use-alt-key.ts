import { useEffect, useRef } from "react";
import { isAsking } from "./is-asking.ts";

/**
 * Alt and a letter does what a button does, wherever the focus is, unless something is asked over the page.
 *
 * @param letter as it stands on the keyboard, `G`
 */
export function useAltKey(letter: string, act: () => void): void {
  const current = useRef(act);
  current.current = act;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== `Key${letter}` || isAsking())
        return;
      event.preventDefault();
      current.current();
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [letter]);
}
