import type { Dossier } from "../../../contract/dossier.ts";
import { type DossierEvent, dossierAfter } from "../../../contract/dossier-life.ts";
import { AppError } from "../../../contract/errors.ts";
import type { LodgedLine, ReceivedLodged } from "../../../contract/lodged.ts";
import { officeDay } from "../../../contract/time.ts";
import { wantAttachments } from "../../../db/attachments.ts";
import { dossierById } from "../../../db/dossiers.ts";
import { lodgedInHand, pendingWithdrawals, waitingLodged } from "../../../db/lodged.ts";
import type { StationContext } from "../context.ts";
import type { FormPrinting } from "../dossiers/forms.ts";
import { stepObstacle } from "../dossiers/steps.rules.ts";
import type { AtCounter } from "../staff/desk.ts";
import { lodgedDossier, lodgedLines } from "./lodged.rules.ts";

/** Asks the district for a lodged dossier. */
export type TakeAtDistrict = (id: string) => Promise<ReceivedLodged>;

/**
 * Dossiers lodged online (*hồ sơ trực tuyến*). Every station of the agency sees what waits; the first that takes one in
 * hand has it from then on, by the district's word, and its whole life is in that station's log.
 */
export class LodgedDossiers {
  readonly #station: StationContext;
  readonly #forms: Pick<FormPrinting, "setOn">;
  readonly #takeAtDistrict: TakeAtDistrict;

  constructor(station: StationContext, forms: Pick<FormPrinting, "setOn">, takeAtDistrict: TakeAtDistrict) {
    this.#station = station;
    this.#forms = forms;
    this.#takeAtDistrict = takeAtDistrict;
  }

  /** What has to be answered, the most urgent first. */
  async list(): Promise<LodgedLine[]> {
    const { store, now } = this.#station;
    return lodgedLines(await waitingLodged(store.db), await lodgedInHand(store.db), now());
  }

  /**
   * Takes one in hand. What is in hand here already needs no line.
   *
   * @throws AppError LODGED_UNKNOWN, LODGED_TAKEN, LODGED_GONE, DISTRICT_UNREACHABLE, PROCEDURE_UNKNOWN (this office does
   * not offer it: it stays with those who wait).
   */
  async take({ staff }: AtCounter, id: string): Promise<Dossier> {
    const { store, log, catalogue, now } = this.#station;
    const here = await dossierById(store.db, id);
    if (here !== null) return here;
    const news = (await waitingLodged(store.db)).find((entry) => entry.id === id);
    if (news === undefined) throw new AppError("LODGED_GONE", { code: id });
    const at = now();
    const procedure = catalogue.procedure(news.procedureCode, officeDay(at));
    const received = await this.#takeAtDistrict(id);
    const dossier = await store.write(async (trx) => {
      // Two counters of this PC may have asked at once.
      const before = await dossierById(trx, id);
      if (before !== null) return before;
      const event: DossierEvent & { type: "dossier.lodged" } = {
        type: "dossier.lodged",
        at,
        actor: staff.id,
        subject: id,
        data: {
          dossier: lodgedDossier(received, procedure, {
            agency: catalogue.all.office.agency,
            formSet: this.#forms.setOn(officeDay(at)),
            takenBy: { id: staff.id, name: staff.name },
          }),
        },
      };
      await log.append(trx, at, event);
      await wantAttachments(
        trx,
        received.dossier.attachments.map(({ sha256 }) => sha256),
        at,
      );
      return dossierAfter(null, event);
    });
    await this.settle();
    this.#station.wakeSync();
    return dossier;
  }

  /** Hashes of the attachments that a dossier in hand here came with. */
  async cameWith(id: string | null): Promise<ReadonlySet<string>> {
    const dossier = id === null ? null : await dossierById(this.#station.store.db, id);
    return new Set(dossier?.attachments.map(({ sha256 }) => sha256));
  }

  /** What was taken back at the portal is asked of the dossiers that are in hand here. */
  async settle(): Promise<void> {
    const { store, log, catalogue, now } = this.#station;
    const pending = await pendingWithdrawals(store.db);
    if (pending.length === 0) return;
    const at = now();
    const asked = { staff: { id: "portal", role: "clerk" as const }, at, office: catalogue.all };
    await store.write(async (trx) => {
      for (const { id, by, reason } of pending) {
        const dossier = await dossierById(trx, id);
        if (dossier === null || stepObstacle(dossier, "requestWithdrawal", asked) !== null) continue;
        const data = { by, reason };
        await log.append(trx, at, {
          type: "dossier.withdrawalRequested",
          actor: "portal",
          subject: id,
          data,
        });
      }
    });
    this.#station.wakeSync();
  }
}
