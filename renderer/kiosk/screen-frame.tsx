import { IconArrowLeft } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { useKiosk } from "./store.ts";

/**
 * One screen between the head and the foot: its heading, what to do here, and the way back where there is one.
 * The focus moves to the heading when the screen comes, so that a screen reader and Tab begin here.
 */
export function ScreenFrame({
  title,
  hint,
  back = true,
  focusHeading = true,
  className = "",
  aside = null,
  children,
}: {
  title: ReactNode;
  hint?: string;
  back?: boolean;
  /** False where the screen moves the focus to its first action itself. */
  focusHeading?: boolean;
  className?: string;
  /** What stands at the end of the heading's line. */
  aside?: ReactNode;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focusHeading) heading.current?.focus({ preventScroll: true });
  }, [focusHeading]);
  return (
    <section className={`kiosk-screen ${className}`} aria-labelledby="screen-title">
      <div className="kiosk-title">
        {back ? <BackButton /> : null}
        <div>
          <h2
            id="screen-title"
            ref={heading}
            tabIndex={-1}
            data-testid="screen-title"
            aria-describedby={hint === undefined ? undefined : "screen-hint"}
          >
            {title}
          </h2>
          {hint === undefined ? null : <p id="screen-hint">{hint}</p>}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}

function BackButton() {
  const { t } = useTexts();
  const back = useKiosk((state) => state.back);
  return (
    <button type="button" className="kiosk-back" data-testid="kiosk-back" onClick={back}>
      <IconArrowLeft size="1.3em" stroke={2.2} aria-hidden />
      {t("kiosk.back")}
    </button>
  );
}
