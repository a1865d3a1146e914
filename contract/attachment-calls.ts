import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { attachmentSchema } from "./dossier.ts";
import { idSchema } from "./entities.ts";
import { namedErrors as base } from "./named-errors.ts";
import { instantSchema } from "./time.ts";

const session = z.string().min(16).max(100);
const sha256 = attachmentSchema.shape.sha256;

/** The most that travels in one piece from a window to its station. */
export const PIECE_BYTES = 512 * 1024;

/** A scanned or photographed paper whose content the station has; what it shows is said where it is attached. */
export const storedFileSchema = attachmentSchema.omit({ componentId: true }).extend({
  /** Of a PDF, where it says so plainly. */
  pages: z.number().int().min(1).nullable(),
});
export type StoredFile = z.infer<typeof storedFileSchema>;

/** A new file in the scanner's folder (*thư mục máy quét*), whole and waiting to be taken. */
export const scanSchema = z.object({ name: z.string(), bytes: z.number().int(), at: instantSchema });
export type Scan = z.infer<typeof scanSchema>;

/**
 * Papers from a window, a camera or the scanner's folder into the station's attachments. Content that is no PDF, JPEG or
 * PNG, is cut off, too large or too many pixels is refused: ATTACHMENT_TYPE, ATTACHMENT_BROKEN, ATTACHMENT_TOO_LARGE,
 * ATTACHMENT_TOO_MANY_PIXELS.
 */
export const attachmentCalls = {
  /** Fails by ATTACHMENT_TYPE and ATTACHMENT_TOO_LARGE before anything travels. */
  begin: base
    .input(z.object({ session, name: z.string().max(1000), bytes: z.number().int().min(0) }))
    .output(z.object({ upload: idSchema })),
  /** The next piece, at most PIECE_BYTES; one that comes twice is taken once. Fails by UPLOAD_UNKNOWN. */
  send: base
    .input(
      z.object({ session, upload: idSchema, offset: z.number().int().min(0), piece: z.instanceof(Blob) }),
    )
    .output(z.object({ received: z.number().int() })),
  /** The content is checked and on the disk when the answer comes. */
  finish: base.input(z.object({ session, upload: idSchema })).output(storedFileSchema),
  /** A picture of it as a data URL, at most `edge` pixels wide and high; null of a PDF. */
  picture: base
    .input(z.object({ session, sha256, name: z.string().max(1000), edge: z.enum(["thumbnail", "screen"]) }))
    .output(z.string().nullable()),
  /** Opens a PDF in the program that the PC has for it; without one, says where the file is. Fails by PAGES_UNAVAILABLE. */
  open: base
    .input(z.object({ session, sha256, name: z.string().max(1000) }))
    .output(z.object({ file: z.string(), opened: z.boolean() })),
  /** What lies in the scanner's folder, again at each change; null where the PC has none. */
  watchScans: base.input(z.object({ session })).output(eventIterator(z.array(scanSchema).nullable())),
  /** Moves a scan into the attachments. Fails by SCAN_GONE where somebody else took it. */
  takeScan: base.input(z.object({ session, name: z.string().max(300) })).output(storedFileSchema),
};
