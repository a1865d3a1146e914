import { IconFileTypePdf } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Attachment } from "../../../contract/dossier.ts";
import { station } from "../../ui/connection.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { session } from "../session.ts";
import { useOpening } from "../use-opening.ts";

/** A PDF, opened in the program that the PC has for it; without one, where the file is. */
export function OpenPdf({
  attachment: { sha256, name },
  className,
  children,
}: {
  attachment: Attachment;
  className?: string;
  /** What stands in the button below the sign of a PDF. */
  children?: ReactNode;
}) {
  const { t } = useTexts();
  const { open, busy, file, left, failure } = useOpening(() =>
    station.attachments.open({ session: session(), sha256, name }),
  );
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={t("attachments.open", { name })}
        disabled={busy}
        data-testid={`open-${name}`}
        data-file={file}
        onClick={() => void open()}
      >
        <IconFileTypePdf size={40} stroke={1.4} aria-hidden />
        {children}
      </button>
      {left === null ? null : (
        <small className="attachment-note" role="status">
          {left}
        </small>
      )}
      {failure === null ? null : (
        <small className="attachment-note" role="alert">
          {failure}
        </small>
      )}
    </>
  );
}
