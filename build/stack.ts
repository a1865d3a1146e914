import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { z } from "zod";
import { isAppError } from "../contract/errors.ts";
import type { settingsSchema, WindowSettings } from "../contract/settings.ts";
import { startEmbeddedPostgres } from "../district/postgres/embedded.ts";
import { type DistrictServer, startDistrict } from "../district/server.ts";
import { districtPages } from "./district-pages.ts";
import { startVirtualPrinter, type VirtualPrinter } from "./printer/virtual-printer.ts";
import { root } from "./project.ts";

/** Everything around the app on one PC: district server with its PostgreSQL, printer, settings. */
export interface Stack {
  settingsFile: string;
  printer: VirtualPrinter;
  district: DistrictServer;
  databaseUrl: string;
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Where data, papers and settings are kept. */
  folder: string;
  windows: WindowSettings[];
  /** Fixed ports for people; the next free ones where they are taken. Tests take any. */
  ports?: { printer: number; district: number };
  /** The way from the station to the district, e.g. through a line that can be cut. */
  route?: (districtUrl: string) => Promise<string>;
  /** Folder of the office's data files; the example office where left out. */
  catalogueFolder?: string;
  /** Whether numbers are given out whatever the office's hours: a hall that is tried out at night, unless told not to. */
  anyHour?: boolean;
  /** Folder of pictures and videos for the displays. */
  mediaFolder?: string;
  /** Name of the page printer in the operating system. */
  pagePrinter?: string;
  say?: (line: string) => void;
}

const OFFICE = join(root, "data/phu-ninh");

export async function startStack(options: StackOptions): Promise<Stack> {
  const { folder, say = () => undefined, catalogueFolder = OFFICE, anyHour = true } = options;
  mkdirSync(folder, { recursive: true });
  const given = process.env.DATABASE_URL;
  const postgres = given === undefined ? await startEmbeddedPostgres(join(folder, "postgres")) : null;
  const databaseUrl = given ?? postgres?.url ?? "";
  const district = await onFreePort(options.ports?.district, say, (port) =>
    startDistrict({
      databaseUrl,
      port,
      attachmentsFolder: join(folder, "district-attachments"),
      officeFolder: catalogueFolder,
      pagesFolder: districtPages,
    }),
  );
  const papers = join(folder, "printer");
  const printer = await onFreePort(options.ports?.printer, say, (port) =>
    startVirtualPrinter({ port, folder: papers }),
  );
  const { agency } = JSON.parse(readFileSync(join(catalogueFolder, "office.json"), "utf8")) as {
    agency: string;
  };
  const settings: z.input<typeof settingsSchema> = {
    dataFolder: "station",
    catalogueFolder: relative(folder, catalogueFolder),
    windows: options.windows,
    printers: [
      {
        id: "counter",
        name: "Máy in nhiệt",
        connection: "tcp",
        address: `127.0.0.1:${printer.port}`,
        widthDots: 576,
        papers: ["ticket", "receipt", "test"],
      },
    ],
    anyHour,
    hall: null,
    ...(options.pagePrinter === undefined
      ? {}
      : { pagePrinter: { name: options.pagePrinter, device: options.pagePrinter, duplex: false } }),
    ...(options.mediaFolder === undefined ? {} : { mediaFolder: options.mediaFolder }),
    district: {
      url: (await options.route?.(district.url)) ?? district.url,
      enrolCode: await district.createEnrolCode({ agency, name: "Quầy một cửa", ttlMinutes: 24 * 60 }),
    },
  };
  const settingsFile = join(folder, "settings.json");
  writeFileSync(settingsFile, `${JSON.stringify(settings, null, 2)}\n`);
  return {
    settingsFile,
    printer,
    district,
    databaseUrl,
    stop: async () => {
      await printer.close();
      await district.close();
      await postgres?.stop();
    },
  };
}

/** The windows of a small hall on one PC. Sizes are for desks; real kiosks and displays cover their screens. */
export const hallWindows: WindowSettings[] = [
  { role: "kiosk", size: { width: 1080, height: 1920 }, scanner: true },
  { role: "counter", counter: "1", size: { width: 1920, height: 1080 } },
  { role: "counter", counter: "2", size: { width: 1366, height: 768 } },
  { role: "display", size: { width: 1920, height: 1080 } },
];

async function onFreePort<T>(
  wanted: number | undefined,
  say: (line: string) => void,
  start: (port: number) => Promise<T>,
): Promise<T> {
  if (wanted === undefined) return start(0);
  try {
    return await start(wanted);
  } catch (error) {
    if (!isAppError(error) || error.code !== "PORT_TAKEN") throw error;
    say(`Port ${wanted} is taken by another program: using a free one.`);
    return start(0);
  }
}
