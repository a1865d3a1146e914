import { z } from "zod";
import { displayLayoutSchema, printerAddressSchema, type settingsSchema } from "./settings.ts";
import { languageSchema } from "./text.ts";

/** What a PC of the hall can be for; `all`: kiosk, two counters and a display in windows, to try the program out. */
export const placeSchema = z.enum(["counter", "kiosk", "display", "survey", "all"]);
export type Place = z.infer<typeof placeSchema>;

/** What a technician says of a PC at its first start; the rest of its settings is written as usual. */
export const setUpSchema = z.object({
  place: placeSchema,
  /** Of a counter, or of the tablet that stands at it. */
  counter: z.string().regex(/^[a-z0-9-]{1,20}$/),
  language: languageSchema,
  layout: displayLayoutSchema,
  /** Of the receipt printer on the network; null where this PC has none yet. */
  printer: printerAddressSchema.nullable(),
  /** Address of the district server, and the one-time code that it made for this station; null where there is none yet. */
  district: z.object({ url: z.url({ protocol: /^https?$/ }), enrolCode: z.string().min(1) }).nullable(),
});
export type SetUp = z.infer<typeof setUpSchema>;

/** Where the written settings look for the store and for the office's files, beside themselves. */
export const SET_UP_FOLDERS = { data: "data", office: "office" } as const;

/** The settings of a PC that was set up so. */
export function settingsOf({ place, counter, language, layout, printer, district }: SetUp) {
  const size = { width: 1100, height: 720 };
  const windows = {
    counter: [{ role: "counter" as const, counter, language }],
    kiosk: [{ role: "kiosk" as const, language }],
    display: [{ role: "display" as const, language, layout }],
    survey: [{ role: "survey" as const, counter, language }],
    all: [
      { role: "kiosk" as const, language, size },
      { role: "counter" as const, counter: "1", language, size },
      { role: "counter" as const, counter: "2", language, size },
      { role: "display" as const, language, layout, size },
    ],
  }[place];
  return {
    dataFolder: SET_UP_FOLDERS.data,
    catalogueFolder: SET_UP_FOLDERS.office,
    windows,
    printers:
      printer === null
        ? []
        : [
            {
              id: "receipts",
              name: "ESC/POS",
              connection: "tcp" as const,
              address: printer,
              papers: ["ticket" as const, "receipt" as const, "test" as const],
            },
          ],
    // Whoever tries it out does so at any hour.
    anyHour: place === "all",
    district,
  } satisfies z.input<typeof settingsSchema>;
}
