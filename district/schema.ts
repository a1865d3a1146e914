import type { Generated } from "kysely";

/** The district's tables. Times are `timestamptz`, given and taken as ISO 8601 text. */
export interface DistrictSchema {
  stations: StationTable;
  enrolment_codes: EnrolmentCodeTable;
  events: EventTable;
  tickets: TicketTable;
  ticket_steps_ahead: TicketStepAheadTable;
  dossiers: DossierTable;
  papers: PaperTable;
  refusals: RefusalTable;
}

/** A station that has been enrolled, and how far its log is stored here. */
export interface StationTable {
  id: string;
  name: string;
  agency: string;
  /** SHA-256 of its token. */
  token_hash: string;
  serial_first: number;
  serial_last: number;
  epoch: number;
  seq: number;
  hash: string;
  enrolled_at: Generated<Date>;
  last_seen_at: Date | null;
  revoked_at: Date | null;
}

export interface EnrolmentCodeTable {
  /** SHA-256 of the code. */
  code_hash: string;
  agency: string;
  name: string | null;
  expires_at: Date | string;
  used_at: Date | null;
  used_by: string | null;
}

/** Events as the stations hashed them. `projected` is false where this server could not make sense of one. */
export interface EventTable {
  station: string;
  epoch: number;
  seq: number;
  at: string;
  received_at: Generated<Date>;
  actor: string;
  type: string;
  version: number;
  subject: string;
  data: string;
  hash: string;
  projected: boolean;
}

export interface TicketTable {
  id: string;
  station: string;
  day: string;
  label: string;
  service_group: string;
  status: string;
  issued_at: string;
  /** When the step was taken that gave the status: what comes later from another station may be older. */
  status_at: string;
}

/** The latest step of a ticket that has not come yet: another station gave it out, and sends later. */
export interface TicketStepAheadTable {
  ticket: string;
  status: string;
  at: string;
}

export interface DossierTable {
  id: string;
  station: string;
  agency: string;
  code: string;
  procedure_code: string;
  procedure_name: string;
  applicant_name: string;
  citizen_number: string | null;
  status: string;
  ticket_label: string | null;
  accepted_at: string;
  due_at: string;
}

export interface PaperTable {
  print_job: string;
  station: string;
  kind: string;
  subject: string;
  copy: number;
  outcome: string;
  at: string;
}

/** Calls that were refused: what a security inspection asks for. */
export interface RefusalTable {
  id: Generated<number>;
  at: Generated<Date>;
  code: string;
  station: string | null;
  detail: string;
}
