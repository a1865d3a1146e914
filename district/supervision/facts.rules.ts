import type { Dossier } from "../../contract/dossier.ts";
import { type Outcome, outcomeOf, settledAt } from "../../electron/station/dossiers/outcome.rules.ts";

/** What the figures need of a dossier beside what its row has anyway. */
export interface DossierFacts {
  /** Null while it is open. */
  settledAt: string | null;
  outcome: Outcome | null;
  /** Papers of it were scanned (*số hóa*). */
  digitised: boolean;
}

export function factsOf(dossier: Dossier): DossierFacts {
  return {
    settledAt: settledAt(dossier),
    outcome: outcomeOf(dossier),
    digitised: dossier.attachments.length > 0,
  };
}

/** How a dossier once stood for a while, and what its row does not tell any more: a report of that time still does. */
export interface Spell {
  dossier: string;
  state: Outcome | "overdue";
  since: string;
  /** From then on the row tells the truth. */
  until: string;
}

/** What a step makes the row forget: that it was settled before it was opened again, or that it was overdue. */
export function forgotten(before: Dossier, after: Dossier, at: string): Spell[] {
  const settled = settledAt(before);
  const outcome = outcomeOf(before);
  if (settled !== null && outcome !== null)
    return settledAt(after) === null
      ? [{ dossier: before.id, state: outcome, since: settled, until: at }]
      : [];
  const { dueAt } = before;
  if (dueAt === null || dueAt >= at || after.dueAt === dueAt) return [];
  return [{ dossier: before.id, state: "overdue", since: dueAt, until: at }];
}

/** A paper that sent an applicant home: to bring more (form 02), or for good (form 03). */
export interface Notice {
  /** The dossier, or the notice itself where no dossier came of it. */
  subject: string;
  kind: "supplement" | "refusal";
  at: string;
  /** Whose counter it is; empty in dossiers from before that was noted. */
  agency: string;
  procedureCode: string;
}

export function noticesOf({ id, agency, procedureCode, supplements, ended }: Dossier): Notice[] {
  const notice = (kind: Notice["kind"], at: string) => ({ subject: id, kind, at, agency, procedureCode });
  return [
    ...supplements.map(({ at }) => notice("supplement", at)),
    ...(ended?.how === "notAccepted" ? [notice("refusal", ended.at)] : []),
  ];
}
