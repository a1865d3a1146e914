import type { ChainPlace } from "./chain.ts";
import type { Dossier } from "./dossier.ts";
import { type DossierEvent, dossierAfter } from "./dossier-life.ts";

/** A step of a dossier with the place of its event: no other has the same. */
export interface PlacedStep extends ChainPlace {
  event: DossierEvent & { seq: number };
}

/** What the order of events is told by. */
interface Placed extends ChainPlace {
  event: { seq: number; at: string; type: string };
}

/**
 * The one order of all steps of a dossier, whoever took them and however they came to be known: by their time, and of one
 * moment by their place. Who takes a step gives it no earlier time than that of the last one that he knows of
 * ({@link timeAfter}), so that what answers a step comes after it, however far the clocks are apart.
 */
export function inOrder<T extends Placed>(steps: readonly T[]): T[] {
  // A log keeps its own order, even where its clock was put back.
  let last: { placed: T; time: string } | null = null;
  const timed = [...steps].sort(byPlace).map((placed) => {
    const { at } = placed.event;
    const isNext = last?.placed.station === placed.station && last.placed.epoch === placed.epoch;
    last = { placed, time: isNext && last !== null && last.time > at ? last.time : at };
    return last;
  });
  // Of one moment they stay in the order of their places.
  timed.sort((a, b) => compare(a.time, b.time));
  const sorted = timed.map(({ placed }) => placed);
  // Nothing happens to a dossier before there is one.
  const first = sorted.findIndex(({ event }) => isBeginning(event));
  return first <= 0 ? sorted : [...sorted.splice(first, 1), ...sorted];
}

/** The dossier as all its steps leave it; null where its beginning is not among them. */
export function dossierFrom(steps: readonly PlacedStep[]): Dossier | null {
  let dossier: Dossier | null = null;
  for (const { event } of inOrder(steps)) {
    if (event.type === "dossier.accepted" || event.type === "dossier.lodged") {
      // Accepted once and told of by two machines that were one.
      if (dossier?.code === event.data.dossier.code) continue;
    } else if (dossier === null) return null;
    dossier = dossierAfter(dossier, event);
  }
  return dossier;
}

/** Whether a step may belong before one that the dossier tells of already: then all of them are gone through anew. */
export function isLate(dossier: Dossier, step: Pick<DossierEvent, "at">): boolean {
  return step.at <= dossier.updatedAt;
}

/**
 * The time of a step that is taken now by somebody who knows of what happened until `last`.
 *
 * @param together with the last one, by the same hand: they have one time.
 */
export function timeAfter(now: string, last: string | null, together = false): string {
  if (last === null || last < now || (together && last === now)) return now;
  return new Date(Date.parse(last) + 1).toISOString();
}

function isBeginning({ type }: { type: string }): boolean {
  return type === "dossier.lodged" || type === "dossier.accepted";
}

function byPlace(a: Placed, b: Placed): number {
  return compare(a.station, b.station) || compare(a.epoch, b.epoch) || compare(a.event.seq, b.event.seq);
}

function compare<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
