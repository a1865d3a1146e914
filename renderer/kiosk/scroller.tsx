import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTexts } from "../ui/i18n/index.ts";

/** What the ring of the focus needs below the last element; the style sheet gives it. */
const FOCUS_ROOM = 8;

/**
 * What may be longer than the screen. Few who have never used a kiosk know that a screen can be pushed: where
 * something is hidden below, a button says so and shows it.
 */
export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  const { t } = useTexts();
  const whole = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLElement>(null);
  const [place, setPlace] = useState<"fits" | "more" | "end">("fits");
  useEffect(() => {
    const element = box.current;
    const room = whole.current;
    const content = element?.firstElementChild;
    if (element === null || room === null || content == null) return;
    const look = () => {
      const below = element.scrollHeight - element.clientHeight - element.scrollTop;
      // Measured without the button: it takes the room that the content may just need.
      if (content.clientHeight + FOCUS_ROOM <= room.clientHeight) setPlace("fits");
      else setPlace(below > 2 ? "more" : "end");
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(room);
    sizes.observe(element);
    sizes.observe(content);
    element.addEventListener("scroll", look);
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  const move = () => {
    const element = box.current;
    if (element === null) return;
    if (place === "end") element.scrollTo({ top: 0 });
    else element.scrollBy({ top: element.clientHeight * 0.8 });
  };
  return (
    <div className="kiosk-scroller" ref={whole}>
      {/* What scrolls must be reached by the keyboard. */}
      <section className="kiosk-scroll" ref={box} aria-label={label} tabIndex={place === "fits" ? -1 : 0}>
        <div>{children}</div>
      </section>
      {place === "fits" ? null : (
        <button type="button" className="kiosk-more" data-testid="scroll-more" onClick={move}>
          {place === "end" ? (
            <IconChevronUp size="1.4em" stroke={2.2} aria-hidden />
          ) : (
            <IconChevronDown size="1.4em" stroke={2.2} aria-hidden />
          )}
          {place === "end" ? t("kiosk.toTop") : t("kiosk.more")}
        </button>
      )}
    </div>
  );
}
