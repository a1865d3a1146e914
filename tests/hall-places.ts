import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import { expect, vi } from "vitest";
import type { CounterStep, Ticket } from "../contract/queue.ts";
import { type PrinterEntry, type PrinterSettings, printerSettingsSchema } from "../contract/settings.ts";
import type { AtCounter } from "../electron/station/staff/desk.ts";
import { Station } from "../electron/station/station.ts";
import { officeFolder, shortPatience } from "./print-station.ts";

/** A PC of a hall without its windows: a station with a store of its own, which talks to the others over real TLS. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), "hall-"));
  readonly name: string;
  readonly lines: string[] = [];
  readonly #printers: PrinterSettings[];
  #station: Station | null = null;
  #port = 0;

  constructor(name: string, printers: PrinterEntry[] = []) {
    this.name = name;
    this.#printers = printers.map((printer) => printerSettingsSchema.parse(printer));
  }

  async start(): Promise<this> {
    this.#station = await Station.start({
      settings: {
        dataFolder: this.folder,
        catalogueFolder: officeFolder,
        windows: [{ role: "kiosk" }],
        printers: this.#printers,
        anyHour: true,
        hall: { port: this.#port, name: this.name, discover: false },
        district: null,
      },
      app: "test",
      patience: shortPatience,
      log: pino({ level: "warn" }, { write: (line: string) => void this.lines.push(line) }),
    });
    // After a restart it is where it was.
    this.#port = this.station.hall.port ?? 0;
    return this;
  }

  get station(): Station {
    if (this.#station === null) throw new Error(`${this.name} is off`);
    return this.#station;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async off(): Promise<void> {
    await this.#station?.stop();
    this.#station = null;
  }

  async remove(): Promise<void> {
    await this.off();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async at(counter: string, staff = "nghia", pin = "4321"): Promise<AtCounter> {
    const { session } = await this.station.desk.signIn({ staff, counter, pin });
    return this.station.desk.require(session);
  }

  take(serviceGroup = "certification") {
    return this.station.queue.take({ requestId: uuidv7(), serviceGroup, priority: null });
  }

  step(desk: AtCounter, step: CounterStep): Promise<Ticket | null> {
    return this.station.queue.step(desk, uuidv7(), step);
  }

  link(): string {
    return this.station.hall.state().link;
  }
}

/** The others are heard soon, but not at once. */
export const hallPatience = { timeout: 15_000, interval: 25 };

/** Joins the hall of `host` by the code that it shows. */
export async function pairWith(member: Place, host: Place): Promise<void> {
  const state = host.station.hall.openPairing(await host.at("4"));
  await member.station.hall.join(await member.at("3"), host.address, state.pairing?.code ?? "");
  await vi.waitFor(() => expect(member.link()).toBe("connected"), hallPatience);
}
