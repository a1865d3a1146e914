import type { Dossier } from "../../../contract/dossier.ts";
import { type Punctuality, punctuality } from "../calendar/progress.rules.ts";

/** How a dossier was done with: with a decision in its time or not, or without one. */
export type Outcome = Punctuality | "withdrawn" | "stopped" | "notAccepted";

/** When the result is due: as promised, counted anew after a pause, or put off. Of one that stands, as it was then. */
export function dueOf({ dueAt, pauses, extension, appointment }: Dossier): string {
  return dueAt ?? pauses.at(-1)?.dueAt ?? extension?.dueAt ?? appointment.dueAt;
}

/** When the office was done with it: decided, or ended without a decision; null while it is not. */
export function settledAt(dossier: Dossier): string | null {
  return doneAt(dossier) ?? dossier.ended?.at ?? null;
}

function doneAt({ decision, resultHereSince, returned }: Dossier): string | null {
  return decision?.at ?? resultHereSince ?? returned?.at ?? null;
}

/** Whether the result was there in time; null where there is none. */
export function punctualityOf(dossier: Dossier): Punctuality | null {
  const at = doneAt(dossier);
  return at === null ? null : punctuality(dueOf(dossier), at);
}

export function outcomeOf(dossier: Dossier): Outcome | null {
  return dossier.ended?.how ?? punctualityOf(dossier);
}
