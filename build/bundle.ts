import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build as bundleWithEsbuild } from "esbuild";
import { build as bundleWithVite } from "vite";
import { bundleDistrictPages } from "./district-pages.ts";
import { hashOfFiles } from "./file-hash.ts";
import { dist, root } from "./project.ts";
import { provideVoice, shipVoice, synthesiser } from "./voice.ts";

/** What the bundles are made from. */
const inputs = [
  "contract",
  "db",
  "electron",
  "renderer",
  "build/bundle.ts",
  "build/voice.ts",
  "package.json",
  "package-lock.json",
];

/**
 * Modules that stay outside: they carry machine code or files of their own, and are shipped beside the bundles.
 */
const external = ["electron", "better-sqlite3", "@napi-rs/canvas", "@expo-google-fonts/be-vietnam-pro"];

/** CommonJS modules inside an ES bundle ask for `require`. */
export const requireInEsm =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** Makes `dist/` from the sources, unless it already is what they give. */
export async function bundle(): Promise<void> {
  const stamp = join(dist, "sources.sha256");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint()) return bundleDistrictPages();
  const voice = await provideVoice();
  rmSync(dist, { recursive: true, force: true });
  // ES modules first: what a module's UMD build asks for while it runs can't be bundled.
  const mainFields = ["module", "main"];
  const shared = {
    mainFields,
    bundle: true,
    platform: "node",
    external,
    logLevel: "warning",
    sourcemap: true,
  } as const;
  await Promise.all([
    bundleWithVite({ configFile: join(root, "renderer/vite.config.ts"), logLevel: "warn" }),
    bundleWithEsbuild({
      ...shared,
      entryPoints: {
        "main/main": join(root, "electron/main/main.ts"),
        "preload/preload": join(root, "electron/preload/preload.ts"),
      },
      outdir: dist,
      format: "cjs",
      target: "node18",
      outExtension: { ".js": ".cjs" },
    }),
    bundleWithEsbuild({
      ...shared,
      entryPoints: {
        "station/main": join(root, "electron/station/main.ts"),
        "station/file-thread": join(root, "electron/station/catalogue/file-thread.ts"),
      },
      outdir: dist,
      format: "esm",
      target: "node22",
      splitting: true,
      chunkNames: "station/[name]-[hash]",
      outExtension: { ".js": ".mjs" },
      banner: { js: requireInEsm },
    }),
  ]);
  copyFileSync(join(root, "electron/station/start.cjs"), join(dist, "station/start.cjs"));
  if (voice !== null) shipVoice(voice);
  // Taken now: the synthesiser may have been installed only on the way.
  writeFileSync(stamp, fingerprint());
  await bundleDistrictPages();
}

/** Of the sources and of what makes the voice: a build without one is made anew where one has come. */
function fingerprint(): string {
  return hashOfFiles(inputs, synthesiser() ?? "");
}

if (import.meta.main) await bundle();
