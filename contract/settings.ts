import { z } from "zod";
import { languageSchema } from "./text.ts";

/** A receipt printer that speaks ESC/POS over TCP. */
export const printerSettingsSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string(),
  /** `host:port`; the usual port is 9100. */
  address: z.string().regex(/^[^:\s]+:\d{1,5}$/),
  /** Printable dots across: 576 on 80 mm paper, 384 on 58 mm. */
  widthDots: z.union([z.literal(576), z.literal(384)]).default(576),
  /** Which papers come out here; appointment slips where receipts do, unless another printer names them. */
  papers: z.array(z.enum(["ticket", "receipt", "appointment", "test"])).min(1),
});
export type PrinterSettings = z.infer<typeof printerSettingsSchema>;

/**
 * Layouts of a display: `split` the latest call beside the counters, `line` one number for a small hall, `grid` many
 * counters, `media` calls beside pictures and videos.
 */
export const displayLayoutSchema = z.enum(["split", "line", "grid", "media"]);
export type DisplayLayout = z.infer<typeof displayLayoutSchema>;

/** A window that the app opens on this PC. */
export const windowSettingsSchema = z.object({
  role: z.enum(["kiosk", "counter", "display", "survey", "panel"]),
  /** The counter this PC stands at (roles `counter`, `survey` and `panel`). */
  counter: z.string().optional(),
  language: languageSchema.optional(),
  /** A kiosk with a scanner for QR codes: its screens say what can be scanned. */
  scanner: z.boolean().optional(),
  /** How a display shows the calls; `split` where left out. */
  layout: displayLayoutSchema.optional(),
  /** Kiosk and display cover their screen; a window with a size is for development. */
  size: z.object({ width: z.number().int(), height: z.number().int() }).optional(),
});
export type WindowSettings = z.infer<typeof windowSettingsSchema>;

/**
 * `settings.json` of one PC: what differs from PC to PC. What an office decides is in its catalogue.
 * Relative paths start at the folder of the settings file.
 */
export const settingsSchema = z.object({
  /** Folder of the station's store. */
  dataFolder: z.string(),
  /** Folder of the office's data files, loaded when they changed. */
  catalogueFolder: z.string(),
  windows: z.array(windowSettingsSchema).min(1),
  printers: z.array(printerSettingsSchema),
  /** Folder that the scanner's program writes to; new scans are offered at intake. */
  scanFolder: z.string().optional(),
  /** Folder of pictures and videos for displays with the layout `media`. */
  mediaFolder: z.string().optional(),
  /** The kiosk gives out numbers at any hour, whatever the office's hours: for practice and trying out. */
  anyHour: z.boolean().default(false),
  /** How this PC takes part in a hall of several; null where it stands alone. */
  hall: z
    .object({
      /** Others reach this PC on it, whether it hosts or not. 0: any free one, told only to those it connects to. */
      port: z.number().int().min(0).max(65535).default(8443),
      /** What the others call it. */
      name: z.string().min(1).max(80),
      /** Whether it is announced and looked for on the network. */
      discover: z.boolean().default(true),
    })
    .nullable()
    .default(null),
  /** Null: this station keeps everything and sends nothing yet. */
  district: z.object({ url: z.url(), enrolCode: z.string().optional() }).nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;
