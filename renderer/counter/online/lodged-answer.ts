import type { IntakeNotice } from "../../../contract/dossier.ts";
import { station } from "../../ui/connection.ts";
import { session } from "../session.ts";

/** Form 02 or 03 for what was lodged online: a step of the dossier that is in hand. */
export async function answerLodged(
  id: string,
  requestId: string,
  { kind, items, reason }: { kind: IntakeNotice["kind"]; items: string[]; reason: string },
): Promise<{
  notice: Pick<IntakeNotice, "kind" | "number" | "applicant" | "procedureName">;
  printJob: string | null;
}> {
  const request = { stage: "intake" as const, items, reason, legalBasis: "", until: null };
  const step =
    kind === "refusal"
      ? ({ kind: "refuse", reason } as const)
      : ({ kind: "requestSupplement", request } as const);
  const { dossier, printJob } = await station.dossiers.step({ session: session(), requestId, id, step });
  const number = kind === "refusal" ? dossier.ended?.number : dossier.supplements.at(-1)?.number;
  const { applicant, procedureName } = dossier;
  const notice = { kind, number: number ?? "", applicant, procedureName };
  return { notice, printJob };
}
