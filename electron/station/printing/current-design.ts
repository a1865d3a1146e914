import { createHash } from "node:crypto";
import type { Transaction } from "kysely";
import { AppError } from "../../../contract/errors.ts";
import type { OfficePapers, PaperDesign } from "../../../contract/paper-design.ts";
import type { EventLog } from "../../../db/event-log.ts";
import { metaValue, saveMetaValue } from "../../../db/meta.ts";
import { currentPaperDesign, keepPaperImage } from "../../../db/paper-design.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { Store } from "../../../db/store.ts";
import { designFault } from "./template.rules.ts";

/** Under which name the store remembers the files that were taken over last. */
const FILES = "papers.files";

/** The papers' design in force, held in memory: every paper is made with it. */
export class CurrentDesign {
  readonly #store: Store;
  readonly #log: EventLog;
  #current: { design: PaperDesign; sha256: string; images: Record<string, string> };
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(store: Store, log: EventLog, current: CurrentDesign["current"]) {
    this.#store = store;
    this.#log = log;
    this.#current = current;
  }

  /**
   * Puts the files' design in force where the files have changed since they were last taken over. Files that are as they
   * were do not undo what was changed in the program meanwhile.
   */
  static async adopt(store: Store, log: EventLog, design: PaperDesign, now: string): Promise<CurrentDesign> {
    const sha256 = hashOf(design);
    const stored = await currentPaperDesign(store.db);
    if (stored !== null && (await metaValue(store.db, FILES)) === sha256) {
      const images = await store.write((trx) => keepImages(trx, stored.design));
      return new CurrentDesign(store, log, { ...stored, images });
    }
    const images = await store.write(async (trx) => {
      await saveMetaValue(trx, FILES, sha256);
      if (stored?.sha256 !== sha256)
        await log.append(trx, now, {
          type: "papers.changed",
          actor: "station",
          subject: "papers",
          data: { sha256, design },
        });
      return keepImages(trx, design);
    });
    return new CurrentDesign(store, log, { design, sha256, images });
  }

  get current(): { design: PaperDesign; sha256: string; images: Readonly<Record<string, string>> } {
    return this.#current;
  }

  /** @throws AppError PAPERS_CHANGED where somebody saved since, PAPERS_INVALID; nothing is changed then. */
  save({ basedOn, design }: OfficePapers, actor: string, now: string): Promise<OfficePapers> {
    const saved = this.#turn.then(() => this.#save(basedOn, design, actor, now));
    this.#turn = saved.catch(() => undefined);
    return saved;
  }

  async #save(basedOn: string, design: PaperDesign, actor: string, now: string): Promise<OfficePapers> {
    if (basedOn !== this.#current.sha256) throw new AppError("PAPERS_CHANGED", {});
    requireSound(design);
    const sha256 = hashOf(design);
    const images = await this.#store.write(async (trx) => {
      await this.#log.append(trx, now, {
        type: "papers.changed",
        actor,
        subject: "papers",
        data: { sha256, design },
      });
      return keepImages(trx, design);
    });
    this.#current = { design, sha256, images };
    return { basedOn: sha256, design };
  }
}

/** @throws AppError PAPERS_INVALID with the place of the first fault. */
export function requireSound(design: PaperDesign): void {
  const fault = designFault(design);
  if (fault === null) return;
  const { paper, line, reason } = fault;
  throw new AppError("PAPERS_INVALID", { paper, line, reason });
}

async function keepImages(
  trx: Transaction<StoreSchema>,
  design: PaperDesign,
): Promise<Record<string, string>> {
  const names: Record<string, string> = {};
  for (const [name, png] of Object.entries(design.images))
    names[name] = await keepPaperImage(trx, Buffer.from(png, "base64"));
  return names;
}

function hashOf(design: PaperDesign): string {
  return createHash("sha256").update(JSON.stringify(design)).digest("hex");
}
