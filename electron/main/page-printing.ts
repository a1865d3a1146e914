import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { BrowserWindow, type Session, session, shell } from "electron";
import type { FormPage } from "../../contract/forms.ts";
import type { PageResult, PageWork } from "../../contract/station-process.ts";

const run = promisify(execFile);
type PrintWork = Extract<PageWork, { do: "print" }>;

/** Where a page to be printed lies inside its own session: a `data:` address may not be long enough for it. */
const PAGE_URL = "app://page/";
/** Whatever a template says: nothing is loaded and nothing runs. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";
/** Fonts and pictures are part of the page, and have to be there before it is printed. */
const SETTLED = `Promise.all([
  ...[...document.fonts].map((font) => font.load()),
  ...[...document.images].map((image) => image.decode()),
]).then(() => true, (error) => String(error))`;

const MICRONS = 1000;
const sizes: Record<FormPage, { width: number; height: number; landscape: boolean }> = {
  A4: { width: 210 * MICRONS, height: 297 * MICRONS, landscape: false },
  A5: { width: 148 * MICRONS, height: 210 * MICRONS, landscape: false },
  "A4 landscape": { width: 210 * MICRONS, height: 297 * MICRONS, landscape: true },
};

/** Prints pages and writes them as PDF, one after the other, in a window that nobody sees. */
export class PagePrinting {
  #session: Session | null = null;
  #html = "";
  #turn: Promise<unknown> = Promise.resolve();

  /** Does one thing after the other: a second page would take the first one's place. */
  readonly do = (work: PageWork): Promise<PageResult> => {
    const result = this.#turn.then(() => this.#do(work));
    this.#turn = result.catch(() => undefined);
    return result;
  };

  async #do(work: PageWork): Promise<PageResult> {
    switch (work.do) {
      case "print":
        return this.#withPage(work.html, (window) => print(window, work));
      case "pdf":
        return this.#withPage(work.html, (window) => writePdf(window, work));
      case "open": {
        const detail = await shell.openPath(work.file);
        return detail === "" ? { outcome: "done" } : { outcome: "notStarted", detail };
      }
      case "look":
        return this.#withPage("", async (window) =>
          (await hasPrinter(window, work.device))
            ? { outcome: "done" }
            : { outcome: "notStarted", detail: work.device },
        );
    }
  }

  async #withPage(html: string, work: (window: BrowserWindow) => Promise<PageResult>): Promise<PageResult> {
    this.#html = html;
    const window = new BrowserWindow({
      show: false,
      webPreferences: {
        session: this.#pages(),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        spellcheck: false,
      },
    });
    try {
      window.webContents.setWindowOpenHandler(() => ({ action: "deny" }));
      await window.loadURL(PAGE_URL);
      const settled: unknown = await window.webContents.executeJavaScript(SETTLED);
      if (settled !== true) return { outcome: "notStarted", detail: String(settled) };
      return await work(window);
    } finally {
      window.destroy();
      this.#html = "";
    }
  }

  /** A session in memory that knows nothing but the page. */
  #pages(): Session {
    if (this.#session !== null) return this.#session;
    const pages = session.fromPartition("pages");
    pages.protocol.handle("app", () => {
      const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY };
      return new Response(this.#html, { headers });
    });
    pages.webRequest.onBeforeRequest(({ url }, decide) =>
      decide({ cancel: url !== PAGE_URL && !url.startsWith("data:") }),
    );
    pages.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
    this.#session = pages;
    return pages;
  }
}

async function hasPrinter(window: BrowserWindow, device: string): Promise<boolean> {
  const printers = await window.webContents.getPrintersAsync();
  return printers.some(({ name, displayName }) => name === device || displayName === device);
}

/** `done` means that the operating system has taken it: nobody hears more of it. */
async function print(window: BrowserWindow, work: PrintWork): Promise<PageResult> {
  if (!(await hasPrinter(window, work.device))) return { outcome: "notStarted", detail: work.device };
  return process.platform === "win32" ? printOnWindows(window, work) : printByCups(window, work);
}

/** A print that fails in the page is never called back. */
const PRINT_PATIENCE_MS = 60_000;

function printOnWindows(window: BrowserWindow, { device, page, duplex }: PrintWork): Promise<PageResult> {
  const { landscape, ...pageSize } = sizes[page];
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve({ outcome: "unknown", detail: device }), PRINT_PATIENCE_MS);
    window.webContents.print(
      {
        silent: true,
        deviceName: device,
        printBackground: true,
        pageSize,
        landscape,
        ...(duplex ? { duplexMode: landscape ? "shortEdge" : "longEdge" } : {}),
      },
      (success, failure) => {
        clearTimeout(late);
        resolve(
          success
            ? { outcome: "done" }
            : // Of what the system refused after it began, nobody but a person knows what came out.
              { outcome: failure.startsWith("Invalid") ? "notStarted" : "unknown", detail: failure },
        );
      },
    );
  });
}

/** Where CUPS prints it takes the very PDF that is shown on the screen; Electron's own way there fails without a word. */
async function printByCups(
  window: BrowserWindow,
  { device, title, page, duplex }: PrintWork,
): Promise<PageResult> {
  const folder = await mkdtemp(join(tmpdir(), "mot-cua-print-"));
  try {
    const file = join(folder, "page.pdf");
    await writeFile(file, await pdfOf(window));
    const { landscape } = sizes[page];
    const sides = landscape ? "two-sided-short-edge" : "two-sided-long-edge";
    const options = [`media=${page.slice(0, 2)}`, ...(duplex ? [`sides=${sides}`] : [])];
    await run("lp", ["-d", device, "-t", title, ...options.flatMap((option) => ["-o", option]), "--", file], {
      timeout: PRINT_PATIENCE_MS,
    });
    return { outcome: "done" };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    // A spooler that hung may have taken it all the same.
    return { outcome: (error as { killed?: boolean }).killed === true ? "unknown" : "notStarted", detail };
  } finally {
    // The queue has a copy of its own.
    await rm(folder, { recursive: true, force: true });
  }
}

/** The page says its own size and margins, and with which words its sheets are numbered, if there are several. */
async function pdfOf({ webContents }: BrowserWindow): Promise<Buffer> {
  const options = { preferCSSPageSize: true, printBackground: true };
  const pdf = await webContents.printToPDF(options);
  const words: unknown = await webContents.executeJavaScript(PAGE_NUMBER);
  if (typeof words !== "string" || pageCount(pdf) < 2) return pdf;
  return webContents.printToPDF({
    ...options,
    displayHeaderFooter: true,
    headerTemplate: "<span></span>",
    footerTemplate: `<p style="width:100%;margin:0;text-align:center;font:10px Times New Roman,Tinos,serif">${words}</p>`,
  });
}

/** In the template the browser puts the numbers where `pageNumber` and `totalPages` are. */
const PAGE_NUMBER = `document.querySelector("template.page-number")?.innerHTML ?? null`;

/** The browser writes the objects of its pages in plain text. */
function pageCount(pdf: Buffer): number {
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

async function writePdf(
  window: BrowserWindow,
  { file }: Extract<PageWork, { do: "pdf" }>,
): Promise<PageResult> {
  const pdf = await pdfOf(window);
  try {
    await mkdir(dirname(file), { recursive: true });
    // Whoever looks at the file sees the whole of it or the one before.
    await writeFile(`${file}.part`, pdf);
    await rename(`${file}.part`, file);
    return { outcome: "done" };
  } catch (error) {
    return { outcome: "notStarted", detail: error instanceof Error ? error.message : String(error) };
  }
}
