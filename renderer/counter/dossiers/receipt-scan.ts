import { useEffect } from "react";
import { parsePaperQr } from "../../../contract/paper-qr.ts";
import { station } from "../../ui/connection.ts";
import { useAdmin } from "../admin/store.ts";
import { useDialogs } from "../dialogs.ts";
import { useSession } from "../session.ts";
import { useAreas } from "./areas.ts";
import { useFind } from "./find-store.ts";

const PREFIX = "motcua:";
/** Faster than a hand; a busy PC hears a scanner's keys like that still. */
const BETWEEN_MS = 200;
/** A scanner that sends no Enter has ended. */
const QUIET_MS = 1000;
const LONGEST = 200;

/**
 * Takes the QR of our papers whatever has the focus: a scanner types it like a keyboard, much faster than a hand. What it
 * typed into a field before it was known goes out of the field again.
 */
export function useReceiptScan(): void {
  useEffect(() => {
    const burst = new Burst();
    const press = (event: KeyboardEvent) => burst.press(event);
    window.addEventListener("keydown", press, { capture: true });
    return () => {
      burst.forget();
      window.removeEventListener("keydown", press, { capture: true });
    };
  }, []);
}

/** A key, and what was in the field before it. */
interface Pressed {
  key: string;
  at: number;
  field: HTMLInputElement | HTMLTextAreaElement | null;
  before: string;
}

/** The last keys, and the paper once they begin one. */
class Burst {
  #last: readonly Pressed[] = [];
  #paper: string | null = null;
  #quiet: ReturnType<typeof setTimeout> | undefined;

  press(event: KeyboardEvent): void {
    // Shift is pressed for capitals and the colon.
    const isLetter = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (this.#paper !== null) {
      if (event.key === "Shift") return;
      swallow(event);
      if (event.key === "Enter" || event.key === "Tab") this.#finish();
      else if (isLetter) this.#goOn(this.#paper + event.key);
      return;
    }
    if (!isLetter) return;
    const { activeElement } = document;
    const field =
      activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement
        ? activeElement
        : null;
    const pressed = { key: event.key, at: event.timeStamp, field, before: field?.value ?? "" };
    this.#last = [...this.#last, pressed].slice(-PREFIX.length);
    const [first] = this.#last;
    if (first === undefined || this.#last.map(({ key }) => key).join("") !== PREFIX) return;
    if (pressed.at - first.at > PREFIX.length * BETWEEN_MS) return;
    swallow(event);
    putBack(first);
    this.#last = [];
    this.#goOn(PREFIX);
  }

  forget(): void {
    clearTimeout(this.#quiet);
    this.#paper = null;
  }

  #goOn(text: string): void {
    this.#paper = text.slice(0, LONGEST);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#finish(), QUIET_MS);
  }

  #finish(): void {
    const text = this.#paper;
    this.forget();
    if (text !== null) void openScanned(text);
  }
}

/** The field is as it was before the scanner typed into it; whoever keeps its text hears of it. */
function putBack({ field, before }: Pressed): void {
  if (field === null) return;
  const prototype = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
  // Past React, which keeps what it wrote itself.
  Object.getOwnPropertyDescriptor(prototype.prototype, "value")?.set?.call(field, before);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** A receipt opens its dossier; any other paper, or one of another office, is looked for in the box. */
async function openScanned(text: string): Promise<void> {
  // Under a question nothing else opens: what was typed there would be lost.
  if (useDialogs.getState().dialog !== null || useAdmin.getState().open) return;
  const paper = parsePaperQr(text);
  const query = paper?.kind === "receipt" ? paper.code : paper?.kind === "ticket" ? paper.label : text;
  const session = useSession.getState().signIn?.session;
  if (session === undefined) return;
  const found = await station.dossiers.search({ session, query: text, limit: 2 }).catch(() => null);
  const [only, another] = found?.found ?? [];
  if (only !== undefined && another === undefined && paper?.kind === "receipt") {
    useAreas.getState().openDossier(only.id);
    return;
  }
  useFind.getState().look({ query, status: null });
  useAreas.setState({ area: "dossiers", dossier: null, from: "dossiers" });
}
