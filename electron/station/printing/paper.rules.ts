import { z } from "zod";
import type { Office, Procedure, ProcessingTime, ServiceGroup } from "../../../contract/catalogue.ts";
import type { AcceptedDossier } from "../../../contract/dossier.ts";
import { paperKindSchema } from "../../../contract/entities.ts";
import { appointmentQr, dossierQr, ticketQr } from "../../../contract/paper-qr.ts";
import { practiceQr } from "../../../contract/practice.ts";
import type { AppointmentBooking, Ticket } from "../../../contract/queue.ts";
import {
  inLanguage,
  type Language,
  type LocalizedText,
  localizedTextSchema,
} from "../../../contract/text.ts";
import { officeWallTime } from "../../../contract/time.ts";

/** How large a line stands on the paper. */
const sizeSchema = z.enum(["small", "body", "large", "title", "huge"]);

/** What a paper is made of, from top to bottom. Text may hold line breaks and is wrapped, never cut. */
const blockSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("text"),
    text: z.string(),
    size: sizeSchema.default("body"),
    bold: z.boolean().default(false),
    align: z.enum(["left", "center"]).default("left"),
  }),
  /** A label with its value; the value moves below where both do not fit on a line. */
  z.object({
    kind: z.literal("field"),
    label: z.string(),
    value: z.string(),
    bold: z.boolean().default(false),
  }),
  /** A numbered line with something at its right end. */
  z.object({ kind: z.literal("item"), number: z.number().int(), text: z.string(), right: z.string() }),
  /** Two columns for signatures, with room to sign and a name below. */
  z.object({
    kind: z.literal("signatures"),
    left: z.object({ title: z.string(), hint: z.string(), name: z.string() }),
    right: z.object({ title: z.string(), hint: z.string(), name: z.string() }),
  }),
  z.object({ kind: z.literal("rule") }),
  /** Empty room, in dots. */
  z.object({ kind: z.literal("space"), dots: z.number().int().min(1).max(400) }),
  z.object({ kind: z.literal("qr"), data: z.string().max(300) }),
]);
export type Block = z.infer<typeof blockSchema>;
export type TextSize = z.infer<typeof sizeSchema>;

/** A paper as it is stored with its fact and printed: content, not yet dots. */
export const paperSchema = z.object({
  kind: paperKindSchema,
  title: z.string(),
  blocks: z.array(blockSchema).min(1),
});
export type Paper = z.infer<typeof paperSchema>;

const texts = <K extends string>(...keys: K[]) =>
  z.object(
    Object.fromEntries(keys.map((key) => [key, localizedTextSchema])) as Record<
      K,
      typeof localizedTextSchema
    >,
  );

/** Wording of the papers: `papers.json` of the office. `{names}` in braces are filled in. */
export const paperTextsSchema = texts(
  "motto",
  "mottoLine",
  "copy",
  "practice",
  "time",
  "currency",
  "free",
).extend({
  ticket: texts("number", "waiting", "first", "priority", "advice", "issued"),
  appointment: texts("title", "for", "at", "code", "advice"),
  receipt: texts(
    "title",
    "code",
    "copyFor",
    "from",
    "citizenNumber",
    "address",
    "phone",
    "email",
    "matter",
    "components",
    "originals",
    "copies",
    "sets",
    "setsCount",
    "processing",
    "workingDays",
    "hours",
    "sameDay",
    "received",
    "due",
    "collectAt",
    "counter",
    "post",
    "online",
    "fee",
    "note",
    "ticket",
    "submitter",
    "receiver",
    "sign",
    "lookUp",
  ),
});
export type PaperTexts = z.infer<typeof paperTextsSchema>;

interface Frame {
  office: Office;
  texts: PaperTexts;
  language: Language;
}

/** The queue ticket (*phiếu số thứ tự*). */
export function ticketPaper(
  input: Frame & {
    ticket: Ticket;
    group: ServiceGroup;
    waitingBefore: number;
    note?: LocalizedText | undefined;
  },
): Paper {
  const { ticket, group, office, waitingBefore } = input;
  const say = speaker(input);
  const words = input.texts.ticket;
  const blocks: z.input<typeof blockSchema>[] = [
    { kind: "text", text: inLanguage(office.superior, input.language), align: "center" },
    { kind: "text", text: inLanguage(office.name, input.language), bold: true, align: "center" },
    { kind: "rule" },
    {
      kind: "text",
      text: inLanguage(group.name, input.language),
      size: "large",
      bold: true,
      align: "center",
    },
    { kind: "text", text: say(words.number), align: "center" },
    { kind: "text", text: ticket.label, size: "huge", bold: true, align: "center" },
    ...(ticket.priority === null
      ? []
      : [
          {
            kind: "text" as const,
            text: say(words.priority),
            size: "large" as const,
            bold: true,
            align: "center" as const,
          },
        ]),
    {
      kind: "text",
      text: waitingBefore === 0 ? say(words.first) : say(words.waiting, { count: waitingBefore }),
      bold: true,
      align: "center",
    },
    { kind: "rule" },
    {
      kind: "text",
      text: inLanguage(input.note ?? office.texts?.ticketNote ?? words.advice, input.language),
      align: "center",
    },
    { kind: "space", dots: 12 },
    { kind: "qr", data: ticketQr(ticket) },
    {
      kind: "text",
      text: say(words.issued, { time: timeText(ticket.issuedAt, input) }),
      size: "small",
      align: "center",
    },
  ];
  return paperSchema.parse({ kind: "ticket", title: ticket.label, blocks });
}

/** The slip of an appointment (*phiếu hẹn*): when, for what, and the code to bring along. */
export function appointmentPaper(input: Frame & { booking: AppointmentBooking; group: ServiceGroup }): Paper {
  const { booking, group, office, language } = input;
  const say = speaker(input);
  const words = input.texts.appointment;
  const blocks: z.input<typeof blockSchema>[] = [
    { kind: "text", text: inLanguage(office.superior, language), align: "center" },
    { kind: "text", text: inLanguage(office.name, language), bold: true, align: "center" },
    { kind: "rule" },
    { kind: "text", text: say(words.title), size: "title", bold: true, align: "center" },
    { kind: "field", label: say(words.for), value: inLanguage(group.name, language) },
    { kind: "field", label: say(words.at), value: timeText(booking.slot, input), bold: true },
    { kind: "text", text: say(words.code), align: "center" },
    { kind: "text", text: booking.code, size: "huge", bold: true, align: "center" },
    { kind: "qr", data: appointmentQr(booking) },
    { kind: "text", text: say(words.advice), align: "center" },
  ];
  return paperSchema.parse({ kind: "appointment", title: booking.code, blocks });
}

/**
 * The receipt (*giấy tiếp nhận hồ sơ và hẹn trả kết quả*): form 01 of Circular 01/2018/TT-VPCP in the short shape for
 * 80 mm paper.
 */
export function receiptPaper(input: Frame & { dossier: AcceptedDossier; procedure: Procedure }): Paper {
  const { dossier, procedure, office, language } = input;
  const { applicant } = dossier;
  const say = speaker(input);
  const words = input.texts.receipt;
  const field = (label: LocalizedText, value: string, bold = false) => ({
    kind: "field" as const,
    label: say(label),
    value,
    bold,
  });
  const optional = (label: LocalizedText, value: string) => (value === "" ? [] : [field(label, value)]);
  const blocks: z.input<typeof blockSchema>[] = [
    { kind: "text", text: say(input.texts.motto), size: "small", bold: true, align: "center" },
    { kind: "text", text: say(input.texts.mottoLine), size: "small", align: "center" },
    { kind: "space", dots: 10 },
    { kind: "text", text: inLanguage(office.superior, language), align: "center" },
    { kind: "text", text: inLanguage(office.name, language), bold: true, align: "center" },
    { kind: "rule" },
    { kind: "text", text: say(words.title), size: "title", bold: true, align: "center" },
    { kind: "text", text: say(words.copyFor), size: "small", align: "center" },
    { kind: "space", dots: 8 },
    { kind: "text", text: say(words.code), align: "center" },
    { kind: "text", text: dossier.code, size: "large", bold: true, align: "center" },
    { kind: "rule" },
    field(words.from, applicant.fullName, true),
    ...optional(words.citizenNumber, applicant.citizenNumber ?? ""),
    ...optional(words.address, applicant.address),
    ...optional(words.phone, applicant.phone),
    ...optional(words.email, applicant.email),
    field(words.matter, dossier.procedureName, true),
    { kind: "rule" },
    { kind: "text", text: `${say(words.components)}:`, bold: true },
    ...dossier.components.map((component, index) => ({
      kind: "item" as const,
      number: index + 1,
      text: component.name,
      right: [
        component.originals > 0 ? say(words.originals, { count: component.originals }) : "",
        component.copies > 0 ? say(words.copies, { count: component.copies }) : "",
      ]
        .filter((part) => part !== "")
        .join(", "),
    })),
    field(words.sets, say(words.setsCount, { count: dossier.sets })),
    field(words.processing, processingText(procedure.time, say, words)),
    field(words.received, timeText(dossier.appointment.receivedAt, input)),
    field(words.due, timeText(dossier.appointment.dueAt, input), true),
    field(words.collectAt, say(words[dossier.delivery], { office: inLanguage(office.name, language) })),
    field(
      words.fee,
      dossier.fee === 0
        ? say(input.texts.free)
        : say(input.texts.currency, { amount: amountText(dossier.fee) }),
    ),
    ...optional(words.ticket, dossier.ticketLabel ?? ""),
    ...optional(words.note, dossier.note),
    { kind: "rule" },
    {
      kind: "signatures",
      left: { title: say(words.submitter), hint: say(words.sign), name: applicant.fullName },
      right: { title: say(words.receiver), hint: say(words.sign), name: dossier.acceptedBy.name },
    },
    { kind: "space", dots: 12 },
    { kind: "qr", data: dossierQr(dossier) },
    { kind: "text", text: say(words.lookUp, { phone: office.phone }), size: "small", align: "center" },
  ];
  return paperSchema.parse({ kind: "receipt", title: dossier.code, blocks });
}

/** The same paper marked as a copy (*bản sao*), above and in the QR: nobody can take it for the first one. */
export function asCopy(
  paper: Paper,
  input: { copy: number; at: string; texts: PaperTexts; language?: Language },
): Paper {
  const frame = { texts: input.texts, language: input.language ?? ("vi" as const) };
  const text = fill(inLanguage(input.texts.copy, frame.language), {
    copy: input.copy,
    time: timeText(input.at, frame),
  });
  const mark: Block = { kind: "text", text, size: "large", bold: true, align: "center" };
  const marked = paper.blocks.map((block) =>
    block.kind === "qr" ? { ...block, data: `${block.data}:copy${input.copy}` } : block,
  );
  return { ...paper, blocks: [mark, { kind: "rule" }, ...marked] };
}

/** The same paper as practice (*luyện tập*): above, below and in the QR, so that nobody can use it for a real one. */
export function asPractice(paper: Paper, input: { texts: PaperTexts; language: Language }): Paper {
  const text = inLanguage(input.texts.practice, input.language);
  const mark: Block = { kind: "text", text, size: "title", bold: true, align: "center" };
  const marked = paper.blocks.map((block) =>
    block.kind === "qr" ? { ...block, data: practiceQr(block.data) } : block,
  );
  return { ...paper, blocks: [mark, { kind: "rule" }, ...marked, { kind: "rule" }, mark] };
}

type Say = (text: LocalizedText, values?: Record<string, string | number>) => string;

function speaker({ language }: { language: Language }): Say {
  return (text, values = {}) => fill(inLanguage(text, language), values);
}

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function timeText(instant: string, { texts, language }: { texts: PaperTexts; language: Language }): string {
  const wall = officeWallTime(instant);
  return fill(inLanguage(texts.time, language), {
    hour: wall.slice(11, 13),
    minute: wall.slice(14, 16),
    day: wall.slice(8, 10),
    month: wall.slice(5, 7),
    year: wall.slice(0, 4),
  });
}

function processingText(time: ProcessingTime, say: Say, words: PaperTexts["receipt"]): string {
  return time.unit === "sameDay" ? say(words.sameDay) : say(words[time.unit], { count: time.count });
}

/** Đồng with a point between thousands, as Vietnam writes it. */
function amountText(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ".");
}
