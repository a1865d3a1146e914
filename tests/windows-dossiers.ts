import type { Locator, Page } from "playwright";
import type { DossierStepKind } from "../contract/dossier-steps.ts";
import { shownSteps, stepLetters } from "../renderer/counter/dossiers/step-keys.ts";

const PATIENCE = 30_000;

export type AreaName = "intake" | "dossiers" | "due" | "handovers" | "cash" | "register";
const areaKeys: Record<AreaName, string> = {
  intake: "n",
  dossiers: "h",
  due: "e",
  handovers: "b",
  cash: "t",
  register: "s",
};

/** A clerk's hands at what follows on intake, in a counter's window where somebody is signed in. */
export class DossierWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** To a work area by its key. */
  async goTo(area: AreaName): Promise<void> {
    await this.page.keyboard.press(`Control+${areaKeys[area]}`);
    await this.page.locator(`[data-testid=go-${area}][aria-current=page]`).waitFor({ timeout: PATIENCE });
  }

  /** Types into the box that finds everything. @returns the codes of the lines, once `code` is among them. */
  async find(query: string, code: string): Promise<string[]> {
    await this.page.keyboard.press("Control+f");
    const box = this.page.getByTestId("find-dossier");
    await box.waitFor({ timeout: PATIENCE });
    await box.fill(query);
    // What is shown before the answer is the list that was there.
    await this.page.locator("[data-testid=area-dossiers][aria-busy=false]").waitFor({ timeout: PATIENCE });
    await this.page.getByTestId(`row-${code}`).waitFor({ timeout: PATIENCE });
    return this.rows();
  }

  /** Codes of the lines that are shown. */
  async rows(): Promise<string[]> {
    const ids = await this.page
      .locator("[data-testid^=row-]")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-testid") ?? ""));
    return ids.map((id) => id.replace("row-", ""));
  }

  /** Opens a dossier by its code, by keyboard. */
  async open(code: string): Promise<void> {
    await this.find(code, code);
    await this.page.keyboard.press("Enter");
    await this.shows(code);
  }

  /** Waits until the page of a dossier is there. */
  async shows(code: string): Promise<void> {
    await this.page.getByTestId("page-code").filter({ hasText: code }).waitFor({ timeout: PATIENCE });
  }

  /** What the scanner does with one of our papers, wherever the focus is: types it fast and ends with Enter. */
  async scanPaper(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  /** The status of the dossier that is open, by its name in the contract. */
  async status(): Promise<string | null> {
    return this.page.getByTestId("dossier-page").getAttribute("data-status");
  }

  /** Steps that can be taken now, as they are shown. */
  async possibleSteps(): Promise<string[]> {
    const there = await Promise.all(
      shownSteps.map(async (kind) => ({
        kind,
        shown: await this.page.getByTestId(`step-${kind}`).isVisible(),
      })),
    );
    return there.filter(({ shown }) => shown).map(({ kind }) => kind);
  }

  /** Asks for a step by its key; its dialog is there afterwards. */
  async ask(step: DossierStepKind): Promise<void> {
    await this.page.getByTestId(`step-${step}`).waitFor({ timeout: PATIENCE });
    await this.page.keyboard.press(`Alt+${stepLetters[step].toLowerCase()}`);
    // Its first field has the focus: the next key goes there.
    await this.page.locator(`[data-testid=dialog-${step}] :focus`).waitFor({ timeout: PATIENCE });
  }

  /** Fills a field of the dialog by its test id. */
  async fill(testId: string, text: string): Promise<void> {
    await this.page.getByTestId(testId).fill(text);
  }

  /** The reason of the step: the ready-made one of that place, or in words. */
  async reason(reason: number | string): Promise<void> {
    if (typeof reason === "string") await this.fill("reason", reason);
    else await this.page.getByTestId(`reason-${reason}`).click();
  }

  /** Another signs for the step. */
  async sign(pin: string): Promise<void> {
    await this.fill("signer-pin", pin);
  }

  /** Takes the step that is asked for, by Enter; its dialog is gone afterwards. */
  async do(step: DossierStepKind): Promise<void> {
    await this.page.locator("[data-testid=step-do]:not([disabled])").waitFor({ timeout: PATIENCE });
    await this.page.keyboard.press("Enter");
    await this.page.getByTestId(`dialog-${step}`).waitFor({ state: "hidden", timeout: PATIENCE });
  }

  /** What stands in the way of the step in the dialog. */
  async refusal(): Promise<string> {
    return (await this.page.getByTestId("step-failure").textContent({ timeout: PATIENCE })) ?? "";
  }

  /** Titles of the history, the latest first, by the types of their events. */
  async history(): Promise<string[]> {
    return this.page
      .locator("[data-testid=page-history] > li")
      .evaluateAll((entries) => entries.map((entry) => entry.getAttribute("data-type") ?? ""));
  }

  /** Makes a list of those from the counter to a division, which proposes them; what else is proposed stays. */
  async handOver(division: string, codes: readonly string[]): Promise<void> {
    await this.goTo("handovers");
    await this.page.getByTestId("handover-way").selectOption("out");
    await this.page.getByTestId("handover-division").selectOption(division);
    for (const code of codes) {
      await this.page.locator(`[data-testid="give-${code}"]:checked`).waitFor({ timeout: PATIENCE });
    }
    const ticked = await this.page
      .locator("[data-testid^=give-]:checked")
      .evaluateAll((lines) => lines.map((line) => line.getAttribute("data-testid") ?? ""));
    for (const line of ticked) {
      if (!codes.includes(line.replace("give-", ""))) await this.page.getByTestId(line).setChecked(false);
    }
    await this.page.getByTestId("hand-over").click();
    for (const code of codes) {
      await this.page.getByTestId(`give-${code}`).waitFor({ state: "hidden", timeout: PATIENCE });
    }
  }

  /** Gives what a division has decided back to the counter, signed by one of its officers. */
  async bringBack(division: string, codes: readonly string[], staff: string, pin: string): Promise<void> {
    await this.goTo("handovers");
    await this.page.getByTestId("handover-way").selectOption("back");
    await this.page.getByTestId("handover-division").selectOption(division);
    for (const code of codes) await this.page.getByTestId(`give-${code}`).setChecked(true);
    await this.signByPin(staff, pin);
    await this.page.getByTestId("hand-over").click();
    for (const code of codes) {
      await this.page.getByTestId(`give-${code}`).waitFor({ state: "hidden", timeout: PATIENCE });
    }
  }

  /** Opens the dialog in which the receiver of a list signs. */
  async askToSign(number: string): Promise<void> {
    await this.page.getByTestId(`sign-${number}`).click();
    await this.page.getByTestId("dialog-takeOver").waitFor({ timeout: PATIENCE });
  }

  async signByPin(staff: string, pin: string): Promise<void> {
    const signer = await this.#signer();
    await signer.getByTestId("sign-staff").selectOption(staff);
    await signer.getByTestId("sign-pin").fill(pin);
  }

  async signOnPaper(name: string): Promise<void> {
    const signer = await this.#signer();
    await signer.getByTestId("sign-how").locator("label").nth(1).click();
    await signer.getByTestId("sign-name").fill(name);
  }

  /** Where one signs now: over the list that is taken, else where one is made. */
  async #signer(): Promise<Locator> {
    const dialog = this.page.getByTestId("dialog-takeOver");
    return (await dialog.isVisible()) ? dialog : this.page.getByTestId("area-handovers");
  }

  /** Signs for the list whose dialog is open, by Enter. */
  async takeOver(number: string): Promise<void> {
    await this.page.locator("[data-testid=take-over]:not([disabled])").waitFor({ timeout: PATIENCE });
    await this.page.keyboard.press("Enter");
    await this.page.locator(`[data-testid="list-${number}"][data-taken=true]`).waitFor({ timeout: PATIENCE });
  }
}
