/** Where something is on the screen, in pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const directions = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
} as const;
export type Arrow = keyof typeof directions;

export function isArrow(key: string): key is Arrow {
  return key in directions;
}

/** How much worse a step aside is than a step ahead. */
const ASIDE = 3;

/** The place in `boxes` of the nearest one that lies from `from` in the direction of the arrow; -1 where none does. */
export function nearest(from: Box, boxes: readonly Box[], arrow: Arrow): number {
  const { x, y } = directions[arrow];
  const ranked = boxes.map((box) => {
    const dx = middle(box.left, box.right) - middle(from.left, from.right);
    const dy = middle(box.top, box.bottom) - middle(from.top, from.bottom);
    const ahead = dx * x + dy * y;
    // What overlaps seen from the side counts as straight ahead.
    const aside =
      x === 0
        ? gap(from.left, from.right, box.left, box.right)
        : gap(from.top, from.bottom, box.top, box.bottom);
    return ahead > 1 ? ahead + aside * ASIDE + (aside === 0 ? 0 : 1) : Number.POSITIVE_INFINITY;
  });
  const best = Math.min(...ranked);
  return Number.isFinite(best) ? ranked.indexOf(best) : -1;
}

function middle(a: number, b: number): number {
  return (a + b) / 2;
}

/** How far apart two stretches are; 0 where they overlap. */
function gap(a1: number, a2: number, b1: number, b2: number): number {
  return Math.max(0, b1 - a2, a1 - b2);
}
