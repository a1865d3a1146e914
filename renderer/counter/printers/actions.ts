import { create } from "zustand";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure } from "../../ui/errors.ts";
import { session } from "../session.ts";

/** What a clerk does about printers and papers; the last thing that failed is shown where it was asked. */
interface PrintActions {
  failure: Failure | null;
  forgetFailure(): void;
  /** @param pc the PC of the hall where that is done; null for this one. */
  settle(id: string, cameOut: boolean, pc: string | null): Promise<void>;
  cancel(id: string, pc: string | null): Promise<void>;
  move(id: string, printer: string): Promise<void>;
  again(id: string): Promise<void>;
  test(printer: string, pc: string | null): Promise<void>;
  rollChanged(printer: string, pc: string | null): Promise<void>;
  setTextMode(printer: string, textMode: "raster" | "wpc1258" | "tcvn3"): Promise<void>;
}

export const usePrintActions = create<PrintActions>((set) => {
  const act = async (work: Promise<unknown>) => {
    set({ failure: null });
    await work.catch((error: unknown) => set({ failure: asFailure(error) }));
  };
  const { printing } = station;
  return {
    failure: null,
    forgetFailure: () => set({ failure: null }),
    settle: (id, cameOut, pc) => act(printing.settle({ session: session(), pc, id, cameOut })),
    cancel: (id, pc) => act(printing.cancel({ session: session(), pc, id })),
    move: (id, printer) => act(printing.move({ session: session(), id, printer })),
    again: (id) => act(printing.again({ session: session(), id })),
    test: (printer, pc) => act(printing.test({ session: session(), pc, printer })),
    rollChanged: (printer, pc) => act(printing.rollChanged({ session: session(), pc, printer })),
    setTextMode: (printer, textMode) => act(printing.setTextMode({ session: session(), printer, textMode })),
  };
});
