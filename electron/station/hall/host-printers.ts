import { ORPCError } from "@orpc/client";
import type { Logger } from "pino";
import type { PcPrinters, PrinterStep } from "../../../contract/printers.ts";
import type { StationContext } from "../context.ts";
import { toRpcError } from "../failures.ts";
import type { StationPrinters } from "../printing/station-printers.ts";
import { type AtCounter, type Desk, placeOf } from "../staff/desk.ts";
import { changed } from "./guest-printers.ts";
import type { HallPrinters } from "./hall-printers.ts";
import { askHost, type HostClient } from "./host-client.ts";

export interface HostPrintersOptions {
  station: StationContext;
  own: StationPrinters;
  hostName: () => string;
  desk: Desk;
  log: Logger;
}

/** A member's part: what the host tells of the others, and the steps that are asked of this PC through it. */
export class HostPrinters implements HallPrinters {
  readonly #options: HostPrintersOptions;
  #host: HostClient | null = null;
  #elsewhere: PcPrinters[] = [];

  constructor(options: HostPrintersOptions) {
    this.#options = options;
  }

  elsewhere(): PcPrinters[] {
    return this.#elsewhere;
  }

  async order(by: AtCounter, pc: string, step: PrinterStep): Promise<void> {
    if (pc === this.#options.station.log.place.station) return this.#options.own.take(by, step);
    await askHost(this.#host, this.#options.hostName, (host) =>
      host.printers.step({ at: placeOf(by), pc, step }),
    );
  }

  /** Tells and hears over the line to the host until it is gone. A host of an earlier version knows nothing of it. */
  async follow(host: HostClient, signal: AbortSignal): Promise<void> {
    this.#host = host;
    try {
      await Promise.all([this.#tell(host, signal), this.#hear(host), this.#serve(host)]);
    } catch (error) {
      if (!(error instanceof ORPCError && error.code === "NOT_FOUND")) throw error;
    } finally {
      this.#host = null;
      this.#show([]);
    }
  }

  async #tell(host: HostClient, signal: AbortSignal): Promise<void> {
    const { station, own } = this.#options;
    const told = changed(station.health.watch(() => own.told(), signal));
    for await (const printers of told) await host.printers.tell(printers);
  }

  async #hear(host: HostClient): Promise<void> {
    for await (const elsewhere of await host.printers.watch()) this.#show(elsewhere);
  }

  async #serve(host: HostClient): Promise<void> {
    const { own, desk, log } = this.#options;
    for await (const { id, at, step } of await host.printers.asked()) {
      const take = async () => own.take(desk.elsewhere(at), step);
      const failure = await take().then(
        () => null,
        (error: unknown) => toRpcError(error, log),
      );
      await host.printers.done({ id, failure: failure && { code: failure.code, data: failure.data } });
    }
  }

  #show(elsewhere: PcPrinters[]): void {
    this.#elsewhere = elsewhere;
    this.#options.station.health.notify();
  }
}
