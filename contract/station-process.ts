import { z } from "zod";

/**
 * What the shell and the station service's process say to each other. The RPC contract runs over ports that the shell
 * hands over: real message ports from a utility process, numbered channels over the pipe from a child process.
 */
export const helloMessageSchema = z.object({
  type: z.literal("hello"),
  protocol: z.number().int(),
  app: z.string(),
  node: z.string(),
  napi: z.string(),
});
export type HelloMessage = z.infer<typeof helloMessageSchema>;

/** From the station service. */
export const fromStationSchema = z.discriminatedUnion("type", [
  /** The process runs; said before the store is opened. */
  helloMessageSchema,
  /** The store is open: calls are answered. */
  z.object({ type: z.literal("ready") }),
  /** The station can't work and says why in every answer. */
  z.object({ type: z.literal("fault"), code: z.string(), data: z.unknown() }),
  z.object({ type: z.literal("channel"), channel: z.number().int(), data: z.unknown() }),
]);
export type FromStation = z.infer<typeof fromStationSchema>;

/** To the station service. */
export type ToStation =
  /** A window wants to talk: over the port that comes along, or (child process) over this channel. */
  | { type: "open"; channel: number }
  | { type: "channel"; channel: number; data: unknown }
  | { type: "close"; channel: number }
  /** Finish what is under way and end. */
  | { type: "shutdown" };
