import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Catalogue, Division, Procedure } from "../../../contract/catalogue.ts";
import type { CatalogueFormat } from "./catalogue-file.ts";
import type { ImportHow, ImportPlan } from "./import-file.ts";

/** What the thread is asked for. */
export type FileWork =
  | { kind: "plan"; catalogue: Catalogue; file: Uint8Array; how: ImportHow }
  | {
      kind: "write";
      content: { procedures: readonly Procedure[]; divisions: readonly Division[] };
      format: CatalogueFormat;
    };

/**
 * Files of procedures take a second of work for 2,000 of them. A thread of its own does it, made for the one file: whoever
 * takes a ticket or accepts a dossier meanwhile does not wait.
 */
export function planImportAside(catalogue: Catalogue, file: Uint8Array, how: ImportHow): Promise<ImportPlan> {
  return aside({ kind: "plan", catalogue, file, how });
}

export function writeCatalogueAside(
  { procedures, divisions }: Pick<Catalogue, "procedures" | "divisions">,
  format: CatalogueFormat,
): Promise<Uint8Array> {
  return aside({ kind: "write", content: { procedures, divisions }, format });
}

function aside<T>(work: FileWork): Promise<T> {
  // Beside this module as it is a source, or as it was bundled.
  const thread = new Worker(new URL(`./file-thread${extname(import.meta.url)}`, import.meta.url));
  const done = new Promise<T>((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
    thread.once("exit", (code) => reject(new Error(`the thread of a file of procedures ended by ${code}`)));
  });
  thread.postMessage(work);
  return done.finally(() => void thread.terminate());
}
