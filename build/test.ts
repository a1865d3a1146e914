import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
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

// Once, before two lanes ask for it.
await bundle();

// Windows mostly wait: what needs none runs beside them, and is shown when they are done.
const lanes = [
  { name: "windows", projects: ["end to end"] },
  { name: "rules and sync", projects: ["unit", "sync"] },
];
mkdirSync(runFolder, { recursive: true });
rmSync(join(runFolder, "reports"), { recursive: true, force: true });
const results = await Promise.all(lanes.map(runLane));
for (const { code, output, figures } of results) {
  process.stdout.write(output);
  passed += figures.numPassedTests;
  // A file that can't even be loaded has no tests to fail.
  const missed =
    figures.numFailedTests +
    figures.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0)
      .length;
  failed += missed > 0 ? missed : Number(code !== 0 || figures.numTotalTests === 0);
}
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

interface Lane {
  name: string;
  projects: string[];
}

/** The first lane is seen as it goes, the others are told at the end. */
async function runLane({ name, projects }: Lane, index: number) {
  const report = join(runFolder, `tests-${index}.json`);
  rmSync(report, { force: true });
  let output = "";
  const code = await run(
    [
      "vitest",
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    index === 0 ? undefined : (text) => (output += text),
  );
  // A lane that ended before it wrote its report has failed as a whole.
  const figures = existsSync(report)
    ? (JSON.parse(readFileSync(report, "utf8")) as Figures)
    : { numTotalTests: 0, numPassedTests: 0, numFailedTests: 0, testResults: [] };
  return { code, figures, output: output === "" ? "" : `\n${name}\n${output}` };
}

/** Runs one of the toolchain's programs with the toolchain's Node. @param hear what it says, where it is not shown at once. */
function run([program = "", ...args]: string[], hear?: (text: string) => void): Promise<number> {
  const child = spawn(join(root, "node_modules/.bin", program), args, {
    cwd: root,
    stdio: ["ignore", hear === undefined ? "inherit" : "pipe", hear === undefined ? "inherit" : "pipe"],
    env: { ...process.env, ...display.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` },
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => hear?.(text));
  return new Promise((done) => child.once("close", (status) => done(status ?? 1)));
}
