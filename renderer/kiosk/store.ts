import { v7 as uuidv7 } from "uuid";
import { create } from "zustand";
import type { PrintJobState } from "../../contract/entities.ts";
import type { Priority, Ticket } from "../../contract/queue.ts";
import { station } from "../ui/connection.ts";
import { asFailure, type Failure } from "../ui/errors.ts";

/** Where the citizen stands: looking at the groups, or with a number. */
interface KioskState {
  view: "start" | "taking" | "ticket";
  priority: Priority | null;
  choosingPriority: boolean;
  taken: { ticket: Ticket; waitingBefore: number; printJob: string } | null;
  printing: PrintJobState;
  failure: Failure | null;
  /** The last request, while it is not known what became of it. */
  unanswered: { requestId: string; serviceGroup: string; priority: Priority | null } | null;
  touchedAt: number;
  touch(): void;
  choosePriority(open: boolean): void;
  setPriority(priority: Priority | null): void;
  take(serviceGroup: string): Promise<void>;
  followPrinting(): Promise<void>;
  restart(): void;
}

const atStart = {
  view: "start" as const,
  priority: null,
  choosingPriority: false,
  taken: null,
  printing: "queued" as const,
  failure: null,
};

export const useKiosk = create<KioskState>((set, get) => ({
  ...atStart,
  unanswered: null,
  touchedAt: Date.now(),
  touch: () => set({ touchedAt: Date.now() }),
  choosePriority: (choosingPriority) => set({ choosingPriority }),
  setPriority: (priority) => set({ priority, choosingPriority: false }),
  take: async (serviceGroup) => {
    // A finger that taps twice wants one ticket.
    if (get().view !== "start") return;
    const { priority, unanswered } = get();
    // Asked once more after a lost link, it is the same request: it may have been granted.
    const same = unanswered?.serviceGroup === serviceGroup && unanswered.priority === priority;
    const request = same ? unanswered : { requestId: uuidv7(), serviceGroup, priority };
    set({ view: "taking", failure: null, unanswered: request });
    try {
      const taken = await station.queue.take(request);
      set({ view: "ticket", taken, printing: "queued", unanswered: null, touchedAt: Date.now() });
    } catch (error) {
      set({ ...atStart, priority, failure: asFailure(error), touchedAt: Date.now() });
    }
  },
  followPrinting: async () => {
    const { taken, view } = get();
    if (taken === null || view !== "ticket") return;
    const job = await station.printing.job({ id: taken.printJob }).catch(() => null);
    if (job !== null && get().taken === taken) set({ printing: job.state });
  },
  restart: () => set({ ...atStart, unanswered: null, touchedAt: Date.now() }),
}));
