import { create } from "zustand";
import type { Ticket } from "../../contract/queue.ts";

/** What is asked over the counter's window; one thing at a time. */
export type Dialog =
  | { kind: "hold"; ticket: Ticket }
  | { kind: "transfer"; ticket: Ticket }
  | { kind: "priority"; ticket: Ticket }
  | { kind: "find" }
  | { kind: "pause" }
  | { kind: "figures" }
  | { kind: "hall" }
  | { kind: "sync" }
  | { kind: "printers" }
  | { kind: "appointments" };

interface Dialogs {
  dialog: Dialog | null;
  open(dialog: Dialog): void;
  close(): void;
}

export const useDialogs = create<Dialogs>((set) => ({
  dialog: null,
  open: (dialog) => set({ dialog }),
  close: () => set({ dialog: null }),
}));
