import { IconExternalLink, IconFileTypePdf, IconPhoto } from "@tabler/icons-react";
import type { Attachment, Dossier } from "../../../contract/dossier.ts";
import type { Failure } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { FailureLine } from "../ui/failure-line.tsx";

/** The scanned papers, each opened in a tab of its own; those that are still at the counter say so. */
export function Files({
  dossier,
  here,
  sending,
  failures,
}: {
  dossier: Dossier;
  here: readonly string[];
  /** The name of one that is being attached. */
  sending: string | null;
  failures: readonly Failure[];
}) {
  const { t } = useTexts();
  return (
    <section className="fact" aria-labelledby="fact-files">
      <h3 id="fact-files">{t("districtWeb.work.files")}</h3>
      {failures.map((failure) => (
        <FailureLine key={`${failure.code} ${JSON.stringify(failure.data)}`} failure={failure} />
      ))}
      {sending === null ? null : <p role="status">{t("attachments.sending", { name: sending })}</p>}
      {dossier.attachments.length === 0 ? <p className="fact-none">{t("districtWeb.work.noFiles")}</p> : null}
      <ul className="files" data-testid="page-files">
        {dossier.attachments.map((file) => (
          <li key={file.sha256}>
            <File dossier={dossier} file={file} isHere={here.includes(file.sha256)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function File({ dossier, file, isHere }: { dossier: Dossier; file: Attachment; isHere: boolean }) {
  const { t } = useTexts();
  const address = `/web/files/${dossier.id}/${file.sha256}`;
  const component = dossier.components.find(({ componentId }) => componentId === file.componentId);
  const isPicture = file.mediaType !== "application/pdf";
  const words = (
    <span>
      <strong>{file.name}</strong>
      <small>
        {component?.name ?? ""} {isHere ? "" : t("districtWeb.work.fileOnWay")}
      </small>
    </span>
  );
  if (!isHere)
    return (
      <div className="file" data-here="false">
        {isPicture ? (
          <IconPhoto size={30} aria-hidden="true" />
        ) : (
          <IconFileTypePdf size={30} aria-hidden="true" />
        )}
        {words}
      </div>
    );
  return (
    <a className="file" href={address} target="_blank" rel="noreferrer" data-testid={`file-${file.name}`}>
      {isPicture ? (
        <img src={address} alt="" loading="lazy" />
      ) : (
        <IconFileTypePdf size={30} aria-hidden="true" />
      )}
      {words}
      <IconExternalLink size={18} aria-hidden="true" />
    </a>
  );
}
