import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { isAppError } from "../../contract/errors.ts";
import type { PrinterMake } from "./faults.ts";
import { type PrinterFault, printerFaults, startVirtualPrinter } from "./virtual-printer.ts";

/** `npm run printer`: a receipt printer for a desk without one. Type a fault's name, or `ok`, to change what it does. */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "9100" },
    out: { type: "string", default: ".run/printer" },
    make: { type: "string", default: "epson" },
    width: { type: "string", default: "576" },
    fault: { type: "string" },
  },
});

try {
  const printer = await startVirtualPrinter({
    port: Number(values.port),
    folder: values.out,
    make: makeOf(values.make),
    widthDots: Number(values.width),
  });
  console.log(`Virtual printer on port ${printer.port}, papers in ${printer.folder}`);
  console.log(`Faults: ${printerFaults.join(", ")}; "ok" ends them.`);
  const set = (name: string) => {
    if (name === "ok") printer.setFault(null);
    else if (isFault(name)) printer.setFault(name);
    else return;
    console.log(`Now: ${name}`);
  };
  if (values.fault !== undefined) set(values.fault);
  createInterface({ input: process.stdin }).on("line", (line) => set(line.trim()));
  const end = () => void printer.close().then(() => process.exit(0));
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
} catch (error) {
  if (!isAppError(error)) throw error;
  console.error(`${error.code}: port ${values.port} is in use. Choose another with --port.`);
  process.exitCode = 1;
}

/** `epson`, `generic` or `star`; Epson for anything else. */
function makeOf(name: string): PrinterMake {
  return name === "star" || name === "generic" ? name : "epson";
}

function isFault(name: string): name is PrinterFault {
  return (printerFaults as readonly string[]).includes(name);
}
