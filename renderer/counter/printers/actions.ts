import { create } from "zustand";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure } from "../../ui/errors.ts";
import { session } from "../session.ts";

/** A question that is being answered, a paper or a printer that something is being done about. */
type Subject = string;

/** What a clerk does about printers and papers; the last thing that failed is shown where it was asked. */
interface PrintActions {
  failure: Failure | null;
  /** What is on its way: asked a second time it would be done twice, or refused. */
  busy: ReadonlySet<Subject>;
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

/** The answer is here sooner than what it changed: until then the question stands, but takes no second answer. */
const LINGER_MS = 1500;

/** @param pc null for this one. */
export function subjectOf(kind: "question" | "paper" | "printer", id: string, pc: string | null): Subject {
  return `${kind}/${pc ?? ""}/${id}`;
}

export const usePrintActions = create<PrintActions>((set, get) => {
  const act = async (subject: Subject, work: () => Promise<unknown>, lingerMs = 0) => {
    if (get().busy.has(subject)) return;
    set(({ busy }) => ({ failure: null, busy: new Set([...busy, subject]) }));
    const done = () => set(({ busy }) => ({ busy: new Set([...busy].filter((other) => other !== subject)) }));
    try {
      await work();
      if (lingerMs === 0) done();
      else setTimeout(done, lingerMs);
    } catch (error) {
      done();
      set({ failure: asFailure(error) });
    }
  };
  const { printing } = station;
  return {
    failure: null,
    busy: new Set<Subject>(),
    forgetFailure: () => set({ failure: null }),
    settle: (id, cameOut, pc) =>
      act(
        subjectOf("question", id, pc),
        () => printing.settle({ session: session(), pc, id, cameOut }),
        LINGER_MS,
      ),
    cancel: (id, pc) =>
      act(subjectOf("question", id, pc), () => printing.cancel({ session: session(), pc, id }), LINGER_MS),
    move: (id, printer) =>
      act(subjectOf("paper", id, null), () => printing.move({ session: session(), id, printer })),
    again: (id) => act(subjectOf("paper", id, null), () => printing.again({ session: session(), id })),
    test: (printer, pc) =>
      act(subjectOf("printer", printer, pc), () => printing.test({ session: session(), pc, printer })),
    rollChanged: (printer, pc) =>
      act(subjectOf("printer", printer, pc), () => printing.rollChanged({ session: session(), pc, printer })),
    setTextMode: (printer, textMode) =>
      act(subjectOf("printer", printer, null), () =>
        printing.setTextMode({ session: session(), printer, textMode }),
      ),
  };
});
