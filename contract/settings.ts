import { z } from "zod";
import { rollPaperSchema } from "./entities.ts";
import { languageSchema } from "./text.ts";

const LAST_PORT = 65_535;

/** `host:port`; the usual port of a printer is 9100. */
export const printerAddressSchema = z
  .string()
  .regex(/^[^:\s]+:\d{1,5}$/)
  .refine((address) => {
    const port = Number(address.slice(address.lastIndexOf(":") + 1));
    return port > 0 && port <= LAST_PORT;
  }, `a port is a number from 1 to ${LAST_PORT}`);

/** What every printer says of itself, whatever it hangs on. */
const printerBase = {
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string(),
  /** Which papers come out here; appointment slips and fee receipts where receipts do, unless a printer names them. */
  papers: z.array(rollPaperSchema).default([]),
  /** Which papers come out here when no printer that is named for them can print. */
  fallbackFor: z.array(rollPaperSchema).default([]),
};

/**
 * Command language: `epson` also for what says it is compatible to it and answers its status; `generic` for the cheap
 * 80 and 58 mm ones, that know its letters and pictures but neither its confirmation nor its clearing; `star` line mode.
 */
export const printerModelSchema = z.enum(["epson", "star", "generic"]);
export type PrinterModel = z.infer<typeof printerModelSchema>;

/**
 * How letters come onto the paper: `raster` as a picture in a bundled font, right on every printer; `wpc1258` and `tcvn3`
 * by the printer's own letters, several times fewer bytes, where a test print has shown that it has them.
 */
export const textModeSchema = z.enum(["raster", "wpc1258", "tcvn3"]);
export type TextMode = z.infer<typeof textModeSchema>;

/** A receipt printer on a roll. */
const thermal = {
  ...printerBase,
  model: printerModelSchema.default("epson"),
  /** Printable dots across: 576 on 80 mm paper, 384 on 58 mm. */
  widthDots: z.union([z.literal(576), z.literal(384)]).default(576),
  /** Until somebody chooses another on the screen. */
  textMode: textModeSchema.default("raster"),
  /** What a new roll holds. */
  rollMetres: z.number().min(5).max(500).default(60),
  /** A cash drawer hangs on it; the test page opens it. */
  drawer: z.boolean().default(false),
  /**
   * `printer`: a paper counts as printed when the printer says so. `sent`: for a printer that can't say anything, it
   * counts when every byte has been taken; the log names it so.
   */
  confirmation: z.enum(["printer", "sent"]).default("printer"),
};

/** A printer of this PC, told apart by what it is connected by. */
const connectedPrinterSchema = z.discriminatedUnion("connection", [
  z.object({
    connection: z.literal("tcp"),
    ...thermal,
    address: printerAddressSchema,
  }),
  z.object({
    connection: z.literal("device"),
    ...thermal,
    /** Character device of a printer on USB or a serial line, e.g. `/dev/usb/lp0`. */
    path: z.string().min(1),
  }),
  z.object({
    connection: z.literal("spooler"),
    ...thermal,
    /** Name of a raw queue of the operating system. */
    queue: z.string().regex(/^[^\s/#'"-][^\s/#'"]*( [^\s/#'"]+)*$/),
  }),
]);

/** Settings from before there were several connections name none: it is TCP. */
export const printerSettingsSchema = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null && !("connection" in value)
      ? { connection: "tcp", ...value }
      : value,
  connectedPrinterSchema,
);
export type PrinterSettings = z.infer<typeof connectedPrinterSchema>;
/** As it may be written in `settings.json`. */
export type PrinterEntry = z.input<typeof connectedPrinterSchema>;
/** A printer on a roll, that takes ESC/POS or Star's commands. */
export type ThermalSettings = Extract<PrinterSettings, { widthDots: number }>;

/** A laser printer, or any other that the operating system prints pages on. */
export const pagePrinterSettingsSchema = z.object({
  name: z.string(),
  /** Name of its queue in the operating system. */
  device: z.string().min(1),
  /** Both sides of a sheet, for lists of several pages. */
  duplex: z.boolean().default(false),
});
export type PagePrinterSettings = z.infer<typeof pagePrinterSettingsSchema>;

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
  /** The page printer for forms on A4 and A5; without one they are kept, to be opened and printed from the screen. */
  pagePrinter: pagePrinterSettingsSchema.optional(),
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
