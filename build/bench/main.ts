import { mkdirSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { benchStart } from "./start.ts";
import { benchStore } from "./store.ts";

/** `npm run bench`: what the program takes beyond what the machine takes anyway, measured in one run. */
const root = resolve(import.meta.dirname, "../..");
const folder = resolve(root, ".run/bench");
mkdirSync(folder, { recursive: true });

console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.versions.node}`,
);
console.log("\nStore: each operation durable before it is answered\n");
console.log(await benchStore(folder, resolve(root, "data/phu-ninh")));
console.log("\nStart: from process start to a window that can be used\n");
console.log(await benchStart(folder));
process.exit(0);
