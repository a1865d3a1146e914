import { IconFileTypePdf } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Attachment } from "../../../contract/dossier.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { session } from "../session.ts";

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
  const [busy, setBusy] = useState(false);
  const [file, setFile] = useState<{ file: string; opened: boolean } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const open = async () => {
    setBusy(true);
    setFailure(null);
    try {
      setFile(await station.attachments.open({ session: session(), sha256, name }));
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(false);
  };
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={t("attachments.open", { name })}
        disabled={busy}
        data-testid={`open-${name}`}
        data-file={file?.file}
        onClick={() => void open()}
      >
        <IconFileTypePdf size={40} stroke={1.4} aria-hidden />
        {children}
      </button>
      {file === null || file.opened ? null : (
        <small className="attachment-note" role="status">
          {t("print.formFile", { file: file.file })}
        </small>
      )}
      {failure === null ? null : (
        <small className="attachment-note" role="alert">
          {failureText(t, failure)}
        </small>
      )}
    </>
  );
}
