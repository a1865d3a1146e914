import type { DossierStepKind } from "../../../contract/dossier-steps.ts";

/**
 * The letter that takes a step together with Alt, wherever the focus is on the page of a dossier: each step has its own,
 * always the same. Of the Vietnamese word where it was free.
 */
export const stepLetters: Record<DossierStepKind, string> = {
  requestSupplement: "Y",
  supplement: "B",
  requestPayment: "N",
  pay: "T",
  voidPayment: "U",
  requestWithdrawal: "R",
  dropWithdrawal: "L",
  withdraw: "H",
  stop: "D",
  extend: "X",
  decide: "Q",
  receiveResult: "K",
  returnResult: "G",
  correct: "S",
  reopen: "M",
  note: "C",
  officialCode: "O",
  refuse: "F",
  attach: "A",
  detach: "E",
};

/** In the order in which a dossier usually takes them; attachments have a panel of their own. */
export const shownSteps: readonly DossierStepKind[] = [
  "pay",
  "requestSupplement",
  "supplement",
  "requestPayment",
  "decide",
  "receiveResult",
  "returnResult",
  "extend",
  "correct",
  "note",
  "officialCode",
  "requestWithdrawal",
  "dropWithdrawal",
  "withdraw",
  "stop",
  "refuse",
  "reopen",
  "voidPayment",
];

export function stepOfKey(code: string): DossierStepKind | undefined {
  return shownSteps.find((kind) => code === `Key${stepLetters[kind]}`);
}
