import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "../../district/postgres/embedded.ts";
import { startDistrict } from "../../district/server.ts";
import { createEnrolCode } from "../../district/stations/stations.ts";
import { districtFigures } from "../../tests/district-figures.ts";
import { root, runFolder } from "../project.ts";
import { sendVolume } from "./send.ts";

/**
 * `npm run volume`: the years of a whole district, 117,738 dossiers of 18 counters, written by its stations and sent to a
 * district server; what is left can be looked at with `npm run district -- --data FOLDER`. `--seed` for other years.
 */
const { values } = parseArgs({ options: { seed: { type: "string" }, data: { type: "string" } } });
const folder = values.data ?? join(runFolder, "volume");
rmSync(folder, { recursive: true, force: true });
const postgres = await startEmbeddedPostgres(join(folder, "postgres"));
const district = await startDistrict({
  databaseUrl: postgres.url,
  port: 0,
  attachmentsFolder: join(folder, "attachments"),
  officeFolder: join(root, "data/phu-ninh"),
});
const began = performance.now();
const done = await sendVolume({
  folder: join(folder, "stations"),
  url: district.url,
  ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  enrol: (site) => createEnrolCode(district.db, site),
  onDone: ({ name, dossiers, events, writeMs, sendMs }) =>
    console.log(
      `${name.padEnd(22)} ${String(dossiers).padStart(6)} dossiers, ${String(events).padStart(6)} events; ` +
        `written in ${seconds(writeMs)} s, sent in ${seconds(sendMs)} s`,
    ),
});
const sum = (of: "dossiers" | "events") => done.reduce((total, site) => total + site[of], 0);
console.log(
  `${sum("dossiers")} dossiers, ${sum("events")} events in ${seconds(performance.now() - began)} s`,
);
const { chainsIntact } = await districtFigures(postgres.url);
console.log(chainsIntact ? "Every log is whole." : "A log is broken!");
await district.close();
await postgres.stop();
const place = relative(root, folder);
console.log("To look at it on the district's pages, make an account, then start the server:");
console.log(`  npm run district -- account --login ha --role supervisor --data ${place}`);
console.log(`  npm run district -- --data ${place}`);

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
