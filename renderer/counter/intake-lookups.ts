import { applicantSchema } from "../../contract/dossier.ts";
import type { HeldPaper } from "../../contract/dossier-calls.ts";
import type { DossierSummary } from "../../contract/dossier-lists.ts";
import type { Quote } from "../../contract/intake-calls.ts";
import { station } from "../ui/connection.ts";
import { asFailure, type Failure } from "../ui/errors.ts";
import { applicantOf, type IntakeDraft, numberOf } from "./draft.ts";
import { session } from "./session.ts";

/** The part of intake that is about what the station said of the draft. */
interface LookedUp {
  quote: Quote | null;
  duplicates: DossierSummary[];
  held: HeldPaper[];
  failure: Failure | null;
}

/** What the station is asked while a dossier is typed. An answer that comes when the form has gone on is not taken. */
export function intakeLookUps(
  get: () => LookedUp & { draft: IntakeDraft; edit(change: Partial<IntakeDraft>): void },
  set: (change: Partial<LookedUp>) => void,
) {
  let quoting: Promise<void> = Promise.resolve();

  /** What the receipt would say for what is in the form now; an answer that comes late is not taken. */
  const requote = (): Promise<void> => {
    const asked = get().draft;
    const code = asked.procedureCode;
    if (code === null) return Promise.resolve();
    quoting = station.intake
      .quote({
        procedureCode: code,
        caseId: asked.caseId,
        quantities: asked.quantities,
        exemptions: asked.exemption === null ? [] : [asked.exemption],
      })
      .then((quote) => {
        if (isQuoteOf(asked, get().draft)) set({ quote });
      })
      .catch((error: unknown) => {
        if (isQuoteOf(asked, get().draft)) set({ failure: asFailure(error) });
      });
    return quoting;
  };

  const lookForDuplicates = async (): Promise<void> => {
    const { draft } = get();
    const applicant = applicantOf(draft.applicant);
    const code = draft.procedureCode;
    const number = applicant.citizenNumber ?? applicant.taxCode;
    if (code === null || number === null || !applicantSchema.safeParse(applicant).success) {
      set({ duplicates: [] });
      return;
    }
    const duplicates = await station.dossiers
      .duplicates({ session: session(), procedureCode: code, applicant })
      .catch(() => []);
    const now = get().draft;
    if (now.id === draft.id && now.procedureCode === code && numberOf(now.applicant) === number)
      // What is in the form already is no other.
      set({ duplicates: duplicates.filter(({ id }) => id !== draft.lodged?.id) });
  };

  /** What the office has of the applicant for the procedure; what was taken of another's goes. */
  const lookForHeld = async (): Promise<void> => {
    const asked = get().draft;
    const { procedureCode, caseId } = asked;
    const applicantNumber = soleNumber(asked);
    let held: HeldPaper[] = [];
    if (procedureCode !== null && applicantNumber !== null) {
      try {
        const input = { session: session(), procedureCode, caseId, applicantNumber };
        held = await station.dossiers.heldPapers(input);
      } catch {
        return;
      }
    }
    const now = get().draft;
    const isSame = now.id === asked.id && now.procedureCode === procedureCode && now.caseId === caseId;
    if (!isSame || soleNumber(now) !== applicantNumber) return;
    const has = (id: string, code: string) =>
      held.some((paper) => paper.componentId === id && paper.code === code);
    const others = Object.entries(now.reused).filter(([id, code]) => !has(id, code));
    set({ held });
    if (others.length === 0) return;
    // With their pictures, also where this window has never been told of those, as after a draft was picked up.
    const gone = new Set(others.map(([id]) => id));
    get().edit({
      reused: Object.fromEntries(Object.entries(now.reused).filter(([id]) => !gone.has(id))),
      attachments: now.attachments.filter(
        ({ componentId }) => componentId === null || !gone.has(componentId),
      ),
    });
  };

  return {
    requote,
    /** What was asked of fees and dates so far is there. */
    quoted: () => quoting,
    lookForDuplicates,
    lookForHeld,
  };
}

/** The number of the one applicant; null of several, and while it is not complete. */
function soleNumber({ people, applicant }: IntakeDraft): string | null {
  return people === null ? numberOf(applicant) : null;
}

function isQuoteOf(asked: IntakeDraft, now: IntakeDraft): boolean {
  const key = ({ id, procedureCode, caseId, quantities, exemption }: IntakeDraft) =>
    JSON.stringify([id, procedureCode, caseId, quantities, exemption]);
  return key(asked) === key(now);
}
