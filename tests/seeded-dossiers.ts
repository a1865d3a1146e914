import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import type { Dossier } from "../contract/dossier.ts";
import { intakeSchema } from "../contract/dossier-calls.ts";
import { officeDay } from "../contract/time.ts";
import { noForms } from "../electron/station/dossiers/forms.ts";
import { DossierIntake } from "../electron/station/dossiers/intake.ts";
import { Station } from "../electron/station/station.ts";
import type { Hall } from "./hall.ts";

/** A dossier as it was taken in some days ago. */
export interface PastIntake {
  daysAgo: number;
  procedureCode: string;
  fullName: string;
  citizenNumber: string;
  phone?: string;
  address?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Takes dossiers in at a hall whose app is not open, by the station's own intake with its clock set back. */
export async function seedDossiers(hall: Hall, intakes: readonly PastIntake[]): Promise<Dossier[]> {
  const catalogueFolder = join(import.meta.dirname, "../data/phu-ninh");
  const station = await Station.start({
    settings: {
      dataFolder: join(hall.folder, "station"),
      catalogueFolder,
      windows: [{ role: "counter" }],
      printers: [],
      anyHour: true,
      hall: null,
      district: null,
    },
    app: "test",
  });
  const staff = station.context.catalogue.staff("lan");
  if (staff === null) throw new Error("nobody is called lan");
  const desk = { staff, counter: station.context.catalogue.counter("1") };
  const accepted: Dossier[] = [];
  for (const { daysAgo, procedureCode, fullName, citizenNumber, phone, address } of intakes) {
    const now = () => new Date(Date.now() - daysAgo * DAY_MS).toISOString();
    const context = { ...station.context, now };
    const procedure = station.context.catalogue.procedure(procedureCode, officeDay(now()));
    const intake = intakeSchema.parse({
      procedureCode,
      applicant: {
        fullName,
        citizenNumber,
        birthDate: "1987-03-21",
        sex: "female",
        address: address ?? "Khu 3, xã Phù Ninh, huyện Phù Ninh, tỉnh Phú Thọ",
        phone: phone ?? "0912345678",
      },
      components: procedure.components.map(({ id, originals, copies }) => ({
        componentId: id,
        originals: copies === 0 ? Math.max(1, originals) : originals,
        copies,
      })),
      fee: procedure.fee.amount,
      fees:
        procedure.fee.amount === 0
          ? []
          : [
              {
                feeId: "main",
                name: procedure.name.vi,
                amount: procedure.fee.amount,
                quantity: 1,
                exemption: null,
              },
            ],
    });
    const { dossier } = await new DossierIntake(context, station.papers, noForms).accept(
      desk,
      uuidv7(),
      intake,
    );
    accepted.push(dossier);
  }
  await station.stop();
  return accepted;
}
