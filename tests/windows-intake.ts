import type { CounterWindow } from "./windows.ts";

const PATIENCE = 30_000;

/** Whose dossier it is, as the clerk types it. */
export interface EnteredApplicant {
  fullName: string;
  /** Of a citizen. */
  citizenNumber?: string;
  /** Of an organisation, which is entered as one. */
  taxCode?: string;
  /** `DD/MM/YYYY` */
  birthDate?: string;
  phone: string;
  email?: string;
  address: string;
}

/** Who comes for another. */
export interface EnteredSubmitter {
  fullName: string;
  citizenNumber: string;
  phone: string;
  authorisation: string;
}

/** A clerk's hands at intake, in a counter's window that shows it. */
export class IntakeWindow {
  readonly counter: CounterWindow;

  constructor(counter: CounterWindow) {
    this.counter = counter;
  }

  get #page() {
    return this.counter.page;
  }

  /** To an empty form: what came of the dossier before is put away. */
  async anew(): Promise<void> {
    await this.#page.keyboard.press("Control+n");
    await this.#page.locator("[data-testid=go-intake][aria-current=page]").waitFor({ timeout: PATIENCE });
    const next = this.#page.getByTestId("intake-next");
    if (await next.isVisible()) await next.click();
    await this.#page.getByTestId("intake-clear").click();
    await this.#page.getByTestId("procedure-search").waitFor({ timeout: PATIENCE });
  }

  async begin(procedure: string, applicant: EnteredApplicant): Promise<void> {
    await this.anew();
    await this.choose(procedure);
    await this.enter(applicant);
  }

  async choose(procedure: string): Promise<void> {
    await this.counter.chooseProcedure(procedure);
    await this.#page.getByTestId("procedure-chosen").waitFor({ timeout: PATIENCE });
    await this.#page.getByTestId("due-at").waitFor({ timeout: PATIENCE });
  }

  async enter(applicant: EnteredApplicant): Promise<void> {
    const { fullName, citizenNumber, taxCode, birthDate, phone, email, address } = applicant;
    if (taxCode !== undefined) {
      await this.#page.keyboard.press("Alt+o");
      await this.#fill("tax-code", taxCode);
    }
    await this.#fill("applicant-name", fullName);
    if (citizenNumber !== undefined) await this.#fill("citizen-number", citizenNumber);
    if (birthDate !== undefined) await this.#fill("birth-date", birthDate);
    await this.#fill("phone", phone);
    if (email !== undefined) await this.#fill("email", email);
    await this.#fill("address", address);
  }

  async comesFor({ fullName, citizenNumber, phone, authorisation }: EnteredSubmitter): Promise<void> {
    await this.#page.keyboard.press("Alt+n");
    await this.#fill("submitter-name", fullName);
    await this.#fill("submitter-number", citizenNumber);
    await this.#fill("submitter-phone", phone);
    await this.#fill("authorisation", authorisation);
  }

  async note(text: string): Promise<void> {
    await this.#fill("note", text);
  }

  /** Everything that is required is there; accepted by key. @returns the codes shown. */
  async accept(): Promise<string[]> {
    await this.#page.keyboard.press("Alt+a");
    await this.#page.keyboard.press("F10");
    const codes = this.#page.getByTestId("dossier-code");
    await codes.first().waitFor({ timeout: PATIENCE });
    return (await codes.allTextContents()).map((code) => code.trim());
  }

  /** The result by post instead of at the counter. */
  async byPost(): Promise<void> {
    await this.#page.keyboard.press("Alt+r");
  }

  /** Opens the list for several of one kind, then adds whoever is in the form to it. */
  async several(people: readonly EnteredApplicant[]): Promise<void> {
    await this.#page.keyboard.press("Alt+l");
    for (const [index, person] of people.entries()) {
      await this.enter(person);
      if (index < people.length - 1) await this.#page.getByTestId("add-person").click();
    }
  }

  /** Form 02 or 03 where no dossier comes of it. @returns its number. */
  async giveNotice(kind: "supplement" | "refusal", reason: string, items?: string): Promise<string> {
    await this.#page.keyboard.press(kind === "supplement" ? "Control+2" : "Control+3");
    await this.#fill("notice-reason", reason);
    if (items !== undefined) await this.#fill("notice-items", items);
    await this.#page.keyboard.press("F10");
    const number = this.#page.getByTestId("notice-number");
    await number.waitFor({ timeout: PATIENCE });
    return ((await number.textContent()) ?? "").trim();
  }

  async #fill(testId: string, text: string): Promise<void> {
    await this.#page.getByTestId(testId).fill(text, { timeout: PATIENCE });
  }
}
