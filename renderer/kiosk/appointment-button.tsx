import { IconCalendarCheck } from "@tabler/icons-react";
import { useBoard } from "../ui/connection.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { ActionButton } from "./action-button.tsx";

/** The way for those who were promised a time; only where the office takes appointments. */
export function AppointmentButton() {
  const { t } = useTexts();
  const takes = useBoard(({ board }) => board?.groups.some(({ group }) => group.appointments !== undefined));
  if (takes !== true) return null;
  return (
    <ActionButton
      icon={IconCalendarCheck}
      text={t("kiosk.appointmentOpen")}
      screen={{ kind: "appointment" }}
    />
  );
}
