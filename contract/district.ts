import { oc } from "@orpc/contract";
import { z } from "zod";
import { idSchema, printerConditionSchema } from "./entities.ts";
import { errorData } from "./errors.ts";
import { storedEventSchema } from "./events.ts";
import { feedItemSchema } from "./feed.ts";
import { lodgedDossierSchema, receivedLodgedSchema } from "./lodged.ts";
import { officeReportSchema } from "./office.ts";
import { writtenSchema } from "./text.ts";
import { instantSchema } from "./time.ts";

/**
 * Versions of the sync protocol that this program speaks, the newest first. The highest that both sides name is used;
 * where they share none, what can't be sent waits at the station.
 */
export const SYNC_PROTOCOLS: readonly number[] = [1];
export const SYNC_PROTOCOL = 1;

/** The highest protocol that both know, or null. */
export function commonProtocol(ours: readonly number[], theirs: readonly number[]): number | null {
  const shared = ours.filter((protocol) => theirs.includes(protocol));
  return shared.length === 0 ? null : Math.max(...shared);
}

/** Bounds of one batch, unpacked: what a weak line carries in one go and the server stores in one transaction. */
export const BATCH_MAX_EVENTS = 1000;
export const BATCH_MAX_BYTES = 4 * 1024 * 1024;

/** What an event weighs on the wire beside its data: hash, names, times. */
export const EVENT_ENVELOPE_BYTES = 400;

/**
 * How many of a run of events fit into a batch, by the bytes of their data; one at least where there is one: a single large
 * event must not block the rest.
 */
export function fittingEvents(dataBytes: readonly number[], maxBytes: number): number {
  let bytes = 0;
  const tooMuch = dataBytes.findIndex((size) => {
    bytes += size + EVENT_ENVELOPE_BYTES;
    return bytes > maxBytes;
  });
  return tooMuch === -1 ? dataBytes.length : Math.max(1, tooMuch);
}

/** How content is packed on the wire, the best first; both sides take the first that both have. */
export const PACKINGS = ["zstd", "gzip"] as const;
export type Packing = (typeof PACKINGS)[number];

/** One request carries so much of an attachment at most. */
export const ATTACHMENT_CHUNK_MAX_BYTES = 256 * 1024;
export const ATTACHMENT_MAX_BYTES = 100 * 1024 * 1024;

/** As many things come down in one answer at most. */
export const FEED_MAX_ITEMS = 500;

export const positionSchema = z.object({
  epoch: z.number().int().min(1),
  /** Last stored event of the epoch; 0 before the first. */
  seq: z.number().int().min(0),
  /** Its hash; `CHAIN_START` before the first. */
  hash: z.string(),
});
export type Position = z.infer<typeof positionSchema>;

/**
 * An event on its way. Its number follows from its place in the batch and its hash from its content: neither is sent,
 * the receiver works them out and compares the last hash.
 */
export const sentEventSchema = storedEventSchema.omit({ seq: true, hash: true });
export type SentEvent = z.infer<typeof sentEventSchema>;

/** Consecutive events of one station. */
export const batchSchema = z.object({
  protocol: z.number().int(),
  station: z.string(),
  epoch: z.number().int().min(1),
  firstSeq: z.number().int().min(1),
  /** Hash of the event before the first one. */
  prevHash: z.string().length(64),
  /** Hash of the last one. */
  lastHash: z.string().length(64),
  events: z.array(sentEventSchema).min(1).max(BATCH_MAX_EVENTS),
});
export type Batch = z.infer<typeof batchSchema>;

/** First and last serial number a day that a log may put into dossier codes: no two of an agency share one. */
export const serialsSchema = z.object({ first: z.number().int(), last: z.number().int() });
export type Serials = z.infer<typeof serialsSchema>;

export const enrolmentSchema = z.object({
  station: z.string(),
  agency: z.string(),
  serials: serialsSchema,
});
export type Enrolment = z.infer<typeof enrolmentSchema>;

/**
 * A secret that the station made for itself and kept before it sent it: when an answer is lost it asks again with the
 * same one and gets the same answer. Sent as a bearer token from then on.
 */
const token = z.string().regex(/^[\w-]{32,100}$/);

/** What the district's people see of a station. */
export const stationReportSchema = z.object({
  app: z.string().max(40),
  epoch: z.number().int(),
  /** Last event stored at the station, and since when the first one waits that the district lacks. */
  lastSeq: z.number().int(),
  waitingSince: instantSchema.nullable(),
  attachmentsWaiting: z.number().int(),
  printers: z
    .array(z.object({ name: z.string().max(200), condition: printerConditionSchema }))
    .max(20)
    .default([]),
  freeDiskBytes: z.number().nullable().default(null),
  /** How far the station's clock is ahead of the district's, as the station measured it over one call. */
  clockAheadMs: z.number().nullable().default(null),
  /** Which of the published versions of the office is in force there. */
  office: officeReportSchema.optional(),
});
export type StationReport = z.infer<typeof stationReportSchema>;

const base = oc.errors({
  BAD_INPUT: { status: 400, data: errorData.BAD_INPUT },
  UNAUTHORISED: { status: 401, data: errorData.UNAUTHORISED },
  STATION_REVOKED: { status: 403, data: errorData.STATION_REVOKED },
  PROTOCOL_UNSUPPORTED: { status: 400, data: errorData.PROTOCOL_UNSUPPORTED },
  INTERNAL: { status: 500, data: errorData.INTERNAL },
  DISTRICT_BUSY: { status: 503, data: errorData.DISTRICT_BUSY },
  DISTRICT_FULL: { status: 507, data: errorData.DISTRICT_FULL },
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What the district server offers to stations, over HTTP with JSON, bodies packed where that helps. */
export const districtContract = {
  health: base
    .route({ method: "GET", path: "/v1/health", summary: "Whether the server and its database answer" })
    .output(
      z.object({
        ok: z.literal(true),
        now: instantSchema,
        protocols: z.array(z.number().int()),
        packings: z.array(z.string()),
        limits: z.object({ events: z.number().int(), bytes: z.number().int() }),
      }),
    ),
  enrol: base
    .route({ method: "POST", path: "/v1/stations", summary: "Enrol a station with a one-time code" })
    .errors({
      ENROL_CODE_INVALID: { status: 403, data: errorData.ENROL_CODE_INVALID },
      ENROL_CODE_REPLACES_THIS: { status: 409, data: errorData.ENROL_CODE_REPLACES_THIS },
    })
    .input(
      z.object({
        protocol: z.number().int(),
        /** UUID that the station made for itself: the hashes of its log contain it. */
        station: z.uuid(),
        epoch: z.number().int().min(1),
        token,
        code: z.string().min(1).max(64),
        name: z.string().min(1).max(200),
        app: z.string().max(40),
      }),
    )
    .output(enrolmentSchema),
  openEpoch: base
    .route({
      method: "POST",
      path: "/v1/epochs",
      summary: "Branch off: this machine's log differs from the one that the district has under its name",
    })
    .errors({ BATCH_FORK: { status: 409, data: errorData.BATCH_FORK } })
    .input(
      z.object({
        protocol: z.number().int(),
        token,
        /** The last event that both have of each epoch of this machine's log, the present epoch last. */
        shared: z.array(positionSchema).min(1).max(100),
      }),
    )
    .output(z.object({ epoch: z.number().int(), serials: serialsSchema })),
  position: base
    .route({
      method: "GET",
      path: "/v1/position",
      summary: "The last event of this station's epoch that the district has",
    })
    .output(positionSchema),
  hashAt: base
    .route({ method: "GET", path: "/v1/hashes/{seq}", summary: "The hash of one stored event of this epoch" })
    .input(z.object({ seq: z.coerce.number().int().min(1) }))
    .output(z.object({ hash: z.string().nullable() })),
  pushBatch: base
    .route({ method: "POST", path: "/v1/batches", summary: "Store consecutive events, whole or not at all" })
    .errors({
      STATION_MISMATCH: { status: 403, data: errorData.STATION_MISMATCH },
      BATCH_GAP: { status: 409, data: errorData.BATCH_GAP },
      BATCH_FORK: { status: 409, data: errorData.BATCH_FORK },
      CHAIN_BROKEN: { status: 422, data: errorData.CHAIN_BROKEN },
      BATCH_TOO_LARGE: { status: 413, data: errorData.BATCH_TOO_LARGE },
    })
    .input(batchSchema)
    .output(z.object({ position: positionSchema })),
  feed: base
    .route({
      method: "POST",
      path: "/v1/feed",
      summary:
        "What concerns this station and came after the cursor; the cursor acknowledges what was before it",
    })
    .input(
      z.object({
        protocol: z.number().int(),
        /** As the last answer gave it; null at first. */
        cursor: z.string().max(100).nullable(),
        limit: z.number().int().min(1).max(FEED_MAX_ITEMS),
        report: stationReportSchema.optional(),
      }),
    )
    .output(
      z.object({
        items: z.array(feedItemSchema),
        cursor: z.string().nullable(),
        more: z.boolean(),
        now: instantSchema,
        /** The last event of this station's epoch that the district has: less than before where it was restored. */
        position: positionSchema.optional(),
      }),
    ),
  lodged: {
    receive: base
      .route({
        method: "POST",
        path: "/v1/lodged",
        successStatus: 200,
        summary:
          "The portal hands over a dossier that was lodged online, its attachments before it; again with the same code is the same",
      })
      .errors({
        LODGED_UNFIT: { status: 422, data: errorData.LODGED_UNFIT },
        LODGED_DIFFERS: { status: 409, data: errorData.LODGED_DIFFERS },
        OFFICE_MISSING: { status: 409, data: errorData.OFFICE_MISSING },
      })
      .input(lodgedDossierSchema)
      .output(z.object({ id: idSchema, answerBy: instantSchema })),
    withdraw: base
      .route({
        method: "POST",
        path: "/v1/lodged/withdrawals",
        successStatus: 200,
        summary:
          "The applicant takes a lodged dossier back: gone where nobody has it in hand, else asked of who has it",
      })
      .errors({
        LODGED_UNKNOWN: { status: 404, data: errorData.LODGED_UNKNOWN },
        LODGED_CLOSED: { status: 409, data: errorData.LODGED_CLOSED },
      })
      .input(
        z.object({
          code: lodgedDossierSchema.shape.code,
          by: writtenSchema.min(2).max(200),
          reason: writtenSchema.min(1).max(2000),
        }),
      )
      .output(z.object({ state: z.enum(["withdrawn", "requested"]) })),
    take: base
      .route({
        method: "POST",
        path: "/v1/lodged/{id}",
        successStatus: 200,
        summary: "A station takes a lodged dossier in hand: it has it from then on, and no other",
      })
      .errors({
        LODGED_UNKNOWN: { status: 404, data: errorData.LODGED_UNKNOWN },
        LODGED_TAKEN: { status: 409, data: errorData.LODGED_TAKEN },
        LODGED_GONE: { status: 410, data: errorData.LODGED_GONE },
      })
      .input(z.object({ id: idSchema }))
      .output(receivedLodgedSchema),
  },
  attachments: {
    state: base
      .route({ method: "GET", path: "/v1/attachments/{sha256}", summary: "How much of a file is there" })
      .input(z.object({ sha256 }))
      .output(z.object({ whole: z.boolean(), received: z.number().int() })),
    send: base
      .route({
        method: "PUT",
        path: "/v1/attachments/{sha256}/{offset}",
        inputStructure: "detailed",
        summary: "The next piece of a file; once its last byte is there its hash is checked",
      })
      .errors({
        ATTACHMENT_OFFSET: { status: 409, data: errorData.ATTACHMENT_OFFSET },
        ATTACHMENT_DAMAGED: { status: 422, data: errorData.ATTACHMENT_DAMAGED },
        BATCH_TOO_LARGE: { status: 413, data: errorData.BATCH_TOO_LARGE },
      })
      .input(
        z.object({
          params: z.object({ sha256, offset: z.coerce.number().int().min(0) }),
          query: z.object({ size: z.coerce.number().int().min(1).max(ATTACHMENT_MAX_BYTES) }),
          body: z.instanceof(Blob),
        }),
      )
      .output(z.object({ whole: z.boolean(), received: z.number().int() })),
    read: base
      .route({
        method: "GET",
        path: "/v1/attachments/{sha256}/{offset}",
        summary: "A piece of a stored file from an offset on",
      })
      .errors({ ATTACHMENT_UNKNOWN: { status: 404, data: errorData.ATTACHMENT_UNKNOWN } })
      .input(
        z.object({
          sha256,
          offset: z.coerce.number().int().min(0),
          /** At most so much of it; as much as fits where it is left out. */
          bytes: z.coerce.number().int().min(1).max(ATTACHMENT_CHUNK_MAX_BYTES).optional(),
        }),
      )
      .output(z.instanceof(Blob)),
  },
};
