import type { DossierDialog } from "./dialog.ts";
import { StepDialog } from "./steps/step-dialog.tsx";
import { TakeOverDialog } from "./take-over-dialog.tsx";

/** Whatever is asked about dossiers at the moment. */
export function DossierDialogs({ dialog }: { dialog: DossierDialog }) {
  if (dialog.kind === "dossierStep") return <StepDialog step={dialog.step} />;
  return <TakeOverDialog handover={dialog.handover} />;
}
