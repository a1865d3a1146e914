import type { Office, Procedure, ProcessingTime, ServiceGroup } from "../../../contract/catalogue.ts";
import type { AcceptedDossier } from "../../../contract/dossier.ts";
import type { PaperWords } from "../../../contract/paper-design.ts";
import { appointmentQr, dossierQr, feeReceiptQr, testQr, ticketQr } from "../../../contract/paper-qr.ts";
import type { AppointmentBooking, Ticket } from "../../../contract/queue.ts";
import { inLanguage, type Language, type LocalizedText } from "../../../contract/text.ts";
import type { Paper } from "./paper.rules.ts";
import { composePaper, type PaperFrame } from "./template.rules.ts";
import { amountInWords, amountText, fill, timeText } from "./words.rules.ts";

/** What every paper is made with. */
export interface Frame extends PaperFrame {
  office: Office;
}

/** The queue ticket (*phiếu số thứ tự*). */
export function ticketPaper(
  input: Frame & {
    ticket: Ticket;
    group: ServiceGroup;
    waitingBefore: number;
    /** The hall's own advice, where another PC keeps the queue. */
    note?: LocalizedText | undefined;
  },
): Paper {
  const { ticket, group, waitingBefore, design, language } = input;
  const isFirst = waitingBefore === 0;
  const note = input.note ?? input.office.texts?.ticketNote;
  return composePaper(
    {
      kind: "ticket",
      title: ticket.label,
      values: {
        ...officeValues(input),
        label: ticket.label,
        group: inLanguage(group.name, language),
        count: String(waitingBefore),
        waiting: isFirst ? "" : String(waitingBefore),
        first: isFirst ? "1" : "",
        priority: ticket.priority ?? "",
        note: note === undefined ? "" : inLanguage(note, language),
        issued: timeText(ticket.issuedAt, design.words, language),
        code: ticketQr(ticket),
      },
      lists: {},
    },
    input,
  );
}

/** The slip of an appointment (*phiếu hẹn*): when, for what, and the code to bring along. */
export function appointmentPaper(input: Frame & { booking: AppointmentBooking; group: ServiceGroup }): Paper {
  const { booking, group, design, language } = input;
  return composePaper(
    {
      kind: "appointment",
      title: booking.code,
      values: {
        ...officeValues(input),
        group: inLanguage(group.name, language),
        slot: timeText(booking.slot, design.words, language),
        name: booking.name,
        booking: booking.code,
        code: appointmentQr(booking),
      },
      lists: {},
    },
    input,
  );
}

/**
 * The receipt (*giấy tiếp nhận hồ sơ và hẹn trả kết quả*): form 01 of Circular 01/2018/TT-VPCP in the short shape for
 * roll paper.
 */
export function receiptPaper(input: Frame & { dossier: AcceptedDossier; procedure: Procedure }): Paper {
  const { dossier, procedure, office, design, language } = input;
  const { applicant } = dossier;
  const { words } = design;
  const counted = (word: LocalizedText, count: number) =>
    count === 0 ? "" : fill(inLanguage(word, language), { count: String(count) });
  return composePaper(
    {
      kind: "receipt",
      title: dossier.code,
      values: {
        ...officeValues(input),
        dossier: dossier.code,
        procedure: dossier.procedureName,
        name: applicant.fullName,
        citizenNumber: applicant.citizenNumber ?? "",
        taxCode: applicant.taxCode ?? "",
        address: applicant.address,
        contactPhone: applicant.phone,
        email: applicant.email,
        submitter: submitterText(dossier.submitter),
        signer: dossier.submitter?.fullName ?? applicant.fullName,
        sets: counted(words.setsCount, dossier.sets),
        processing: processingText(procedure.time, words, language),
        received: timeText(dossier.appointment.receivedAt, words, language),
        due: timeText(dossier.appointment.dueAt, words, language),
        delivery: fill(inLanguage(words[dossier.delivery], language), {
          office: inLanguage(office.name, language),
        }),
        fee: amountText(dossier.fee, words, language),
        ticket: dossier.ticketLabel ?? "",
        note: dossier.note,
        clerk: dossier.acceptedBy.name,
        code: dossierQr(dossier),
      },
      lists: {
        components: dossier.components.map(({ name, originals, copies, reusedFrom }) => {
          const amounts = [counted(words.originals, originals), counted(words.copies, copies)];
          return {
            name: reusedFrom === null ? name : `${name} (${reusedText(reusedFrom, words, language)})`,
            originals: String(originals),
            copies: String(copies),
            amounts: amounts.filter((amount) => amount !== "").join(", "),
          };
        }),
      },
    },
    input,
  );
}

/** From which dossier a component is taken that was not handed in again. */
function reusedText(code: string, words: PaperWords, language: Language): string {
  return words.reused === undefined ? code : fill(inLanguage(words.reused, language), { code });
}

/** Who came for the applicant, and by which paper. */
function submitterText(submitter: AcceptedDossier["submitter"]): string {
  if (submitter === null) return "";
  return [submitter.fullName, submitter.authorisation].filter((part) => part !== "").join("; ");
}

/** What was paid, by whom and to whom. Amounts in whole đồng. */
export interface FeeReceipt {
  receiptNumber: string;
  dossierCode: string;
  payer: string;
  items: readonly { name: string; amount: number }[];
  total: number;
  /** How it was paid, as it is to stand on the paper. */
  method: string;
  /** Instant of the payment. */
  at: string;
  cashier: string;
}

/** The receipt for fees (*biên lai thu phí, lệ phí*): what Decree 123/2020/NĐ-CP wants on it, on roll paper. */
export function feeReceiptPaper(input: Frame & FeeReceipt): Paper {
  const { receiptNumber, design, language } = input;
  const { words } = design;
  return composePaper(
    {
      kind: "feeReceipt",
      title: receiptNumber,
      values: {
        ...officeValues(input),
        number: receiptNumber,
        dossier: input.dossierCode,
        payer: input.payer,
        total: amountText(input.total, words, language),
        totalInWords: language === "vi" ? amountInWords(input.total) : "",
        method: input.method,
        at: timeText(input.at, words, language),
        cashier: input.cashier,
        code: feeReceiptQr(input),
      },
      lists: {
        items: input.items.map(({ name, amount }) => ({ name, amount: amountText(amount, words, language) })),
      },
    },
    input,
  );
}

/** A page that shows what works on a printer. */
export function testPaper(
  input: Frame & {
    printer: { id: string; name: string; connection: string; model: string; width: number; textMode: string };
    drawer: boolean;
    at: string;
  },
): Paper {
  const { printer, design, language } = input;
  return composePaper(
    {
      kind: "test",
      title: printer.name,
      values: {
        ...officeValues(input),
        printer: printer.name,
        connection: printer.connection,
        model: printer.model,
        width: String(printer.width),
        textMode: printer.textMode,
        drawer: input.drawer ? "1" : "",
        at: timeText(input.at, design.words, language),
        code: testQr(printer),
      },
      lists: {},
    },
    input,
  );
}

function officeValues({ office, language }: Frame): Record<string, string> {
  return {
    superior: inLanguage(office.superior, language),
    office: inLanguage(office.name, language),
    officeAddress: inLanguage(office.address, language),
    phone: office.phone,
    place: office.place,
  };
}

function processingText(time: ProcessingTime, words: PaperWords, language: Language): string {
  if (time.unit === "sameDay") return inLanguage(words.sameDay, language);
  return fill(inLanguage(words[time.unit], language), { count: String(time.count) });
}
