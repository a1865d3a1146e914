import { Button, Modal } from "@mantine/core";
import { IconPhotoOff } from "@tabler/icons-react";
import { useState } from "react";
import type { Attachment, Dossier } from "../../../contract/dossier.ts";
import type { DossierStep } from "../../../contract/dossier-steps.ts";
import { ReasonField } from "../../ui/dossier/steps/reason-field.tsx";
import { type Failure, failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { AttachmentPanel } from "../attachments/attachment-panel.tsx";
import { OpenPdf } from "../attachments/open-pdf.tsx";
import { usePicture } from "../attachments/use-picture.ts";
import { useDossier } from "./dossier-store.ts";

/** The scanned and photographed papers of a dossier: added and taken off while it is open, looked at for ever. */
export function Attachments({ dossier }: { dossier: Dossier }) {
  const { view, take } = useDossier();
  const [removing, setRemoving] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { t } = useTexts();
  const can = (kind: "attach" | "detach") =>
    view?.steps.some((step) => step.kind === kind && step.obstacle === null) === true;
  if (!can("attach")) return <Pictures attachments={dossier.attachments} />;
  const step = async (wanted: DossierStep) => setFailure(await take(wanted, null));
  return (
    <section className="fact">
      <AttachmentPanel
        attachments={dossier.attachments}
        components={dossier.components.map(({ componentId, name }) => ({ id: componentId, name }))}
        onAdd={({ pages: _pages, ...file }) =>
          void step({ kind: "attach", attachment: { ...file, componentId: null } })
        }
        onTie={(sha256, componentId) => {
          const attachment = dossier.attachments.find((entry) => entry.sha256 === sha256);
          if (attachment !== undefined)
            void step({ kind: "attach", attachment: { ...attachment, componentId } });
        }}
        onRemove={can("detach") ? setRemoving : undefined}
      />
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert">
          {failureText(t, failure)}
        </p>
      )}
      {removing === null ? null : (
        <Detach
          onClose={() => setRemoving(null)}
          onReason={(reason) => {
            setRemoving(null);
            void step({ kind: "detach", sha256: removing, reason });
          }}
        />
      )}
    </section>
  );
}

/** A paper is not taken off without a reason: the history keeps both. */
function Detach({ onClose, onReason }: { onClose: () => void; onReason: (reason: string) => void }) {
  const { t } = useTexts();
  const [reason, setReason] = useState("");
  return (
    <Modal
      opened
      title={t("dossier.step.detach")}
      onClose={onClose}
      closeButtonProps={{ "aria-label": t("counter.close") }}
      transitionProps={{ duration: 0 }}
    >
      <form
        className="step-form"
        data-testid="dialog-detach"
        onSubmit={(event) => {
          event.preventDefault();
          onReason(reason);
        }}
      >
        <ReasonField of="detach" value={reason} autoFocus onChange={setReason} />
        <footer className="step-foot">
          <Button type="submit" disabled={reason.trim() === ""} data-testid="detach-do">
            {t("dossier.do.detach")}
          </Button>
        </footer>
      </form>
    </Modal>
  );
}

/** The papers of a closed dossier; a click shows one large, or opens it. */
function Pictures({ attachments }: { attachments: readonly Attachment[] }) {
  const { t } = useTexts();
  const [shown, setShown] = useState<Attachment | null>(null);
  if (attachments.length === 0) return null;
  return (
    <section className="fact" aria-labelledby="fact-attachments">
      <h3 id="fact-attachments">{t("dossier.attachments", { count: attachments.length })}</h3>
      <ul className="thumbnails">
        {attachments.map((attachment) => (
          <li key={attachment.sha256}>
            {attachment.mediaType === "application/pdf" ? (
              <OpenPdf attachment={attachment}>
                <span>{attachment.name}</span>
              </OpenPdf>
            ) : (
              <button
                type="button"
                data-testid={`attachment-${attachment.name}`}
                onClick={() => setShown(attachment)}
              >
                <Picture attachment={attachment} edge="thumbnail" />
                <span>{attachment.name}</span>
              </button>
            )}
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
  const { t } = useTexts();
  const { url, failure } = usePicture(attachment, edge);
  if (url !== null) return <img src={url} alt={attachment.name} />;
  if (failure === null) return <i />;
  const why = failureText(t, failure);
  return edge === "screen" ? (
    <p role="alert">{why}</p>
  ) : (
    <i className="thumbnail-broken" title={why}>
      <IconPhotoOff role="img" aria-label={why} />
    </i>
  );
}
