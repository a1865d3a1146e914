import { z } from "zod";
import { dossierStatuses } from "../../contract/dossier.ts";

const code = z.string().min(1).max(40);

/** One code for each of our words; a word without a code is a fault of the file, not of a dossier. */
function codesFor<K extends string>(words: readonly K[]): z.ZodType<Record<K, string>> {
  return z.strictObject(Object.fromEntries(words.map((word) => [word, code]))) as never;
}

/** What an `error_code` of the portal means to the sender. */
export const portalAnswers = [
  "ok",
  /** Sign in again. */
  "sessionEnded",
  /** It was there before: update it. */
  "alreadyThere",
  /** It is not there: insert it. */
  "notThere",
  "procedureUnknown",
  /** The portal has too much to do; nothing is wrong with the record. */
  "busy",
] as const;

/**
 * How this office's words are said to its portal. Integrators disagree on codes, dates and forms of the same call, so
 * each of them is data; nothing in a dossier knows of it.
 */
export const portalMappingSchema = z.strictObject({
  /** `compact`: `yyyyMMddHHmmss`. `spaced`: `yyyy-MM-dd HH:mm:ss`. Both Asia/Ho_Chi_Minh. */
  dates: z.enum(["compact", "spaced"]),
  /** What is said where there is no date. */
  noDate: z.string().default(""),
  /** The national code and what this portal wants after it; `codes` for those that are called otherwise there. */
  procedures: z.strictObject({ suffix: z.string(), codes: z.record(z.string(), code).default({}) }),
  /** TrangThaiHoSo, TrangThai. */
  statuses: codesFor(Object.values(dossierStatuses)),
  /** LoaiDoiTuong. */
  applicants: codesFor(["citizen", "organisation"]),
  /** HinhThuc: how the result is handed out, or how the dossier was lodged. */
  form: z.discriminatedUnion("of", [
    z.strictObject({ of: z.literal("delivery"), codes: codesFor(["counter", "post", "online"]) }),
    z.strictObject({ of: z.literal("channel"), codes: codesFor(["counter", "online", "post"]) }),
  ]),
  fees: z.strictObject({
    /** HinhThucThu. */
    collectAt: codesFor(["receipt", "supplement", "result"]),
    /** MaPhiLePhi by our id; ours where it is not named. */
    codes: z.record(z.string(), code).default({}),
    /** LoaiPhiLePhi by how the name begins, the first that fits. */
    kinds: z.array(z.strictObject({ nameBegins: z.string().min(1), code })).default([]),
    kindOtherwise: code,
  }),
  /** LoaiGiayTo. */
  papers: codesFor(["original", "certified", "copy"]),
  /** TaiLieuNop; `address` with `{sha256}` and `{name}`, empty where files can't be fetched from outside. */
  attachments: z.strictObject({ address: z.string(), standing: code, deleted: code }),
  /** TrangThaiBoSung. */
  supplements: codesFor(["awaited", "answered"]),
  /** Names of agencies and divisions by our code or id; what is not named is said as it is. */
  units: z.record(z.string(), z.string().min(1)).default({}),
  /** Of members of staff by their id. */
  staff: z
    .record(z.string(), z.strictObject({ name: z.string().min(1), title: z.string().default("") }))
    .default({}),
  /** NoiDungXuLy by event, with `{reason}` and `{to}`; what is not named makes no entry. */
  progress: z.record(z.string().startsWith("dossier."), z.string().min(1)),
  texts: z.strictObject({
    /** ThongTinKhac of one who came for the applicant, with `{name}`, `{number}`, `{right}`, `{authorisation}`. */
    submitter: z.string(),
    rights: codesFor(["authorised", "relative", "representative"]),
    /** TenPhiLePhi of a line with an exemption, with `{name}` and `{exemption}`. */
    exemption: z.string(),
    /** TenGiayTo of the result, with `{number}`, by outcome. */
    results: z.strictObject({ granted: z.string(), denied: z.string() }),
    /** ThongTinTra, with `{receiver}`, `{number}` and `{tracking}`. */
    returned: z.string(),
  }),
});
export type PortalMapping = z.infer<typeof portalMappingSchema>;

/** Where the portal is and how it is spoken to. The password is no part of the file. */
export const portalSettingsSchema = z.strictObject({
  connection: z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    signInPath: z.string().default("/login"),
    callPath: z.string().default("/call"),
    username: z.string().min(1),
    /** `madonvi`. */
    unit: z.string().min(1),
    /** `body`: service and arguments in the JSON. `query`: the service in the path, arguments in the query string. */
    style: z.enum(["body", "query"]).default("body"),
    /** What the unit is called in a query string. */
    unitInQuery: z.string().default("MaDinhDanhDV"),
    timeoutSeconds: z.number().positive().max(600).default(60),
    isUpdating: z.strictObject({ yes: z.string(), no: z.string() }).default({ yes: "true", no: "false" }),
    /** The meaning of each `error_code` that is known; any other refuses the record. */
    answers: z.record(z.string(), z.enum(portalAnswers)).default({ "0": "ok", "00": "ok" }),
    /** Where TraCuuHoSo lists the progress of a dossier; null of a portal that does not. */
    progressInLookUp: z.string().nullable().default(null),
  }),
  mapping: portalMappingSchema,
  retry: z
    .strictObject({
      firstSeconds: z.number().positive(),
      mostSeconds: z.number().positive(),
      /** Refused so often it is stuck: a person has to look. It is tried once a day still. */
      stuckAfter: z.number().int().min(1),
    })
    .default({ firstSeconds: 30, mostSeconds: 3600, stuckAfter: 8 }),
  /** Dossiers at a time. */
  atOnce: z.number().int().min(1).max(16).default(3),
  /** Names of fields that are assumed, not taken from a source. */
  assumed: z.array(z.string()).default([]),
});
export type PortalSettings = z.infer<typeof portalSettingsSchema>;
