import type { PcPrinters, PrinterStep } from "../../../contract/printers.ts";
import type { AtCounter } from "../staff/desk.ts";

/** The printers of the hall's other PCs: a kiosk in the lobby has nobody who sees that its roll has ended. */
export interface HallPrinters {
  /** Those of the PCs that can be reached now. */
  elsewhere(): PcPrinters[];
  /**
   * Has a step taken at the PC that the printer hangs on.
   *
   * @throws AppError PC_AWAY where it can't be reached or does not answer, HALL_LOST where the host can't; else by what
   * the step fails by there. After the first two the step may have been taken: what is shown then says so.
   */
  order(by: AtCounter, pc: string, step: PrinterStep): Promise<void>;
}
