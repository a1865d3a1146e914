import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, Platform } from "electron-builder";
import { bundle } from "./bundle.ts";
import { provideElectron } from "./electron-runtime.ts";
import { packageDistrict } from "./package-district.ts";
import { dist, root } from "./project.ts";

/**
 * `npm run package`: the app as a folder for Linux. With `-- district` the district server instead.
 *
 * @returns the program in it.
 */
export async function packageFolder(): Promise<string> {
  const runtime = await provideElectron();
  await bundle();
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget("dir"),
    config: {
      extends: join(root, "electron-builder.yml"),
      ...(runtime.fallback
        ? { electronDist: dirname(runtime.executable), electronVersion: runtime.version }
        : {}),
    },
    publish: null,
  });
  const program = join(dist, "packages/linux-unpacked/mot-cua");
  if (!existsSync(program)) throw new Error(`${program} was not made`);
  return program;
}

if (import.meta.main) {
  if (process.argv[2] === "district") console.log(`The district server is in ${await packageDistrict()}`);
  else console.log(`The app is in ${dirname(await packageFolder())}`);
}
