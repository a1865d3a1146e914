import { readdirSync, readFileSync } from "node:fs";

/** Linux counts a process's time in hundredths of a second. */
const TICK_MS = 10;

/** Processor time of a process so far, its ended children's included, in milliseconds; 0 of one that is gone. */
export function processorMs(pid: number): number {
  try {
    const [user, system, ofUser, ofSystem] = fields(pid).slice(11, 15);
    return TICK_MS * (Number(user) + Number(system) + Number(ofUser) + Number(ofSystem));
  } catch {
    return 0;
  }
}

/** The same of a process and all that it started directly, such as PostgreSQL's own for each connection. */
export function familyMs(pid: number): number {
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isChild(Number(name), pid));
  return processorMs(pid) + children.reduce((sum, child) => sum + processorMs(Number(child)), 0);
}

function isChild(pid: number, parent: number): boolean {
  try {
    return Number(fields(pid)[1]) === parent;
  } catch {
    return false;
  }
}

/** Of `/proc/<pid>/stat`, those after the name, which may hold spaces. */
function fields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
