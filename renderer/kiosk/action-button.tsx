import type { Icon } from "@tabler/icons-react";
import { type Screen, useKiosk } from "./store.ts";

/** A way from the first screen to a deeper one. */
export function ActionButton({
  icon: Pictogram,
  text,
  screen,
}: {
  icon: Icon;
  text: string;
  screen: Screen;
}) {
  const open = useKiosk((state) => state.open);
  return (
    <button
      type="button"
      className="kiosk-action"
      data-testid={`${screen.kind}-open`}
      onClick={() => open(screen)}
    >
      <Pictogram size="1.4em" stroke={2} aria-hidden />
      {text}
    </button>
  );
}
