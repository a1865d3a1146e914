import { parentPort } from "node:worker_threads";
import { writeCatalogueFile } from "./catalogue-file.ts";
import type { FileWork } from "./file-aside.ts";
import { planImport } from "./import-file.ts";

/** The thread in which one file of procedures is read or written. */
parentPort?.once("message", async (work: FileWork) => {
  const done =
    work.kind === "plan"
      ? await planImport(work.catalogue, work.file, work.how)
      : await writeCatalogueFile(work.content, work.format);
  parentPort?.postMessage(done);
});
