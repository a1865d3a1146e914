import { Bonjour } from "bonjour-service";
import type { Logger } from "pino";

/** A hosting PC that was heard on the network. */
export interface Heard {
  station: string;
  name: string;
  /** `host:port` */
  address: string;
}

const SERVICE = "motcua";

/**
 * Announces the hosting PC on the local network (mDNS) and hears of others. Only a help for people: whom to trust is
 * decided by the pairing, not by what is announced.
 */
export class Discovery {
  readonly #bonjour: Bonjour;
  readonly #heard = new Map<string, Heard>();
  readonly #station: string;
  #announced: { stop: (done?: () => void) => void } | null = null;

  constructor(station: string, onChange: () => void, log: Logger) {
    this.#station = station;
    // A network without multicast is no fault: the address is typed in then.
    this.#bonjour = new Bonjour({}, (error: unknown) =>
      log.info({ err: error }, "no discovery on this network"),
    );
    const browser = this.#bonjour.find({ type: SERVICE }, (service) => {
      const id = String(service.txt?.station ?? "");
      const host = service.addresses?.find((address) => /^\d+(\.\d+){3}$/.test(address));
      if (id === "" || id === this.#station || host === undefined) return;
      this.#heard.set(id, {
        station: id,
        name: String(service.txt?.name ?? host),
        address: `${host}:${service.port}`,
      });
      onChange();
    });
    browser.on("down", (service: { txt?: { station?: unknown } }) => {
      if (this.#heard.delete(String(service.txt?.station ?? ""))) onChange();
    });
  }

  heard(): Heard[] {
    return [...this.#heard.values()];
  }

  announce(name: string, port: number): void {
    this.silence();
    this.#announced = this.#bonjour.publish({
      name: `${name} ${this.#station.slice(0, 8)}`,
      type: SERVICE,
      port,
      txt: { station: this.#station, name },
      probe: false,
    }) as unknown as { stop: () => void };
  }

  silence(): void {
    this.#announced?.stop();
    this.#announced = null;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#bonjour.unpublishAll(() => resolve()));
    this.#bonjour.destroy();
  }
}
