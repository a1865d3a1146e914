import { useTexts } from "../../ui/i18n/index.ts";

/** What is there until an answer is; seen only where that takes a while. */
export function Loading() {
  const { t } = useTexts();
  return (
    <p className="page-empty loading" role="status">
      {t("districtWeb.loading")}
    </p>
  );
}
