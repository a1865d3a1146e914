import { resultDeliverySchema } from "../../contract/dossier.ts";
import { useDialogs } from "./dialogs.ts";
import { useFavourites } from "./favourites.ts";
import { goOn, useIntake } from "./intake-store.ts";
import { focusStop } from "./stop-focus.ts";
import { toggleSubmitter } from "./submitter-fields.tsx";

/**
 * What Alt and a letter do at intake, wherever the focus is; the function keys are the queue's. By the place on the
 * keyboard: an input method may make another letter of it.
 */
const withAlt: Record<string, () => void> = {
  KeyA: () =>
    void useIntake
      .getState()
      .tickRequired()
      .then(() => goOn("components")),
  KeyC: () => {
    if ((useIntake.getState().quote?.procedure.cases.length ?? 0) > 1)
      useDialogs.getState().open({ kind: "case" });
  },
  KeyD: () => {
    useIntake.getState().reuse();
    goOn("held");
  },
  KeyG: () => void useIntake.getState().park(),
  KeyK: () => {
    useIntake.getState().useKnown();
    goOn("known");
  },
  KeyL: () => {
    useIntake.getState().toggleSeveral();
    goOn();
  },
  KeyM: () => {
    const fees = useIntake.getState().quote?.fees ?? [];
    if (fees.some(({ exemptions }) => exemptions.length > 0))
      useDialogs.getState().open({ kind: "exemption" });
  },
  KeyN: toggleSubmitter,
  KeyO: () => {
    const { draft, editApplicant } = useIntake.getState();
    const isCitizen = draft.applicant.kind === "citizen";
    editApplicant({ kind: isCitizen ? "organisation" : "citizen" });
    focusStop(isCitizen ? "taxCode" : "fullName");
  },
  KeyR: () => {
    const { draft, edit } = useIntake.getState();
    const kinds = resultDeliverySchema.options;
    edit({ delivery: kinds[(kinds.indexOf(draft.delivery) + 1) % kinds.length] ?? "counter" });
  },
  KeyT: () => {
    useIntake.getState().unchoose();
    focusStop("procedure");
  },
  KeyZ: () =>
    void useIntake
      .getState()
      .restore()
      .then(() => goOn()),
  Enter: () => {
    if (useIntake.getState().addPerson()) focusStop("fullName");
  },
};

const withControl: Record<string, () => void> = {
  Digit2: () => useDialogs.getState().open({ kind: "notice", notice: "supplement" }),
  Digit3: () => useDialogs.getState().open({ kind: "notice", notice: "refusal" }),
  KeyD: () => {
    const code = useIntake.getState().draft.procedureCode;
    if (code !== null) void useFavourites.getState().toggle(code);
  },
};

export function pressIntakeKey(event: KeyboardEvent): void {
  if (event.shiftKey || event.metaKey || event.altKey === event.ctrlKey) return;
  if (useDialogs.getState().dialog !== null || useIntake.getState().accepted !== null) return;
  const favourite = event.altKey ? /^Digit([1-9])$/.exec(event.code)?.[1] : undefined;
  const code =
    favourite === undefined ? undefined : useFavourites.getState().favourites[Number(favourite) - 1];
  const act =
    code === undefined ? (event.altKey ? withAlt : withControl)[event.code] : () => void chooseNow(code);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

/** A word that is typed while nothing has the focus goes to what is missing next; a card begins with a digit. */
export function typeIntoForm(event: KeyboardEvent): void {
  if (document.activeElement !== document.body || useDialogs.getState().dialog !== null) return;
  if (event.ctrlKey || event.altKey || event.metaKey || !/^\p{L}$/u.test(event.key)) return;
  document.querySelector<HTMLElement>(`[data-stop=${useIntake.getState().next(null)}]`)?.focus();
}

async function chooseNow(code: string): Promise<void> {
  const place = document.activeElement;
  await useIntake.getState().choose(code);
  goOn(null, place);
}
