import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { build as bundleWithEsbuild } from "esbuild";
import { build as bundleWithVite } from "vite";
import { dist, root } from "./project.ts";

/** What the bundles are made from. */
const inputs = [
  "contract",
  "db",
  "electron",
  "renderer",
  // The windows take the address of the procedures' pages from it.
  "data/phu-ninh/office.json",
  "build/bundle.ts",
  "package.json",
  "package-lock.json",
];

/**
 * Modules that stay outside: they carry machine code or files of their own, and are shipped beside the bundles.
 */
const external = ["electron", "better-sqlite3", "@napi-rs/canvas", "@expo-google-fonts/be-vietnam-pro"];

/** CommonJS modules inside an ES bundle ask for `require`. */
const requireInEsm =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** Makes `dist/` from the sources, unless it already is what they give. */
export async function bundle(): Promise<void> {
  const stamp = join(dist, "sources.sha256");
  const now = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
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
      entryPoints: { "station/main": join(root, "electron/station/main.ts") },
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
  writeFileSync(stamp, now);
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap((input) => filesBelow(join(root, input)))) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

if (import.meta.main) await bundle();
