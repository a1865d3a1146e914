import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { provideElectron, requireIntegrity } from "./electron-runtime.ts";

it("refuses a package that is not the pinned one", () => {
  const folder = mkdtempSync(join(tmpdir(), "integrity-"));
  const file = join(folder, "package.tgz");
  writeFileSync(file, "the real thing");
  const integrity = `sha512-${createHash("sha512").update("the real thing").digest("base64")}`;
  expect(() => requireIntegrity(file, integrity)).not.toThrow();
  writeFileSync(file, "something else");
  expect(() => requireIntegrity(file, integrity)).toThrow(
    expect.objectContaining({ code: "DATA_FILE_INVALID" }),
  );
  rmSync(folder, { recursive: true, force: true });
});

it("provides an Electron and says in one line where it is the stand-in", async () => {
  const lines: string[] = [];
  const runtime = await provideElectron((line) => lines.push(line));
  expect(runtime.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(lines).toHaveLength(runtime.fallback ? 1 : 0);
});
