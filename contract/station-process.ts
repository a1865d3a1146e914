import { z } from "zod";
import { formPageSchema } from "./forms.ts";

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

/** What only a browser engine can do: the station asks the shell for it. */
export const pageWorkSchema = z.discriminatedUnion("do", [
  /** Gives a page to the operating system's queue, without a question. */
  z.object({
    do: z.literal("print"),
    html: z.string(),
    title: z.string(),
    page: formPageSchema,
    device: z.string(),
    duplex: z.boolean(),
  }),
  /** Writes a page as a PDF; a file that is there is replaced. */
  z.object({ do: z.literal("pdf"), html: z.string(), page: formPageSchema, file: z.string() }),
  /** Opens a file in the program that the PC has for it. */
  z.object({ do: z.literal("open"), file: z.string() }),
  /** Whether the operating system has that printer. */
  z.object({ do: z.literal("look"), device: z.string() }),
]);
export type PageWork = z.infer<typeof pageWorkSchema>;

export type PageResult =
  | { outcome: "done" }
  /** Nothing of it happened: it can be tried again. */
  | { outcome: "notStarted"; detail: string }
  /** It was begun, and nobody knows how it ended. */
  | { outcome: "unknown"; detail: string };

/** From the station service. */
export const fromStationSchema = z.discriminatedUnion("type", [
  /** The process runs; said before the store is opened. */
  helloMessageSchema,
  /** The store is open: calls are answered. */
  z.object({ type: z.literal("ready") }),
  /** The station can't work and says why in every answer. */
  z.object({ type: z.literal("fault"), code: z.string(), data: z.unknown() }),
  z.object({ type: z.literal("channel"), channel: z.number().int(), data: z.unknown() }),
  z.object({ type: z.literal("page"), request: z.number().int(), work: pageWorkSchema }),
]);
export type FromStation = z.infer<typeof fromStationSchema>;

/** To the station service. */
export type ToStation =
  /** A window wants to talk: over the port that comes along, or (child process) over this channel. */
  | { type: "open"; channel: number }
  | { type: "channel"; channel: number; data: unknown }
  | { type: "close"; channel: number }
  | { type: "pageDone"; request: number; result: PageResult }
  /** Finish what is under way and end. */
  | { type: "shutdown" };
