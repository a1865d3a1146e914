import type { Dossier } from "../../contract/dossier.ts";
import { type DossierEvent, dossierAfter } from "../../contract/dossier-life.ts";

/** One step of a dossier, and what it made of it. */
export interface DossierStep {
  /** In which order the connector came to know of it. */
  id: number;
  event: DossierEvent;
  after: Dossier;
}

/** A dossier as it is now, with every step that led there. */
export interface DossierHistory {
  dossier: Dossier;
  steps: DossierStep[];
}

/**
 * What became of a dossier, by the function that stations and district follow. Steps of another station may have come
 * before the beginning did: they count after it. A beginning that is told twice counts once.
 *
 * @returns null where the beginning is not known yet.
 */
export function historyOf(told: readonly { id: number; event: DossierEvent }[]): DossierHistory | null {
  const begins = told.filter(({ event }) => isBeginning(event));
  const first = told.indexOf(begins[0] as (typeof told)[number]);
  if (first === -1) return null;
  const early = told.slice(0, first);
  const steps: DossierStep[] = [];
  let dossier: Dossier | null = null;
  for (const { id, event } of [...told.slice(first, first + 1), ...early, ...told.slice(first + 1)]) {
    if (isBeginning(event) && event.data.dossier.code === dossier?.code) continue;
    dossier = dossierAfter(dossier, event);
    steps.push({ id, event, after: dossier });
  }
  return dossier === null ? null : { dossier, steps };
}

function isBeginning(
  event: DossierEvent,
): event is Extract<DossierEvent, { type: "dossier.lodged" | "dossier.accepted" }> {
  return event.type === "dossier.lodged" || event.type === "dossier.accepted";
}
