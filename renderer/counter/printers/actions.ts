import { create } from "zustand";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure } from "../../ui/errors.ts";
import { session } from "../session.ts";
import type { Where } from "./condition.ts";

/** A question that is being answered, a paper or a printer that something is being done about. */
type Subject = string;

/** What a clerk does about printers and papers; the last thing that failed is shown where it was asked. */
interface PrintActions {
  failure: Failure | null;
  /** What is on its way: asked a second time it would be done twice, or refused. */
  busy: ReadonlySet<Subject>;
  forgetFailure(): void;
  settle(id: string, cameOut: boolean, where: Where): Promise<void>;
  cancel(id: string, where: Where): Promise<void>;
  move(id: string, printer: string): Promise<void>;
  again(id: string): Promise<void>;
  test(printer: string, where: Where): Promise<void>;
  rollChanged(printer: string, where: Where): Promise<void>;
  setTextMode(printer: string, textMode: "raster" | "wpc1258" | "tcvn3"): Promise<void>;
}

/** The answer is here sooner than what it changed: until then the question stands, but takes no second answer. */
const LINGER_MS = 1500;

export function subjectOf(kind: "question" | "paper" | "printer", id: string, where: Where): Subject {
  return `${kind}/${where?.pc ?? ""}/${id}`;
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
  const at = (where: Where) => ({ session: session(), pc: where?.pc ?? null });
  return {
    failure: null,
    busy: new Set<Subject>(),
    forgetFailure: () => set({ failure: null }),
    settle: (id, cameOut, where) =>
      act(subjectOf("question", id, where), () => printing.settle({ ...at(where), id, cameOut }), LINGER_MS),
    cancel: (id, where) =>
      act(subjectOf("question", id, where), () => printing.cancel({ ...at(where), id }), LINGER_MS),
    move: (id, printer) =>
      act(subjectOf("paper", id, null), () => printing.move({ session: session(), id, printer })),
    again: (id) => act(subjectOf("paper", id, null), () => printing.again({ session: session(), id })),
    test: (printer, where) =>
      act(subjectOf("printer", printer, where), () => printing.test({ ...at(where), printer })),
    rollChanged: (printer, where) =>
      act(subjectOf("printer", printer, where), () => printing.rollChanged({ ...at(where), printer })),
    setTextMode: (printer, textMode) =>
      act(subjectOf("printer", printer, null), () =>
        printing.setTextMode({ session: session(), printer, textMode }),
      ),
  };
});
