import { v7 as uuidv7 } from "uuid";
import type { Procedure, ProcedureComponent } from "../../contract/catalogue.ts";
import { numberMismatches } from "../../contract/citizen-number.ts";
import {
  type Applicant,
  type Attachment,
  applicantSchema,
  type CitizenCard,
  type Dossier,
  type Submitter,
  submitterSchema,
} from "../../contract/dossier.ts";
import type { HeldPaper, IntakeInput } from "../../contract/dossier-calls.ts";
import { feeTotal } from "../../contract/dossier-fees.ts";
import type { FeeQuantity, Quote } from "../../contract/intake-calls.ts";
import { readDay, shortDay } from "../ui/format.ts";

/** An applicant as typed. */
export interface ApplicantDraft {
  kind: Applicant["kind"];
  fullName: string;
  citizenNumber: string;
  taxCode: string;
  birthDate: string;
  sex: Applicant["sex"];
  address: string;
  phone: string;
  email: string;
}

export interface ComponentCounts {
  originals: number;
  certified: number;
  copies: number;
}

/** What a clerk has typed so far, as it was typed. */
export interface IntakeDraft {
  /** Given with the first letter and kept to the acceptance: sent twice it is one request and one dossier. */
  id: string;
  applicant: ApplicantDraft;
  /** Who stands at the counter, where that is not the applicant (*người nộp thay*). */
  submitter: Submitter | null;
  /** Several of one kind: those who are on the list already; null where it is one dossier. */
  people: ApplicantDraft[] | null;
  procedureCode: string | null;
  caseId: string | null;
  components: Record<string, ComponentCounts>;
  /** Components that the office already has, by the code of the dossier in which they lie. */
  reused: Record<string, string>;
  attachments: Attachment[];
  quantities: FeeQuantity[];
  exemption: string | null;
  delivery: NonNullable<IntakeInput["delivery"]>;
  note: string;
  /** The dossier lodged online that is looked at, and the attachments that came with it. */
  lodged: { id: string; code: string; attachments: string[] } | null;
}

const emptyApplicant: ApplicantDraft = {
  kind: "citizen",
  fullName: "",
  citizenNumber: "",
  taxCode: "",
  birthDate: "",
  sex: null,
  address: "",
  phone: "",
  email: "",
};

export function newApplicant(): ApplicantDraft {
  return { ...emptyApplicant };
}

export function newDraft(): IntakeDraft {
  return {
    id: uuidv7(),
    applicant: newApplicant(),
    submitter: null,
    people: null,
    procedureCode: null,
    caseId: null,
    components: {},
    reused: {},
    attachments: [],
    quantities: [],
    exemption: null,
    delivery: "counter",
    note: "",
    lodged: null,
  };
}

/** What was lodged online, in the form. */
export function draftOfLodged(dossier: Dossier): IntakeDraft {
  const { id, code, applicant, submitter, components, attachments } = dossier;
  return {
    ...newDraft(),
    applicant: draftOfApplicant(applicant),
    submitter,
    procedureCode: dossier.procedureCode,
    caseId: dossier.caseId,
    components: Object.fromEntries(
      components.map(({ componentId, originals, certified, copies }) => [
        componentId,
        { originals, certified, copies },
      ]),
    ),
    attachments,
    delivery: dossier.delivery,
    note: dossier.note,
    lodged: { id, code, attachments: attachments.map(({ sha256 }) => sha256) },
  };
}

/** A kept draft, whatever version of the program wrote it; null where nothing can be made of it. */
export function readDraft(data: string): IntakeDraft | null {
  try {
    const kept = JSON.parse(data) as Partial<IntakeDraft>;
    const draft = { ...newDraft(), ...kept };
    return { ...draft, applicant: { ...emptyApplicant, ...kept.applicant } };
  } catch {
    return null;
  }
}

/** Whether nothing is in it that somebody would miss. */
export function isBlank({ id: _id, ...draft }: IntakeDraft): boolean {
  const { id: _other, ...blank } = newDraft();
  return JSON.stringify(draft) === JSON.stringify(blank);
}

export function isBlankApplicant(applicant: ApplicantDraft): boolean {
  return JSON.stringify({ ...applicant, kind: "citizen" }) === JSON.stringify(emptyApplicant);
}

/** Fields in the order of the screen: the first that is at fault gets the focus. */
export const faultFields = [
  "procedure",
  "fullName",
  "citizenNumber",
  "taxCode",
  "phone",
  "birthDate",
  "email",
  "submitterName",
  "submitterNumber",
  "submitterPhone",
  "components",
] as const;
export type FaultField = (typeof faultFields)[number];

/** What keeps a draft from being accepted; of components, which. */
export interface DraftFault {
  field: FaultField;
  missing?: string[];
}

/** All that is wrong, in the order of the screen. In a list of several, what stands in the fields is the next person. */
export function checkDraft(draft: IntakeDraft, procedure: Procedure | null): DraftFault[] {
  const faults: DraftFault[] = procedure === null ? [{ field: "procedure" }] : [];
  const isListDone = (draft.people?.length ?? 0) > 0 && isBlankApplicant(draft.applicant);
  if (!isListDone) faults.push(...checkApplicant(draft.applicant));
  if (draft.submitter !== null) faults.push(...checkSubmitter(draft.submitter));
  const missing = (procedure?.components ?? []).filter(
    (component) => component.required && !isPresent(draft, component.id),
  );
  if (missing.length > 0)
    faults.push({ field: "components", missing: missing.map((component) => component.id) });
  return faults;
}

export function checkApplicant(applicant: ApplicantDraft): DraftFault[] {
  const { kind, fullName, birthDate, phone, email } = applicant;
  const faults: DraftFault[] = [];
  if (!fits("fullName", fullName)) faults.push({ field: "fullName" });
  if (kind === "citizen" && !fits("citizenNumber", compact(applicant.citizenNumber) || null))
    faults.push({ field: "citizenNumber" });
  if (kind === "organisation" && !fits("taxCode", taxCodeOf(applicant.taxCode) || null))
    faults.push({ field: "taxCode" });
  if (!fits("phone", phone)) faults.push({ field: "phone" });
  if (kind === "citizen" && birthDate.trim() !== "" && readDay(birthDate) === null)
    faults.push({ field: "birthDate" });
  if (!fits("email", email.trim())) faults.push({ field: "email" });
  return faults;
}

function checkSubmitter({ fullName, citizenNumber, phone }: Submitter): DraftFault[] {
  const { shape } = submitterSchema;
  const faults: DraftFault[] = [];
  if (!shape.fullName.safeParse(fullName).success) faults.push({ field: "submitterName" });
  if (!shape.citizenNumber.safeParse(compact(citizenNumber ?? "") || null).success)
    faults.push({ field: "submitterNumber" });
  if (!shape.phone.safeParse(phone).success) faults.push({ field: "submitterPhone" });
  return faults;
}

/** Whether the station will take the value: by the rule of the contract itself. */
function fits(field: keyof Applicant, value: unknown): boolean {
  return applicantSchema.shape[field].safeParse(value).success;
}

/** What should be looked at and is no fault. */
export function mismatchesOf(applicant: ApplicantDraft): CitizenCard["mismatches"] {
  const number = compact(applicant.citizenNumber);
  if (applicant.kind !== "citizen" || !/^\d{12}$/.test(number)) return [];
  return numberMismatches(number, readDay(applicant.birthDate), applicant.sex);
}

export const notHandedIn: ComponentCounts = { originals: 0, certified: 0, copies: 0 };

export function isPresent(draft: IntakeDraft, component: string): boolean {
  if (draft.reused[component] !== undefined) return true;
  const counts = draft.components[component];
  return counts !== undefined && counts.originals + counts.certified + counts.copies > 0;
}

/** The draft with papers that the office already has: each with its pictures, and none of them handed in again. */
export function withHeld(draft: IntakeDraft, held: readonly HeldPaper[]): IntakeDraft {
  const pictures = held.flatMap(({ attachments }) => attachments);
  const shown = new Set(pictures.map(({ sha256 }) => sha256));
  return {
    ...draft,
    components: Object.fromEntries(
      Object.entries(draft.components).filter(([id]) => held.every(({ componentId }) => componentId !== id)),
    ),
    reused: {
      ...draft.reused,
      ...Object.fromEntries(held.map(({ componentId, code }) => [componentId, code])),
    },
    attachments: [...draft.attachments.filter(({ sha256 }) => !shown.has(sha256)), ...pictures],
  };
}

/** The draft without them again. */
export function withoutHeld(draft: IntakeDraft, held: readonly HeldPaper[]): IntakeDraft {
  const gone = new Set(held.map(({ componentId }) => componentId));
  const pictures = new Set(held.flatMap(({ attachments }) => attachments.map(({ sha256 }) => sha256)));
  return {
    ...draft,
    reused: Object.fromEntries(Object.entries(draft.reused).filter(([id]) => !gone.has(id))),
    attachments: draft.attachments.filter(({ sha256 }) => !pictures.has(sha256)),
  };
}

/** Of what the office has, what is not in the draft yet: neither reused nor handed in. */
export function offered(draft: IntakeDraft, held: readonly HeldPaper[]): HeldPaper[] {
  return held.filter(({ componentId }) => !isPresent(draft, componentId));
}

/** How many of a paper are handed in as a rule; of one that is only shown, one. */
export function usualCounts({ originals, copies }: ProcedureComponent): ComponentCounts {
  return { originals: copies === 0 ? Math.max(1, originals) : originals, certified: 0, copies };
}

/** Places of the screen that Enter leads to, in their order. */
export const stops = [
  "procedure",
  "known",
  "fullName",
  "citizenNumber",
  "taxCode",
  "phone",
  "birthDate",
  "email",
  "submitterName",
  "submitterNumber",
  "submitterPhone",
  "held",
  "components",
  "quantities",
  "accept",
] as const;
export type Stop = (typeof stops)[number];

/**
 * Where the next thing is missing (*điều còn thiếu*): what must be there first in the order of the screen, and what is
 * worth asking once (a phone number, papers that the office has, copies and pages) until it was answered or passed.
 */
export function nextStop(
  draft: IntakeDraft,
  quote: Quote | null,
  state: { known: boolean; held: boolean; passed: readonly Stop[] },
): Stop {
  const faults = new Set<Stop>(checkDraft(draft, quote?.procedure ?? null).map(({ field }) => field));
  const isCounted = quote?.fees.some(({ per, amount }) => per !== "dossier" && amount > 0) ?? false;
  const isListDone = (draft.people?.length ?? 0) > 0 && isBlankApplicant(draft.applicant);
  const worthAsking = new Set<Stop>();
  if (state.known) worthAsking.add("known");
  if (state.held) worthAsking.add("held");
  if (draft.applicant.phone === "" && !isListDone) worthAsking.add("phone");
  if (isCounted) worthAsking.add("quantities");
  return (
    stops.find((stop) => faults.has(stop) || (worthAsking.has(stop) && !state.passed.includes(stop))) ??
    "accept"
  );
}

/** The applicant in the shape of the contract. */
export function applicantOf(typed: ApplicantDraft): Applicant {
  const isCitizen = typed.kind === "citizen";
  return {
    kind: typed.kind,
    fullName: typed.fullName.trim(),
    citizenNumber: isCitizen ? compact(typed.citizenNumber) || null : null,
    taxCode: isCitizen ? null : taxCodeOf(typed.taxCode) || null,
    birthDate: isCitizen ? readDay(typed.birthDate) : null,
    sex: isCitizen ? typed.sex : null,
    address: typed.address.trim(),
    phone: typed.phone.trim(),
    email: typed.email.trim(),
  };
}

export function draftOfApplicant(applicant: Applicant): ApplicantDraft {
  return {
    kind: applicant.kind,
    fullName: applicant.fullName,
    citizenNumber: applicant.citizenNumber ?? "",
    taxCode: applicant.taxCode ?? "",
    birthDate: applicant.birthDate === null ? "" : shortDay(applicant.birthDate),
    sex: applicant.sex,
    address: applicant.address,
    phone: applicant.phone,
    email: applicant.email,
  };
}

/** What the card says; phone and email it doesn't know, and those of somebody else don't stay. */
export function withCard(typed: ApplicantDraft, card: CitizenCard): ApplicantDraft {
  const isSame = typed.citizenNumber === "" || compact(typed.citizenNumber) === card.citizenNumber;
  return {
    ...emptyApplicant,
    ...(isSame ? { phone: typed.phone, email: typed.email } : {}),
    fullName: card.fullName,
    citizenNumber: card.citizenNumber,
    birthDate: shortDay(card.birthDate),
    sex: card.sex,
    address: card.address,
  };
}

/** What was typed or scanned just now is newer than what was written then. */
export function withKnown(typed: ApplicantDraft, known: Applicant): ApplicantDraft {
  const earlier = draftOfApplicant(known);
  const filled = { ...typed, sex: typed.sex ?? earlier.sex };
  for (const field of ["fullName", "birthDate", "address", "phone", "email"] as const)
    filled[field] = typed[field].trim() === "" ? earlier[field] : typed[field];
  return filled;
}

/** Whether a known applicant has something that the fields lack. */
export function knowsMore(typed: ApplicantDraft, known: Applicant): boolean {
  return JSON.stringify(withKnown(typed, known)) !== JSON.stringify(typed);
}

/** The draft in the shape of the contract: one for each person of the list, or the one. */
export function intakesOf(draft: IntakeDraft, quote: Quote, ticket: string | null): IntakeInput[] {
  const people = [...(draft.people ?? []), ...(isBlankApplicant(draft.applicant) ? [] : [draft.applicant])];
  const known = new Set(quote.procedure.components.map(({ id }) => id));
  return people.map((person) => ({
    procedureCode: quote.procedure.code,
    caseId: draft.caseId,
    applicant: applicantOf(person),
    submitter: draft.submitter === null ? null : submitterOf(draft.submitter),
    components: [...known]
      .filter((id) => isPresent(draft, id))
      .map((componentId) => ({
        componentId,
        ...(draft.components[componentId] ?? notHandedIn),
        reusedFrom: draft.reused[componentId] ?? null,
      })),
    attachments: draft.attachments,
    sets: 1,
    channel: draft.lodged === null ? "counter" : "online",
    lodged: draft.lodged?.id ?? null,
    delivery: draft.delivery,
    fees: quote.lines,
    fee: feeTotal(quote.lines),
    note: draft.note.trim(),
    ticket,
  }));
}

function submitterOf(typed: Submitter): Submitter {
  return {
    ...typed,
    fullName: typed.fullName.trim(),
    citizenNumber: compact(typed.citizenNumber ?? "") || null,
    phone: typed.phone.trim(),
    authorisation: typed.authorisation.trim(),
  };
}

/** People write a citizen number in groups. */
export function compact(number: string): string {
  return number.replace(/[\s.]/g, "");
}

/** Ten digits, or thirteen of a branch, with or without the hyphen before the last three. */
export function taxCodeOf(typed: string): string {
  const digits = typed.replace(/[\s.]/g, "");
  return /^\d{13}$/.test(digits) ? `${digits.slice(0, 10)}-${digits.slice(10)}` : digits;
}

/** The number by which somebody is known, where it is complete. */
export function numberOf({ kind, citizenNumber, taxCode }: ApplicantDraft): string | null {
  const number = kind === "citizen" ? compact(citizenNumber) : taxCodeOf(taxCode);
  return (kind === "citizen" ? /^\d{12}$/ : /^\d{10}(-\d{3})?$/).test(number) ? number : null;
}
