import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mediaFile, mediaList } from "./media.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "media-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("what a display may show", () => {
  it("is the pictures and videos of the folder, in order, and nothing else", async () => {
    for (const name of ["2 lịch.png", "1.webm", "notes.txt", "run.exe"])
      writeFileSync(join(folder, name), "x");
    mkdirSync(join(folder, "folder.png"));
    symlinkSync("/etc/passwd", join(folder, "link.png"));
    expect(await mediaList(folder)).toEqual(["1.webm", "2 lịch.png"]);
    expect(await mediaList(join(folder, "missing"))).toEqual([]);
    expect(await mediaList(null)).toEqual([]);
  });

  it.each([
    "/media/../settings.png",
    "/media/..%2Fsettings.png",
    "/media/a%2Fb.png",
    "/media/a%5Cb.png",
    "/media/.hidden.png",
    "/media/notes.txt",
    "/media/%E0%A4%A.png",
    "/index.html",
  ])("is not %s", (pathname) => {
    expect(mediaFile(folder, pathname)).toBeNull();
  });

  it("is a name with blanks and diacritics", () => {
    expect(mediaFile(folder, "/media/2%20l%E1%BB%8Bch.png")).toBe(join(folder, "2 lịch.png"));
  });
});
