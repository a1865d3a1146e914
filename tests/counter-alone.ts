import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import type { Attachment, Dossier } from "../contract/dossier.ts";
import { intakeSchema } from "../contract/dossier-calls.ts";
import type { DossierStep } from "../contract/dossier-steps.ts";
import { officeDay } from "../contract/time.ts";
import { dossierById } from "../db/dossiers.ts";
import { verifyLog } from "../db/event-log.ts";
import type { DistrictServer } from "../district/server.ts";
import { noForms } from "../electron/station/dossiers/forms.ts";
import { DossierIntake } from "../electron/station/dossiers/intake.ts";
import type { AtCounter } from "../electron/station/staff/desk.ts";
import type { Station } from "../electron/station/station.ts";
import { stationAlone } from "./station-alone.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a clerk takes in; what is left out is the common case. */
export interface Taken {
  procedureCode: string;
  fullName?: string;
  /** The day's clock is that of now. */
  daysAgo?: number;
  files?: { name: string; mediaType: Attachment["mediaType"]; content: Buffer }[];
}

/** A counter without its window: a whole station service that sends to a district, and a clerk's hands at it. */
export class CounterAlone {
  readonly station: Station;
  readonly #folder: string;

  private constructor(station: Station, folder: string) {
    this.station = station;
    this.#folder = folder;
  }

  static async open(folder: string, district: DistrictServer, agency: string): Promise<CounterAlone> {
    const enrolCode = await district.createEnrolCode({ agency, name: "Quầy một cửa" });
    const station = await stationAlone(folder, { district: { url: district.url, enrolCode } });
    return new CounterAlone(station, folder);
  }

  desk(staff = "lan"): AtCounter {
    const member = this.station.context.catalogue.staff(staff);
    if (member === null) throw new Error(`nobody is called ${staff}`);
    return { staff: member, counter: this.station.context.catalogue.counter("1") };
  }

  async accept({
    procedureCode,
    fullName = "Nguyễn Văn An",
    daysAgo = 0,
    files = [],
  }: Taken): Promise<Dossier> {
    const now = () => new Date(Date.now() - daysAgo * DAY_MS).toISOString();
    const { context, papers } = this.station;
    const procedure = context.catalogue.procedure(procedureCode, officeDay(now()));
    const { amount } = procedure.fee;
    const intake = intakeSchema.parse({
      procedureCode,
      applicant: {
        fullName,
        citizenNumber: "025187000111",
        birthDate: "1987-03-21",
        sex: "female",
        address: "Khu 3, xã Phù Ninh, huyện Phù Ninh, tỉnh Phú Thọ",
        phone: "0912345678",
      },
      components: procedure.components.map(({ id, originals, copies }) => ({
        componentId: id,
        originals: copies === 0 ? Math.max(1, originals) : originals,
        copies,
      })),
      attachments: files.map((file) => this.#keep(file, procedure.components[0]?.id ?? null)),
      fee: amount,
      fees:
        amount === 0
          ? []
          : [{ feeId: "main", name: procedure.name.vi, amount, quantity: 1, exemption: null }],
    });
    const taken = await new DossierIntake({ ...context, now }, papers, noForms).accept(
      this.desk(),
      uuidv7(),
      intake,
    );
    context.wakeSync();
    return taken.dossier;
  }

  #keep({ name, mediaType, content }: NonNullable<Taken["files"]>[number], componentId: string | null) {
    const sha256 = createHash("sha256").update(content).digest("hex");
    const place = join(this.#folder, "attachments", sha256.slice(0, 2));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, sha256), content);
    return { sha256, name, mediaType, bytes: content.length, componentId };
  }

  /** Gives dossiers to a unit with a list. @returns its number. */
  async giveTo(to: string, ...dossiers: Dossier[]): Promise<string> {
    const { handover } = await this.station.handovers.give(this.desk(), {
      requestId: uuidv7(),
      from: "counter",
      to,
      dossiers: dossiers.map(({ id }) => id),
      givenBy: null,
    });
    return handover.number;
  }

  /** Signs for what is on its way to the counter. */
  async takeBack(number: string): Promise<void> {
    const today = officeDay(Date.now());
    const list = (await this.station.handovers.of(today, today)).find((given) => given.number === number);
    if (list === undefined) throw new Error(`no list ${number}`);
    await this.station.handovers.take(this.desk(), {
      requestId: uuidv7(),
      handover: list.id,
      by: null,
      declined: [],
    });
  }

  async step(dossier: Pick<Dossier, "id">, step: DossierStep): Promise<void> {
    await this.station.life.step(this.desk(), uuidv7(), dossier.id, step);
  }

  dossier({ id }: Pick<Dossier, "id">): Promise<Dossier | null> {
    return dossierById(this.station.context.store.db, id);
  }

  /** Waits until the counter has heard something of a dossier. */
  async hears(dossier: Pick<Dossier, "id">, of: (dossier: Dossier) => boolean): Promise<Dossier> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const here = await this.dossier(dossier);
      if (here !== null && of(here)) return here;
      if (Date.now() > deadline) throw new Error(`the counter did not hear of it: ${JSON.stringify(here)}`);
      this.station.context.wakeSync();
      await new Promise((resume) => setTimeout(resume, 100));
    }
  }

  /** The content of an attached paper. */
  contentOf(sha256: string): Buffer {
    return readFileSync(join(this.#folder, "attachments", sha256.slice(0, 2), sha256));
  }

  /** Every hash of the counter's log follows from the one before. */
  async chainHolds(): Promise<boolean> {
    const { store, log } = this.station.context;
    return (await verifyLog(store, log.place)) === null;
  }

  async close(): Promise<void> {
    await this.station.stop();
  }
}
