import { execFile } from "node:child_process";
import { close, constants, open, read, write } from "node:fs";
import { isatty } from "node:tty";
import { promisify } from "node:util";
import type { OfflineCause } from "../../../../contract/entities.ts";
import { Line, type LineOpener } from "./line.ts";

const run = promisify(execFile);
const [openFile, readFile, writeFile, closeFile] = [open, read, write, close].map((call) =>
  promisify(call as never),
) as unknown as [
  (path: string, flags: number) => Promise<number>,
  (file: number, buffer: Buffer, offset: number, length: number, at: null) => Promise<{ bytesRead: number }>,
  (
    file: number,
    buffer: Buffer,
    offset: number,
    length: number,
    at: null,
  ) => Promise<{ bytesWritten: number }>,
  (file: number) => Promise<void>,
];

/** How often an answer is looked for. */
const LISTEN_MS = 10;

/**
 * A printer behind a character device of Linux: USB (`/dev/usb/lp0`, by the kernel's `usblp`) or a serial line
 * (`/dev/ttyUSB0`, `/dev/ttyS0`; its speed is set beforehand, with `stty`).
 *
 * Opened without blocking and looked at in turns: a read that blocks would hold one of Node's few threads until the
 * printer speaks. Limits: the user must be allowed to write to the device (group `lp` or `dialout`); many cheap printers
 * have no way back over USB, they count as not answering. Windows has no such files: there it is the spooler.
 */
export class DeviceOpener implements LineOpener {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async open(timeoutMs: number): Promise<Line | OfflineCause> {
    const { O_RDWR, O_NONBLOCK, O_NOCTTY } = constants;
    try {
      const file = await openFile(this.#path, O_RDWR | O_NONBLOCK | O_NOCTTY);
      // A terminal line would echo, and write CR before every LF.
      if (isatty(file))
        await run("stty", ["-F", this.#path, "raw", "-echo"], { timeout: timeoutMs }).catch(() => undefined);
      return new DeviceLine(file);
    } catch (error) {
      return causes[(error as NodeJS.ErrnoException).code ?? ""] ?? "noAnswer";
    }
  }
}

/** What the operating system says where the device can't be opened. */
const causes: Readonly<Record<string, OfflineCause>> = {
  ENOENT: "noDevice",
  ENODEV: "noDevice",
  ENXIO: "noDevice",
  ENOTDIR: "noDevice",
  EISDIR: "noDevice",
  EACCES: "notAllowed",
  EPERM: "notAllowed",
  EBUSY: "busy",
};

class DeviceLine extends Line {
  readonly #file: number;
  #open = true;

  constructor(file: number) {
    super();
    this.#file = file;
    void this.#listen();
  }

  async send(bytes: Buffer): Promise<boolean> {
    let at = 0;
    while (at < bytes.length && !this.closed) {
      try {
        const { bytesWritten } = await writeFile(this.#file, bytes, at, bytes.length - at, null);
        at += bytesWritten;
        if (bytesWritten === 0) await pause(LISTEN_MS);
      } catch (error) {
        if (!isBusy(error)) this.#end();
        else await pause(LISTEN_MS);
      }
    }
    return at === bytes.length;
  }

  /** The device has no end that it would confirm: what the kernel has taken is on its way. */
  async finish(_timeoutMs: number): Promise<boolean> {
    const isWell = !this.closed;
    this.close();
    return isWell;
  }

  close(): void {
    this.#end();
  }

  async #listen(): Promise<void> {
    const buffer = Buffer.alloc(256);
    while (this.#open) {
      try {
        const { bytesRead } = await readFile(this.#file, buffer, 0, buffer.length, null);
        if (bytesRead > 0) this.hear(Buffer.from(buffer.subarray(0, bytesRead)));
        else await pause(LISTEN_MS);
      } catch (error) {
        // A line that can't be read from may still be written to; that it is gone, writing will show.
        if (isBusy(error)) await pause(LISTEN_MS);
        else if (isGone(error)) this.#end();
        else break;
      }
    }
    while (this.#open) await pause(LISTEN_MS);
    await closeFile(this.#file).catch(() => undefined);
  }

  #end(): void {
    this.#open = false;
    this.broke();
  }
}

function isBusy(error: unknown): boolean {
  return ["EAGAIN", "EINTR", "EBUSY"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function isGone(error: unknown): boolean {
  return ["EIO", "ENODEV", "ENXIO"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
