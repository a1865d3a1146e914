import { AppError, isAppError } from "../../../contract/errors.ts";
import type { PcPrinters, PrinterStep } from "../../../contract/printers.ts";
import type { StationPrinters } from "../printing/station-printers.ts";
import type { Desk, Place } from "../staff/desk.ts";

/** Papers come out in quick succession: what one PC sees of another may be so old. */
export const PACE_MS = 400;

/** The printers of the hall's other PCs: a kiosk in the lobby has nobody who sees that its roll has ended. */
export interface HallPrinters {
  /** Those of the PCs that can be reached now. */
  elsewhere(): PcPrinters[];
  /**
   * Has a step taken at the PC that the printer hangs on.
   *
   * @throws AppError PC_AWAY where it can't be reached or does not answer: the step may have been taken, and what is
   * shown then says so. PC_OUTDATED, else by what the step fails by there.
   */
  order(at: Place, pc: string, step: PrinterStep): Promise<void>;
}

/**
 * Takes a step here that was asked for at another PC.
 *
 * @param name of this PC.
 * @throws AppError PC_OUTDATED where this PC knows that clerk or counter not yet; else as the step.
 */
export async function takeForOther(
  { own, desk, name }: { own: StationPrinters; desk: Desk; name: string },
  at: Place,
  step: PrinterStep,
): Promise<void> {
  const by = () => {
    try {
      return desk.elsewhere(at);
    } catch (error) {
      if (isAppError(error)) throw new AppError("PC_OUTDATED", { name });
      throw error;
    }
  };
  await own.take(by(), step);
}
