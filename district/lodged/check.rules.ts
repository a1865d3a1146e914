import type { Catalogue, Procedure } from "../../contract/catalogue.ts";
import type { ErrorData } from "../../contract/errors.ts";
import { LODGED_ANSWER_HOURS, type LodgedDossier } from "../../contract/lodged.ts";
import { officeDay } from "../../contract/time.ts";
import { appointment } from "../../electron/station/calendar/appointment.rules.ts";
import { competentAgency } from "../../electron/station/dossiers/agencies.rules.ts";

type Fault = ErrorData<"LODGED_UNFIT">["faults"][number];

/** How far the portal's clock may be ahead. */
const CLOCK_SLACK_MS = 5 * 60 * 1000;

/** A lodged dossier as the office can take it over, or all that is in the way. */
export type Checked = { faults: Fault[] } | { procedure: Procedure; agency: string; answerBy: string };

/**
 * @param present Hashes of the attachments whose content is here.
 * @throws AppError CALENDAR_MISSING
 */
export function checkLodged(
  lodged: LodgedDossier,
  office: Catalogue,
  present: ReadonlySet<string>,
  now: string,
): Checked {
  const today = officeDay(now);
  const procedure = office.procedures.find(
    ({ code, effectiveFrom, effectiveTo }) =>
      code === lodged.procedureCode && effectiveFrom <= today && (effectiveTo ?? today) >= today,
  );
  const faults: Fault[] = [];
  const fault = (path: string, reason: Fault["reason"]) => faults.push({ path, reason });
  const isAgency = office.agencies.some(({ code }) => code === lodged.agency);
  if (!isAgency) fault("agency", "agencyUnknown");
  if (Date.parse(lodged.lodgedAt) > Date.parse(now) + CLOCK_SLACK_MS) fault("lodgedAt", "lodgedInFuture");
  lodged.attachments.forEach(({ sha256 }, place) => {
    if (!present.has(sha256)) fault(`attachments[${place}]`, "attachmentMissing");
  });
  if (procedure === undefined) {
    fault("procedureCode", "procedureUnknown");
    return { faults };
  }
  if (procedure.online === "none") fault("procedureCode", "notOnline");
  if (lodged.caseId !== null && procedure.cases.every(({ id }) => id !== lodged.caseId))
    fault("caseId", "caseUnknown");
  lodged.components.forEach(({ componentId }, place) => {
    if (procedure.components.every(({ id }) => id !== componentId))
      fault(`components[${place}]`, "componentUnknown");
  });
  if (faults.length > 0) return { faults };
  const hours = office.office.lodgedAnswerHours ?? LODGED_ANSWER_HOURS;
  // Lodged at any hour, it is answered in the office's: closing is its only cut-off.
  const { dueAt } = appointment({ unit: "hours", count: hours }, lodged.lodgedAt, office.calendar, {
    cutOff: "23:59",
  });
  return { procedure, agency: competentAgency(lodged.agency, today, office.agencies), answerBy: dueAt };
}
