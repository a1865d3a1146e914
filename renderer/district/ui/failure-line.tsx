import type { Failure } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { webFailureText } from "../client.ts";

/** A failure in words, heard as well as seen. Nothing where there is none. */
export function FailureLine({ failure, floating = false }: { failure: Failure | null; floating?: boolean }) {
  const { t } = useTexts();
  if (failure === null) return null;
  return (
    <p role="alert" className={floating ? "failure failure-floating" : "failure"} data-testid="failure">
      {webFailureText(t, failure)}
    </p>
  );
}
