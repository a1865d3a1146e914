import { create } from "zustand";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure } from "../../ui/errors.ts";
import { session } from "../session.ts";

/** What a clerk does about printers and papers; the last thing that failed is shown where it was asked. */
interface PrintActions {
  failure: Failure | null;
  settle(id: string, cameOut: boolean): Promise<void>;
  cancel(id: string): Promise<void>;
  move(id: string, printer: string): Promise<void>;
  again(id: string): Promise<void>;
  test(printer: string): Promise<void>;
  rollChanged(printer: string): Promise<void>;
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
    settle: (id, cameOut) => act(printing.settle({ session: session(), id, cameOut })),
    cancel: (id) => act(printing.cancel({ session: session(), id })),
    move: (id, printer) => act(printing.move({ session: session(), id, printer })),
    again: (id) => act(printing.again({ session: session(), id })),
    test: (printer) => act(printing.test({ session: session(), printer })),
    rollChanged: (printer) => act(printing.rollChanged({ session: session(), printer })),
    setTextMode: (printer, textMode) => act(printing.setTextMode({ session: session(), printer, textMode })),
  };
});
