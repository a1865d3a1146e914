import { IconSearch } from "@tabler/icons-react";
import { useTexts } from "../ui/i18n/index.ts";
import { ActionButton } from "./action-button.tsx";

/** The way to the procedures for those who know what they want, not in which group it is. */
export function SearchButton() {
  const { t } = useTexts();
  return <ActionButton icon={IconSearch} text={t("kiosk.searchOpen")} screen={{ kind: "search" }} />;
}
