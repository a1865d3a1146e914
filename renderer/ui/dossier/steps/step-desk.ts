import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { Proposals } from "../../../../contract/dossier-desk.ts";
import type { DossierStep, DossierStepKind } from "../../../../contract/dossier-steps.ts";

export interface StepFrameProps {
  kind: DossierStepKind;
  /** What would be taken now; null while something is missing. */
  step: DossierStep | null;
  help?: ReactNode;
  size?: "lg" | "xl";
  children: ReactNode;
}

/** Where a step is asked for and taken: at a counter, where another may sign, or on the district's pages. */
export interface StepDesk {
  /** The dialog around what a step needs; it takes the step. */
  Frame: ComponentType<StepFrameProps>;
  proposals: Proposals | null;
}

export const StepDeskContext = createContext<StepDesk | null>(null);

export function useStepDesk(): StepDesk {
  const desk = useContext(StepDeskContext);
  if (desk === null) throw new Error("a step's dialog stands at no desk");
  return desk;
}
