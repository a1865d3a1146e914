import { Textarea } from "@mantine/core";
import { useRef } from "react";
import { useTexts } from "../../i18n/index.ts";
import { useWording } from "../wording.ts";

/** A reason in free words, or one of those that the office keeps ready for the step: as it is printed, in Vietnamese. */
export function ReasonField({
  of,
  value,
  label,
  autoFocus = false,
  onChange,
}: {
  /** Step whose reasons are offered. */
  of: string;
  value: string;
  label?: string;
  autoFocus?: boolean;
  onChange: (reason: string) => void;
}) {
  const { t, own } = useTexts();
  const reasons = useWording((state) => state.reasons[of]) ?? [];
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <div className="reason">
      <Textarea
        ref={field}
        size="md"
        label={label ?? t("dossier.reason")}
        required
        autosize
        minRows={2}
        maxRows={5}
        maxLength={2000}
        value={value}
        data-autofocus={autoFocus ? true : undefined}
        data-testid="reason"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {reasons.length === 0 ? null : (
        <ul className="reasons" aria-label={t("dossier.readyReasons")}>
          {reasons.map((reason, index) => (
            <li key={reason.vi}>
              <button
                type="button"
                data-testid={`reason-${index + 1}`}
                onClick={() => {
                  onChange(reason.vi);
                  field.current?.focus();
                }}
              >
                {own(reason)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
