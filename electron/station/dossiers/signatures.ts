import type { Staff } from "../../../contract/catalogue.ts";
import type { PinSignature } from "../../../contract/dossier-calls.ts";
import { AppError } from "../../../contract/errors.ts";
import type { StationContext } from "../context.ts";
import { checkPin } from "../staff/pins.ts";

/**
 * Who signs with a PIN, beside whoever is signed in at the counter.
 *
 * @throws AppError SIGN_IN_REFUSED, SIGN_IN_LOCKED.
 */
export async function signedBy(
  { store, catalogue, now }: StationContext,
  signature: PinSignature,
): Promise<Staff> {
  await checkPin(store, signature.staff, signature.pin, now());
  const staff = catalogue.staff(signature.staff);
  if (staff === null) throw new AppError("SIGN_IN_REFUSED", {});
  return staff;
}
