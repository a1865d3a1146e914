import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { provideElectron } from "./electron-runtime.ts";
import { root, runFolder } from "./project.ts";
import { provideDisplay, provideSystem } from "./system.ts";

/** `npm test`: everything. The last line is `N passed, N failed`. */
const checks = [
  { name: "format and lint", command: ["biome", "check", "."] },
  { name: "types", command: ["tsc", "-p", "."] },
  { name: "types of the screens", command: ["tsc", "-p", "renderer"] },
  {
    name: "who may import whom",
    command: [
      "depcruise",
      "--config",
      ".dependency-cruiser.cjs",
      ..."contract db electron renderer district build tests".split(" "),
    ],
  },
];

const runtime = await provideElectron();
await provideSystem({
  electron: runtime.executable,
  display: true,
  ocr: true,
  hall: true,
  pdf: true,
  serial: true,
  voice: true,
});
const display = await provideDisplay();
let passed = 0;
let failed = 0;

for (const { name, command } of checks) {
  const good = (await run(command)) === 0;
  console.log(`${good ? "✓" : "✗"} ${name}`);
  if (good) passed += 1;
  else failed += 1;
}

const report = join(runFolder, "tests.json");
mkdirSync(runFolder, { recursive: true });
rmSync(join(runFolder, "reports"), { recursive: true, force: true });
const code = await run([
  "vitest",
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
]);
const figures = JSON.parse(readFileSync(report, "utf8")) as Figures;
passed += figures.numPassedTests;
// A file that can't even be loaded has no tests to fail.
failed +=
  figures.numFailedTests +
  figures.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
if (code !== 0 && failed === 0) failed += 1;
if (figures.numTotalTests === 0) failed += 1;
display.stop();
// Tables that tests leave behind, for people.
const reports = join(runFolder, "reports");
if (existsSync(reports))
  for (const name of readdirSync(reports)) console.log(`\n${readFileSync(join(reports, name), "utf8")}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

interface Figures {
  numTotalTests: number;
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** Runs one of the toolchain's programs with the toolchain's Node. */
function run([program = "", ...args]: string[]): Promise<number> {
  const child = spawn(join(root, "node_modules/.bin", program), args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...display.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` },
  });
  return new Promise((done) => child.once("exit", (status) => done(status ?? 1)));
}
