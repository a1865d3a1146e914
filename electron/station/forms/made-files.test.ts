import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { removeOldFiles, unwritten } from "./made-files.ts";

const NOW = Date.parse("2026-11-25T00:00:00.000Z");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "made-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, daysOld: number): void {
  writeFileSync(join(folder, name), "");
  const seconds = NOW / 1000 - daysOld * 86_400;
  utimesSync(join(folder, name), seconds, seconds);
}

it("removes what was made and not opened for a month, and nothing else", async () => {
  file("H44.15-261024-0001-receipt-a1b2c3.pdf", 31);
  file("register.xlsx", 400);
  file("broken.pdf.part", 40);
  file("yesterday.pdf", 1);
  file("somebody's notes.docx", 400);
  mkdirSync(join(folder, "folder.pdf"));
  utimesSync(join(folder, "folder.pdf"), 0, 0);
  expect(await removeOldFiles(folder, NOW)).toBe(3);
  expect(readdirSync(folder).sort()).toEqual(["folder.pdf", "somebody's notes.docx", "yesterday.pdf"]);
});

it("finds nothing where nothing was made yet", async () => {
  const nowhere = join(folder, "nowhere");
  expect(await removeOldFiles(nowhere, NOW)).toBe(0);
  expect(existsSync(nowhere)).toBe(false);
});

it("tells a file that another program has open from what is a fault of the disk", () => {
  const open = "EPERM: operation not permitted, rename 'D:\\papers\\a.xlsx.part' -> 'D:\\papers\\a.xlsx'";
  expect(unwritten("/papers/a.xlsx", open)).toMatchObject({ code: "FILE_IN_USE", data: { file: "a.xlsx" } });
  const full = "ENOSPC: no space left on device, write";
  expect(unwritten("/papers/a.xlsx", full)).toMatchObject({ code: "PAGE_FAILED", data: { detail: full } });
});
