import type { Procedure } from "../../contract/catalogue.ts";
import { CHAIN_START, eventHash } from "../../contract/chain.ts";
import type { AcceptedDossier } from "../../contract/dossier.ts";
import { type DossierEvent, dossierAfter } from "../../contract/dossier-life.ts";
import type { Appointment } from "../../contract/entities.ts";
import { type EventData, type EventType, eventData, type StoredEvent } from "../../contract/events.ts";
import { officeDay, officeInstant, officeWallTime } from "../../contract/time.ts";
import { appointment } from "../../electron/station/calendar/appointment.rules.ts";
import { dueAfterPause } from "../../electron/station/dossiers/clock.rules.ts";
import { seededRandom } from "../../tests/seeded-random.ts";
import { LAST_DAY, type Plan, type PlannedDossier, type Site } from "./plan.ts";

/** Nothing that happens later is told: what is open then stays open. */
const END = officeInstant(LAST_DAY, "17:30");
/** The queue's tickets are told of the last weeks only: before, there was none. */
const TICKETS_FROM = "2025-05-05";
/** So are the hand-overs between the counter and the divisions: they were on paper. */
const HANDOVERS_FROM = "2024-07-01";

const FAMILY = [
  "Nguyễn",
  "Nguyễn",
  "Nguyễn",
  "Trần",
  "Lê",
  "Phạm",
  "Hoàng",
  "Phan",
  "Vũ",
  "Đặng",
  "Bùi",
  "Đỗ",
  "Hà",
];
const MIDDLE = ["Văn", "Thị", "Đức", "Thị Thu", "Quốc", "Hữu", "Minh", "Ngọc"];
const GIVEN = [
  "An",
  "Bình",
  "Cường",
  "Dũng",
  "Hà",
  "Hương",
  "Khánh",
  "Lan",
  "Nghĩa",
  "Oanh",
  "Thảo",
  "Tuấn",
  "Yến",
];

/** An event before it has a place in the log. */
interface Told {
  at: string;
  type: EventType;
  subject: string;
  data: unknown;
}

/** The whole log of a site, in order, chained as its station would have written it. */
export function* siteLog(plan: Plan, site: Site, station: string): Generator<StoredEvent> {
  const place = { station, epoch: 1 };
  let previous = CHAIN_START;
  let seq = 0;
  for (const { at, type, subject, data } of new SiteLives(plan, site).told(station)) {
    seq += 1;
    const content = { seq, at, actor: "tiep-nhan", type, version: 1, subject, data: JSON.stringify(data) };
    previous = eventHash(place, previous, content);
    yield { ...content, hash: previous };
  }
}

/** What becomes of the dossiers of one site. */
class SiteLives {
  readonly #plan: Plan;
  readonly #site: Site;
  readonly #random: () => number;
  readonly #told: Told[] = [];
  readonly #dayIndex: Map<string, number>;
  readonly #appointments = new Map<string, Appointment>();
  readonly #serials = new Map<string, number>();

  constructor(plan: Plan, site: Site) {
    this.#plan = plan;
    this.#site = site;
    this.#random = seededRandom(plan.seed * 7919 + site.index);
    this.#dayIndex = new Map(plan.days.map((day, index) => [day, index]));
  }

  told(station: string): Told[] {
    const { agency, dossiers } = this.#site;
    this.#tell("station.opened", officeInstant("2021-08-31", "08:00"), station, {
      app: "0.1.0",
      agency: agency.code,
      reason: "new",
    });
    for (const planned of dossiers) this.#live(planned);
    return this.#told.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  }

  #tell<T extends EventType>(type: T, at: string, subject: string, data: EventData<T>): void {
    if (at > END) return;
    // The first of each shape are looked at; all of them are by the district.
    this.#told.push({
      type,
      at,
      subject,
      data: this.#told.length < 200 ? eventData[type].parse(data) : data,
    });
  }

  #live(planned: PlannedDossier): void {
    const { receivedAt, procedure, channel } = planned;
    const id = this.#id(receivedAt);
    const ticket = channel === "counter" ? this.#ticket(receivedAt, procedure) : null;
    const promised = this.#promised(procedure, receivedAt);
    const dossier = this.#dossier(id, planned, promised, ticket);
    const serial = Number(dossier.code.slice(-4));
    this.#tell("dossier.accepted", receivedAt, id, { dossier, serial, printJob: this.#id(receivedAt) });
    // Now and then somebody lodges online what can't be accepted.
    if (channel === "online" && this.#chance(0.016)) this.#refuse(planned, promised);
    if (this.#chance(0.0008)) return;
    const fate = this.#random();
    if (fate < 0.008) {
      if (fate < 0.006) this.#withdraw(id, receivedAt);
      else this.#stop(id, receivedAt);
      return;
    }
    const { dueAt, from } =
      fate < 0.038 ? this.#supplemented(dossier, procedure) : { dueAt: promised.dueAt, from: receivedAt };
    const decidedAt = this.#decide(id, dossier, from, dueAt);
    const returnedAt = this.#return(id, dossier, decidedAt);
    if (this.#chance(0.0006)) this.#reopen(id, dossier, returnedAt);
  }

  #dossier(
    id: string,
    { receivedAt, procedure, channel }: PlannedDossier,
    promised: Appointment,
    ticketLabel: string | null,
  ): AcceptedDossier {
    const { agency } = this.#site;
    const day = officeDay(receivedAt);
    const serial = (this.#serials.get(day) ?? 0) + 1;
    this.#serials.set(day, serial);
    const number = Math.floor(this.#random() * 1_000_000_000);
    const scanned = this.#chance(
      channel === "online" ? 0.97 : 0.35 + 0.15 * (Number(day.slice(0, 4)) - 2021),
    );
    return {
      id,
      code: `${agency.code}-${day.slice(2).replaceAll("-", "")}-${String(serial).padStart(4, "0")}`,
      procedureCode: procedure.code,
      procedureName: procedure.name.vi,
      procedureVersion: procedure.effectiveFrom,
      caseId: null,
      formSet: "tt-01-2018",
      agency: agency.code,
      applicant: {
        kind: "citizen",
        fullName: [this.#one(FAMILY), this.#one(MIDDLE), this.#one(GIVEN)].join(" "),
        citizenNumber: `025${String(number).padStart(9, "0")}`,
        taxCode: null,
        birthDate: `${1945 + (number % 58)}-${two(1 + (number % 12))}-${two(1 + (number % 28))}`,
        sex: number % 2 === 0 ? "female" : "male",
        address: `Khu ${1 + (number % 14)}, ${agency.name.vi}, huyện Phù Ninh, tỉnh Phú Thọ`,
        phone: `09${String(number % 100_000_000).padStart(8, "0")}`,
        email: "",
      },
      submitter: null,
      components: procedure.components
        .filter(({ presentOnly }) => !presentOnly)
        .map(({ id: componentId, name, originals, copies }) => ({
          componentId,
          name: name.vi,
          originals,
          certified: 0,
          copies,
          reusedFrom: null,
        })),
      attachments: scanned
        ? [
            {
              sha256: `${id.replaceAll("-", "")}${id.replaceAll("-", "")}`,
              name: "ho-so.pdf",
              mediaType: "application/pdf",
              bytes: 180_000 + (number % 400_000),
              componentId: null,
            },
          ]
        : [],
      sets: 1,
      status: "accepted",
      channel,
      delivery:
        channel === "online"
          ? this.#chance(0.6)
            ? "online"
            : "counter"
          : channel === "post"
            ? "post"
            : "counter",
      fee: procedure.fee.amount,
      fees: [],
      note: "",
      appointment: promised,
      legs: [],
      register: { book: procedure.field.code, number: serial },
      lookUp: "",
      ticketLabel,
      batch: null,
      acceptedBy: { id: "tiep-nhan", name: "Cán bộ tiếp nhận" },
      acceptedAt: receivedAt,
    };
  }

  #promised(procedure: Procedure, at: string): Appointment {
    const count = () =>
      appointment(
        procedure.time,
        at,
        this.#plan.calendar,
        procedure.cutOff === undefined ? {} : { cutOff: procedure.cutOff },
      );
    if (procedure.time.unit === "hours") return count();
    const wall = officeWallTime(at);
    const key = `${procedure.code} ${wall.slice(0, 10)} ${wall.slice(11, 16) <= "15:00"}`;
    const known = this.#appointments.get(key) ?? count();
    this.#appointments.set(key, known);
    return { ...known, receivedAt: at };
  }

  /** When it was decided: mostly before or on the day it was due. */
  #decide(id: string, dossier: AcceptedDossier, from: string, dueAt: string): string {
    const at = this.#decidedAt(from, dueAt);
    if (this.#site.index === 0 && from >= HANDOVERS_FROM && at > this.#later(from, 60))
      this.#atDivision(id, dossier, from, at);
    this.#tell("dossier.decided", at, id, {
      outcome: this.#chance(0.985) ? "granted" : "denied",
      number: `${dossier.register?.number ?? 1}/${this.#site.index === 0 ? "QĐ-UBND" : "UBND"}`,
      note: "",
    });
    return at;
  }

  #decidedAt(from: string, dueAt: string): string {
    const [first, due] = [this.#index(from), this.#index(dueAt)];
    if (this.#chance(this.#site.late)) return this.#time(due + 1 + Math.floor(6 * this.#random() ** 2));
    if (due === first) return earlier(dueAt, this.#later(from, 5 + 80 * this.#random()));
    if (due - first === 1 && this.#chance(0.3)) return this.#later(from, 5 + 20 * this.#random());
    // Work is done when it is due, but seldom on the last day.
    const day = first + Math.max(1, Math.round((due - first) * (0.35 + 0.65 * this.#random() ** 0.7)));
    const at = this.#time(Math.min(day, due));
    return at < from ? this.#later(from, 10) : earlier(at, dueAt);
  }

  /** The district's office gives it to a division and gets it back. */
  #atDivision(id: string, dossier: AcceptedDossier, from: string, decidedAt: string): void {
    const unit =
      this.#plan.catalogue.procedures.find(({ code }) => code === dossier.procedureCode)?.division ??
      "tu-phap";
    const givenAt = this.#later(from, 20 + 20 * this.#random());
    const handover = this.#id(givenAt);
    const clerk = dossier.acceptedBy;
    this.#tell("dossier.handedOver", givenAt, id, {
      handover,
      number: `${dossier.register?.number ?? 1}/${givenAt.slice(0, 4)}`,
      from: "counter",
      to: unit,
      givenBy: clerk,
      printJob: null,
    });
    const by = { name: "Chuyên viên thụ lý", staff: null, how: "paper" as const };
    this.#tell("dossier.takenOver", this.#later(givenAt, 5), id, { handover, to: unit, by });
    this.#tell("dossier.resultArrived", this.#later(decidedAt, 1), id, {});
  }

  #return(id: string, dossier: AcceptedDossier, decidedAt: string): string {
    const online = dossier.delivery === "online";
    const wait = Math.floor(4 * this.#random() ** 2);
    const at = online || wait === 0 ? this.#later(decidedAt, 8) : this.#time(this.#index(decidedAt) + wait);
    const returnedAt = at > decidedAt ? at : this.#later(decidedAt, 8);
    this.#tell("dossier.resultReturned", returnedAt, id, {
      via: dossier.delivery,
      receiver: dossier.applicant.fullName,
      citizenNumber: dossier.applicant.citizenNumber,
      tracking: dossier.delivery === "post" ? `PT${returnedAt.slice(0, 10).replaceAll("-", "")}VN` : "",
    });
    return returnedAt;
  }

  /** Form 02, and what was missing: counted anew by the station's own rule. */
  #supplemented(dossier: AcceptedDossier, procedure: Procedure): { dueAt: string; from: string } {
    const { id, acceptedAt } = dossier;
    const at = this.#later(acceptedAt, 30);
    const asked = {
      request: {
        stage: "intake" as const,
        items: ["Bản sao giấy tờ tùy thân"],
        reason: "Thiếu giấy tờ theo thành phần hồ sơ của thủ tục.",
        legalBasis: "",
        until: null,
      },
      number: `${this.#index(at) + 1}/HDHS`,
      printJob: null,
    };
    this.#tell("dossier.supplementRequested", at, id, asked);
    const answeredAt = this.#time(this.#index(at) + 2 + Math.floor(9 * this.#random()));
    const event = (type: string, time: string, data: unknown) =>
      ({ type, at: time, actor: "tiep-nhan", subject: id, data }) as DossierEvent;
    const accepted = dossierAfter(null, event("dossier.accepted", acceptedAt, { dossier }));
    const standing = dossierAfter(accepted, event("dossier.supplementRequested", at, asked));
    const recount = dueAfterPause(standing, procedure, answeredAt, this.#plan.calendar);
    if (recount === null) throw new Error("the clock was not stopped");
    this.#tell("dossier.supplemented", answeredAt, id, { components: [], recount });
    return { dueAt: recount.dueAt, from: answeredAt };
  }

  #withdraw(id: string, from: string): void {
    const at = this.#later(from, 60 + 100 * this.#random());
    this.#tell("dossier.withdrawn", at, id, {
      receiver: "Người nộp hồ sơ",
      reason: "Theo đề nghị của người nộp.",
    });
  }

  #stop(id: string, from: string): void {
    const at = this.#time(this.#index(from) + 1);
    this.#tell("dossier.stopped", at, id, {
      reason: "Không đủ điều kiện giải quyết.",
      legalBasis: "",
      signedBy: "Lãnh đạo",
      printJob: null,
    });
  }

  #reopen(id: string, dossier: AcceptedDossier, returnedAt: string): void {
    const at = this.#time(this.#index(returnedAt) + 3);
    const dueAt = officeInstant(this.#plan.days[this.#index(at) + 2] ?? LAST_DAY, "17:00");
    this.#tell("dossier.reopened", at, id, {
      reason: "Sai sót thông tin trên kết quả.",
      recount: { dueAt, steps: [] },
      approvedBy: "Lãnh đạo",
    });
    this.#return(id, dossier, this.#decide(id, dossier, at, dueAt));
  }

  #refuse({ receivedAt, procedure }: PlannedDossier, promised: Appointment): void {
    const id = this.#id(receivedAt);
    const lodged = this.#dossier(id, { receivedAt, procedure, channel: "online" }, promised, null);
    this.#tell("dossier.lodged", receivedAt, id, {
      dossier: { ...lodged, code: `DVC-${id.slice(-12)}`, status: "lodged", register: null },
    });
    this.#tell("dossier.notAccepted", this.#later(receivedAt, 45), id, {
      reason: "Hồ sơ không đủ điều kiện theo quy định của pháp luật.",
      printJob: null,
    });
  }

  /** The number that the applicant took, and what was said of the service. @returns its label. */
  #ticket(receivedAt: string, procedure: Procedure): string | null {
    const day = officeDay(receivedAt);
    if (day < TICKETS_FROM) return null;
    const number = 1 + Math.floor(90 * this.#random());
    const letter =
      this.#plan.catalogue.serviceGroups.find(({ id }) => id === procedure.serviceGroup)?.letter ?? "A";
    const label = `${letter}${String(number).padStart(3, "0")}`;
    const calledAt = this.#later(receivedAt, -2 - 4 * this.#random());
    const issuedAt = this.#later(calledAt, -1 - 18 * this.#random() ** 2);
    const ticket = this.#id(issuedAt);
    this.#tell("ticket.issued", issuedAt, ticket, {
      day,
      serviceGroup: procedure.serviceGroup,
      number,
      label,
      priority: null,
      printJob: null,
    });
    this.#tell("ticket.called", calledAt, ticket, { counter: "1", call: 1 });
    this.#tell("ticket.serving", this.#later(calledAt, 0.5), ticket, { counter: "1" });
    const servedAt = this.#later(receivedAt, 1 + 3 * this.#random());
    this.#tell("ticket.served", servedAt, ticket, { counter: "1" });
    if (this.#chance(0.4)) {
      const score = this.#chance(0.94) ? (this.#chance(0.7) ? 5 : 4) : 1 + Math.floor(3 * this.#random());
      this.#tell("survey.answered", this.#later(servedAt, 0.5), ticket, { counter: "1", score, reasons: [] });
    }
    return label;
  }

  /** The place of an instant's day among the working days. */
  #index(at: string): number {
    return this.#dayIndex.get(officeDay(at)) ?? this.#plan.days.findIndex((day) => day > officeDay(at));
  }

  /** Some time on the `index`th working day. */
  #time(index: number): string {
    const day = this.#plan.days[Math.min(index, this.#plan.days.length - 1)] ?? LAST_DAY;
    const minutes = Math.floor(
      this.#random() < 0.5 ? 460 + 220 * this.#random() : 785 + 225 * this.#random(),
    );
    return officeInstant(day, `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`);
  }

  #later(at: string, minutes: number): string {
    return new Date(Date.parse(at) + Math.round(minutes * 60_000)).toISOString();
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #one<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }

  /** A UUID of version 7 that follows from the seed. */
  #id(at: string): string {
    return seededId(Date.parse(at), this.#random);
  }
}

/** A UUID of version 7 with random bits that follow from the seed. */
export function seededId(milliseconds: number, random: () => number): string {
  const time = milliseconds.toString(16).padStart(12, "0");
  const bits = () =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  const [a, b] = [bits(), bits()];
  const last = `${b.slice(4)}${bits()}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(0, 3)}-8${a.slice(3, 6)}-${last}`;
}

function earlier(one: string, other: string): string {
  return [one, other].sort()[0] ?? one;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
