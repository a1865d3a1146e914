import type { Handover } from "../../../contract/dossier.ts";
import type { DossierStepKind } from "../../../contract/dossier-steps.ts";

/** What is asked about the dossier that is open, or about a hand-over list. */
export type DossierDialog =
  | { kind: "dossierStep"; step: DossierStepKind }
  | { kind: "takeOver"; handover: Handover };
