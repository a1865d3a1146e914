import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { officeFrom } from "../../electron/station/catalogue/office-files.rules.ts";
import type { District } from "../database.ts";
import { officeInForce } from "./current.ts";
import { insertVersion, takeOfficeTurn } from "./versions.ts";

/**
 * Takes the office over from a data folder where the node has none yet; from then on the database has it.
 *
 * @throws AppError DATA_FILE_INVALID: nothing is taken over then.
 */
export async function importOffice(db: District, folder: string): Promise<void> {
  if ((await officeInForce(db)) !== null) return;
  const { catalogue } = await officeFrom({
    path: (name) => join(folder, name),
    read: (path) => readFile(path, "utf8"),
  });
  await db.transaction().execute(async (trx) => {
    await takeOfficeTurn(trx);
    // Another process of the same node may have been faster.
    if ((await officeInForce(trx)) !== null) return;
    await insertVersion(trx, catalogue, { account: "import", note: folder, audience: null, basedOn: null });
  });
}
