import { IconFileSearch } from "@tabler/icons-react";
import { useTexts } from "../ui/i18n/index.ts";
import { ActionButton } from "./action-button.tsx";

/** The way to the state of a dossier, for whoever holds its receipt; numbers may be given out or not. */
export function LookUpButton() {
  const { t } = useTexts();
  return <ActionButton icon={IconFileSearch} text={t("lookUp.open")} screen={{ kind: "lookUp" }} />;
}
