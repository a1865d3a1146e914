import type { OfflineCause, PrinterCondition } from "../../../contract/entities.ts";
import type { TextMode, ThermalSettings } from "../../../contract/settings.ts";
import { DeviceOpener } from "./connection/device-line.ts";
import { type Spooler, spoolerOf } from "./connection/spooler.ts";
import { TcpOpener } from "./connection/tcp-line.ts";
import { Conversation } from "./conversation.ts";
import { canPrint, type Patience, type PrinterDriver, type SendResult } from "./driver.ts";
import type { ClaimedJob } from "./job-store.ts";
import { commandLanguage } from "./language/languages.ts";
import { type Paper, paperSchema } from "./paper.rules.ts";
import { type ImageSource, renderPaper } from "./render.ts";

/** What a printer on a roll needs to know beside its settings. */
export interface ThermalOptions {
  patience: Patience;
  /** Chosen on the screen, else as the settings say. */
  textMode: () => TextMode;
  images: ImageSource;
}

/** A printer on a roll, over a line that answers or through the system's spooler. */
export function thermalDriver(settings: ThermalSettings, options: ThermalOptions): PrinterDriver {
  switch (settings.connection) {
    case "tcp":
      return new LineDriver(settings, options, new TcpOpener(settings.address));
    case "device":
      return new LineDriver(settings, options, new DeviceOpener(settings.path));
    case "spooler":
      return new SpoolerDriver(settings, options, spoolerOf(settings.queue));
  }
}

class LineDriver implements PrinterDriver {
  readonly #settings: ThermalSettings;
  readonly #options: ThermalOptions;
  readonly #conversation: Conversation;
  #number = Math.floor(Math.random() * 10_000);

  constructor(
    settings: ThermalSettings,
    options: ThermalOptions,
    opener: ConstructorParameters<typeof Conversation>[0],
  ) {
    this.#settings = settings;
    this.#options = options;
    this.#conversation = new Conversation(opener, commandLanguage(settings.model), options.patience);
  }

  status(): Promise<PrinterCondition> {
    return this.#conversation.status();
  }

  cause(): OfflineCause | null {
    return this.#conversation.cause;
  }

  close(): void {
    this.#conversation.close();
  }

  clear(): Promise<boolean> {
    return this.#conversation.clear();
  }

  async print(job: ClaimedJob, onCondition: (condition: PrinterCondition) => void): Promise<SendResult> {
    const { bytes, dots } = await rendered(job, this.#settings, this.#options);
    this.#number += 1;
    const confirms = this.#settings.confirmation === "printer";
    const sent = await this.#conversation.print(bytes, this.#number, confirms, onCondition);
    return sent.outcome === "printed" ? { ...sent, dots } : sent;
  }
}

class SpoolerDriver implements PrinterDriver {
  readonly #settings: ThermalSettings;
  readonly #options: ThermalOptions;
  readonly #spooler: Spooler;
  #cause: OfflineCause | null = null;

  constructor(settings: ThermalSettings, options: ThermalOptions, spooler: Spooler) {
    this.#settings = settings;
    this.#options = options;
    this.#spooler = spooler;
  }

  async status(): Promise<PrinterCondition> {
    const said = await this.#spooler.status(this.#options.patience.answerMs);
    this.#cause = said.condition === "offline" ? said.cause : null;
    return said.condition;
  }

  cause(): OfflineCause | null {
    return this.#cause;
  }

  /** A spooler is not called back: what it has it prints. */
  close(): void {}

  /** What did not go through in time was taken out of the queue then. */
  async clear(): Promise<boolean> {
    return true;
  }

  async print(job: ClaimedJob): Promise<SendResult> {
    const { bytes, dots } = await rendered(job, this.#settings, this.#options);
    const condition = await this.status();
    if (!canPrint(condition)) return { outcome: "notStarted", condition };
    const { paperMs, bytesPerSecond } = this.#options.patience;
    const limit = Math.ceil(paperMs + (1000 * bytes.length) / bytesPerSecond);
    const taken = await this.#spooler.submit(bytes, job.title, limit);
    if (taken === "through") return { outcome: "printed", condition, unconfirmed: true, dots };
    return taken === "refused"
      ? { outcome: "notStarted", condition: "offline" }
      : { outcome: "unknown", condition: await this.status() };
  }
}

async function rendered(job: ClaimedJob, settings: ThermalSettings, options: ThermalOptions) {
  const paper: Paper = paperSchema.parse(job.paper);
  return renderPaper(paper, { ...settings, textMode: options.textMode() }, options.images);
}
