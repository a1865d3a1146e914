import type { Procedure, ProcedureComponent } from "../../contract/catalogue.ts";
import { type Applicant, applicantSchema } from "../../contract/dossier.ts";
import type { IntakeInput } from "../../contract/dossier-calls.ts";
import { readDay } from "../ui/format.ts";

/** What a clerk has typed so far, as it was typed. */
export interface IntakeDraft {
  fullName: string;
  citizenNumber: string;
  birthDate: string;
  sex: Applicant["sex"];
  address: string;
  phone: string;
  procedureCode: string | null;
  components: Record<string, { originals: number; copies: number }>;
  fee: number;
  delivery: NonNullable<IntakeInput["delivery"]>;
  note: string;
  /** Given with the first change, kept until the dossier is accepted. */
  requestId?: string;
}

export const emptyDraft: IntakeDraft = {
  fullName: "",
  citizenNumber: "",
  birthDate: "",
  sex: null,
  address: "",
  phone: "",
  procedureCode: null,
  components: {},
  fee: 0,
  delivery: "counter",
  note: "",
};

/** What keeps a draft from being accepted, by field; components by their ids. */
export type DraftFault =
  | { field: "fullName" | "citizenNumber" | "birthDate" | "phone" | "procedure" }
  | { field: "components"; missing: string[] };

export function checkDraft(draft: IntakeDraft, procedure: Procedure | null): DraftFault[] {
  const faults: DraftFault[] = [];
  if (!fits("fullName", draft.fullName)) faults.push({ field: "fullName" });
  if (!fits("citizenNumber", compact(draft.citizenNumber) || null)) faults.push({ field: "citizenNumber" });
  if (draft.birthDate.trim() !== "" && readDay(draft.birthDate) === null) faults.push({ field: "birthDate" });
  if (!fits("phone", draft.phone)) faults.push({ field: "phone" });
  if (procedure === null) faults.push({ field: "procedure" });
  const missing = (procedure?.components ?? []).filter(
    (component) => component.required && !isPresent(draft, component.id),
  );
  if (missing.length > 0)
    faults.push({ field: "components", missing: missing.map((component) => component.id) });
  return faults;
}

/** Whether the station will take the value: by the rule of the contract itself. */
function fits(field: keyof Applicant, value: unknown): boolean {
  return applicantSchema.shape[field].safeParse(value).success;
}

export function isPresent(draft: IntakeDraft, component: string): boolean {
  const counts = draft.components[component];
  return counts !== undefined && counts.originals + counts.copies > 0;
}

/** How many of a paper are handed in as a rule; of one that is only shown, one. */
export function usualCounts({ originals, copies }: ProcedureComponent): {
  originals: number;
  copies: number;
} {
  return { originals: copies === 0 ? Math.max(1, originals) : originals, copies };
}

/** The draft in the shape of the contract. */
export function intakeOf(draft: IntakeDraft, ticket: string | null): IntakeInput {
  const citizenNumber = compact(draft.citizenNumber);
  return {
    procedureCode: draft.procedureCode ?? "",
    applicant: {
      fullName: draft.fullName.trim(),
      citizenNumber: citizenNumber === "" ? null : citizenNumber,
      birthDate: readDay(draft.birthDate),
      sex: draft.sex,
      address: draft.address.trim(),
      phone: draft.phone.trim(),
      email: "",
    },
    components: Object.entries(draft.components)
      .filter(([, counts]) => counts.originals + counts.copies > 0)
      .map(([componentId, counts]) => ({ componentId, ...counts })),
    sets: 1,
    channel: "counter",
    delivery: draft.delivery,
    fee: draft.fee,
    note: draft.note,
    ticket,
  };
}

/** People write a citizen number in groups. */
function compact(number: string): string {
  return number.replace(/[\s.]/g, "");
}
