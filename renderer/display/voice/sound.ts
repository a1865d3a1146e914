import type { Language } from "../../../contract/text.ts";

/** A recorded piece, and the silence before it in seconds. */
export interface Piece {
  audio: AudioBuffer;
  after: number;
}

/** What was really played: milliseconds on the page's clock, and the loudest root mean square on the way out. */
export interface Played {
  from: number;
  to: number;
  loudness: number;
}

/** How long a sound may take beyond its own length: a context that is suspended never ends one. */
const PATIENCE_MS = 2_000;
const LOAD_PATIENCE_MS = 5_000;
/** A context needs a moment to start: only what stays silent longer is silenced by the browser. */
const STARTING_MS = 1_500;
const LISTEN_EVERY_MS = 40;
const CHIME_SECONDS = 1.1;
/** What browsers take as the wish of a person: a mouse counts when it is pressed, a finger when it is lifted. */
const gestures = ["pointerdown", "pointerup", "keydown"] as const;

/**
 * The loudspeaker of a window: a chime that needs no file, and recorded pieces of speech from `voice/` beside the
 * page. Nothing waits for ever on it.
 */
export class Sound {
  readonly #context = new AudioContext();
  readonly #out = this.#context.createAnalyser();
  readonly #pieces = new Map<string, Promise<AudioBuffer>>();
  readonly #reported = new Set<string>();
  readonly #onBlocked: (blocked: boolean) => void;
  #starting: ReturnType<typeof setTimeout> | undefined;

  /** @param onBlocked told whether the browser keeps back the sound until somebody touches the page. */
  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked;
    this.#out.connect(this.#context.destination);
    this.#context.addEventListener("statechange", this.#watchState);
    this.#watchState();
    for (const gesture of gestures) window.addEventListener(gesture, this.wake);
  }

  /** Starts a context that was suspended, where the browser lets it. */
  readonly wake = (): void => {
    if (this.#context.state === "suspended") void this.#context.resume().catch(() => undefined);
  };

  close(): void {
    clearTimeout(this.#starting);
    for (const gesture of gestures) window.removeEventListener(gesture, this.wake);
    this.#context.removeEventListener("statechange", this.#watchState);
    void this.#context.close().catch(() => undefined);
  }

  /** Two soft tones, made here: they sound without any file. */
  chime(): Promise<Played> {
    const start = this.#context.currentTime + 0.02;
    const tones = [this.#tone(784, start), this.#tone(587, start + 0.28)];
    return this.#play(tones, CHIME_SECONDS);
  }

  /** One piece after the other. */
  say(pieces: readonly Piece[]): Promise<Played> {
    let at = this.#context.currentTime + 0.02;
    let seconds = 0;
    const sources = pieces.map(({ audio, after }) => {
      const source = this.#context.createBufferSource();
      source.buffer = audio;
      source.connect(this.#out);
      source.start(at + after);
      at += after + audio.duration;
      seconds += after + audio.duration;
      return source;
    });
    return this.#play(sources, seconds);
  }

  /** The audio of a piece, or null where it can't be had, which is reported once. */
  async load(language: Language, id: string): Promise<AudioBuffer | null> {
    const path = `voice/${language}/${id}.wav`;
    const piece = this.#pieces.get(path) ?? this.#fetch(path);
    this.#pieces.set(path, piece);
    try {
      return await piece;
    } catch (error) {
      // Asked for again next time: the network may be back.
      this.#pieces.delete(path);
      if (!this.#reported.has(path)) console.warn(`${path} can't be played:`, error);
      this.#reported.add(path);
      return null;
    }
  }

  async #fetch(path: string): Promise<AudioBuffer> {
    const response = await fetch(new URL(path, document.baseURI), {
      signal: AbortSignal.timeout(LOAD_PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return this.#context.decodeAudioData(await response.arrayBuffer());
  }

  /** Ends with the last of the sources, or when it is overdue; either way nothing of it sounds later. */
  async #play(sources: readonly AudioScheduledSourceNode[], seconds: number): Promise<Played> {
    this.wake();
    const from = performance.now();
    let loudness = 0;
    const listening = setInterval(() => {
      loudness = Math.max(loudness, this.#loudnessNow());
    }, LISTEN_EVERY_MS);
    await new Promise<void>((resolve) => {
      const overdue = setTimeout(resolve, seconds * 1000 + PATIENCE_MS);
      const last = sources.at(-1);
      const ended = () => {
        clearTimeout(overdue);
        resolve();
      };
      if (last === undefined) ended();
      else last.addEventListener("ended", ended, { once: true });
    });
    clearInterval(listening);
    for (const source of sources) {
      source.stop();
      source.disconnect();
    }
    return { from, to: performance.now(), loudness };
  }

  #loudnessNow(): number {
    // A suspended context would go on showing what it last played.
    if (this.#context.state !== "running") return 0;
    const samples = new Float32Array(this.#out.fftSize);
    this.#out.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  }

  #tone(frequency: number, start: number): OscillatorNode {
    const oscillator = this.#context.createOscillator();
    const volume = this.#context.createGain();
    oscillator.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.35, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.75);
    oscillator.connect(volume).connect(this.#out);
    oscillator.start(start);
    oscillator.stop(start + 0.8);
    return oscillator;
  }

  readonly #watchState = (): void => {
    clearTimeout(this.#starting);
    if (this.#context.state === "running") this.#onBlocked(false);
    else this.#starting = setTimeout(() => this.#onBlocked(true), STARTING_MS);
  };
}
