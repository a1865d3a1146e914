import type { Procedure } from "../../../contract/catalogue.ts";
import type { AcceptedDossier, Dossier, Signatory } from "../../../contract/dossier.ts";
import { feeTotal } from "../../../contract/dossier-fees.ts";
import type { LodgedLine, LodgedNews, ReceivedLodged } from "../../../contract/lodged.ts";
import { asCase, feeLines } from "../catalogue/procedure.rules.ts";

/**
 * What was lodged online as a dossier of this office: nothing is promised for it yet, the time to answer stands in the
 * place of the date.
 *
 * @param procedure The version that it is looked at by.
 */
export function lodgedDossier(
  { id, dossier, procedureName, answerBy }: ReceivedLodged,
  procedure: Procedure,
  facts: { agency: string; formSet: string; takenBy: Signatory },
): AcceptedDossier {
  const { components } = asCase(procedure, dossier.caseId);
  const nameOf = (component: string) => components.find((entry) => entry.id === component)?.name.vi;
  const fees = feeLines(procedure, dossier.caseId, [], []);
  return {
    id,
    code: dossier.code,
    procedureCode: dossier.procedureCode,
    procedureName,
    procedureVersion: procedure.effectiveFrom,
    caseId: dossier.caseId,
    formSet: facts.formSet,
    agency: facts.agency,
    applicant: dossier.applicant,
    submitter: dossier.submitter,
    components: dossier.components.map((component) => ({
      ...component,
      name: nameOf(component.componentId) ?? component.componentId,
    })),
    attachments: dossier.attachments,
    sets: 1,
    status: "lodged",
    channel: "online",
    delivery: dossier.delivery,
    fee: feeTotal(fees),
    fees,
    note: dossier.note,
    appointment: { receivedAt: dossier.lodgedAt, dueAt: answerBy, steps: [] },
    legs: [],
    register: null,
    lookUp: "",
    ticketLabel: null,
    batch: null,
    acceptedBy: facts.takenBy,
    acceptedAt: dossier.lodgedAt,
  };
}

/** What has to be answered: what waits and what is in hand here, the most urgent first. */
export function lodgedLines(
  waiting: readonly LodgedNews[],
  inHand: readonly Dossier[],
  now: string,
): LodgedLine[] {
  const lines = [
    ...waiting.map(({ state: _state, ...news }) => ({ ...news, inHand: false, awaits: null })),
    ...inHand.map((dossier) => ({
      id: dossier.id,
      code: dossier.code,
      procedureCode: dossier.procedureCode,
      procedureName: dossier.procedureName,
      applicantName: dossier.applicant.fullName,
      lodgedAt: dossier.appointment.receivedAt,
      answerBy: dossier.dueAt ?? dossier.appointment.dueAt,
      inHand: true,
      awaits: awaitedBy(dossier),
    })),
  ];
  return lines
    .map((line) => ({ ...line, overdue: line.awaits !== "supplement" && line.answerBy < now }))
    .sort(
      (a, b) =>
        Number(a.awaits === "supplement") - Number(b.awaits === "supplement") ||
        a.answerBy.localeCompare(b.answerBy) ||
        a.id.localeCompare(b.id),
    );
}

function awaitedBy({ status }: Dossier): LodgedLine["awaits"] {
  if (status === "supplementRequested") return "supplement";
  return status === "withdrawalRequested" ? "withdrawal" : null;
}
