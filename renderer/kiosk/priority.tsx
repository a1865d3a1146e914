import { IconUserHeart, IconX } from "@tabler/icons-react";
import { prioritySchema } from "../../contract/queue.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { ScreenFrame } from "./screen-frame.tsx";
import { useKiosk } from "./store.ts";

/** Says whether priority was declared, leads to the choice, and takes it back. */
export function PriorityButton() {
  const { t } = useTexts();
  const { priority, open, setPriority } = useKiosk();
  return (
    <div className="kiosk-priority" data-chosen={priority !== null}>
      <button
        type="button"
        data-testid="priority-toggle"
        className="kiosk-action"
        onClick={() => open({ kind: "priority" })}
      >
        <IconUserHeart size="1.4em" stroke={2} aria-hidden />
        {priority === null
          ? t("kiosk.priorityAsk")
          : t("kiosk.priorityChosen", { kind: t(`priority.${priority}`) })}
      </button>
      {priority === null ? null : (
        <button
          type="button"
          className="kiosk-action"
          data-testid="priority-undo"
          aria-label={t("kiosk.priorityUndo")}
          onClick={() => setPriority(null)}
        >
          <IconX size="1.4em" stroke={2.2} aria-hidden />
        </button>
      )}
    </div>
  );
}

/** Whom the law and courtesy put first: one tap declares it. */
export function PriorityScreen() {
  const { t } = useTexts();
  const { priority, setPriority } = useKiosk();
  return (
    <ScreenFrame title={t("kiosk.priorityPick")} hint={t("kiosk.priorityHint")}>
      <div className="kiosk-choices">
        {prioritySchema.options.map((kind) => (
          <button
            key={kind}
            type="button"
            className="kiosk-choice"
            data-testid={`priority-${kind}`}
            aria-pressed={priority === kind}
            onClick={() => setPriority(kind)}
          >
            {t(`priority.${kind}`)}
          </button>
        ))}
        <button
          type="button"
          className="kiosk-choice kiosk-choice-none"
          data-testid="priority-none"
          aria-pressed={priority === null}
          onClick={() => setPriority(null)}
        >
          {t("kiosk.priorityNone")}
        </button>
      </div>
    </ScreenFrame>
  );
}
