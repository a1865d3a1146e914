import type { Procedure } from "../../../../contract/catalogue.ts";
import type { Applicant, Dossier, DossierComponent, FeeLine } from "../../../../contract/dossier.ts";
import { feeTotal } from "../../../../contract/dossier-fees.ts";
import type { DossierStep } from "../../../../contract/dossier-steps.ts";
import { readDay, shortDay } from "../../../ui/format.ts";

type Counts = Pick<DossierComponent, "originals" | "certified" | "copies">;

/** A dossier as it should have been entered. */
export interface CorrectionDraft {
  applicant: Applicant;
  /** As typed. */
  birthDate: string;
  delivery: Dossier["delivery"];
  note: string;
  /** Null while it is not known. */
  procedure: Procedure | null;
  procedureCode: string;
  caseId: string | null;
  components: Readonly<Record<string, Counts>>;
  fees: readonly FeeLine[];
  reason: string;
}

export interface Change {
  field:
    | "fullName"
    | "number"
    | "birthDate"
    | "phone"
    | "address"
    | "delivery"
    | "note"
    | "procedure"
    | "components"
    | "fees";
  before: string;
  after: string;
}

export function draftOf(dossier: Dossier, procedure: Procedure | null): CorrectionDraft {
  const { applicant } = dossier;
  return {
    applicant,
    birthDate: applicant.birthDate === null ? "" : shortDay(applicant.birthDate),
    delivery: dossier.delivery,
    note: dossier.note,
    procedure,
    procedureCode: dossier.procedureCode,
    caseId: dossier.caseId,
    components: Object.fromEntries(
      dossier.components.map(({ componentId, originals, certified, copies }) => [
        componentId,
        { originals, certified, copies },
      ]),
    ),
    fees: dossier.fees,
    reason: "",
  };
}

/** Fields that can't be as they are. */
export function faultsOf({ applicant, birthDate }: CorrectionDraft): string[] {
  const { fullName, citizenNumber, phone } = applicant;
  return [
    ...(fullName.trim().length < 2 ? ["fullName"] : []),
    ...(citizenNumber !== null && !/^\d{12}$/.test(citizenNumber.replace(/\s/g, ""))
      ? ["citizenNumber"]
      : []),
    ...(birthDate.trim() !== "" && readDay(birthDate) === null ? ["birthDate"] : []),
    ...(/^(\+?\d[\d .]{6,16})?$/.test(phone.trim()) ? [] : ["phone"]),
  ];
}

/** What would be different, in the order in which it is shown. */
export function changesOf(dossier: Dossier, draft: CorrectionDraft): Change[] {
  const was = dossier.applicant;
  const is = applicantOf(draft);
  const number = (applicant: Applicant) => applicant.citizenNumber ?? applicant.taxCode ?? "";
  const birthDate = (day: string | null) => (day === null ? "" : shortDay(day));
  const all: Change[] = [
    { field: "fullName", before: was.fullName, after: is.fullName },
    { field: "number", before: number(was), after: number(is) },
    { field: "birthDate", before: birthDate(was.birthDate), after: birthDate(is.birthDate) },
    { field: "phone", before: was.phone, after: is.phone },
    { field: "address", before: was.address, after: is.address },
    { field: "delivery", before: dossier.delivery, after: draft.delivery },
    { field: "note", before: dossier.note, after: draft.note.trim() },
    {
      field: "procedure",
      before: [dossier.procedureCode, dossier.caseId].filter(Boolean).join(" / "),
      after: [draft.procedureCode, draft.caseId].filter(Boolean).join(" / "),
    },
    {
      field: "components",
      before: countsText(dossier.components),
      after: countsText(componentsOf(dossier, draft)),
    },
    { field: "fees", before: String(feeTotal(dossier.fees)), after: String(feeTotal(draft.fees)) },
  ];
  return all.filter(({ before, after }) => before !== after);
}

/** Only what is different is corrected; what is left out stays. */
export function stepOf(dossier: Dossier, draft: CorrectionDraft): DossierStep {
  const changed = new Set(changesOf(dossier, draft).map(({ field }) => field));
  const isProcedure = changed.has("procedure");
  const ofApplicant: Change["field"][] = ["fullName", "number", "birthDate", "phone", "address"];
  return {
    kind: "correct",
    reason: draft.reason,
    correction: {
      ...(ofApplicant.some((field) => changed.has(field)) ? { applicant: applicantOf(draft) } : {}),
      ...(changed.has("delivery") ? { delivery: draft.delivery } : {}),
      ...(changed.has("note") ? { note: draft.note.trim() } : {}),
      ...(isProcedure ? { procedure: { code: draft.procedureCode, caseId: draft.caseId } } : {}),
      ...(isProcedure || changed.has("components") ? { components: componentsOf(dossier, draft) } : {}),
      ...(changed.has("fees") ? { fees: [...draft.fees] } : {}),
    },
  };
}

function applicantOf({ applicant, birthDate }: CorrectionDraft): Applicant {
  const number = applicant.citizenNumber?.replace(/\s/g, "") ?? "";
  return {
    ...applicant,
    fullName: applicant.fullName.trim(),
    address: applicant.address.trim(),
    phone: applicant.phone.trim(),
    citizenNumber: number === "" ? null : number,
    birthDate: readDay(birthDate),
  };
}

function componentsOf(dossier: Dossier, draft: CorrectionDraft): Omit<DossierComponent, "name">[] {
  const former = new Map(dossier.components.map((component) => [component.componentId, component]));
  return Object.entries(draft.components).flatMap(([componentId, counts]) => {
    const reusedFrom = former.get(componentId)?.reusedFrom ?? null;
    const isThere = counts.originals + counts.certified + counts.copies > 0 || reusedFrom !== null;
    return isThere ? [{ componentId, ...counts, reusedFrom }] : [];
  });
}

function countsText(components: readonly Omit<DossierComponent, "name">[]): string {
  return components
    .map(
      ({ componentId, originals, certified, copies }) => `${componentId} ${originals}/${certified}/${copies}`,
    )
    .sort()
    .join(", ");
}
