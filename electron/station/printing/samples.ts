import type { Catalogue, Procedure, ServiceGroup } from "../../../contract/catalogue.ts";
import { type AcceptedDossier, acceptedDossierSchema } from "../../../contract/dossier.ts";
import type { RollPaper } from "../../../contract/entities.ts";
import type { Ticket } from "../../../contract/queue.ts";
import { inLanguage, type Language } from "../../../contract/text.ts";
import { ticketAfter } from "../../../contract/ticket-life.ts";
import { appointment } from "../calendar/appointment.rules.ts";
import {
  appointmentPaper,
  type Frame,
  feeReceiptPaper,
  receiptPaper,
  testPaper,
  ticketPaper,
} from "./content.rules.ts";
import type { Paper } from "./paper.rules.ts";

/** The moment of the example papers: always the same, so that their pictures can be compared. */
const AT = "2026-08-28T01:30:00.000Z";
const ID = "01a3f0c2-7b6e-7c3d-9a55-0a1b2c3d4e5f";

/** A person whose name and address need several lines. */
const APPLICANT = {
  fullName: "Nguyễn Hoàng Phương Thảo Nguyên Ánh Dương",
  citizenNumber: "025190000123",
  birthDate: "1990-02-01",
  sex: "female",
  address: "Số nhà 1234, ngõ 56, khu 12, thị trấn Phong Châu, huyện Phù Ninh, tỉnh Phú Thọ",
  phone: "0912 345 678",
  email: "",
} as const;

/** A paper of that kind with example content and the office's own groups and procedures, to be looked at. */
export function samplePaper(
  kind: RollPaper,
  catalogue: Catalogue,
  frame: Omit<Frame, "office">,
  widthDots: number,
): Paper {
  const input = { ...frame, office: catalogue.office };
  const group = first(catalogue.serviceGroups);
  const procedure = first(catalogue.procedures);
  switch (kind) {
    case "ticket":
      return ticketPaper({ ...input, ticket: sampleTicket(group), group, waitingBefore: 12 });
    case "appointment":
      return appointmentPaper({
        ...input,
        group,
        booking: {
          id: ID,
          code: "7K2M9Q",
          serviceGroup: group.id,
          day: "2026-08-31",
          slot: "2026-08-31T02:00:00.000Z",
          name: APPLICANT.fullName,
          phone: APPLICANT.phone,
          citizenNumber: APPLICANT.citizenNumber,
          status: "booked",
        },
      });
    case "receipt":
      return receiptPaper({
        ...input,
        procedure,
        dossier: sampleDossier(procedure, catalogue, frame.language),
      });
    case "feeReceipt":
      return feeReceiptPaper({
        ...input,
        receiptNumber: "0001234",
        dossierCode: "000.00.15.H44-260828-0007",
        payer: APPLICANT.fullName,
        items: [
          { name: inLanguage(procedure.name, frame.language), amount: 75_000 },
          { name: inLanguage(procedure.name, frame.language), amount: 8_000 },
        ],
        total: 83_000,
        method: { vi: "Tiền mặt", en: "Cash", ro: "Numerar" }[frame.language],
        at: AT,
        cashier: catalogue.staff[0]?.name ?? "",
      });
    case "test":
      return testPaper({
        ...input,
        printer: {
          id: "counter",
          name: "Máy in quầy",
          connection: "tcp 192.168.1.50:9100",
          model: "epson",
          width: widthDots,
          textMode: "raster",
        },
        drawer: true,
        at: AT,
      });
  }
}

export function sampleTicket(group: ServiceGroup, number = 105): Ticket {
  return ticketAfter(null, {
    type: "ticket.issued",
    at: AT,
    actor: "kiosk",
    subject: ID,
    data: {
      day: "2026-08-28",
      serviceGroup: group.id,
      number,
      label: `${group.letter}${String(number).padStart(3, "0")}`,
      priority: "elderly",
      printJob: null,
    },
  });
}

function sampleDossier(procedure: Procedure, catalogue: Catalogue, language: Language): AcceptedDossier {
  return acceptedDossierSchema.parse({
    id: ID,
    code: "000.00.15.H44-260828-0007",
    procedureCode: procedure.code,
    procedureName: inLanguage(procedure.name, language),
    applicant: APPLICANT,
    components: procedure.components.map((component) => ({
      componentId: component.id,
      name: inLanguage(component.name, language),
      originals: component.originals,
      copies: component.copies,
    })),
    sets: 1,
    status: "accepted",
    channel: "counter",
    delivery: "counter",
    fee: 75_000,
    note: "",
    appointment: appointment(procedure.time, AT, catalogue.calendar),
    ticketLabel: "C012",
    acceptedBy: { id: "lan", name: catalogue.staff[0]?.name ?? "" },
    acceptedAt: AT,
    lookUp: "7K2M",
  });
}

function first<T>(entries: readonly T[]): T {
  const [entry] = entries;
  if (entry === undefined) throw new Error("the catalogue is empty");
  return entry;
}
