import { useEffect, useState } from "react";
import type { Language } from "../../contract/text.ts";

/** Whether this PC can read aloud in that language; voices may be found some time after the start. */
export function useHasVoice(language: Language): boolean {
  const [voices, setVoices] = useState<readonly SpeechSynthesisVoice[]>([]);
  useEffect(() => {
    const look = () => setVoices(speechSynthesis.getVoices());
    look();
    speechSynthesis.addEventListener("voiceschanged", look);
    return () => speechSynthesis.removeEventListener("voiceschanged", look);
  }, []);
  return voices.some(({ lang }) => lang.toLowerCase().split(/[-_]/)[0] === language);
}

/** Reads the heading of the screen, then whatever gets the focus: each screen gives it to its heading as it comes. */
export function useReadAloud(on: boolean, language: Language): void {
  useEffect(() => {
    if (!on) return;
    const say = (element: Element | null) => {
      // Where a scanner types nobody looks.
      if (element?.hasAttribute("data-scanner") === true) return;
      const text = element === null ? "" : spokenText(element);
      if (text === "") return;
      speechSynthesis.cancel();
      const words = new SpeechSynthesisUtterance(text);
      words.lang = language;
      speechSynthesis.speak(words);
    };
    const focused = (event: FocusEvent) => say(event.target instanceof Element ? event.target : null);
    say(document.getElementById("screen-title"));
    document.addEventListener("focusin", focused);
    return () => {
      document.removeEventListener("focusin", focused);
      speechSynthesis.cancel();
    };
  }, [on, language]);
}

/** An element's name and its explanation, as they are read. */
function spokenText(element: Element): string {
  const explanation = document.getElementById(element.getAttribute("aria-describedby") ?? "");
  const name = element.getAttribute("aria-label") ?? element.textContent;
  const value = element instanceof HTMLInputElement ? element.value : "";
  return [name, value, explanation?.textContent]
    .map((part) => part?.replace(/\s+/g, " ").trim() ?? "")
    .filter((part) => part !== "")
    .join(". ");
}
