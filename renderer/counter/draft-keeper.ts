import type { KeptDraft } from "../../contract/intake-calls.ts";
import { station } from "../ui/connection.ts";
import { asFailure } from "../ui/errors.ts";
import { type IntakeDraft, isBlank } from "./draft.ts";
import { session } from "./session.ts";

/** Long enough for a word, short enough that a power cut takes no more than that. */
const PAUSE_MS = 200;
const RETRY_MS = 2000;

/** Where drafts are kept: the station, by the one who is signed in at this window. */
interface DraftPlace {
  keep(draft: Omit<KeptDraft, "updatedAt">): Promise<unknown>;
  drop(id: string): Promise<unknown>;
}

interface Waiting {
  draft: IntakeDraft;
  /** Put aside (*gác lại*), not in the form. */
  parked: boolean;
}

/** Brings drafts to the station while they are typed: one call at a time, of each draft always the newest. */
export class DraftKeeper {
  readonly #place: DraftPlace;
  /** By the draft's id: one that was put aside while the station is away waits beside the one in the form. */
  readonly #waiting = new Map<string, Waiting>();
  #owner = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<void> = Promise.resolve();
  /** What the station has, so that an empty form asks nothing of it. */
  readonly #kept = new Set<string>();

  constructor(place: DraftPlace) {
    this.#place = place;
  }

  /** What is there already, from an earlier time. */
  knows(draft: KeptDraft): void {
    this.#kept.add(draft.id);
  }

  soon(draft: IntakeDraft): void {
    this.#waiting.set(draft.id, { draft, parked: false });
    this.#timer ??= setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Everything so far is at the station when the promise resolves, or is asked again. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turn = this.#turn.then(async () => {
      const all = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const waiting of all) await this.#keep(waiting);
    });
    return this.#turn;
  }

  /** What was asked so far has been answered. */
  settled(): Promise<void> {
    return this.#turn;
  }

  /** Puts a draft aside (*gác lại*). */
  park(draft: IntakeDraft): Promise<void> {
    this.#waiting.set(draft.id, { draft, parked: true });
    return this.flush();
  }

  /** It became a dossier, or is not wanted any more. */
  drop(id: string): Promise<void> {
    this.#waiting.delete(id);
    this.#turn = this.#turn.then(async () => {
      // What was on its way just now may have come back.
      this.#waiting.delete(id);
      if (!this.#kept.delete(id)) return;
      await this.#place.drop(id).catch(() => undefined);
    });
    return this.#turn;
  }

  /** Who works here now: what waits of somebody else is not theirs. */
  belongTo(owner: string): void {
    if (this.#owner !== owner) this.#waiting.clear();
    this.#owner = owner;
  }

  async #keep(waiting: Waiting): Promise<void> {
    const { draft, parked } = waiting;
    if (isBlank(draft) && !this.#kept.has(draft.id)) return;
    try {
      await this.#place.keep({ id: draft.id, parked, data: JSON.stringify(draft) });
      this.#kept.add(draft.id);
    } catch (error) {
      if (!this.#waiting.has(draft.id)) this.#waiting.set(draft.id, waiting);
      // A station that is away is asked again by itself; where nobody is signed in, once somebody is.
      if (asFailure(error).code === "NOT_SIGNED_IN") return;
      this.#timer ??= setTimeout(() => void this.flush(), RETRY_MS);
    }
  }
}

export const keeper = new DraftKeeper({
  keep: (draft) => station.intake.keepDraft({ session: session(), draft }),
  drop: (id) => station.intake.dropDraft({ session: session(), id }),
});
