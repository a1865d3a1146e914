import { Button, Checkbox } from "@mantine/core";
import type { CatalogueFileFault } from "../../../contract/catalogue.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import { shortDay } from "../format.ts";
import { type Translate, useTexts } from "../i18n/index.ts";
import { useCatalogue } from "./catalogue-store.ts";

/** What a file would change, or every fault of it by sheet, row and column; one step imports all of it. */
export function CatalogueImport() {
  const { t } = useTexts();
  const { looked, whole, busy, setWhole, importIt, forget } = useCatalogue();
  if (looked === null) return null;
  const { preview, name } = looked;
  const changes =
    preview.added.length + preview.changed.length + preview.ended.length + preview.divisionsChanged;
  return (
    <>
      <div className="catalogue-tools">
        <h3 className="catalogue-grow">{t("catalogue.fileTitle", { name })}</h3>
        <Button variant="light" data-testid="import-cancel" onClick={forget}>
          {t("catalogue.cancel")}
        </Button>
        <Button
          disabled={preview.faults.length > 0 || changes === 0}
          loading={busy}
          data-testid="import-confirm"
          onClick={() => void importIt()}
        >
          {t("catalogue.confirm")}
        </Button>
      </div>
      {preview.faults.length > 0 ? (
        <>
          <p className="notice notice-danger" role="alert" data-testid="import-faults">
            {t("catalogue.faults", { n: preview.faults.length })}
          </p>
          <Faults faults={preview.faults} />
        </>
      ) : (
        <>
          <Checkbox
            label={t("catalogue.whole")}
            description={t("catalogue.wholeHelp")}
            checked={whole}
            data-testid="import-whole"
            onChange={(event) => void setWhole(event.currentTarget.checked)}
          />
          <p className="notice" role="status" data-testid="import-summary">
            {changes === 0
              ? t("catalogue.nothing")
              : t("catalogue.summary", {
                  added: preview.added.length,
                  changed: preview.changed.length,
                  ended: preview.ended.length,
                  divisions: preview.divisionsChanged,
                })}
          </p>
          <div className="catalogue-changes">
            {(["added", "changed", "ended"] as const).map((kind) => (
              <Changes key={kind} title={t(`catalogue.kind.${kind}`)} kind={kind} lines={preview[kind]} />
            ))}
          </div>
        </>
      )}
    </>
  );
}

function Changes({
  title,
  kind,
  lines,
}: {
  title: string;
  kind: string;
  lines: readonly { code: string; name: LocalizedText; effectiveFrom: string; effectiveTo?: string | null }[];
}) {
  const { t, own } = useTexts();
  if (lines.length === 0) return null;
  return (
    <section>
      <h4>
        {title} · {lines.length}
      </h4>
      <ul data-testid={`import-${kind}`}>
        {lines.slice(0, 200).map((line) => (
          <li key={`${line.code}@${line.effectiveFrom}`}>
            <b>{line.code}</b> {own(line.name)}
            <small>
              {line.effectiveTo === undefined || line.effectiveTo === null
                ? t("catalogue.from", { day: shortDay(line.effectiveFrom) })
                : t("catalogue.until", { day: shortDay(line.effectiveTo) })}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Faults({ faults }: { faults: readonly CatalogueFileFault[] }) {
  const { t } = useTexts();
  return (
    <table className="catalogue-faults">
      <thead>
        <tr>
          <th scope="col">{t("catalogue.sheet")}</th>
          <th scope="col">{t("catalogue.cell")}</th>
          <th scope="col">{t("catalogue.column")}</th>
          <th scope="col">{t("catalogue.fault")}</th>
        </tr>
      </thead>
      <tbody>
        {faults.slice(0, 200).map((fault, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: faults stay in their order
          <tr key={index}>
            <td>{fault.sheet}</td>
            <td>{fault.row === null ? "" : `${fault.column ?? ""}${fault.row}`}</td>
            <td>{fault.heading}</td>
            <td>{faultText(t, fault)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What is wrong, what stands there and what may stand there. */
function faultText(t: Translate, { reason, found, expected }: CatalogueFileFault): string {
  return [
    t(`fileFault.${reason}`),
    ...(found === "" ? [] : [t("catalogue.found", { found })]),
    ...(expected === "" ? [] : [t("catalogue.expected", { expected })]),
  ].join(" ");
}
