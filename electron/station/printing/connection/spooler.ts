import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { OfflineCause, PrinterCondition } from "../../../../contract/entities.ts";

const run = promisify(execFile);

/** How often the queue is asked whether the job is through. */
const LOOK_MS = 250;

/** How a queue is; the cause is that of `offline`. */
export interface SpoolerStatus {
  condition: PrinterCondition;
  cause: OfflineCause | null;
}

const well: SpoolerStatus = { condition: "ready", cause: null };
const offline = (cause: OfflineCause): SpoolerStatus => ({ condition: "offline", cause });

/**
 * A raw queue of the operating system, for printers that only its driver can reach.
 *
 * Limits, the same on every system: a spooler says that the device took all bytes, never that a paper came out, and
 * nothing of paper or cover; so a paper through it counts as printed unconfirmed. What is in the spooler when it stops is
 * sent when it goes on: nothing of it is ever cleared, and a job that is not through in time is a person's to judge.
 */
export interface Spooler {
  status(timeoutMs: number): Promise<SpoolerStatus>;
  /**
   * @returns `through`: the device took all; `refused`: the spooler did not take it; `stuck`: it has it, and the device
   * has not taken it in time.
   */
  submit(bytes: Buffer, title: string, timeoutMs: number): Promise<"through" | "refused" | "stuck">;
}

export function spoolerOf(queue: string): Spooler {
  return process.platform === "win32" ? new WindowsSpooler(queue) : new CupsSpooler(queue);
}

/** `lp` and `lpstat`, as CUPS has them (and LPRng, with the same words). The queue is a raw one (`lpadmin … -m raw`). */
export class CupsSpooler implements Spooler {
  readonly #queue: string;

  constructor(queue: string) {
    this.#queue = queue;
  }

  async status(timeoutMs: number): Promise<SpoolerStatus> {
    try {
      const { stdout } = await run("lpstat", ["-p", this.#queue], {
        env: plainEnglish(),
        timeout: timeoutMs,
      });
      return /\b(disabled|paused|stopped)\b/i.test(stdout) ? offline("queueStopped") : well;
    } catch {
      return offline((await this.#isRunning(timeoutMs)) ? "noQueue" : "noSpooler");
    }
  }

  /** Asked for a queue, a spooler that is not there and one that lacks the queue say the same. */
  async #isRunning(timeoutMs: number): Promise<boolean> {
    try {
      const { stdout } = await run("lpstat", ["-r"], { env: plainEnglish(), timeout: timeoutMs });
      return /is running/.test(stdout);
    } catch {
      return false;
    }
  }

  async submit(bytes: Buffer, title: string, timeoutMs: number): Promise<"through" | "refused" | "stuck"> {
    const said = await this.#lp(bytes, title, timeoutMs);
    const id = said === null ? undefined : /request id is (\S+)/.exec(said)?.[1];
    if (id === undefined) return said === null ? "refused" : "stuck";
    const until = Date.now() + timeoutMs;
    while (Date.now() < until) {
      if (!(await this.#isWaiting(id))) return "through";
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    // It must not come out when somebody has printed it anew.
    await run("cancel", [id], { env: plainEnglish(), timeout: timeoutMs }).catch(() => undefined);
    return "stuck";
  }

  async #isWaiting(id: string): Promise<boolean> {
    try {
      const { stdout } = await run("lpstat", ["-W", "not-completed", "-o", this.#queue], {
        env: plainEnglish(),
        timeout: LOOK_MS * 20,
      });
      return stdout.split("\n").some((line) => line.split(/\s+/)[0] === id);
    } catch {
      return true;
    }
  }

  /** What `lp` says; null where it took nothing. */
  #lp(bytes: Buffer, title: string, timeoutMs: number): Promise<string | null> {
    return new Promise((resolve) => {
      const lp = spawn("lp", ["-d", this.#queue, "-o", "raw", "-t", title], {
        stdio: ["pipe", "pipe", "ignore"],
        env: plainEnglish(),
        timeout: timeoutMs,
      });
      let said = "";
      lp.stdout.on("data", (text) => {
        said += String(text);
      });
      lp.stdin.on("error", () => undefined);
      lp.once("error", () => resolve(null));
      lp.once("close", (status) => resolve(status === 0 ? said : null));
      lp.stdin.end(bytes);
    });
  }
}

/**
 * The print spooler of Windows by its own `winspool` calls with the data type RAW, as Microsoft documents them; called
 * through PowerShell, which every Windows has, so that no machine code of ours is needed. About a second a paper.
 */
class WindowsSpooler implements Spooler {
  readonly #queue: string;

  constructor(queue: string) {
    this.#queue = queue;
  }

  async status(timeoutMs: number): Promise<SpoolerStatus> {
    try {
      const { stdout } = await powerShell(
        "(Get-Printer -Name $env:MOTCUA_QUEUE).PrinterStatus.ToString()",
        { MOTCUA_QUEUE: this.#queue },
        timeoutMs + 5000,
      );
      const said = stdout.trim();
      if (/PaperOut/i.test(said)) return { condition: "paperOut", cause: null };
      if (/DoorOpen/i.test(said)) return { condition: "coverOpen", cause: null };
      if (/Paused/i.test(said)) return offline("queueStopped");
      if (/Offline|NotAvailable/i.test(said)) return offline("noAnswer");
      return /Error|Jam/i.test(said) ? { condition: "error", cause: null } : well;
    } catch (error) {
      return offline((error as NodeJS.ErrnoException).code === "ENOENT" ? "noSpooler" : "noQueue");
    }
  }

  async submit(bytes: Buffer, title: string, timeoutMs: number): Promise<"through" | "refused" | "stuck"> {
    const folder = await mkdtemp(join(tmpdir(), "paper-"));
    const file = join(folder, "paper.bin");
    try {
      await writeFile(file, bytes);
      const { stdout } = await powerShell(
        SEND_RAW,
        { MOTCUA_QUEUE: this.#queue, MOTCUA_FILE: file, MOTCUA_TITLE: title },
        timeoutMs,
      );
      return stdout.includes("TAKEN") ? "through" : "refused";
    } catch {
      return "stuck";
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function powerShell(script: string, values: Record<string, string>, timeoutMs: number) {
  return run("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", script], {
    env: { ...process.env, ...values },
    timeout: timeoutMs,
    windowsHide: true,
  });
}

const SEND_RAW = `
$ErrorActionPreference = 'Stop'
Add-Type -TypeDefinition @'
using System; using System.Runtime.InteropServices;
public static class RawSpool {
  [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
  public class DocInfo { public string Name; public string OutputFile; public string DataType; }
  [DllImport("winspool.drv", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool OpenPrinter(string name, out IntPtr printer, IntPtr defaults);
  [DllImport("winspool.drv", SetLastError = true)] static extern bool ClosePrinter(IntPtr printer);
  [DllImport("winspool.drv", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern int StartDocPrinter(IntPtr printer, int level, [In] DocInfo info);
  [DllImport("winspool.drv", SetLastError = true)] static extern bool EndDocPrinter(IntPtr printer);
  [DllImport("winspool.drv", SetLastError = true)]
  static extern bool WritePrinter(IntPtr printer, byte[] bytes, int count, out int written);
  public static bool Send(string name, string title, byte[] bytes) {
    IntPtr printer; int written = 0;
    if (!OpenPrinter(name, out printer, IntPtr.Zero)) return false;
    try {
      if (StartDocPrinter(printer, 1, new DocInfo { Name = title, DataType = "RAW" }) == 0) return false;
      bool taken = WritePrinter(printer, bytes, bytes.Length, out written) && written == bytes.Length;
      return EndDocPrinter(printer) && taken;
    } finally { ClosePrinter(printer); }
  }
}
'@
if ([RawSpool]::Send($env:MOTCUA_QUEUE, $env:MOTCUA_TITLE, [IO.File]::ReadAllBytes($env:MOTCUA_FILE))) { 'TAKEN' }
`;

/** What is read back is read in English, whatever the system speaks. */
function plainEnglish(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: "C", LANG: "C" };
}
