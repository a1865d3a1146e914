import { workStepKinds } from "../../../contract/district-workbench.ts";

/** What can be done with a dossier here: steps of its life, and giving it on or signing for it. */
export type Action = WorkStep | "takeOver" | "handOver";
type WorkStep = (typeof workStepKinds)[number];
/** Those that ask for something in a dialog of their own. */
export type StepAction = Exclude<WorkStep, "attach">;

/** In the order in which a division usually takes them. */
export const actions: readonly Action[] = ["takeOver", "decide", "handOver", ...workStepKinds.slice(1)];

/** The letter that takes it together with Alt: the counters' own, so that nobody learns two. */
export const letters: Record<Action, string> = {
  takeOver: "K",
  decide: "Q",
  handOver: "G",
  attach: "F",
  requestSupplement: "Y",
  requestPayment: "N",
  note: "C",
  extend: "X",
  stop: "D",
};

export function actionOfKey(code: string): Action | undefined {
  return actions.find((action) => code === `Key${letters[action]}`);
}

export function isStep(action: Action): action is WorkStep {
  return action !== "takeOver" && action !== "handOver";
}
