import { createHash } from "node:crypto";
import type { Dossier } from "../../contract/dossier.ts";

/** Names what a dossier is now: whoever has seen it as something else has not seen the last step. */
export function stateOf(dossier: Dossier): string {
  return createHash("sha256").update(JSON.stringify(dossier)).digest("hex").slice(0, 32);
}
