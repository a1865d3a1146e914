import { v7 as uuidv7 } from "uuid";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { Procedure } from "../../contract/catalogue.ts";
import type { Applicant, CitizenCard, Dossier } from "../../contract/dossier.ts";
import type { IntakeInput } from "../../contract/dossier-calls.ts";
import type { Appointment } from "../../contract/entities.ts";
import { station } from "../ui/connection.ts";
import { asFailure, type Failure } from "../ui/errors.ts";
import { shortDay } from "../ui/format.ts";
import { currentTicket } from "./desk.ts";
import { checkDraft, type DraftFault, emptyDraft, type IntakeDraft, intakeOf, usualCounts } from "./draft.ts";
import { session, useSession } from "./session.ts";

/** The dossier being taken in at this counter. */
interface IntakeState {
  draft: IntakeDraft;
  procedure: Procedure | null;
  appointment: Appointment | null;
  mismatches: CitizenCard["mismatches"];
  known: Applicant | null;
  faults: DraftFault[];
  failure: Failure | null;
  scanFailure: Failure | null;
  accepting: boolean;
  accepted: { dossier: Dossier; printJob: string } | null;
  edit(change: Partial<IntakeDraft>): void;
  scan(text: string): Promise<boolean>;
  /** Puts what a citizen card says into the form. */
  takeCard(card: CitizenCard): void;
  lookUpApplicant(): Promise<void>;
  useKnown(): void;
  choose(code: string): Promise<void>;
  unchoose(): void;
  tick(component: string, counts: { originals: number; copies: number }): void;
  tickRequired(): void;
  accept(): Promise<void>;
  clear(keepApplicant?: boolean): void;
}

const atStart = {
  draft: emptyDraft,
  procedure: null,
  appointment: null,
  mismatches: [],
  known: null,
  faults: [],
  failure: null,
  scanFailure: null,
  accepting: false,
  accepted: null,
};

/** The draft is kept over a reload or crash of the window; it ends with the acceptance or the sign-out. */
export const useIntake = create<IntakeState>()(
  persist(
    (set, get) => ({
      ...atStart,
      edit: (change) => {
        // The request has its id from the first letter on: a draft that comes back after a power cut, though it was
        // accepted already, is the same request and never makes a second dossier.
        const draft = { ...get().draft, ...change, requestId: get().draft.requestId ?? uuidv7() };
        set({
          draft,
          failure: null,
          faults: get().faults.length === 0 ? [] : checkDraft(draft, get().procedure),
        });
      },
      scan: async (text) => {
        set({ scanFailure: null });
        try {
          const card = await station.dossiers.readCard({ text });
          get().takeCard(card);
          await get().lookUpApplicant();
          return true;
        } catch (error) {
          set({ scanFailure: asFailure(error) });
          return false;
        }
      },
      takeCard: (card) => {
        get().edit({
          fullName: card.fullName,
          citizenNumber: card.citizenNumber,
          birthDate: shortDay(card.birthDate),
          sex: card.sex,
          address: card.address,
        });
        set({ mismatches: card.mismatches });
      },
      lookUpApplicant: async () => {
        const { citizenNumber } = get().draft;
        if (!/^\d{12}$/.test(citizenNumber)) {
          set({ known: null });
          return;
        }
        const known = await station.dossiers.knownApplicant({ citizenNumber }).catch(() => null);
        if (get().draft.citizenNumber === citizenNumber) set({ known });
      },
      useKnown: () => {
        const { known } = get();
        if (known === null) return;
        // What was typed or scanned just now is newer than what was written then.
        const { draft } = get();
        get().edit({
          fullName: draft.fullName || known.fullName,
          birthDate: draft.birthDate || (known.birthDate === null ? "" : shortDay(known.birthDate)),
          sex: draft.sex ?? known.sex,
          address: draft.address || known.address,
          phone: draft.phone || known.phone,
        });
        set({ known: null });
      },
      choose: async (code) => {
        try {
          const [procedure, appointment] = await Promise.all([
            station.catalogue.procedure({ code }),
            station.dossiers.appointment({ procedureCode: code }),
          ]);
          set({ procedure, appointment });
          get().edit({ procedureCode: code, components: {}, fee: procedure.fee.amount });
        } catch (error) {
          set({ failure: asFailure(error) });
        }
      },
      unchoose: () => {
        set({ procedure: null, appointment: null });
        get().edit({ procedureCode: null, components: {} });
      },
      tick: (component, counts) =>
        get().edit({ components: { ...get().draft.components, [component]: counts } }),
      tickRequired: () => {
        const required = (get().procedure?.components ?? []).filter((component) => component.required);
        const present = required.map((component) => [component.id, usualCounts(component)]);
        get().edit({ components: { ...get().draft.components, ...Object.fromEntries(present) } });
      },
      accept: async () => {
        const { draft, procedure, accepting } = get();
        if (accepting) return;
        const faults = checkDraft(draft, procedure);
        if (faults.length > 0) {
          set({ faults });
          return;
        }
        set({ accepting: true, failure: null, faults: [] });
        const requestId = draft.requestId ?? uuidv7();
        try {
          const ticket = currentTicket()?.id ?? null;
          const intake: IntakeInput = intakeOf(draft, ticket);
          const accepted = await station.dossiers.accept({ session: session(), requestId, intake });
          set({ ...atStart, accepted });
        } catch (error) {
          const failure = asFailure(error);
          if (failure.code === "NOT_SIGNED_IN") useSession.getState().ended();
          set({ failure, accepting: false });
        }
      },
      clear: (keepApplicant = false) => {
        const { accepted } = get();
        set(atStart);
        if (!keepApplicant || accepted === null) return;
        const { applicant } = accepted.dossier;
        get().edit({
          fullName: applicant.fullName,
          citizenNumber: applicant.citizenNumber ?? "",
          birthDate: applicant.birthDate === null ? "" : shortDay(applicant.birthDate),
          sex: applicant.sex,
          address: applicant.address,
          phone: applicant.phone,
        });
      },
    }),
    {
      name: `motcua.draft.${new URLSearchParams(window.location.search).get("counter") ?? ""}`,
      partialize: ({ draft, procedure, appointment }) => ({ draft, procedure, appointment }),
    },
  ),
);
