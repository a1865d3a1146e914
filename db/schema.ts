import type { Generated, Selectable } from "kysely";
import type { DossierStatus } from "../contract/dossier.ts";
import type { PaperKind, PrinterCondition, PrintJobState } from "../contract/entities.ts";
import type { FormId } from "../contract/forms.ts";
import type { CallReason, PauseReason, Priority, TicketStatus } from "../contract/queue.ts";
import type { TextMode } from "../contract/settings.ts";

/**
 * The tables of the station's store. Times are ISO 8601 instants in UTC, days `YYYY-MM-DD` in the office's zone,
 * `data` columns hold the JSON of the contract's shape.
 *
 * `events` is the truth. Projections (service_groups … form_overrides) follow from it and can be rebuilt.
 * The rest is the station's own working state: print jobs, requests, sessions, PINs, what the district has.
 */
export interface StoreSchema {
  meta: MetaTable;
  events: EventTable;

  service_groups: CatalogueTable;
  counters: CatalogueTable;
  staff: CatalogueTable;
  divisions: CatalogueTable;
  procedures: ProcedureTable;
  catalogue: CatalogueStateTable;
  tickets: TicketTable;
  counter_pauses: CounterPauseTable;
  survey_answers: SurveyAnswerTable;
  appointments: AppointmentTable;

  hall_members: HallMemberTable;
  hall_tenure: HallTenureTable;
  replica_events: ReplicaEventTable;
  applicants: ApplicantTable;
  dossiers: DossierTable;
  dossier_serials: DossierSerialTable;
  intake_notices: IntakeNoticeTable;
  handovers: HandoverTable;
  payments: PaymentTable;
  running_numbers: RunningNumberTable;

  form_overrides: FormOverrideTable;

  form_designs: FormDesignTable;
  form_papers: FormPaperTable;
  print_jobs: PrintJobTable;
  printers: PrinterTable;
  paper_design: PaperDesignTable;
  paper_images: PaperImageTable;
  requests: RequestTable;
  sessions: SessionTable;
  staff_pins: StaffPinTable;
  sync_state: SyncStateTable;
  former_epochs: FormerEpochTable;
  /** `item`: what came down with it, the subject of its `district.received`. */
  received_events: { hash: string; subject: string; at: string; applied: 0 | 1; item: string };
  received_items: { id: string; kind: string; at: string; applied: 0 | 1 };
  intake_drafts: IntakeDraftTable;
  favourites: { staff: string; position: number; procedure_code: string };
  attachments: { sha256: string; stored_at: string; claimed: 0 | 1 };
  sent_attachments: { sha256: string; at: string };
  /** To be fetched from the district. */
  wanted_attachments: { sha256: string; asked_at: string };
  /** Lodged online with this agency; whoever takes one in hand has it. */
  lodged: { id: string; answer_by: string; data: string };
  /** Taken back at the portal, and not asked of the dossier yet. */
  lodged_withdrawals: { id: string; data: string };
  /** Pieces of a version that the district published, until it is in force. */
  office_pieces: { version: number; piece: number; pieces: number; data: string };
}

export interface IntakeDraftTable {
  id: string;
  /** Whose it is. */
  staff: string;
  parked: 0 | 1;
  updated_at: string;
  data: string;
}

export interface MetaTable {
  key: string;
  value: string;
}

export interface EventTable {
  epoch: number;
  seq: number;
  at: string;
  actor: string;
  type: string;
  version: number;
  subject: string;
  data: string;
  hash: string;
}

/** One entry of the office's catalogue, in the order the office gave it. */
export interface CatalogueTable {
  id: string;
  position: number;
  data: string;
}

/** Versions of procedures; those that the catalogue has no more are kept for what was accepted under them. */
export interface ProcedureTable extends CatalogueTable {
  dropped: 0 | 1;
}

/** The catalogue in force: one row. Holds the parts that have no table of their own. */
export interface CatalogueStateTable {
  only: 1;
  sha256: string;
  loaded_at: string;
  office: string;
  agencies: string;
  calendar: string;
  /** The version that the district published last, of those in force here. */
  publication: number | null;
}

export interface TicketTable {
  id: string;
  day: string;
  service_group: string;
  number: number;
  label: string;
  priority: Priority | null;
  status: TicketStatus;
  issued_at: string;
  called_at: string | null;
  call_reason: CallReason | null;
  calls: number;
  counter: string | null;
  finished_at: string | null;
  queue: string;
  priority_confirmed: 0 | 1;
  queued_from: string;
  only_counter: string | null;
  staff: string | null;
  serving_at: string | null;
  estimated_seconds: number | null;
  appointment: string | null;
}

export interface CounterPauseTable {
  counter: string;
  reason: PauseReason;
  since: string;
}

export interface SurveyAnswerTable {
  ticket: string;
  day: string;
  counter: string;
  score: number;
  /** JSON list of the contract's reasons. */
  reasons: string;
  at: string;
}

export interface AppointmentTable {
  id: string;
  code: string;
  service_group: string;
  day: string;
  slot: string;
  name: string;
  phone: string;
  citizen_number: string | null;
  status: "booked" | "used" | "cancelled";
}

export interface HallMemberTable {
  id: string;
  /** JSON of the contract's Member. */
  data: string;
}

export interface HallTenureTable {
  only: 1;
  term: number;
  host: string;
}

/** An event of another PC's log, as it was heard. */
export interface ReplicaEventTable extends EventTable {
  id: Generated<number>;
  station: string;
  /** How far the own log was then. */
  after_epoch: number;
  after_seq: number;
  projected: 0 | 1;
}

export interface ApplicantTable {
  id: string;
  citizen_number: string | null;
  data: string;
  updated_at: string;
  tax_code: string | null;
}

export interface DossierTable {
  /** In the order in which they came. */
  place: Generated<number>;
  id: string;
  code: string;
  official_code: string | null;
  procedure_code: string;
  applicant: string;
  status: DossierStatus;
  accepted_at: string;
  /** Null while the clock stands still and after the end. */
  due_at: string | null;
  /** Who has it: `counter`, a division, an agency. */
  unit: string;
  closed_at: string | null;
  result_here_since: string | null;
  /** Code, names, numbers and phone without diacritics, for searching. */
  search: string;
  data: string;
}

export interface IntakeNoticeTable {
  id: string;
  kind: "supplement" | "refusal";
  number: string;
  at: string;
  data: string;
}

export interface HandoverTable {
  id: string;
  number: string;
  from_unit: string;
  to_unit: string;
  given_at: string;
  taken_at: string | null;
  data: string;
}

export interface PaymentTable {
  id: string;
  number: string;
  dossier: string;
  day: string;
  method: string;
  amount: number;
  cashier: string;
  /** Why it does not count any more, since when. */
  voided: string | null;
  voided_at: string | null;
  voided_day: string | null;
  data: string;
}

/** The last number given out of a kind of paper or of a book of the register, by year. */
export interface RunningNumberTable {
  kind: string;
  year: string;
  last: number;
}

export interface DossierSerialTable {
  day: string;
  last: number;
}

export interface PrintJobTable {
  id: string;
  kind: PaperKind;
  subject: string;
  title: string;
  state: PrintJobState;
  copy: number;
  attempts: number;
  condition: PrinterCondition | null;
  next_try_at: string | null;
  created_at: string;
  finished_at: string | null;
  /** The paper's content as it was when the fact was stored. */
  paper: string;
  /** The printer that a person chose. */
  printer: string | null;
  /** The printer that had it last. */
  sent_to: string | null;
  /** After that a person decides whether it is still printed. */
  expires_at: string | null;
}

/** What this station remembers of a printer of its settings. */
export interface PrinterTable {
  id: string;
  /** Chosen on the screen; null: as the settings say. */
  text_mode: TextMode | null;
  /** Printed since the roll was changed. */
  used_dots: number;
  roll_changed_at: string | null;
  /** Something of an earlier paper may be left in it: it is cleared before the next. */
  clear_first: 0 | 1;
}

/** The papers' design in force: one row. */
export interface PaperDesignTable {
  only: 1;
  sha256: string;
  design: string;
}

/** Pictures that papers refer to; none is ever removed, for papers printed again. */
export interface PaperImageTable {
  sha256: string;
  png: Uint8Array;
}

/** An office's own wording of a form, instead of the shipped one. */
export interface FormOverrideTable {
  form_set: string;
  form: FormId;
  template: string;
  changed_at: string;
  changed_by: string;
}

/** All that decides how a paper looks, by its hash: a paper can be printed again as it was at any time. */
export interface FormDesignTable {
  sha256: string;
  design: string;
}

export interface FormPaperTable {
  /** Of its first print job as well. */
  id: string;
  form_set: string;
  form: FormId;
  subject: string;
  title: string;
  design: string;
  /** JSON of what is filled in. */
  content: string;
  created_at: string;
}

export interface RequestTable {
  id: string;
  call: string;
  input_sha256: string;
  response: string;
  at: string;
}

export interface SessionTable {
  /** SHA-256 of the session's secret. */
  id: string;
  staff: string;
  counter: string;
  started_at: string;
  ended_at: string | null;
}

export interface StaffPinTable {
  staff: string;
  salt: string;
  hash: string;
  failures: number;
  locked_until: string | null;
}

export interface SyncStateTable {
  only: 1;
  district: string | null;
  token: string | null;
  /** Made and kept before it is sent: the district may know it already. */
  new_token: string | null;
  /** Up to where this station has what came down. */
  cursor: string | null;
  serial_first: number;
  serial_last: number;
  acked_epoch: number;
  acked_seq: number;
  acked_hash: string;
}

export interface FormerEpochTable {
  epoch: number;
  seq: number;
  hash: string;
}

export type TicketRow = Selectable<TicketTable>;
export type PrinterRow = Selectable<PrinterTable>;
export type FormPaperRow = Selectable<FormPaperTable>;
export type PrintJobRow = Selectable<PrintJobTable>;
