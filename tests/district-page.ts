import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { bundleDistrictPages, districtPages } from "../build/district-pages.ts";
import { root } from "../build/project.ts";
import { provideSystem } from "../build/system.ts";
import type { DistrictRole } from "../contract/district-accounts.ts";
import { createAccount } from "../district/accounts/accounts.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../district/postgres/embedded.ts";
import { type DistrictOptions, type DistrictServer, startDistrict } from "../district/server.ts";

export const PASSWORD = "một câu dễ nhớ 26";
/** A name under which the browser finds the district without TLS: what it keeps for safe pages it does not have there. */
export const PLAIN_HOST = "huyen.test";
export const WIDE = { width: 1920, height: 1080 };
export const SMALL = { width: 1366, height: 768 };

/**
 * A district of its own for one test file, and a real Chromium in front of its pages.
 *
 * @example
 * const pages = await openDistrictPages();
 * const page = await pages.signedIn("officer", { division: "tu-phap" });
 * await page.goto(`${pages.district.url}/#/workbench`);
 */
export class DistrictPages {
  readonly district: DistrictServer;
  readonly folder: string;
  readonly databaseUrl: string;
  readonly browser: Browser;
  readonly #postgres: RunningPostgres;
  #made = 0;

  constructor(district: DistrictServer, folder: string, postgres: RunningPostgres, browser: Browser) {
    this.district = district;
    this.folder = folder;
    this.databaseUrl = postgres.url;
    this.browser = browser;
    this.#postgres = postgres;
  }

  /** Makes an account whose password is `PASSWORD`; returns its login. */
  async account(
    role: DistrictRole,
    more: { login?: string; name?: string; division?: string; agency?: string } = {},
  ): Promise<string> {
    this.#made += 1;
    const { login = `${role}${this.#made}`, name = `Người ${login}`, division, agency } = more;
    const scope = {
      division: division ?? (role === "officer" ? "tu-phap" : null),
      agency: agency ?? null,
    };
    await createAccount(this.district.db, null, { login, name, role, ...scope }, PASSWORD);
    return login;
  }

  /** A browser window of its own, in which nobody is signed in. */
  async window(viewport = WIDE): Promise<Page> {
    const context = await this.browser.newContext({ viewport, locale: "vi-VN" });
    return context.newPage();
  }

  /** A page on which a new account of the role has signed in by name and password. */
  async signedIn(
    role: DistrictRole,
    more: Parameters<DistrictPages["account"]>[1] & { viewport?: typeof WIDE } = {},
  ): Promise<Page> {
    const login = await this.account(role, more);
    const page = await this.window(more.viewport);
    await this.signIn(page, login);
    return page;
  }

  async signIn(page: Page, login: string, password = PASSWORD, url = this.district.url): Promise<void> {
    await page.goto(url);
    await page.getByTestId("login").fill(login);
    await page.getByTestId("password").fill(password);
    await page.keyboard.press("Enter");
    await page.getByTestId("shell").waitFor();
  }

  /** Asks the server as a page would: with the browser's cookie, from the district's own origin. */
  async call(
    context: BrowserContext | null,
    path: string,
    input?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: { code?: string; data?: unknown } & Record<string, unknown> }> {
    const cookies = (await context?.cookies(`${this.district.url}/web`)) ?? [];
    const response = await fetch(`${this.district.url}/web/rpc/${path}`, {
      method: "POST",
      headers: {
        origin: this.district.url,
        "content-type": "application/json",
        cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
        ...headers,
      },
      body: JSON.stringify(input === undefined ? {} : { json: input }),
    });
    const body = (await response.json()) as { json: never };
    return { status: response.status, body: body.json ?? {} };
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.district.close();
    await this.#postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** @param options of the district server, where the test needs others than usual. */
export async function openDistrictPages(options: Partial<DistrictOptions> = {}): Promise<DistrictPages> {
  await provideSystem({ hall: true });
  await bundleDistrictPages();
  const folder = mkdtempSync(join(tmpdir(), "district-pages-"));
  const postgres = await startEmbeddedPostgres(folder);
  const district = await startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
    pagesFolder: districtPages,
    officeFolder: join(root, "data/phu-ninh"),
    ...options,
  });
  return new DistrictPages(district, folder, postgres, await launchChromium());
}

/** Debian's Chromium: Playwright's own can't be downloaded everywhere. */
function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--disable-gpu",
      `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
}
