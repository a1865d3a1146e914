import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { languages } from "../contract/text.ts";
import { spokenCall, spokenPieces } from "../renderer/display/voice/spoken.rules.ts";
import { provideVoice } from "./voice.ts";

interface Heard {
  seconds: number;
  /** Root mean square and highest sample, as shares of full scale. */
  loudness: number;
  peak: number;
}

let folder = "";

beforeAll(async () => {
  folder = (await provideVoice(() => undefined)) ?? "";
});

/** Listens to a file as any player would: by what its header says. */
function listen(language: string, id: string): Heard {
  const file = readFileSync(join(folder, language, `${id}.wav`));
  expect([file.toString("latin1", 0, 4), file.toString("latin1", 8, 12)]).toEqual(["RIFF", "WAVE"]);
  expect([file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)]).toEqual([1, 22_050, 16]);
  expect(file.readUInt32LE(40)).toBe(file.length - 44);
  const samples = Array.from({ length: (file.length - 44) / 2 }, (_, index) =>
    file.readInt16LE(44 + index * 2),
  );
  return {
    seconds: samples.length / 22_050,
    loudness: Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length) / 32_768,
    peak: samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0) / 32_768,
  };
}

describe.each(languages)("the voice in %s", (language) => {
  const pieces = Object.entries(spokenPieces(language));

  it("has every piece and no other", () => {
    expect(readdirSync(join(folder, language)).sort()).toEqual(pieces.map(([id]) => `${id}.wav`).sort());
  });

  it.each(pieces)("%s can be heard, evenly loud, not clipped and not drawn out", (id, text) => {
    const { seconds, loudness, peak } = listen(language, id);
    expect(seconds).toBeGreaterThan(0.2);
    expect(seconds).toBeLessThan(text.includes(" ") ? 2 : 1.5);
    expect(loudness).toBeGreaterThan(0.09);
    expect(loudness).toBeLessThan(0.16);
    expect(peak).toBeLessThan(0.96);
  });

  it("says a call in a few seconds", () => {
    const sentence = spokenCall(language, { label: "A105", counterNumber: 3 });
    const seconds = sentence.reduce((sum, id) => sum + listen(language, id).seconds, 0);
    expect(seconds).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(6);
  });
});

it("says by what the audio was made", () => {
  expect(readFileSync(join(folder, "LICENCE.txt"), "utf8")).toContain("GNU General Public License");
});
