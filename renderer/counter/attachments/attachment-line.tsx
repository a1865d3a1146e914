import { Modal, NativeSelect } from "@mantine/core";
import { IconPhotoOff } from "@tabler/icons-react";
import { useState } from "react";
import type { Attachment } from "../../../contract/dossier.ts";
import { failureText } from "../../ui/errors.ts";
import { wholeNumber } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { OpenPdf } from "./open-pdf.tsx";
import { usePicture } from "./use-picture.ts";

/** One attached paper: its small picture, what it is called, and which component it shows. */
export function AttachmentLine(props: {
  attachment: Attachment;
  components: readonly { id: string; name: string }[];
  onRemove: (() => void) | undefined;
  onTie: (componentId: string | null) => void;
}) {
  const { t, language } = useTexts();
  const { attachment, components, onRemove, onTie } = props;
  const [isOpen, setIsOpen] = useState(false);
  const small = usePicture(attachment, "thumbnail");
  const { name, bytes, mediaType } = attachment;
  return (
    <li className="attachment" data-testid="attachment" data-component={attachment.componentId ?? ""}>
      {mediaType === "application/pdf" ? (
        <OpenPdf attachment={attachment} className="attachment-picture" />
      ) : (
        <button
          type="button"
          className="attachment-picture"
          aria-label={t("attachments.look", { name })}
          disabled={small.url === null}
          onClick={() => setIsOpen(true)}
        >
          {small.url !== null ? (
            <img src={small.url} alt="" />
          ) : small.failure !== null ? (
            <IconPhotoOff aria-hidden />
          ) : (
            <span>…</span>
          )}
        </button>
      )}
      <div className="attachment-facts">
        <strong title={name}>{name}</strong>
        <NativeSelect
          size="xs"
          aria-label={t("attachments.shows", { name })}
          value={attachment.componentId ?? ""}
          data={[
            { value: "", label: t("attachments.other") },
            ...components.map(({ id, name: label }) => ({ value: id, label })),
          ]}
          onChange={(event) => onTie(event.currentTarget.value || null)}
        />
        <small>{sizeText(bytes, (value) => wholeNumber(value, language))}</small>
        {small.failure === null ? null : <small role="alert">{failureText(t, small.failure)}</small>}
      </div>
      {onRemove === undefined ? null : (
        <button
          type="button"
          className="attachment-remove"
          aria-label={t("attachments.remove", { name })}
          onClick={onRemove}
          data-testid="attachment-remove"
        >
          ✕
        </button>
      )}
      {isOpen ? <Large attachment={attachment} onClose={() => setIsOpen(false)} /> : null}
    </li>
  );
}

function Large({ attachment, onClose }: { attachment: Attachment; onClose: () => void }) {
  const { t } = useTexts();
  const { url, failure } = usePicture(attachment, "screen");
  return (
    <Modal
      opened
      onClose={onClose}
      title={attachment.name}
      size="80%"
      centered
      closeButtonProps={{ "aria-label": t("counter.close") }}
      transitionProps={{ duration: 0 }}
    >
      {url === null ? null : <img className="attachment-large" src={url} alt={attachment.name} />}
      {failure === null ? null : <p role="alert">{failureText(t, failure)}</p>}
    </Modal>
  );
}

function sizeText(bytes: number, number: (value: number) => string): string {
  return bytes < 1024 ** 2
    ? `${number(Math.max(1, Math.round(bytes / 1024)))} KB`
    : `${number(bytes / 1024 ** 2)} MB`;
}
