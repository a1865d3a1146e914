/**
 * A scanner types like a keyboard, only faster than any hand. What it types from a citizen card begins with twelve digits
 * and a bar: from there on the keys are the card's and not those of whatever has the focus.
 */

/** Longer than a scanner takes between two keys, shorter than a hand. */
const GAP_MS = 60;
const BEGINNING = /\d{12}\|$/;

/** Follows the keys of a window, whatever has the focus. */
export class CardBurst {
  #text = "";
  #last = Number.NEGATIVE_INFINITY;

  /**
   * @param at milliseconds, on any clock.
   * @returns the beginning of a card, when this key completes one; null otherwise.
   */
  press(key: string, at: number): string | null {
    if (this.isNew(at)) this.#text = "";
    this.#last = at;
    // Shift and the like come between the letters.
    if ([...key].length !== 1) return null;
    this.#text = (this.#text + key).slice(-20);
    if (!BEGINNING.test(this.#text)) return null;
    const beginning = this.#text.slice(-13);
    this.#text = "";
    return beginning;
  }

  /** Whether a key at that moment belongs to nothing that was typed before. */
  isNew(at: number): boolean {
    return at - this.#last > GAP_MS;
  }
}

/** Text that came into a field at once (pasted, or by a scanner's own input method): the card in it, or null. */
export function cardIn(value: string): string | null {
  const found = /\d{9,12}\|.*\|/s.exec(value);
  if (found !== null) return value.slice(found.index);
  // What an input method made of it is for the station to say.
  return (value.match(/\|/g)?.length ?? 0) >= 5 ? value : null;
}
