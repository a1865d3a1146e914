/**
 * Electron starts whatever app lies beside it; one that was downloaded brings this small one along, which starts the
 * program named on the command line. The runtime from the npm registry lacks it.
 */
const { dirname, resolve } = require("node:path");
const { app } = require("electron");

const program = process.argv.slice(1).find((argument) => !argument.startsWith("-"));
if (program === undefined) {
  console.error("No program was named.");
  app.exit(2);
} else {
  const file = resolve(program);
  app.setAppPath(dirname(file));
  require(file);
}
