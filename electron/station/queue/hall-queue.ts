import type { Counter } from "../../../contract/catalogue.ts";
import type {
  Board,
  CounterStep,
  LineEntry,
  QueueFigures,
  SurveyAnswer,
  Ticket,
} from "../../../contract/queue.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { TakeInput } from "./queue.ts";

/** The hall's queue as the windows of this PC use it, whether it is kept here or at another PC. */
export interface HallQueue {
  take(input: TakeInput): Promise<{ ticket: Ticket; waitingBefore: number; printJob: string }>;
  step(desk: AtCounter, requestId: string, step: CounterStep): Promise<Ticket | null>;
  answerSurvey(answer: SurveyAnswer): Promise<void>;
  line(counter: Counter): Promise<LineEntry[]>;
  find(label: string): Promise<Ticket[]>;
  figures(staff: string): Promise<{ mine: QueueFigures; hall: QueueFigures }>;
  closeDay(by: AtCounter, requestId: string): Promise<{ closed: Ticket[] }>;
  board(): Promise<Board>;
  /** Lets go of timers and lines. */
  stop(): Promise<void>;
}
