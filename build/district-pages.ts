import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { hashOfFiles } from "./file-hash.ts";
import { dist, root } from "./project.ts";

/** Where the built pages of the district server lie. */
export const districtPages = join(dist, "district");

const inputs = [
  "contract",
  "renderer/district",
  "renderer/ui",
  "build/district-pages.ts",
  "package-lock.json",
];

/** Makes the district's pages from the sources, unless they already are what those give. */
export async function bundleDistrictPages(): Promise<void> {
  const stamp = join(dist, "district.sha256");
  const hash = hashOfFiles(inputs);
  if (existsSync(stamp) && existsSync(districtPages) && readFileSync(stamp, "utf8") === hash) return;
  await build({ configFile: join(root, "renderer/district/vite.config.ts"), logLevel: "warn" });
  writeFileSync(stamp, hash);
}
