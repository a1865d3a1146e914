import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { benchCatalogue } from "./catalogue.ts";
import { benchDossiers } from "./dossiers.ts";
import { benchHall } from "./hall.ts";
import { benchPolicies } from "./policies.ts";
import { benchPrinting } from "./printing.ts";
import { benchStart } from "./start.ts";
import { benchStore } from "./store.ts";
import { benchSupervision } from "./supervision.ts";
import { benchSync } from "./sync.ts";

/** `npm run bench`: what the program takes beyond what the machine takes anyway, measured in one run. */
const root = resolve(import.meta.dirname, "../..");
const folder = resolve(root, ".run/bench");
mkdirSync(folder, { recursive: true });
const catalogueFolder = officeWithManyNumbers();

console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.versions.node}`,
);
console.log("\nStore: each operation durable before it is answered\n");
console.log(await benchStore(folder, catalogueFolder));
console.log("\nDossiers: a million in the store\n");
console.log(await benchDossiers(folder, catalogueFolder));
console.log("\nSync: the first upload of a station's years into PostgreSQL, fsync on\n");
console.log(await benchSync(folder));
console.log("\nSupervision: the figures of a period over all communes\n");
console.log(await benchSupervision(folder, catalogueFolder));
console.log("\nPrinting: a ticket's bytes, and ten thousand tickets to the virtual printer\n");
console.log(await benchPrinting(folder, catalogueFolder));
console.log("\nQueue policies: the same simulated days, three ways of calling\n");
console.log(await benchPolicies(catalogueFolder));
console.log("\nCatalogue: procedures found while one types, among as many as there are nationally\n");
console.log(await benchCatalogue(catalogueFolder));
console.log("\nHall: a host with 60 displays, an empty store and one of years\n");
console.log(await benchHall(folder, catalogueFolder));
console.log("\nStart: from process start to a window that can be used\n");
console.log(await benchStart(folder));
process.exit(0);

/** The office of the data files, but that a host may give out more numbers in a day than any hall needs. */
function officeWithManyNumbers(): string {
  const copy = join(folder, "office");
  cpSync(resolve(root, "data/phu-ninh"), copy, { recursive: true });
  const file = join(copy, "office.json");
  const office = JSON.parse(readFileSync(file, "utf8")) as { queue: object };
  office.queue = { ...office.queue, numbersPerHost: 5000 };
  writeFileSync(file, JSON.stringify(office));
  return copy;
}
