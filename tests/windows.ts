import type { ElectronApplication, Page } from "playwright";
import { type Command, launch } from "../build/launch.ts";
import type { Priority } from "../contract/queue.ts";
import { type Citizen, cardText } from "./day/citizens.ts";

/** How long a screen may take to show what a step leads to, in milliseconds. Generous: CI machines are slow. */
const PATIENCE = 30_000;

/** The app with all its windows, driven as people would. */
export interface App {
  app: ElectronApplication;
  kiosk: Kiosk;
  counters: CounterWindow[];
  display: Page;
  close(): Promise<void>;
}

/** Starts the app on a settings file and waits until every window shows its first screen. */
export async function openApp(command: Command): Promise<App> {
  const app = await launch(command);
  const pages = await windowsByRole(app);
  return {
    app,
    kiosk: new Kiosk(pages.kiosk),
    counters: pages.counters.map((page) => new CounterWindow(page)),
    display: pages.display,
    close: () => app.close(),
  };
}

interface Pages {
  kiosk: Page;
  counters: Page[];
  display: Page;
}

async function windowsByRole(app: ElectronApplication): Promise<Pages> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const byRole = new Map<string, Page[]>();
    for (const page of app.windows()) {
      const role = new URL(page.url()).searchParams.get("role") ?? "";
      byRole.set(role, [...(byRole.get(role) ?? []), page]);
    }
    const kiosk = byRole.get("kiosk")?.[0];
    const display = byRole.get("display")?.[0];
    const counters = byRole.get("counter") ?? [];
    if (kiosk !== undefined && display !== undefined && counters.length >= 2) {
      await kiosk.getByTestId("kiosk").waitFor({ timeout: PATIENCE });
      await display.getByTestId("display").waitFor({ timeout: PATIENCE });
      for (const counter of counters) await counter.getByTestId("counter").waitFor({ timeout: PATIENCE });
      counters.sort((a, b) => counterOf(a).localeCompare(counterOf(b)));
      return { kiosk, display, counters };
    }
    if (Date.now() > deadline) throw new Error(`windows missing: ${app.windows().map((page) => page.url())}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The window of a role, once it shows its first screen; by what else its address says where there are several. */
export async function pageOf(
  app: ElectronApplication,
  role: string,
  more: Record<string, string> = {},
): Promise<Page> {
  const wanted = Object.entries({ role, ...more });
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const page = app.windows().find((open) => {
      const query = new URL(open.url()).searchParams;
      return wanted.every(([name, value]) => query.get(name) === value);
    });
    if (page !== undefined) {
      await page.getByTestId(role).waitFor({ timeout: PATIENCE });
      return page;
    }
    if (Date.now() > deadline) throw new Error(`no ${role} window`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function counterOf(page: Page): string {
  return new URL(page.url()).searchParams.get("counter") ?? "";
}

/** A citizen's hands at the kiosk. */
export class Kiosk {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** @returns the label on the screen, e.g. `A005`: what the citizen was promised. */
  async takeTicket(serviceGroup: string, priority: Priority | null): Promise<string> {
    await this.toStart();
    if (priority !== null) {
      await this.page.getByTestId("priority-toggle").click();
      await this.page.getByTestId(`priority-${priority}`).click();
    }
    await this.page.getByTestId(`group-${serviceGroup}`).click();
    const label = this.page.getByTestId("ticket-label");
    const anyway = this.page.getByTestId("take-anyway");
    await label.or(anyway).waitFor({ timeout: PATIENCE });
    // Before a long wait the kiosk asks once more.
    if (await anyway.isVisible()) await anyway.click();
    await label.waitFor({ timeout: PATIENCE });
    return ((await label.textContent()) ?? "").trim();
  }

  /** From the ticket to the first screen. */
  async toStart(): Promise<void> {
    // By key: the button may go by itself while it is looked for.
    await this.page.keyboard.press("Escape");
    await this.page.getByTestId("ticket-label").waitFor({ state: "hidden", timeout: PATIENCE });
  }
}

/** A clerk's hands at a counter. */
export class CounterWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async signIn(staff: string, pin: string): Promise<void> {
    await this.page.getByTestId(`staff-${staff}`).click();
    await this.page.getByTestId("sign-in-pin").fill(pin);
    await this.page.getByTestId("sign-in").click();
    await this.page.getByTestId("call-next").waitFor({ timeout: PATIENCE });
  }

  /** @returns the label called, or null where nobody waits. */
  async callNext(): Promise<string | null> {
    await this.page.keyboard.press("F2");
    await this.#answered();
    return this.current();
  }

  /** Presses a key of the queue and waits for its effect. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
    await this.#answered();
  }

  /** The keys pressed so far have had their effect. */
  async #answered(): Promise<void> {
    await this.page.locator("[data-testid=queue][aria-busy=false]").waitFor({ timeout: PATIENCE });
  }

  /** The label at this counter, or null. */
  async current(): Promise<string | null> {
    // At one look: it may leave between a first and a second.
    const [label] = await this.page.getByTestId("current-ticket").allTextContents();
    return label?.trim() ?? null;
  }

  async serve(): Promise<void> {
    await this.page.keyboard.press("F4");
    await this.#answered();
  }

  async finish(): Promise<void> {
    await this.page.keyboard.press("F8");
    await this.page.getByTestId("current-ticket").waitFor({ state: "hidden", timeout: PATIENCE });
  }

  /** Calls as often as the office asks, then notes that nobody came. */
  async noShow(): Promise<void> {
    for (let call = 2; call <= 3; call += 1) {
      await this.page.keyboard.press("F3");
      await this.#answered();
    }
    await this.page.keyboard.press("F9");
    await this.page.getByTestId("current-ticket").waitFor({ state: "hidden", timeout: PATIENCE });
  }

  /** Scans the card, picks the procedure, ticks every component and accepts. @returns the dossier code shown. */
  async acceptDossier(citizen: Citizen, procedureCode: string): Promise<string> {
    await this.scanCard(cardText(citizen));
    await this.page.getByTestId("phone").fill(citizen.phone);
    await this.chooseProcedure(procedureCode);
    await this.page.getByTestId("all-components").click();
    await this.page.getByTestId("due-at").waitFor({ timeout: PATIENCE });
    await this.page.getByTestId("accept").click();
    const code = this.page.getByTestId("dossier-code");
    await code.waitFor({ timeout: PATIENCE });
    return ((await code.textContent()) ?? "").trim();
  }

  /** What the scanner does: types fast and ends with Enter. */
  async scanCard(text: string): Promise<void> {
    await this.page.getByTestId("card-scan").focus();
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press("Enter");
  }

  async chooseProcedure(code: string): Promise<void> {
    await this.page.getByTestId("procedure-search").fill(code);
    await this.page.getByTestId(`procedure-${code}`).click();
  }

  /** What the status line says: events not yet at the district, papers not yet out. */
  async status(): Promise<{ waiting: number; pending: number }> {
    const number = async (id: string, attribute: string) =>
      Number((await this.page.getByTestId(id).first().getAttribute(attribute)) ?? "-1");
    return {
      waiting: await number("sync-state", "data-waiting"),
      pending: await number("printer-condition", "data-pending"),
    };
  }

  /** Whether everything is printed and at the district. Looked at twice: the first look may be older than the last step. */
  async atRest(): Promise<boolean> {
    for (let look = 0; look < 2; look += 1) {
      await this.page.waitForTimeout(400);
      const { waiting, pending } = await this.status();
      if (waiting !== 0 || pending !== 0) return false;
    }
    return true;
  }

  /** Says of each doubtful paper whether it came out, as whoever looks at the printer would. */
  async answerDoubts(cameOut: (title: string) => boolean): Promise<void> {
    const questions = this.page.locator("[data-testid^=settle-yes-]");
    for (const button of await questions.all()) {
      const title = ((await button.getAttribute("data-testid")) ?? "").replace("settle-yes-", "");
      await this.page.getByTestId(`${cameOut(title) ? "settle-yes" : "settle-no"}-${title}`).click();
    }
  }

  /** Puts the success panel away. */
  async afterAccepted(): Promise<void> {
    await this.page.getByTestId("intake-next").click();
  }
}
