import {
  IconArrowBackUp,
  IconBabyCarriage,
  IconMedal,
  IconOld,
  IconUserHeart,
  IconWheelchair,
  IconWoman,
  IconX,
  type Icon as Pictogram,
} from "@tabler/icons-react";
import { type Priority, prioritySchema } from "../../contract/queue.ts";
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

const pictograms: Record<Priority, Pictogram> = {
  elderly: IconOld,
  disability: IconWheelchair,
  pregnant: IconWoman,
  infant: IconBabyCarriage,
  warInvalid: IconMedal,
};

/** Whom the law and courtesy put first: one tap declares it. */
export function PriorityScreen() {
  const { t } = useTexts();
  const { priority, setPriority } = useKiosk();
  return (
    <ScreenFrame title={t("kiosk.priorityPick")} hint={t("kiosk.priorityHint")}>
      <div className="kiosk-choices">
        {prioritySchema.options.map((kind) => {
          const Sign = pictograms[kind];
          return (
            <button
              key={kind}
              type="button"
              className="kiosk-choice"
              data-testid={`priority-${kind}`}
              aria-pressed={priority === kind}
              onClick={() => setPriority(kind)}
            >
              <Sign stroke={1.4} aria-hidden />
              {t(`priority.${kind}`)}
            </button>
          );
        })}
        <button
          type="button"
          className="kiosk-choice kiosk-choice-none"
          data-testid="priority-none"
          aria-pressed={priority === null}
          onClick={() => setPriority(null)}
        >
          <IconArrowBackUp stroke={1.4} aria-hidden />
          {t("kiosk.priorityNone")}
        </button>
      </div>
    </ScreenFrame>
  );
}
