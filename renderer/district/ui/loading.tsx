import type { Failure } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";

/**
 * What is there until an answer is; seen only where that takes a while.
 *
 * @param failure why no answer came: nothing is waited for any more.
 */
export function Loading({ failure = null }: { failure?: Failure | null }) {
  const { t } = useTexts();
  if (failure !== null) return null;
  return (
    <p className="page-empty loading" role="status">
      {t("districtWeb.loading")}
    </p>
  );
}
