import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../project.ts";
import { DEFAULT_SEED, volumePlan } from "./plan.ts";

/** What a process of stations is told. */
export interface VolumeTask {
  folder: string;
  url: string;
  seed: number;
  sites: { site: number; code: string }[];
}

/** What it says of each station that is done. Times in milliseconds. */
export interface SiteDone {
  site: number;
  name: string;
  dossiers: number;
  events: number;
  writeMs: number;
  sendMs: number;
}

/**
 * Has 18 stations write the district's years and send them, as many at once as there are cores to share.
 *
 * @param options.enrol makes a one-time code for a station of an agency.
 */
export async function sendVolume(options: {
  folder: string;
  url: string;
  seed?: number;
  enrol: (site: { agency: string; name: string }) => Promise<string>;
  onDone?: (done: SiteDone) => void;
}): Promise<SiteDone[]> {
  const seed = options.seed ?? DEFAULT_SEED;
  const { sites } = await volumePlan(seed);
  const processes = Math.max(1, Math.min(4, availableParallelism()));
  const tasks = Array.from({ length: processes }, () => ({ dossiers: 0, sites: [] as VolumeTask["sites"] }));
  // The largest first, each to the process that has least to do.
  for (const { index, agency, dossiers } of [...sites].sort(
    (a, b) => b.dossiers.length - a.dossiers.length,
  )) {
    const code = await options.enrol({ agency: agency.code, name: agency.name.vi });
    const task = tasks.reduce((least, other) => (other.dossiers < least.dossiers ? other : least));
    task.dossiers += dossiers.length;
    task.sites.push({ site: index, code });
  }
  const done = await Promise.all(
    tasks.map((task) =>
      runProcess({ folder: options.folder, url: options.url, seed, sites: task.sites }, options.onDone),
    ),
  );
  return done.flat().sort((a, b) => a.site - b.site);
}

function runProcess(
  task: VolumeTask,
  onDone: (done: SiteDone) => void = () => undefined,
): Promise<SiteDone[]> {
  const child = spawn(process.execPath, [join(root, "build/volume/station-process.ts")], {
    env: { ...process.env, VOLUME_TASK: JSON.stringify(task) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const done: SiteDone[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const site = JSON.parse(line) as SiteDone;
    done.push(site);
    onDone(site);
  });
  return new Promise((resolve, reject) => {
    child.once("close", (code) =>
      code === 0 ? resolve(done) : reject(new Error(`a process of stations ended with ${code}`)),
    );
  });
}
