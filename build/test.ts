import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
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
const failures: string[] = [];
const secondTries: string[] = [];

for (const { name, command } of checks) {
  const good = (await run(command)) === 0;
  console.log(`${good ? "✓" : "✗"} ${name}`);
  if (good) {
    passed += 1;
  } else {
    failed += 1;
    failures.push(name);
  }
}

// Once, before the lanes ask for it.
await bundle();

// Windows mostly wait: what needs none runs beside them, and is shown when they are done.
const lanes = [
  { name: "windows", project: "end to end" },
  { name: "rules and services", project: "unit" },
  { name: "sync", project: "sync" },
];
mkdirSync(runFolder, { recursive: true });
rmSync(join(runFolder, "reports"), { recursive: true, force: true });
const results = await Promise.all(lanes.map(runLane));
for (const { name, code, output, figures } of results) {
  process.stdout.write(output);
  passed += figures.numPassedTests;
  const missed = figures.testResults.flatMap(missedIn);
  if (missed.length === 0 && (code !== 0 || figures.numTotalTests === 0))
    missed.push(`${name}: ended with ${code}`);
  failed += missed.length;
  failures.push(...missed);
  secondTries.push(...figures.testResults.flatMap(retriedIn));
}
display.stop();
// Tables that tests leave behind, for people.
const reports = join(runFolder, "reports");
if (existsSync(reports))
  for (const name of readdirSync(reports)) console.log(`\n${readFileSync(join(reports, name), "utf8")}`);
// Last, as whoever gets only the end of a long output wants to know just this.
tell("Passed at the second try", secondTries);
tell("Failed", failures);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

interface Figures {
  numTotalTests: number;
  numPassedTests: number;
  numFailedTests: number;
  testResults: TestFile[];
}

interface TestFile {
  name: string;
  status: string;
  message: string;
  assertionResults: TestOutcome[];
}

interface TestOutcome {
  status: string;
  fullName: string;
  failureMessages: string[] | null;
}

interface Lane {
  name: string;
  project: string;
}

/** What failed in a file, each with the first lines of why. */
function missedIn({ name, status, message, assertionResults }: TestFile): string[] {
  const missed = assertionResults.filter((test) => test.status === "failed");
  // A file that can't even be loaded has no tests to fail.
  return status === "failed" && missed.length === 0
    ? [`${relative(root, name)}\n    ${beginning(message)}`]
    : missed.map((test) => named(name, test));
}

/** What passed in a file after it had failed, each with the first lines of why. */
function retriedIn({ name, assertionResults }: TestFile): string[] {
  return assertionResults
    .filter(({ status, failureMessages }) => status === "passed" && (failureMessages ?? []).length > 0)
    .map((test) => named(name, test));
}

function named(file: string, { fullName, failureMessages }: TestOutcome): string {
  return `${relative(root, file)}: ${fullName}\n    ${beginning(failureMessages?.[0])}`;
}

function beginning(text: string | undefined): string {
  return stripVTControlCharacters(text ?? "")
    .split("\n")
    .slice(0, 4)
    .join("\n    ");
}

function tell(what: string, tests: readonly string[]): void {
  if (tests.length > 0) console.log(`\n${what}:\n${tests.map((each) => `  ${each}\n`).join("")}`);
}

/** The first lane is seen as it goes, the others are told at the end. */
async function runLane({ name, project }: Lane, index: number) {
  const report = join(runFolder, `tests-${index}.json`);
  rmSync(report, { force: true });
  let output = "";
  const code = await run(
    [
      "vitest",
      "run",
      "--project",
      project,
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
  return { name, code, figures, output: output === "" ? "" : `\n${name}\n${output}` };
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
