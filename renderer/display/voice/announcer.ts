import type { Call } from "../../../contract/queue.ts";
import type { Language } from "../../../contract/text.ts";
import { type CallQueue, emptyQueue, hearCalls, isDue, nextCall } from "./queue.rules.ts";
import { type Piece, type Played, Sound } from "./sound.ts";
import { BREATH_BEFORE, spokenCall } from "./spoken.rules.ts";

export interface VoiceState {
  /** The label that is being said, or empty. */
  speaking: string;
  /** The browser keeps back the sound until somebody touches the page. */
  soundBlocked: boolean;
}

/** Told to the document as `motcua:said` after each sentence, for tests and for support. */
export interface Said extends Played {
  label: string;
  call: number;
  language: Language;
}

interface Sentence {
  language: Language;
  pieces: Piece[];
}

const TIMES = 2;
/** Between two words and before the counter, in seconds. */
const JOIN = 0.02;
const BREATH = 0.25;
/** Between two sentences. */
const REST_MS = 500;

/**
 * Says calls one after the other: a chime, then the sentence in each language, all of it twice. It stops between two
 * sentences when the call is no longer due. A language that lacks a piece is left out: where there is none, the
 * chime alone calls.
 */
export class Announcer {
  readonly #tell: (state: Partial<VoiceState>) => void;
  readonly #sound: Sound;
  #queue: CallQueue = emptyQueue;
  #calls: readonly Call[] = [];
  #languages: readonly Language[] = [];
  #busy = false;
  #closed = false;

  constructor(tell: (state: Partial<VoiceState>) => void) {
    this.#tell = tell;
    this.#sound = new Sound((soundBlocked) => tell({ soundBlocked }));
  }

  /** The calls of the board as it is now, and the languages in which they are said. */
  hear(calls: readonly Call[], languages: readonly Language[]): void {
    this.#calls = calls;
    this.#languages = languages;
    this.#queue = hearCalls(this.#queue, calls);
    if (!this.#busy) void this.#work();
  }

  close(): void {
    this.#closed = true;
    this.#sound.close();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let call = this.#next(); call !== null; call = this.#next()) {
      this.#tell({ speaking: call.label });
      // Whatever one call fails by, the next one is said.
      await this.#announce(call).catch((error: unknown) => console.error(error));
    }
    this.#tell({ speaking: "" });
    this.#busy = false;
  }

  #next(): Call | null {
    if (this.#closed) return null;
    const { call, queue } = nextCall(this.#queue);
    this.#queue = queue;
    return call;
  }

  async #announce(call: Call): Promise<void> {
    const loading = Promise.all(this.#languages.map((language) => this.#sentence(language, call)));
    await this.#sound.chime();
    const sentences = (await loading).filter((sentence) => sentence !== null);
    for (const { language, pieces } of Array.from({ length: TIMES }, () => sentences).flat()) {
      if (this.#closed || !isDue(call, this.#calls)) return;
      const played = await this.#sound.say(pieces);
      const detail: Said = { ...played, label: call.label, call: call.call, language };
      document.dispatchEvent(new CustomEvent("motcua:said", { detail }));
      await new Promise((rested) => setTimeout(rested, REST_MS));
    }
  }

  /** Null where a piece is missing: half a sentence would send somebody to the wrong counter. */
  async #sentence(language: Language, call: Call): Promise<Sentence | null> {
    const loaded = spokenCall(language, call).map(async (id): Promise<Piece | null> => {
      const audio = await this.#sound.load(language, id);
      return audio === null ? null : { audio, after: id === BREATH_BEFORE ? BREATH : JOIN };
    });
    const pieces = (await Promise.all(loaded)).filter((piece) => piece !== null);
    return pieces.length === loaded.length ? { language, pieces } : null;
  }
}
