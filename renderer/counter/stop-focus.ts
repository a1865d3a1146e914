import type { Stop } from "./draft.ts";

/**
 * Puts the focus on a place of the screen.
 *
 * @param from where the focus was when something was looked up first: whoever has gone elsewhere meanwhile stays there.
 */
export function focusStop(stop: Stop, from: Element | null = null): void {
  // What leads there may only just have changed the screen.
  requestAnimationFrame(() => {
    const now = document.activeElement;
    if (from !== null && now !== from && now !== document.body) return;
    // A card that is being read keeps the keys; it leads on itself when it is done.
    if (document.activeElement?.matches("[data-scanner]") === true) return;
    const place = document.querySelector<HTMLElement>(`[data-stop=${stop}]`);
    place?.focus();
    if (place instanceof HTMLInputElement) place.select();
    place?.scrollIntoView({ block: "nearest" });
  });
}

/** Whether the focus is in a part of the form, by its name. */
export function isFocusIn(part: string): boolean {
  return document.activeElement?.closest(`[data-part=${part}]`) != null;
}
