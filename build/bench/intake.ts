import type { Procedure } from "../../contract/catalogue.ts";
import { type Intake, intakeSchema } from "../../contract/dossier-calls.ts";

/** A common dossier, complete. */
export function intakeOf(procedure: Procedure): Intake {
  return intakeSchema.parse({
    procedureCode: procedure.code,
    applicant: {
      fullName: "Nguyễn Thị Phương Thảo",
      citizenNumber: "025190000123",
      birthDate: "1990-02-01",
      sex: "female",
      address: "Khu 3, xã Phù Ninh, huyện Phù Ninh, tỉnh Phú Thọ",
      phone: "0912 345 678",
    },
    components: procedure.components.map(({ id, originals, copies }) => ({
      componentId: id,
      originals: Math.max(originals, copies === 0 ? 1 : 0),
      copies,
    })),
    fee: procedure.fee.amount,
  });
}
