import { useEffect } from "react";
import { create } from "zustand";
import type { Purpose } from "../../contract/catalogue.ts";
import type { CitizenHere, Ticket } from "../../contract/queue.ts";
import { station, useBoard } from "../ui/connection.ts";
import { isBlank } from "./draft.ts";
import { useIntake } from "./intake-store.ts";
import { session } from "./session.ts";
import { useSide } from "./side.ts";

/** What is known of the citizen at this counter, and what of it was put into the form without a clerk's hand. */
interface CitizenState {
  ticket: string | null;
  here: CitizenHere | null;
  filled: string | null;
  /** Another ticket is at the counter, or none. */
  changed(ticket: string | null): void;
  /** Asks what the citizen showed at the kiosk, and brings it where the clerk needs it. */
  learn(ticket: string, purpose: Purpose): Promise<void>;
  /** Puts it into the form of intake. */
  fill(): void;
}

export const useCitizen = create<CitizenState>((set, get) => ({
  ticket: null,
  here: null,
  filled: null,
  changed: (ticket) => {
    if (get().ticket === ticket) return;
    // The next one must not find in the form who was here before.
    if (get().filled !== null && get().filled === formNow()) useIntake.getState().clear();
    if (get().here !== null) useSide.setState({ tab: "line", query: "" });
    set({ ticket, here: null, filled: null });
  },
  learn: async (ticket, purpose) => {
    if (get().here !== null) return;
    const here = await station.queue.citizen({ session: session(), ticket }).catch(() => null);
    if (get().ticket !== ticket || here === null) return;
    set({ here });
    const known = here.card?.citizenNumber ?? here.booking?.citizenNumber ?? "";
    if (purpose !== "lodge" || here.dossierCode !== null) {
      useSide.setState({ tab: "recent", query: here.dossierCode ?? known });
      return;
    }
    // A dossier that is being written stays as it is: the clerk decides.
    if (isBlank(useIntake.getState().draft) && useIntake.getState().accepted === null) get().fill();
  },
  fill: () => {
    const { here } = get();
    if (here === null) return;
    const { takeCard, editApplicant, lookUpApplicant } = useIntake.getState();
    if (here.booking !== null) {
      const { name, phone, citizenNumber } = here.booking;
      editApplicant({ fullName: name, phone, citizenNumber: citizenNumber ?? "" });
    }
    if (here.card !== null) takeCard(here.card);
    if (here.card === null && here.booking === null) return;
    set({ filled: formNow() });
    void lookUpApplicant();
  },
}));

/** Follows the ticket at this counter. Not before the citizen has come: a called number may stay away. */
export function useCitizenAt(ticket: Ticket | null): void {
  const purpose = usePurpose(ticket);
  const { changed, learn } = useCitizen();
  const id = ticket?.id ?? null;
  const serving = ticket?.status === "serving";
  useEffect(() => {
    changed(id);
    if (id !== null && serving) void learn(id, purpose);
  }, [id, serving, purpose, changed, learn]);
}

/** What the citizen has come for, as the group says in which the ticket stands. */
export function usePurpose(ticket: Ticket | null): Purpose {
  return useBoard(
    ({ board }) => board?.groups.find(({ group }) => group.id === ticket?.queue)?.group.purpose ?? "lodge",
  );
}

/** The form as it stands, but for the id of its request. */
function formNow(): string {
  const { id: _id, ...draft } = useIntake.getState().draft;
  return JSON.stringify(draft);
}
