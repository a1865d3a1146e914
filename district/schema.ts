import type { ColumnType, Generated } from "kysely";

/** The district's tables. Times are `timestamptz`, given and taken as ISO 8601 text. */
export interface DistrictSchema {
  stations: StationTable;
  stand_ins: StandInTable;
  logs: LogTable;
  enrolment_codes: EnrolmentCodeTable;
  events: EventTable;
  carried_events: { hash: string };
  feed: FeedTable;
  attachments: AttachmentTable;
  tickets: TicketTable;
  ticket_steps_ahead: TicketStepAheadTable;
  dossiers: DossierTable;
  dossier_spells: DossierSpellTable;
  dossier_notices: DossierNoticeTable;
  ticket_times: TicketTimeTable;
  survey_answers: SurveyAnswerTable;
  papers: PaperTable;
  refusals: RefusalTable;
  upstream: UpstreamTable;
  upstream_events: UpstreamEventTable;
  upstream_former_epochs: { epoch: number; seq: number; hash: string };
  upstream_dossiers: { dossier: string; since: Generated<Date> };
  upstream_cursors: { station: string; epoch: number; seq: number };
  upstream_files: { sha256: string; sent_at: Date | null };
  upstream_wanted_files: UpstreamWantedFileTable;
  upstream_items: UpstreamItemTable;
  relayed_logs: RelayedLogTable;
  portal_cursors: PortalCursorTable;
  portal_steps: PortalStepTable;
  portal_dossiers: PortalDossierTable;
  office_versions: OfficeVersionTable;
  office_draft: OfficeDraftTable;
  gateways: GatewayTable;
  lodged: LodgedTable;
  division_work: DivisionWorkTable;
  own_paper_numbers: OwnPaperNumberTable;
  accounts: AccountTable;
  sessions: SessionTable;
  sign_in_failures: SignInFailureTable;
  known_browsers: KnownBrowserTable;
  audit: AuditTable;
  web_requests: WebRequestTable;
}

/** A station that has been enrolled, or this node itself. */
export interface StationTable {
  id: string;
  name: string;
  agency: string;
  /** This node: its log holds what was decided here. No PC, and nobody enrols under its name. */
  own: Generated<boolean>;
  /** By which this node seals its own steps; null of others. */
  seal_key: string | null;
  enrolled_at: Generated<Date>;
  revoked_at: Date | null;
}

/** A station that stands in for one that was replaced; it may for several, and one may have several after one another. */
export interface StandInTable {
  station: string;
  predecessor: string;
}

/**
 * One epoch of a station's log, and how far it is stored here. Machines that share a name, after a disk was cloned or a
 * backup restored, write an epoch each.
 */
export interface LogTable {
  station: string;
  epoch: number;
  agency: string;
  /** SHA-256 of the token that opens this log and no other. */
  token_hash: string;
  serial_first: number;
  serial_last: number;
  seq: number;
  hash: string;
  /** Where it branched off. */
  from_epoch: number | null;
  from_seq: number | null;
  opened_at: Generated<Date>;
  last_seen_at: Date | null;
  clock_ahead_ms: number | null;
  /** While the log is read again: the last event that was. */
  reread_after: Generated<number | null>;
  /** Up to where the station has what came down. */
  cursor: string | null;
  /** The station's last report, by `stationReportSchema`. */
  report: string | null;
}

export interface EnrolmentCodeTable {
  /** SHA-256 of the code. */
  code_hash: string;
  agency: string;
  name: string | null;
  expires_at: Date | string;
  used_at: Date | null;
  used_by: string | null;
  /** SHA-256 of the token that it was used with: the answer may have been lost, and is asked for again. */
  token_hash: string | null;
  /** The station that breaks off when this code is used. */
  replaces: string | null;
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

/** What goes down, in the order in which it was said. */
export interface FeedTable {
  id: Generated<number>;
  item: string;
  at: Generated<Date>;
  /** `all`, `agency:<code>`, `station:<id>` or `log:<id>/<epoch>`. */
  audience: string;
  kind: string;
  /** What comes later on the same topic takes its place. */
  topic: string | null;
  superseded: Generated<boolean>;
  /** JSON of the kind's shape; null where it is a stored event, named by the three below. */
  data: string | null;
  source_station: string | null;
  source_epoch: number | null;
  source_seq: number | null;
}

/** A file that is here whole; its content lies beside the database. */
export interface AttachmentTable {
  sha256: string;
  size: number;
  /** Who sent it; null of a gateway's. */
  station: string | null;
  received_at: Generated<Date>;
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
  /** Null while the clock stands still, and where nothing is due any more. */
  due_at: string | null;
  /**
   * JSON of the dossier as it is now; null where all that is known of it is the event that began it, named by the two
   * below, and of one that is to be read again. `readDossiers` reads either.
   */
  data: string | null;
  /** Where that event stands in a log of `station`. */
  begun_epoch: number | null;
  begun_seq: number | null;
  channel: Generated<string>;
  /** It was accepted; false of one that was lodged and not looked at yet, or never accepted. */
  received: Generated<boolean>;
  /** Decided, or ended without a decision; null while it is open. */
  settled_at: string | null;
  /** How it was settled, by `outcome.rules.ts`. */
  outcome: string | null;
  digitised: Generated<boolean>;
  /** It once was what this row does not tell: see `dossier_spells`. */
  has_spells: Generated<boolean>;
}

/** How a dossier once stood for a while: settled before it was opened again, or overdue before its time moved. */
export interface DossierSpellTable {
  dossier: string;
  state: string;
  since: string;
  until: string;
}

/** Each form 02 (`supplement`) and form 03 (`refusal`), with a dossier or without one. */
export interface DossierNoticeTable {
  subject: string;
  kind: string;
  at: string;
  agency: string;
  procedure_code: string;
}

/** When a ticket was last called, called in error, served; beside `tickets`, because its steps may come first. */
export interface TicketTimeTable {
  ticket: string;
  called_at: string | null;
  uncalled_at: string | null;
  serving_at: string | null;
  served_at: string | null;
}

export interface SurveyAnswerTable {
  ticket: string;
  agency: string;
  at: string;
  score: number;
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

/** How far the connector to the national portal has read a log. */
export interface PortalCursorTable {
  station: string;
  epoch: number;
  seq: number;
}

/** A step of a dossier that the portal is to hear of, by the event that tells it. */
export interface PortalStepTable {
  id: Generated<number>;
  dossier: string;
  /** Of the event: one that was carried over is told twice. */
  hash: string;
  station: string;
  epoch: number;
  seq: number;
}

/** Where a dossier stands with the portal. */
export interface PortalDossierTable {
  dossier: string;
  /** `MaHoSo` under which the portal has it for good; null before it was first sent. */
  code: string | null;
  /** The last step known here, and the last one that the portal has acknowledged. */
  changed: number;
  taken: number;
  /** Failed in a row. */
  attempts: number;
  next_try_at: Date | string;
  waiting_since: Date | string | null;
  /** A person has to look. */
  stuck: boolean;
  /** JSON of the last failure: its code and data. */
  error: string | null;
}

/** A version of the node's office; the one with the highest number is in force. */
export interface OfficeVersionTable {
  number: Generated<number>;
  at: Generated<Date>;
  /** Who made it: an account, or `import` where it came from a data folder. */
  account: string;
  note: string;
  /** `all` or an agency's code: whom it was sent to; null where nobody. */
  audience: string | null;
  /** The version that it was made from. */
  based_on: number | null;
  /** Of the content. */
  sha256: string;
  /** JSON of the catalogue. */
  data: string;
}

/** Who may sign in on the pages. */
export interface AccountTable {
  login: string;
  name: string;
  role: string;
  division: string | null;
  agency: string | null;
  /** See `passwordHash`. */
  password_hash: string;
  first_password: boolean;
  /** When the one-time password ends; null of one that its holder chose. */
  first_password_until: Date | null;
  created_at: Generated<Date>;
  revoked_at: Date | null;
}

export interface SessionTable {
  /** SHA-256 of the token that the browser's cookie holds. */
  token_hash: string;
  login: string;
  opened_at: Generated<Date>;
  last_used_at: Date;
  expires_at: Date;
}

/** Wrong passwords in a row, by the name that was typed and where from. */
export interface SignInFailureTable {
  login: string;
  /** A known browser, an address, or all strangers: see `accounts/sources.rules.ts`. */
  source: string;
  failures: number;
  locked_until: Date | null;
  last_at: Generated<Date>;
}

/** In which browsers an account has signed in, by a hash of their cookie. */
export interface KnownBrowserTable {
  login: string;
  browser_hash: string;
  last_entered_at: Generated<Date>;
}

/** What was done on the pages and with accounts. */
export interface AuditTable {
  id: Generated<number>;
  at: Generated<Date>;
  account: string | null;
  what: string;
  detail: string;
}

/** The answer to a request of a page, for when it is sent again. */
export interface WebRequestTable {
  id: string;
  login: string;
  call: string;
  input_sha256: string;
  /** JSON. */
  answer: string;
  at: Generated<Date>;
}

/** What is being changed of the office: one row, or none. */
export interface OfficeDraftTable {
  only_one: Generated<boolean>;
  /** The version that it is compared with. */
  based_on: number;
  /** Who changed it last. */
  account: string;
  at: Date;
  sha256: string;
  /** JSON of the catalogue. */
  data: string;
}

/** A portal or gateway that hands over what was lodged online. */
export interface GatewayTable {
  name: string;
  /** SHA-256 of its token. */
  token_hash: string;
  created_at: Generated<Date>;
  revoked_at: Date | null;
}

/** A dossier that was lodged online. Once a station has it in hand, its life is in that station's log. */
export interface LodgedTable {
  /** The dossier's. */
  id: string;
  /** The portal's. */
  code: string;
  /** The agency that is competent now: an agency that was merged into another lives on in it. */
  agency: string;
  gateway: string;
  procedure_name: string;
  /** JSON as the portal gave it. */
  content: string;
  lodged_at: ColumnType<Date, string, never>;
  received_at: Generated<Date>;
  answer_by: ColumnType<Date, string, never>;
  state: "waiting" | "held" | "withdrawn";
  /** Who has it in hand. */
  station: string | null;
  held_at: Date | null;
  /** JSON: by whom, why and when it was taken back before anybody had it. */
  withdrawal: string | null;
}

/** This node as the one above knows it: one row, where there is one above. */
export interface UpstreamTable {
  one: Generated<boolean>;
  /** Under which it keeps its log there. */
  station: string;
  /** Where the one above is. */
  url: string | null;
  token: string | null;
  /** Made and kept before it is sent, until it is accepted. */
  new_token: string | null;
  /** The last event of the log for it. */
  epoch: number;
  seq: number;
  hash: string;
  /** Up to where it has acknowledged the log. */
  acked_epoch: number;
  acked_seq: number;
  acked_hash: string;
  /** Up to where this node has what came down. */
  cursor: string | null;
  /** How the sync stood when it was last seen, by `SyncState`. */
  state: unknown;
}

/** The log for the node above: what it is told of dossiers that were handed up. */
export interface UpstreamEventTable {
  epoch: number;
  seq: number;
  at: string;
  actor: string;
  type: string;
  version: number;
  subject: string;
  data: string;
  hash: string;
  /** Hash of the event that it relays; null where it relays none. */
  told: string | null;
}

/** Files that were attached above to dossiers of this node. */
interface UpstreamWantedFileTable {
  sha256: string;
  asked_at: Generated<Date>;
  arrived_at: Date | null;
}

/** What came from the node above. */
export interface UpstreamItemTable {
  /** In the order in which it came. */
  number: Generated<number>;
  item: string;
  dossier: string;
  /** The station that holds the dossier is told of it; false as long as the dossier is not known here. */
  passed_on: boolean;
  /** The event with its place, as it came. */
  data: string;
}

/** Through which node below the log of a station comes. */
export interface RelayedLogTable {
  station: string;
  through: string;
}

/** A dossier that a division has or is given: what the workbench lists. It follows from the dossier. */
export interface DivisionWorkTable {
  dossier: string;
  /** Of the counter that accepted it. */
  agency: string;
  code: string;
  procedure_name: string;
  applicant_name: string;
  status: string;
  accepted_at: Date;
  /** Null while the clock stands still. */
  due_at: Date | null;
  decided: boolean;
  unit: string;
  passing_to: string | null;
  /** JSON of the hand-over list that it is on; null where it is on none. */
  list: string | null;
  /** See `stateOf`. */
  state: string;
  updated_at: Date;
}

/** The last number of each kind of paper that this node has given out. */
export interface OwnPaperNumberTable {
  paper: string;
  year: string;
  last: number;
}
