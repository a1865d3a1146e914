import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Language, languages } from "../contract/text.ts";
import { spokenPieces } from "../renderer/display/voice/spoken.rules.ts";
import { dist, runFolder } from "./project.ts";
import { provideSystem } from "./system.ts";

/**
 * The voice of the hall display: every piece of a call as a WAV file, made by espeak-ng where the app is built.
 *
 * espeak-ng is free software under the GPL 3.0 or later. The app holds neither the program nor its data: only audio
 * that it made is shipped, as its output is not covered by its licence. The file beside the audio says so.
 */
const run = promisify(execFile);

const RATE = 22_050;
const WORDS_PER_MINUTE = 140;
/** How loud each piece is while it sounds; from where on samples are bent, and the limit they never reach. */
const LOUDNESS = 0.14;
const KNEE = 0.6;
const LIMIT = 0.95;
/** What is quieter than this share of a piece's peak is silence at its ends. */
const SILENCE = 0.02;
/** Kept around what sounds and faded, in seconds: no click, and no consonant cut off. */
const LEAD = 0.01;
const TAIL = 0.03;

/** A woman's voice in each language; the base pitch of each language's voice differs, 0 to 99. */
const voices: Record<Language, { name: string; pitch: number }> = {
  vi: { name: "vi+f3", pitch: 60 },
  en: { name: "en-gb+f3", pitch: 75 },
  ro: { name: "ro+f3", pitch: 50 },
};

/** Pieces that can end a sentence; the tone of all others stays up, as that of a sentence that goes on. */
const canEnd = /^(number|unit|linh)-/;

const LICENCE = `The audio in this folder was made by the program espeak-ng (https://github.com/espeak-ng/espeak-ng).

espeak-ng is free software under the GNU General Public License, version 3 or later. Neither the program nor its
data are part of this app: only audio that it made is here, from texts of this app.
`;

/** The synthesiser's own words about its version, or null where there is none. */
export function synthesiser(): string | null {
  try {
    // Where its data lies says nothing about what it makes.
    return (
      execFileSync("espeak-ng", ["--version"], { encoding: "utf8", stdio: "pipe" }).split("  ")[0] ?? null
    );
  } catch {
    return null;
  }
}

/**
 * Makes every piece unless they are there already.
 *
 * @returns the folder with a folder a language, or null where there is no synthesiser and none can be installed.
 */
export async function provideVoice(say: (line: string) => void = console.log): Promise<string | null> {
  try {
    await provideSystem({ voice: true });
  } catch {
    // Said below: the display chimes without it.
  }
  const version = synthesiser();
  if (version === null) {
    say("The hall display only chimes in this build: espeak-ng, which makes its voice, is not installed.");
    return null;
  }
  const folder = join(runFolder, "voice");
  const stamp = join(folder, "made-from.sha256");
  const now = recipe(version);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return folder;
  say("Making the voice of the hall display …");
  mkdirSync(runFolder, { recursive: true });
  const fresh = mkdtempSync(join(runFolder, "voice-"));
  const jobs = languages.flatMap((language) => {
    mkdirSync(join(fresh, language));
    return Object.entries(spokenPieces(language)).map(([id, text]) => async () => {
      const samples = await synthesise(language, canEnd.test(id) ? text : `${text},`);
      writeFileSync(join(fresh, language, `${id}.wav`), waveFile(tidy(samples)));
    });
  });
  await Promise.all(Array.from({ length: availableParallelism() }, () => work(jobs)));
  writeFileSync(join(fresh, "LICENCE.txt"), LICENCE);
  writeFileSync(join(fresh, "made-from.sha256"), now);
  takePlace(fresh, folder);
  return folder;
}

/** Two builds at once make the same: whoever comes second lets the first one's be. */
function takePlace(fresh: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Puts the voice beside the screens that were just bundled. */
export function shipVoice(folder: string): void {
  const target = join(dist, "renderer/voice");
  for (const part of [...languages, "LICENCE.txt"])
    cpSync(join(folder, part), join(target, part), { recursive: true });
}

/** Changes whenever a piece could sound different. */
function recipe(version: string): string {
  const texts = languages.map((language) => spokenPieces(language));
  return createHash("sha256")
    .update(JSON.stringify([version, texts]))
    .update(readFileSync(import.meta.filename))
    .digest("hex");
}

async function work(jobs: (() => Promise<void>)[]): Promise<void> {
  for (let job = jobs.pop(); job !== undefined; job = jobs.pop()) await job();
}

async function synthesise(language: Language, text: string): Promise<Float32Array> {
  const { name, pitch } = voices[language];
  const { stdout } = await run(
    "espeak-ng",
    // Quieter than it could be: loud vowels would be clipped before we see them.
    ["-v", name, "-p", `${pitch}`, "-s", `${WORDS_PER_MINUTE}`, "-a", "50", "-z", "--stdout", text],
    { encoding: "buffer", maxBuffer: 16 * 1024 * 1024 },
  );
  return samplesOf(stdout, text);
}

/**
 * The samples of a WAV stream, -1 to 1.
 *
 * @throws Error where it is not mono, 16 bit, 22 050 Hz.
 */
function samplesOf(wave: Buffer, text: string): Float32Array {
  const data = wave.indexOf("data");
  if (
    data < 0 ||
    wave.readUInt16LE(22) !== 1 ||
    wave.readUInt32LE(24) !== RATE ||
    wave.readUInt16LE(34) !== 16
  ) {
    throw new Error(`espeak-ng made something unknown of "${text}"`);
  }
  // The length in the header of a stream is none: the samples go on to the end.
  const start = data + 8;
  return Float32Array.from(
    { length: Math.floor((wave.length - start) / 2) },
    (_, index) => wave.readInt16LE(start + index * 2) / 32_768,
  );
}

/**
 * The same sound without silence at its ends, as loud as every other piece.
 *
 * @throws Error where there is no sound in it.
 */
function tidy(samples: Float32Array): Float32Array {
  const peak = peakOf(samples);
  if (peak < 0.01) throw new Error("a piece of the voice is silent");
  const loud = (sample: number) => Math.abs(sample) > peak * SILENCE;
  const from = Math.max(0, samples.findIndex(loud) - LEAD * RATE);
  const to = samples.findLastIndex(loud) + TAIL * RATE;
  const kept = samples.slice(Math.round(from), Math.round(to));
  const gain = LOUDNESS / loudness(kept);
  return kept.map((sample, index) => {
    const fade = Math.min(1, index / (LEAD * RATE), (kept.length - 1 - index) / (TAIL * RATE));
    return bend(sample * gain) * fade;
  });
}

/** Short peaks, as of a plosive, are rounded instead of making the whole piece quieter than the others. */
function bend(sample: number): number {
  const over = Math.abs(sample) - KNEE;
  if (over <= 0) return sample;
  return Math.sign(sample) * (KNEE + (LIMIT - KNEE) * Math.tanh(over / (LIMIT - KNEE)));
}

/** Root mean square of what sounds: pauses inside a piece don't make it louder than the others. */
function loudness(samples: Float32Array): number {
  const threshold = (peakOf(samples) * SILENCE) ** 2;
  const frame = RATE / 50;
  let energy = 0;
  let count = 0;
  for (let start = 0; start < samples.length; start += frame) {
    const part = samples.subarray(start, start + frame);
    const sum = part.reduce((total, sample) => total + sample * sample, 0);
    if (sum / part.length <= threshold) continue;
    energy += sum;
    count += part.length;
  }
  return Math.sqrt(energy / Math.max(1, count));
}

function peakOf(samples: Float32Array): number {
  return samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
}

function waveFile(samples: Float32Array): Buffer {
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write("RIFF", 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => {
    file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + index * 2);
  });
  return file;
}
