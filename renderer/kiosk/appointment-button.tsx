import { IconCalendarCheck } from "@tabler/icons-react";
import { useBoard } from "../ui/connection.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useKiosk } from "./store.ts";

/** The way for those who were promised a time; only where the office takes appointments. */
export function AppointmentButton() {
  const { t } = useTexts();
  const open = useKiosk((state) => state.open);
  const takes = useBoard(({ board }) => board?.groups.some(({ group }) => group.appointments !== undefined));
  if (takes !== true) return null;
  return (
    <button
      type="button"
      className="kiosk-action"
      data-testid="appointment-open"
      onClick={() => open({ kind: "appointment" })}
    >
      <IconCalendarCheck size="1.4em" stroke={2} aria-hidden />
      {t("kiosk.appointmentOpen")}
    </button>
  );
}
