import { resolve } from "node:path";

/** Folders of this checkout. */
export const root = resolve(import.meta.dirname, "..");
/** What development leaves behind: data, papers, screenshots. Ignored by git. */
export const runFolder = resolve(root, ".run");
/** Runtimes that were fetched. Ignored by git. */
export const runtimeFolder = resolve(root, ".runtime");
export const dist = resolve(root, "dist");
