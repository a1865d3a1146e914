import type { Counter } from "../../../contract/catalogue.ts";
import type { CitizenCard } from "../../../contract/dossier.ts";
import type {
  AppointmentBooking,
  Board,
  CitizenHere,
  CounterStep,
  LineEntry,
  QueueFigures,
  Slot,
  SurveyAnswer,
  Ticket,
} from "../../../contract/queue.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { BookInput } from "./appointments.ts";
import type { TakeInput } from "./queue.ts";

/** A number whose paper is printed here. */
export interface PrintedTicket {
  ticket: Ticket;
  waitingBefore: number;
  printJob: string;
}

/** The hall's queue as the windows of this PC use it, whether it is kept here or at another PC. */
export interface HallQueue {
  take(input: TakeInput): Promise<PrintedTicket>;
  step(desk: AtCounter, requestId: string, step: CounterStep): Promise<Ticket | null>;
  checkIn(requestId: string, code: string): Promise<PrintedTicket>;
  checkInByCard(requestId: string, card: CitizenCard): Promise<PrintedTicket | null>;
  citizen(counter: Counter, ticket: string): Promise<CitizenHere | null>;
  slots(serviceGroup: string, day: string): Promise<Slot[]>;
  book(by: AtCounter, input: BookInput): Promise<AppointmentBooking>;
  cancelBooking(by: AtCounter, requestId: string, id: string): Promise<AppointmentBooking>;
  bookingsOf(day: string): Promise<AppointmentBooking[]>;
  answerSurvey(answer: SurveyAnswer): Promise<void>;
  line(counter: Counter): Promise<LineEntry[]>;
  find(label: string): Promise<Ticket[]>;
  figures(staff: string): Promise<{ mine: QueueFigures; hall: QueueFigures }>;
  closeDay(by: AtCounter, requestId: string): Promise<{ closed: Ticket[] }>;
  board(): Promise<Board>;
  /** Lets go of timers and lines. */
  stop(): Promise<void>;
}
