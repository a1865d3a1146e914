import type { KeptDraft } from "../../contract/intake-calls.ts";
import { station } from "../ui/connection.ts";
import { asFailure } from "../ui/errors.ts";
import { type IntakeDraft, isBlank } from "./draft.ts";
import { session } from "./session.ts";

/** Long enough for a word, short enough that a power cut takes no more than that. */
const PAUSE_MS = 200;
const RETRY_MS = 2000;

/** Brings drafts to the station while they are typed: one call at a time, always the newest. */
class DraftKeeper {
  #wanted: IntakeDraft | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<void> = Promise.resolve();
  /** What the station has, so that an empty form asks nothing of it. */
  readonly #kept = new Set<string>();

  /** What is there already, from an earlier time. */
  knows(draft: KeptDraft): void {
    this.#kept.add(draft.id);
  }

  soon(draft: IntakeDraft): void {
    this.#wanted = draft;
    this.#timer ??= setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Everything so far is at the station when the promise resolves. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turn = this.#turn.then(async () => {
      const draft = this.#wanted;
      this.#wanted = null;
      if (draft !== null) await this.#keep(draft, false);
    });
    return this.#turn;
  }

  /** What was asked so far has been answered. */
  settled(): Promise<void> {
    return this.#turn;
  }

  /** Puts a draft aside (*gác lại*). */
  park(draft: IntakeDraft): Promise<void> {
    void this.flush();
    this.#turn = this.#turn.then(() => this.#keep(draft, true));
    return this.#turn;
  }

  /** It became a dossier, or is not wanted any more. */
  drop(id: string): Promise<void> {
    if (this.#wanted?.id === id) this.#wanted = null;
    this.#turn = this.#turn.then(async () => {
      if (!this.#kept.delete(id)) return;
      await station.intake.dropDraft({ session: session(), id }).catch(() => undefined);
    });
    return this.#turn;
  }

  async #keep(draft: IntakeDraft, parked: boolean): Promise<void> {
    if (isBlank(draft) && !this.#kept.has(draft.id)) return;
    try {
      await station.intake.keepDraft({
        session: session(),
        draft: { id: draft.id, parked, data: JSON.stringify(draft) },
      });
      this.#kept.add(draft.id);
    } catch (error) {
      // Whoever signs in again finds it in the form as it is; a station that is away is asked again.
      if (asFailure(error).code === "NOT_SIGNED_IN") return;
      this.#wanted ??= draft;
      this.#timer ??= setTimeout(() => void this.flush(), RETRY_MS);
    }
  }
}

export const keeper = new DraftKeeper();
