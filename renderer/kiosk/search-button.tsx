import { IconSearch } from "@tabler/icons-react";
import { useTexts } from "../ui/i18n/index.ts";
import { useKiosk } from "./store.ts";

/** The way to the procedures for those who know what they want, not in which group it is. */
export function SearchButton() {
  const { t } = useTexts();
  const open = useKiosk((state) => state.open);
  return (
    <button
      type="button"
      className="kiosk-action"
      data-testid="search-open"
      onClick={() => open({ kind: "search" })}
    >
      <IconSearch size="1.4em" stroke={2} aria-hidden />
      {t("kiosk.searchOpen")}
    </button>
  );
}
