import type { Procedure, ProcedureComponent } from "../../../contract/catalogue.ts";
import type { Dossier, DossierComponent } from "../../../contract/dossier.ts";
import type { HeldPaper, Intake } from "../../../contract/dossier-calls.ts";
import { AppError } from "../../../contract/errors.ts";
import { foldText } from "../../../contract/text.ts";

/**
 * Papers that the office already has of an applicant (*giấy tờ đã có*) and that a procedure takes again: they may not be
 * asked for a second time (Decree 61/2018/NĐ-CP as amended by 107/2021/NĐ-CP; 118/2025/NĐ-CP). Only what was scanned
 * counts: without its picture nobody can check it.
 *
 * @param earlier the applicant's dossiers, the latest first.
 * @returns one for each component that has it, from the latest dossier.
 */
export function heldPapers(procedure: Procedure, earlier: readonly Dossier[]): HeldPaper[] {
  const accepted = earlier.filter(({ status }) => status !== "lodged" && status !== "notAccepted");
  return procedure.components.flatMap((component) => {
    if (!component.reusable || component.presentOnly) return [];
    for (const dossier of accepted) {
      const paper = dossier.components.find((other) => isSamePaper(procedure, component, dossier, other));
      if (paper === undefined) continue;
      const shown = dossier.attachments.filter(({ componentId }) => componentId === paper.componentId);
      if (shown.length === 0) continue;
      // Where it was reused there as well, the paper itself lies in the dossier before.
      const { procedureName, acceptedAt } = accepted.find(({ code }) => code === paper.reusedFrom) ?? dossier;
      return [
        {
          componentId: component.id,
          code: paper.reusedFrom ?? dossier.code,
          procedureName,
          acceptedAt,
          attachments: shown.map((attachment) => ({ ...attachment, componentId: component.id })),
        },
      ];
    }
    return [];
  });
}

/** @throws AppError PAPER_NOT_HELD where one that is to be reused is not among `held`. */
export function requireHeld(
  procedure: Procedure,
  given: Intake["components"],
  held: readonly HeldPaper[],
): void {
  for (const { componentId, reusedFrom } of given) {
    if (reusedFrom === null) continue;
    if (held.some((paper) => paper.componentId === componentId && paper.code === reusedFrom)) continue;
    const name = procedure.components.find(({ id }) => id === componentId)?.name.vi ?? componentId;
    throw new AppError("PAPER_NOT_HELD", { name, code: reusedFrom });
  }
}

/** Ids are a procedure's own: across procedures a paper is known by its name. */
function isSamePaper(
  procedure: Procedure,
  component: ProcedureComponent,
  dossier: Dossier,
  other: DossierComponent,
): boolean {
  if (dossier.procedureCode === procedure.code) return other.componentId === component.id;
  return foldText(other.name) === foldText(component.name.vi);
}
