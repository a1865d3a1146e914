import { v7 as uuidv7 } from "uuid";
import { create } from "zustand";
import type { PrintJobState } from "../../contract/entities.ts";
import type { Priority, Ticket } from "../../contract/queue.ts";
import { station, useBoard } from "../ui/connection.ts";
import { asFailure, type Failure } from "../ui/errors.ts";
import { openingAt } from "./opening.ts";
import type { Scan } from "./scan.ts";

/** What the kiosk can show. Everything but the groups is a deeper screen, with a way back. */
export type Screen =
  | { kind: "groups" }
  | { kind: "priority" }
  | { kind: "search" }
  /** The code of an appointment. */
  | { kind: "appointment" }
  /** The state of a dossier, by its receipt. */
  | { kind: "lookUp" }
  /** The procedures of a group. */
  | { kind: "list"; group: string }
  | { kind: "procedure"; code: string }
  /** Asks once more because the wait will be long. */
  | { kind: "longWait"; group: string }
  | { kind: "ticket" };

export type ScanNotice =
  | { kind: "ticket"; label: string }
  | { kind: "unknown" }
  /** `mangled`: by an input method of this PC. */
  | { kind: "cardUnread"; mangled: boolean };

/** Where the citizen stands, and what was chosen on the way. */
interface KioskState {
  /** The way from the groups to the screen that is shown, which is the last. */
  path: readonly Screen[];
  /** A number is being asked for. */
  taking: boolean;
  priority: Priority | null;
  /** What was typed into the search; kept on the way to a procedure and back. */
  query: string;
  taken: { ticket: Ticket; waitingBefore: number; printJob: string } | null;
  printing: PrintJobState;
  failure: Failure | null;
  /** What to say of a code that was scanned and gives no number. */
  notice: ScanNotice | null;
  /** The citizen card as it was scanned, and a receipt's dossier: told to the clerk with the number, never shown here. */
  card: string | null;
  dossierCode: string | null;
  /** The last request, while it is not known what became of it. */
  unanswered: { requestId: string; serviceGroup: string; priority: Priority | null } | null;
  largeText: boolean;
  voice: boolean;
  touchedAt: number;
  touch(): void;
  open(screen: Screen): void;
  back(): void;
  setQuery(query: string): void;
  /** Leads back to where the priority was asked for. */
  setPriority(priority: Priority | null): void;
  setLargeText(largeText: boolean): void;
  setVoice(voice: boolean): void;
  take(serviceGroup: string): Promise<void>;
  /** Takes the number of an appointment by its code. */
  checkIn(code: string): Promise<void>;
  /** A slip gives its number at once, a receipt one to collect its result; a card the one of an appointment, or is kept. */
  scanned(scan: Scan): Promise<void>;
  forgetCard(): void;
  followPrinting(): Promise<void>;
  /** To the groups; whoever stands here keeps the large text and the voice. */
  restart(): void;
  /** The citizen has gone: nothing of theirs is left for the next one. */
  leave(): void;
}

const start: readonly Screen[] = [{ kind: "groups" }];
const atStart = {
  path: start,
  taking: false,
  priority: null,
  query: "",
  taken: null,
  printing: "queued" as const,
  failure: null,
  notice: null,
  card: null,
  dossierCode: null,
  unanswered: null,
};

export const useKiosk = create<KioskState>((set, get) => ({
  ...atStart,
  largeText: false,
  voice: false,
  touchedAt: Date.now(),
  touch: () => set({ touchedAt: Date.now() }),
  open: (screen) =>
    set({
      path: [...get().path, screen],
      failure: null,
      notice: null,
      ...(screen.kind === "search" ? { query: "" } : {}),
    }),
  back: () => {
    const { path, taking } = get();
    if (path.length > 1 && !taking) set({ path: path.slice(0, -1), failure: null, notice: null });
  },
  setQuery: (query) => set({ query }),
  setPriority: (priority) =>
    set({ priority, path: get().path.filter(({ kind }) => kind !== "priority"), failure: null }),
  setLargeText: (largeText) => set({ largeText }),
  setVoice: (voice) => set({ voice }),
  take: async (serviceGroup) => {
    // A finger that taps twice wants one ticket.
    if (get().taking || get().taken !== null) return;
    const { priority, unanswered, card, dossierCode } = get();
    // Asked once more after a lost link, it is the same request: it may have been granted.
    const same = unanswered?.serviceGroup === serviceGroup && unanswered.priority === priority;
    const request = same ? unanswered : { requestId: uuidv7(), serviceGroup, priority };
    const shown = card === null && dossierCode === null ? null : { card, dossierCode };
    set({ taking: true, failure: null, notice: null, unanswered: request });
    try {
      const taken = await station.queue.take({ ...request, shown });
      set({ ...atStart, path: [...start, { kind: "ticket" }], taken, touchedAt: Date.now() });
    } catch (error) {
      set({ taking: false, failure: asFailure(error), touchedAt: Date.now() });
    }
  },
  checkIn: async (code) => {
    if (get().taking || get().taken !== null) return;
    set({ taking: true, failure: null, notice: null });
    try {
      const taken = await station.queue.checkIn({ requestId: uuidv7(), code });
      set({ ...atStart, path: [...start, { kind: "ticket" }], taken, touchedAt: Date.now() });
    } catch (error) {
      set({ taking: false, failure: asFailure(error), touchedAt: Date.now() });
    }
  },
  scanned: async (scan) => {
    if (get().taking) return;
    // The one before has gone without a touch.
    if (get().taken !== null) get().leave();
    set({ failure: null, notice: null, touchedAt: Date.now() });
    switch (scan.kind) {
      case "unknown":
        set({ notice: scan });
        return;
      case "ticket":
        set({ notice: { kind: "ticket", label: scan.label } });
        return;
      case "appointment":
        await get().checkIn(scan.code);
        return;
      case "receipt": {
        set({ dossierCode: scan.code, path: start });
        const group = collectingGroup();
        if (group !== null) await get().take(group);
        return;
      }
      case "card":
        await presentCard(scan.text);
    }
  },
  forgetCard: () => set({ card: null, dossierCode: null }),
  followPrinting: async () => {
    const { taken } = get();
    if (taken === null) return;
    const job = await station.printing.job({ id: taken.printJob }).catch(() => null);
    if (job !== null && get().taken === taken) set({ printing: job.state });
  },
  restart: () => set({ ...atStart, touchedAt: Date.now() }),
  leave: () => set({ ...atStart, largeText: false, voice: false, touchedAt: Date.now() }),
}));

/** A card: the number of the appointment that its holder has now; without one it is kept for the number that follows. */
async function presentCard(card: string): Promise<void> {
  const { setState: set, getState: get } = useKiosk;
  set({ taking: true });
  try {
    const taken = await station.queue.checkInByCard({ requestId: uuidv7(), card });
    if (taken !== null) {
      set({ ...atStart, path: [...start, { kind: "ticket" }], taken, touchedAt: Date.now() });
      return;
    }
    const path = get().path.filter(({ kind }) => kind !== "appointment" && kind !== "search");
    set({ taking: false, card, path, touchedAt: Date.now() });
  } catch (error) {
    const failure = asFailure(error);
    const mangled = failure.code === "CARD_MANGLED";
    const atStation = { taking: false, touchedAt: Date.now() };
    // Without a card a number is had as well: no reason to send anybody away.
    if (mangled || failure.code === "CARD_MALFORMED") {
      set({ ...atStation, card: null, notice: { kind: "cardUnread", mangled } });
      return;
    }
    // Who comes too early for the appointment may still want a number for something else.
    set({ ...atStation, failure, card: failure.code === "APPOINTMENT_TOO_EARLY" ? card : null });
  }
}

/** The group where results are collected, if there is one that gives out numbers now. */
function collectingGroup(): string | null {
  const groups = useBoard.getState().board?.groups ?? [];
  const collecting = groups.filter(
    ({ group, opening }) => group.purpose === "collect" && openingAt(opening, Date.now()).state === "open",
  );
  return collecting.length === 1 ? (collecting[0]?.group.id ?? null) : null;
}

/** The screen that is shown. */
export function useScreen(): Screen {
  return useKiosk(({ path }) => path.at(-1) ?? { kind: "groups" });
}
