import { create } from "zustand";
import type { CitizenCard } from "../../contract/dossier.ts";
import type { Ticket } from "../../contract/queue.ts";
import type { DossierDialog } from "./dossiers/dialog.ts";

/** What is asked about the dossier being taken in. */
export type IntakeDialog =
  | { kind: "case" }
  | { kind: "exemption" }
  | { kind: "otherCard"; card: CitizenCard }
  | { kind: "notice"; notice: "supplement" | "refusal" };

/** What is asked over the counter's window; one thing at a time. */
export type Dialog =
  | IntakeDialog
  | DossierDialog
  | { kind: "hold"; ticket: Ticket }
  | { kind: "transfer"; ticket: Ticket }
  | { kind: "priority"; ticket: Ticket }
  | { kind: "find" }
  | { kind: "pause" }
  | { kind: "figures" }
  | { kind: "hall" }
  | { kind: "sync" }
  | { kind: "printers" }
  /** Shown by the panel of attachments that opened it. */
  | { kind: "camera" }
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
