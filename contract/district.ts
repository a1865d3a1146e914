import { oc } from "@orpc/contract";
import { z } from "zod";
import { errorData } from "./errors.ts";
import { storedEventSchema } from "./events.ts";
import { instantSchema } from "./time.ts";

/** Version of the sync protocol; sent with every call, refused with the supported ones where unknown. */
export const SYNC_PROTOCOL = 1;

/** Bounds of one batch: what a weak line carries in one go and the server stores in one transaction. */
export const BATCH_MAX_EVENTS = 500;
export const BATCH_MAX_BYTES = 4 * 1024 * 1024;

export const positionSchema = z.object({
  epoch: z.number().int().min(1),
  /** Last stored event of the epoch; 0 before the first. */
  seq: z.number().int().min(0),
  /** Its hash; `CHAIN_START` before the first. */
  hash: z.string(),
});
export type Position = z.infer<typeof positionSchema>;

/** Consecutive events of one station. */
export const batchSchema = z.object({
  protocol: z.number().int(),
  station: z.string(),
  epoch: z.number().int().min(1),
  /** Hash of the event before the first one. */
  prevHash: z.string(),
  events: z.array(storedEventSchema).min(1).max(BATCH_MAX_EVENTS),
});
export type Batch = z.infer<typeof batchSchema>;

export const enrolmentSchema = z.object({
  station: z.string(),
  /** Secret of this station, shown once; sent as a bearer token. */
  token: z.string(),
  agency: z.string(),
  /** First and last serial number a day that this station may put into a dossier code: no two stations of an agency share one. */
  serials: z.object({ first: z.number().int(), last: z.number().int() }),
});
export type Enrolment = z.infer<typeof enrolmentSchema>;

const base = oc.errors({
  BAD_INPUT: { status: 400, data: errorData.BAD_INPUT },
  UNAUTHORISED: { status: 401, data: errorData.UNAUTHORISED },
  STATION_REVOKED: { status: 403, data: errorData.STATION_REVOKED },
  PROTOCOL_UNSUPPORTED: { status: 400, data: errorData.PROTOCOL_UNSUPPORTED },
  INTERNAL: { status: 500, data: errorData.INTERNAL },
});

/** What the district server offers to stations, over HTTP with JSON, bodies gzipped where that helps. */
export const districtContract = {
  health: base
    .route({ method: "GET", path: "/v1/health", summary: "Whether the server and its database answer" })
    .output(z.object({ ok: z.literal(true), now: instantSchema, protocols: z.array(z.number().int()) })),
  enrol: base
    .route({ method: "POST", path: "/v1/stations", summary: "Enrol a station with a one-time code" })
    .errors({ ENROL_CODE_INVALID: { status: 403, data: errorData.ENROL_CODE_INVALID } })
    .input(
      z.object({
        protocol: z.number().int(),
        /** UUID that the station made for itself: the hashes of its log contain it. */
        station: z.uuid(),
        code: z.string().min(1).max(64),
        name: z.string().min(1).max(200),
        app: z.string().max(40),
      }),
    )
    .output(enrolmentSchema),
  position: base
    .route({
      method: "GET",
      path: "/v1/position",
      summary: "The last event of this station that the district has",
    })
    .output(positionSchema),
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
};
