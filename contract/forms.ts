import { z } from "zod";
import { idSchema } from "./entities.ts";
import { localizedTextSchema } from "./text.ts";
import { daySchema, instantSchema } from "./time.ts";

/**
 * Papers on A4 and A5 (*biểu mẫu*): the forms of the circulars, whose numbers differ from set to set, and the office's
 * own papers beside them. What a form says is data of the office; what can be said on it is said here.
 */

/** Forms that a circular prescribes: Circular 01/2018/TT-VPCP 01–06, Circular 03/2025/TT-VPCP 01–07. */
export const circularFormSchema = z.enum([
  /** *Giấy tiếp nhận hồ sơ và hẹn trả kết quả* */
  "receipt",
  /** *Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ* */
  "supplement",
  /** *Phiếu từ chối tiếp nhận giải quyết hồ sơ* */
  "refusal",
  /** *Phiếu xin lỗi và hẹn lại ngày trả kết quả* */
  "apology",
  /** *Thông báo dừng giải quyết hồ sơ*, new in 2025 */
  "stop",
  /** *Phiếu kiểm soát quá trình giải quyết hồ sơ* */
  "control",
  /** *Sổ theo dõi hồ sơ* */
  "register",
]);
/** Papers of the office itself, in the set `office`. */
export const officeFormSchema = z.enum([
  /** *Phiếu giao nhận hồ sơ* */
  "handover",
  /** *Phiếu yêu cầu nộp phí, lệ phí* */
  "paymentRequest",
  /** *Biên lai thu phí, lệ phí* */
  "feeReceipt",
  /** *Bảng kê thu phí, lệ phí trong ngày* */
  "cashReport",
  /** *Danh sách hồ sơ tiếp nhận, đến hạn và đã chuyển trong ngày* */
  "dailyList",
]);
export const formIdSchema = z.enum([...circularFormSchema.options, ...officeFormSchema.options]);
export type FormId = z.infer<typeof formIdSchema>;

/** The set of the papers that no circular prescribes. */
export const OFFICE_FORMS = "office";

export const formPageSchema = z.enum(["A4", "A5", "A4 landscape"]);
export type FormPage = z.infer<typeof formPageSchema>;

/** A form as its set has it. */
export const formEntrySchema = z.object({
  form: formIdSchema,
  /** Official number in the set, e.g. `05`; null of an office's own paper. */
  number: z
    .string()
    .regex(/^\d{2}$/)
    .nullable(),
  name: localizedTextSchema,
  /** Paper that the set prescribes. */
  page: formPageSchema,
});
export type FormEntry = z.infer<typeof formEntrySchema>;

/** A set of forms with the days on which dossiers are accepted under it: `forms/<id>/set.json` of the office. */
export const formSetSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: localizedTextSchema,
  /** The circular; empty of the office's own papers. */
  law: z.string(),
  /** First and last day; null of the office's own papers, which are always in force. */
  effectiveFrom: daySchema.nullable(),
  effectiveTo: daySchema.nullable().default(null),
  forms: z.array(formEntrySchema).min(1),
  source: z.string(),
  /** What was not taken from the official text. */
  assumed: z.array(z.string()).default([]),
});
export type FormSet = z.infer<typeof formSetSchema>;

const text = z.string();
/** A day in its parts, as papers write it: *ngày … tháng … năm …*. */
const date = z.object({ day: text, month: text, year: text });
/** A time in its parts: *… giờ … phút, ngày … tháng … năm …*. */
const time = date.extend({ hour: text, minute: text });
export type FormDate = z.infer<typeof date>;
export type FormTime = z.infer<typeof time>;

/** What is on every form. */
const frame = {
  office: z.object({ superior: text, name: text, address: text, phone: text, place: text }),
  /** Day of the paper. */
  date,
};
const person = { name: text, address: text, phone: text, email: text };

const feeLines = z.array(
  z.object({ index: text, name: text, quantity: text, price: text, amount: text, exemption: text }),
);

const cashLines = z.array(
  z.object({
    index: text,
    number: text,
    code: text,
    payer: text,
    method: text,
    amount: text,
    at: text,
    cashier: text,
    /** Why it does not count. */
    voided: text,
  }),
);

/** What a template of a form can show, form by form: texts as they are printed, and lists of them. */
export const formValuesSchemas = {
  receipt: z.object({
    ...frame,
    /** Running number (*Số*), empty where the office gives none. */
    number: text,
    code: text,
    /** An upper node's code for the same dossier. */
    officialCode: text,
    /** What the QR says; a template shows it as a picture: `<img src="{{qr}}">`. */
    qr: text,
    /** Of the register. */
    book: text,
    bookNumber: text,
    /** One for each copy (*liên*): kept, and handed to the applicant. */
    copies: z.array(z.object({ copy: text })),
    /** Which correction it is, where it was put right after acceptance. */
    correction: text.nullable(),
    ...person,
    isOrganisation: z.boolean(),
    /** Citizen number or tax code. */
    identity: text,
    submitter: z
      .object({ name: text, identity: text, phone: text, right: text, authorisation: text })
      .nullable(),
    matter: text,
    components: z.array(
      z.object({
        index: text,
        name: text,
        originals: text,
        certified: text,
        copies: text,
        reusedFrom: text,
      }),
    ),
    sets: text,
    processing: text,
    received: time,
    due: time,
    /** Nodes of an interlinked dossier, each with the time until when it has it. */
    legs: z.array(z.object({ name: text, due: time })),
    delivery: text,
    fees: z.array(z.object({ index: text, name: text, amount: text, exemption: text })),
    fee: text,
    note: text,
    ticket: text,
    lookUp: text,
    /** Who signs: who stands at the counter, and the clerk. */
    signer: text,
    clerk: text,
  }),
  supplement: z.object({
    ...frame,
    number: text,
    /** Empty where no dossier came of it. */
    code: text,
    ...person,
    matter: text,
    items: z.array(z.object({ index: text, text })),
    reason: text,
    legalBasis: text,
    until: date.nullable(),
    clerk: text,
  }),
  refusal: z.object({
    ...frame,
    number: text,
    code: text,
    ...person,
    matter: text,
    reason: text,
    signer: text,
    clerk: text,
  }),
  apology: z.object({
    ...frame,
    number: text,
    code: text,
    ...person,
    matter: text,
    received: time,
    /** What was promised, and the one new date. */
    formerDue: time,
    due: time,
    reason: text,
    /** Head of the office. */
    signedBy: text,
  }),
  stop: z.object({
    ...frame,
    number: text,
    code: text,
    ...person,
    matter: text,
    received: time,
    reason: text,
    legalBasis: text,
    signedBy: text,
  }),
  control: z.object({
    ...frame,
    code: text,
    ...person,
    matter: text,
    received: time,
    due: time,
    unit: text,
    hops: z.array(
      z.object({
        index: text,
        from: text,
        to: text,
        givenBy: text,
        givenAt: time,
        takenBy: text,
        /** Null while the receiver has not signed. */
        takenAt: time.nullable(),
        /** Early, on time or late, as the office words it. */
        outcome: text,
        note: text,
      }),
    ),
    outcome: text,
  }),
  register: z.object({
    ...frame,
    from: date,
    to: date,
    /** Part of the register on this paper, and of how many. */
    part: text,
    parts: text,
    rows: z.array(
      z.object({
        index: text,
        code: text,
        matter: text,
        sets: text,
        name: text,
        contact: text,
        unit: text,
        received: text,
        due: text,
        returned: text,
        delivery: text,
        receiver: text,
        note: text,
      }),
    ),
  }),
  handover: z.object({
    ...frame,
    number: text,
    from: text,
    to: text,
    givenBy: text,
    givenAt: time,
    takenBy: text,
    takenAt: time.nullable(),
    count: text,
    rows: z.array(
      z.object({
        index: text,
        code: text,
        name: text,
        matter: text,
        components: text,
        due: text,
        note: text,
      }),
    ),
  }),
  paymentRequest: z.object({
    ...frame,
    code: text,
    ...person,
    matter: text,
    lines: feeLines,
    total: text,
    totalInWords: text,
    reason: text,
    clerk: text,
  }),
  feeReceipt: z.object({
    ...frame,
    number: text,
    code: text,
    ...person,
    matter: text,
    lines: feeLines,
    total: text,
    /** The total in words (*viết bằng chữ*). */
    totalInWords: text,
    method: text,
    paid: time,
    cashier: text,
  }),
  cashReport: z.object({
    ...frame,
    day: date,
    /** Empty where it is of all cashiers. */
    cashier: text,
    rows: cashLines,
    /** Receipts of earlier days that were made void on this one. */
    voidedLater: cashLines,
    totals: z.array(z.object({ method: text, count: text, amount: text })),
    count: text,
    total: text,
    totalInWords: text,
  }),
  dailyList: z.object({
    ...frame,
    day: date,
    accepted: z.array(
      z.object({ index: text, code: text, name: text, matter: text, at: text, due: text, by: text }),
    ),
    due: z.array(
      z.object({ index: text, code: text, name: text, matter: text, due: text, unit: text, state: text }),
    ),
    forwarded: z.array(
      z.object({ index: text, code: text, name: text, matter: text, to: text, at: text, by: text }),
    ),
    acceptedCount: text,
    dueCount: text,
    forwardedCount: text,
  }),
} as const satisfies Record<FormId, z.ZodObject>;

export type FormValues<F extends FormId = FormId> = z.infer<(typeof formValuesSchemas)[F]>;

/** An office's own wording of a form was saved, or the shipped one was taken up again. */
export const formChangeSchema = z.object({
  set: z.string(),
  form: formIdSchema,
  /** Null: as shipped. */
  template: z.string().max(200_000).nullable(),
});

/** A paper as it was made: it stays as it is whatever becomes of the template. */
export const formPaperSchema = z.object({
  id: idSchema,
  set: z.string(),
  form: formIdSchema,
  /** What it proves: a dossier's id, a notice's, a hand-over's, a payment's, a day. */
  subject: z.string(),
  title: z.string(),
  /** SHA-256 of all that decides how it looks. */
  design: z.string(),
  createdAt: instantSchema,
});
export type FormPaper = z.infer<typeof formPaperSchema>;
