import { Modal } from "@mantine/core";
import { IconFileTypePdf } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Attachment, Dossier } from "../../../contract/dossier.ts";
import { station } from "../../ui/connection.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { session } from "../session.ts";

/** The scanned and photographed papers of a dossier; a click shows one large. */
export function Attachments({ dossier: { attachments } }: { dossier: Dossier }) {
  const { t } = useTexts();
  const [shown, setShown] = useState<Attachment | null>(null);
  if (attachments.length === 0) return null;
  return (
    <section className="fact" aria-labelledby="fact-attachments">
      <h3 id="fact-attachments">{t("dossier.attachments", { count: attachments.length })}</h3>
      <ul className="thumbnails">
        {attachments.map((attachment) => (
          <li key={attachment.sha256}>
            <button
              type="button"
              disabled={attachment.mediaType === "application/pdf"}
              data-testid={`attachment-${attachment.name}`}
              onClick={() => setShown(attachment)}
            >
              <Picture attachment={attachment} edge="thumbnail" />
              <span>{attachment.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown === null ? null : (
        <Modal
          opened
          size="90%"
          title={shown.name}
          onClose={() => setShown(null)}
          closeButtonProps={{ "aria-label": t("counter.close") }}
          transitionProps={{ duration: 0 }}
        >
          <Picture attachment={shown} edge="screen" />
        </Modal>
      )}
    </section>
  );
}

function Picture({ attachment, edge }: { attachment: Attachment; edge: "thumbnail" | "screen" }) {
  const { sha256, name, mediaType } = attachment;
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void station.attachments
      .picture({ session: session(), sha256, edge })
      .then((found) => {
        if (current) setUrl(found);
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [sha256, edge]);
  if (url === null)
    return mediaType === "application/pdf" ? <IconFileTypePdf size={40} stroke={1.4} aria-hidden /> : <i />;
  return <img src={url} alt={name} />;
}
