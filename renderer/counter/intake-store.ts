import { create } from "zustand";
import { sexOf } from "../../contract/citizen-number.ts";
import type { Applicant, CitizenCard, Dossier, IntakeNotice, Submitter } from "../../contract/dossier.ts";
import type { HeldPaper } from "../../contract/dossier-calls.ts";
import type { DossierSummary } from "../../contract/dossier-lists.ts";
import type { KeptDraft, Quote } from "../../contract/intake-calls.ts";
import { station } from "../ui/connection.ts";
import { asFailure, type Failure } from "../ui/errors.ts";
import { currentTicket } from "./desk.ts";
import { useDialogs } from "./dialogs.ts";
import {
  type ApplicantDraft,
  applicantOf,
  type ComponentCounts,
  checkApplicant,
  checkDraft,
  compact,
  type DraftFault,
  draftOfLodged,
  type FaultField,
  type IntakeDraft,
  intakesOf,
  isBlank,
  isBlankApplicant,
  isPresent,
  knowsMore,
  newApplicant,
  newDraft,
  nextStop,
  numberOf,
  offered,
  readDraft,
  type Stop,
  usualCounts,
  withCard,
  withHeld,
  withKnown,
  withoutHeld,
} from "./draft.ts";
import { keeper } from "./draft-keeper.ts";
import { intakeLookUps } from "./intake-lookups.ts";
import { answerLodged } from "./online/lodged-answer.ts";
import { session, useSession } from "./session.ts";
import { focusStop, isFocusIn } from "./stop-focus.ts";

/** What came of an intake: dossiers with their receipts, or a paper that says why not. */
export type Outcome =
  | { kind: "accepted"; dossiers: Dossier[]; printJobs: string[]; draft: IntakeDraft; quote: Quote }
  | { kind: "notice"; notice: GivenNotice; printJob: string | null; lodged: boolean };

/** What is shown of a paper that says why not. */
export type GivenNotice = Pick<IntakeNotice, "kind" | "number" | "applicant" | "procedureName">;

/** What stays in the form for the next dossier. */
export type Keep = "nothing" | "applicant" | "kind" | "both";

/** The dossier being taken in at this counter. */
interface IntakeState {
  /** Whose draft it is; another who signs in at this window does not see it. */
  owner: string | null;
  draft: IntakeDraft;
  quote: Quote | null;
  known: Applicant | null;
  duplicates: DossierSummary[];
  /** What the office already has of this applicant's papers. */
  held: HeldPaper[];
  /** Fields that were left once: what is wrong in them is said there. */
  touched: FaultField[];
  /** Acceptance was tried: all that is wrong is said. */
  tried: boolean;
  passed: Stop[];
  failure: Failure | null;
  scanFailure: Failure | null;
  accepting: boolean;
  accepted: Outcome | null;
  parked: KeptDraft[];
  /** What was cleared last, until something came of the next: it can be had again. */
  cleared: IntakeDraft | null;
  begin(owner: string): Promise<void>;
  edit(change: Partial<IntakeDraft>): void;
  editApplicant(change: Partial<ApplicantDraft>): void;
  editSubmitter(change: Partial<Submitter>): void;
  touch(field: FaultField): void;
  scan(text: string): Promise<boolean>;
  /** Puts what a citizen card says into the form. */
  takeCard(card: CitizenCard): void;
  lookUpApplicant(): Promise<void>;
  useKnown(): void;
  choose(code: string): Promise<void>;
  chooseCase(caseId: string): void;
  unchoose(): void;
  /** Copies, pages or the exemption: what it costs follows. */
  editFees(change: Partial<Pick<IntakeDraft, "quantities" | "exemption">>): void;
  /** Takes papers that the office has, one or all that are offered, instead of asking for them again. */
  reuse(component?: string): void;
  tick(component: string, counts: ComponentCounts): void;
  tickRequired(): Promise<void>;
  /** Begins a list of several applicants of one kind, or ends it. */
  toggleSeveral(): void;
  /** Puts the applicant in the fields on the list. @returns whether nothing was wrong. */
  addPerson(): boolean;
  removePerson(index: number): void;
  /** Where Enter leads from `from`. */
  next(from: Stop | null): Stop;
  accept(): Promise<void>;
  giveNotice(kind: IntakeNotice["kind"], items: string[], reason: string): Promise<boolean>;
  park(): Promise<void>;
  pickUp(id: string): Promise<void>;
  /** Opens what was lodged online and is in hand here, as far as somebody got with it. */
  openLodged(dossier: Dossier): Promise<void>;
  clear(keep?: Keep): void;
  /** Takes back what was cleared; what is in the form meanwhile is put aside. */
  restore(): Promise<void>;
  /** Before somebody else signs in: what was typed is safe and out of sight. */
  putAway(): Promise<void>;
}

const blank = () => ({
  draft: newDraft(),
  quote: null,
  known: null,
  duplicates: [],
  held: [],
  touched: [],
  tried: false,
  passed: [],
  failure: null,
  scanFailure: null,
  accepting: false,
  accepted: null,
  cleared: null,
});

export const useIntake = create<IntakeState>()((set, get) => {
  const { requote, quoted, lookForDuplicates, lookForHeld } = intakeLookUps(get, set);

  const show = async (draft: IntakeDraft): Promise<void> => {
    set({ ...blank(), draft });
    await Promise.all([requote(), get().lookUpApplicant()]);
  };

  /** Listed at once: while the station is away it is nowhere else to be seen. */
  const putAside = (draft: IntakeDraft): Promise<void> => {
    const kept = {
      id: draft.id,
      parked: true,
      updatedAt: new Date().toISOString(),
      data: JSON.stringify(draft),
    };
    set({ parked: [...get().parked.filter(({ id }) => id !== draft.id), kept] });
    return keeper.park(draft);
  };

  /** Shows a draft and has it kept; what is in the form goes aside. */
  const takeUp = async (draft: IntakeDraft, former: IntakeDraft): Promise<void> => {
    if (!isBlank(former)) await putAside(former);
    await show(draft);
    keeper.soon(get().draft);
  };

  const refused = (error: unknown) => {
    const failure = asFailure(error);
    if (failure.code === "NOT_SIGNED_IN") useSession.getState().ended();
    set({ failure, accepting: false });
  };

  return {
    ...blank(),
    owner: null,
    parked: [],
    begin: async (owner) => {
      if (get().owner !== owner) set({ ...blank(), owner, parked: [] });
      keeper.belongTo(owner);
      // What waited until somebody is signed in.
      await keeper.flush();
      const drafts = await station.intake.drafts({ session: session() }).catch(() => null);
      // A station that is away has lost nothing: what was seen so far stays.
      if (get().owner !== owner || drafts === null) return;
      for (const draft of drafts) keeper.knows(draft);
      const { draft: now, accepted } = get();
      const isFree = isBlank(now) && accepted === null;
      const current = isFree ? drafts.find(({ parked }) => !parked) : undefined;
      set({ parked: drafts.filter(({ id }) => id !== current?.id && id !== now.id) });
      const draft = current === undefined ? null : readDraft(current.data);
      if (draft !== null) await show(draft);
    },
    edit: (change) => {
      const draft = { ...get().draft, ...change };
      set({ draft, failure: null });
      keeper.soon(draft);
    },
    editApplicant: (change) => get().edit({ applicant: { ...get().draft.applicant, ...change } }),
    editSubmitter: (change) => {
      const { submitter } = get().draft;
      if (submitter !== null) get().edit({ submitter: { ...submitter, ...change } });
    },
    touch: (field) => {
      if (!get().touched.includes(field)) set({ touched: [...get().touched, field] });
    },
    scan: async (text) => {
      set({ scanFailure: null });
      try {
        const card = await station.dossiers.readCard({ text });
        const { draft } = get();
        if (draft.people !== null) return takeOntoList(card);
        const { applicant, submitter } = draft;
        const isOther =
          applicant.kind === "organisation" ||
          (compact(applicant.citizenNumber) !== "" &&
            compact(applicant.citizenNumber) !== card.citizenNumber);
        if (submitter !== null && (isOther || isFocusIn("submitter"))) {
          get().editSubmitter({ fullName: card.fullName, citizenNumber: card.citizenNumber });
        } else if (isOther) {
          useDialogs.getState().open({ kind: "otherCard", card });
          return false;
        } else get().takeCard(card);
        await get().lookUpApplicant();
        return true;
      } catch (error) {
        set({ scanFailure: asFailure(error) });
        return false;
      }
    },
    takeCard: (card) => {
      get().edit({ applicant: withCard(get().draft.applicant, card) });
      set({ scanFailure: null, passed: get().passed.filter((stop) => stop !== "known") });
    },
    lookUpApplicant: async () => {
      const number = numberOf(get().draft.applicant);
      if (number === null) {
        set({ known: null, duplicates: [] });
        await lookForHeld();
        return;
      }
      const { kind, sex } = get().draft.applicant;
      if (kind === "citizen" && sex === null) get().editApplicant({ sex: sexOf(number) });
      const known = await station.dossiers.knownApplicant({ citizenNumber: number }).catch(() => null);
      const { applicant } = get().draft;
      if (numberOf(applicant) !== number) return;
      set({ known: known !== null && knowsMore(applicant, known) ? known : null });
      // An organisation is what its tax code says.
      if (applicant.kind === "organisation" && applicant.fullName.trim() === "") get().useKnown();
      await Promise.all([lookForDuplicates(), lookForHeld()]);
    },
    useKnown: () => {
      const { known, draft } = get();
      if (known === null) return;
      get().edit({ applicant: withKnown(draft.applicant, known) });
      set({ known: null });
    },
    choose: async (code) => {
      set({ quote: null, passed: get().passed.filter((stop) => stop !== "quantities") });
      get().edit({ ...noProcedure(), procedureCode: code });
      await requote();
      if (get().quote === null && get().draft.procedureCode === code) {
        // It can't be taken in as it stands; the reason is said below.
        const { failure } = get();
        get().unchoose();
        set({ failure });
        return;
      }
      // The first case is the common one.
      const common = get().quote?.procedure.cases[0];
      if (common !== undefined && get().draft.procedureCode === code) {
        get().edit({ caseId: common.id });
        await requote();
      }
      void lookForDuplicates();
      await lookForHeld();
    },
    chooseCase: (caseId) => {
      get().edit({ caseId, quantities: [], exemption: null });
      void requote();
      void lookForHeld();
    },
    unchoose: () => {
      const change = noProcedure();
      set({ quote: null, duplicates: [], held: [] });
      get().edit(change);
    },
    editFees: (change) => {
      get().edit(change);
      void requote();
    },
    reuse: (component) => {
      const { draft, held } = get();
      const taken = offered(draft, held).filter(
        ({ componentId }) => component === undefined || componentId === component,
      );
      if (taken.length > 0) get().edit(withHeld(draft, taken));
    },
    tick: (component, counts) => {
      const { draft, held } = get();
      // A paper that is ticked off, or that was brought after all, is not the one that the office has.
      const former = held.filter(
        ({ componentId }) => componentId === component && draft.reused[component] !== undefined,
      );
      const { reused, attachments } = withoutHeld(draft, former);
      get().edit({ components: { ...draft.components, [component]: counts }, reused, attachments });
    },
    tickRequired: async () => {
      // A quick hand is there before the list is.
      await quoted();
      const { draft, quote } = get();
      const missing = (quote?.procedure.components ?? []).filter(
        (component) => component.required && !isPresent(draft, component.id),
      );
      const present = missing.map((component) => [component.id, usualCounts(component)]);
      get().edit({ components: { ...draft.components, ...Object.fromEntries(present) } });
    },
    toggleSeveral: () => {
      const { people, applicant, lodged } = get().draft;
      if (lodged !== null) return;
      if (people === null) {
        // What the office has of one is not there of the others.
        get().edit({ ...withoutHeld(get().draft, get().held), people: [] });
        set({ held: [] });
        if (!isBlankApplicant(applicant) && checkApplicant(applicant).length === 0) get().addPerson();
        return;
      }
      get().edit({
        people: null,
        applicant: isBlankApplicant(applicant) ? (people[0] ?? applicant) : applicant,
      });
      void lookForHeld();
    },
    addPerson: () => {
      const { draft } = get();
      const faults = checkApplicant(draft.applicant);
      if (draft.people === null || faults.length > 0) {
        set({ touched: [...get().touched, ...faults.map(({ field }) => field)] });
        return false;
      }
      const number = numberOf(draft.applicant);
      const others = draft.people.filter((person) => number === null || numberOf(person) !== number);
      get().edit({
        people: [...others, draft.applicant],
        applicant: { ...newApplicant(), kind: draft.applicant.kind },
      });
      set({ known: null, touched: [], passed: get().passed.filter((stop) => stop !== "phone") });
      return true;
    },
    removePerson: (index) =>
      get().edit({ people: get().draft.people?.filter((_person, at) => at !== index) ?? null }),
    next: (from) => {
      if (from !== null && !get().passed.includes(from)) set({ passed: [...get().passed, from] });
      const { draft, quote, known, held, passed } = get();
      return nextStop(draft, quote, {
        known: known !== null,
        held: offered(draft, held).length > 0,
        passed,
      });
    },
    accept: async () => {
      if (get().accepting || get().accepted !== null) return;
      // A fee whose count was changed just now is on its way.
      await quoted();
      const { draft, quote, accepting } = get();
      if (accepting) return;
      const faults = checkDraft(draft, quote?.procedure ?? null);
      set({ tried: true });
      if (faults.length > 0 || quote === null) {
        focusStop(faults[0]?.field ?? "procedure");
        return;
      }
      set({ accepting: true, failure: null });
      try {
        const intakes = intakesOf(draft, quote, currentTicket()?.id ?? null);
        const requestId = draft.id;
        const answer =
          draft.people === null && intakes[0] !== undefined
            ? await station.dossiers
                .accept({ session: session(), requestId, intake: intakes[0] })
                .then(({ dossier, printJob }) => ({ dossiers: [dossier], printJobs: [printJob] }))
            : await station.dossiers.acceptSeveral({ session: session(), requestId, intakes });
        set({ ...blank(), accepted: { kind: "accepted", ...answer, draft, quote } });
        void keeper.drop(draft.id);
      } catch (error) {
        refused(error);
      }
    },
    giveNotice: async (kind, items, reason) => {
      await quoted();
      const { draft, quote, accepting } = get();
      if (accepting || quote === null) return false;
      set({ accepting: true, failure: null });
      try {
        if (draft.lodged !== null) {
          const answered = await answerLodged(draft.lodged.id, draft.id, { kind, items, reason });
          set({ ...blank(), accepted: { kind: "notice", ...answered, lodged: true } });
          await keeper.drop(draft.id);
          return true;
        }
        const answer = await station.dossiers.giveNotice({
          session: session(),
          requestId: draft.id,
          notice: {
            kind,
            procedureCode: quote.procedure.code,
            applicant: applicantOf(draft.applicant),
            items,
            reason,
            ticket: currentTicket()?.id ?? null,
          },
        });
        set({ ...blank(), accepted: { kind: "notice", ...answer, lodged: false } });
        await keeper.drop(draft.id);
        // Who comes back with what was missing need not say everything again.
        if (kind === "supplement") await keeper.park({ ...draft, id: newDraft().id });
        void get().begin(get().owner ?? "");
        return true;
      } catch (error) {
        refused(error);
        return false;
      }
    },
    park: async () => {
      const { draft, owner } = get();
      if (isBlank(draft)) return;
      set(blank());
      await putAside(draft);
      if (owner !== null) await get().begin(owner);
    },
    pickUp: async (id) => {
      const kept = get().parked.find((entry) => entry.id === id);
      const draft = kept === undefined ? null : readDraft(kept.data);
      if (draft === null) return;
      const { draft: former, parked } = get();
      // Off the list at once: taken from it twice, it would come back as it was put aside.
      set({ parked: parked.filter((entry) => entry.id !== id) });
      await takeUp(draft, former);
      await keeper.flush();
      const drafts = await station.intake.drafts({ session: session() }).catch(() => get().parked);
      set({ parked: drafts.filter((entry) => entry.id !== get().draft.id) });
    },
    openLodged: async (dossier) => {
      // What was put aside just now is on its way to the station.
      await keeper.settled();
      const { draft: former, accepted } = get();
      if (former.lodged?.id === dossier.id && accepted === null) return;
      const parked = await station.intake.drafts({ session: session() }).catch(() => get().parked);
      const kept = parked.find(({ data }) => readDraft(data)?.lodged?.id === dossier.id);
      if (kept !== undefined) {
        set({ parked });
        return get().pickUp(kept.id);
      }
      await takeUp(draftOfLodged(dossier), former);
      await get().begin(get().owner ?? "");
      // Where the portal did not say which case it is, somebody has to: fee and papers differ by it.
      const cases = get().quote?.procedure.cases ?? [];
      if (get().draft.caseId === null && cases.length > 0) useDialogs.getState().open({ kind: "case" });
    },
    clear: (keep = "nothing") => {
      const { accepted, draft: former } = get();
      if (accepted === null) void keeper.drop(former.id);
      const { cleared } = get();
      set({ ...blank(), cleared: accepted === null && !isBlank(former) ? former : cleared });
      if (accepted?.kind !== "accepted" || keep === "nothing") return;
      const { draft } = accepted;
      if (keep !== "kind") {
        const person = draft.people?.at(-1) ?? draft.applicant;
        get().edit({ applicant: person, submitter: draft.submitter });
      }
      if (keep !== "applicant") {
        const { procedureCode, caseId, components, delivery, exemption } = draft;
        get().edit({
          procedureCode,
          caseId,
          components,
          delivery,
          ...(keep === "both" ? { exemption } : {}),
        });
        set({ quote: accepted.quote });
        void requote();
      }
    },
    restore: async () => {
      const { cleared, draft } = get();
      if (cleared === null) return;
      await takeUp(cleared, draft);
      await get().begin(get().owner ?? "");
    },
    putAway: async () => {
      await keeper.flush();
      set({ ...blank(), owner: null, parked: [] });
    },
  };

  /** No procedure, and nothing of what belongs to one. */
  function noProcedure() {
    const { reused, attachments } = withoutHeld(get().draft, get().held);
    return {
      procedureCode: null,
      caseId: null,
      components: {},
      reused,
      attachments,
      quantities: [],
      exemption: null,
    };
  }

  function takeOntoList(card: CitizenCard): boolean {
    get().edit({ applicant: withCard(newApplicant(), card) });
    return get().addPerson();
  }
});

/** What is wrong with a field, once it was left or acceptance was tried. */
export function useFault(field: FaultField): DraftFault | undefined {
  const { draft, quote, touched, tried } = useIntake();
  if (!tried && !touched.includes(field)) return undefined;
  return checkDraft(draft, quote?.procedure ?? null).find((fault) => fault.field === field);
}

/** Goes on to whatever is missing next. */
export function goOn(from: Stop | null = null, place: Element | null = null): void {
  focusStop(useIntake.getState().next(from), place);
}
