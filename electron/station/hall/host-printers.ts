import { setTimeout as pause } from "node:timers/promises";
import { ORPCError } from "@orpc/client";
import type { Logger } from "pino";
import { AppError } from "../../../contract/errors.ts";
import type { PcPrinters, PrinterStep } from "../../../contract/printers.ts";
import { changed } from "../changes.ts";
import type { StationContext } from "../context.ts";
import { toRpcError } from "../failures.ts";
import type { StationPrinters } from "../printing/station-printers.ts";
import type { Desk, Place } from "../staff/desk.ts";
import { type HallPrinters, PACE_MS, takeForOther } from "./hall-printers.ts";
import { askHost, type HostClient } from "./host-client.ts";

/** After a fault it is tried again so late: nobody's number waits for it. */
const AGAIN_MS = 5000;

export interface HostPrintersOptions {
  station: StationContext;
  own: StationPrinters;
  desk: Desk;
  /** The name of this PC or of another of the hall. */
  nameOf: (pc: string) => string;
  log: Logger;
  againMs?: number;
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

  async order(at: Place, pc: string, step: PrinterStep): Promise<void> {
    // Whoever can't reach the host can't reach that PC; that numbers wait as well is said elsewhere.
    const away = () => new AppError("PC_AWAY", { name: this.#options.nameOf(pc) });
    await askHost(this.#host, away, (host) => host.printers.step({ at, pc, step }));
  }

  /**
   * Tells and hears over the line to the host until it is gone. Nothing that goes wrong here ends the line: the queue is
   * worth more than the view of the printers. A host of an earlier version knows nothing of them.
   */
  async follow(host: HostClient, line: AbortSignal): Promise<void> {
    this.#host = host;
    const parts = [() => this.#tell(host, line), () => this.#hear(host), () => this.#serve(host)];
    await Promise.all(parts.map((part) => this.#whileLine(line, part)));
    this.#host = null;
    this.#show([]);
  }

  /** Does that part until the line is gone, and begins again after a fault of its own. */
  async #whileLine(line: AbortSignal, part: () => Promise<void>): Promise<void> {
    const { log, againMs = AGAIN_MS } = this.#options;
    while (!line.aborted) {
      const fault: unknown = await part().catch((error: unknown) => error);
      if (fault instanceof ORPCError && fault.code === "NOT_FOUND") return;
      await pause(againMs, undefined, { signal: line }).catch(() => undefined);
      if (!line.aborted) log.warn({ err: fault }, "the printers of the hall were not told or heard of");
    }
  }

  async #tell(host: HostClient, line: AbortSignal): Promise<void> {
    const { station, own } = this.#options;
    const told = changed(station.health.watch(() => own.told(), line, PACE_MS));
    for await (const printers of told) await host.printers.tell(printers);
  }

  async #hear(host: HostClient): Promise<void> {
    for await (const elsewhere of await host.printers.watch()) this.#show(elsewhere);
  }

  async #serve(host: HostClient): Promise<void> {
    const { station, own, desk, nameOf, log } = this.#options;
    const here = { own, desk, name: nameOf(station.log.place.station) };
    for await (const { id, at, step } of await host.printers.asked()) {
      const failure = await takeForOther(here, at, step).then(
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
