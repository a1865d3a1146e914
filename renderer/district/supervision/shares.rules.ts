import type { DossierFigures, ReceptionFigures } from "../../../contract/district-supervision.ts";
import { receivedOf } from "../../../contract/figure-sums.ts";

export function decidedOf({ early, onTime, late }: DossierFigures): number {
  return early + onTime + late;
}

/** Report II.06a: what ended without a decision counts among what was settled on time. */
export function settledOf(figures: DossierFigures): number {
  return decidedOf(figures) + figures.withdrawn + figures.stopped;
}

export function openOf({ within, overdue }: DossierFigures): number {
  return within + overdue;
}

/** All shares are between 0 and 1; null where there is nothing to have a share of. */
export function onlineShare(figures: DossierFigures): number | null {
  return share(figures.received.online, receivedOf(figures));
}

export function onTimeShare(figures: DossierFigures): number | null {
  return share(figures.early + figures.onTime, decidedOf(figures));
}

export function digitisedShare(figures: DossierFigures): number | null {
  return share(figures.digitised, receivedOf(figures));
}

export function satisfiedShare({ satisfied, surveyAnswers }: ReceptionFigures): number | null {
  return share(satisfied, surveyAnswers);
}

/** Minutes from the number to the last call, on average. */
export function waitMinutes({ waitSeconds, called }: ReceptionFigures): number | null {
  return share(waitSeconds / 60, called);
}

export function serviceMinutes({ serviceSeconds, served }: ReceptionFigures): number | null {
  return share(serviceSeconds / 60, served);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
