import { Button, FileButton, TextInput } from "@mantine/core";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import { useEffect } from "react";
import { catalogueFileReasons } from "../../../contract/catalogue.ts";
import { failureText } from "../errors.ts";
import { shortDay } from "../format.ts";
import { type Translate, useTexts } from "../i18n/index.ts";
import { CatalogueEditor } from "./catalogue-editor.tsx";
import { CatalogueImport } from "./catalogue-import.tsx";
import { useCatalogue } from "./catalogue-store.ts";
import "./catalogue.css";

/** The office's procedures (*danh mục thủ tục*): a list to search, one to edit, a file to import. */
export function CataloguePanel() {
  const { t } = useTexts();
  const { draft, looked, failure } = useCatalogue();
  return (
    <div className="catalogue" data-testid="catalogue">
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="catalogue-failure">
          {failureText(t, failure)}
          {failure.code === "PROCEDURE_UNSOUND" ? ` ${reasonText(t, failure.data)}` : null}
        </p>
      )}
      {looked !== null ? <CatalogueImport /> : draft !== null ? <CatalogueEditor /> : <CatalogueList />}
    </div>
  );
}

function CatalogueList() {
  const { t, own } = useTexts();
  const { query, lines, total, imported, busy, left, search, edit, lookAt, download } = useCatalogue();
  useEffect(() => void search(useCatalogue.getState().query), [search]);
  return (
    <>
      <div className="catalogue-tools">
        <TextInput
          className="catalogue-grow"
          label={t("catalogue.search")}
          placeholder={t("catalogue.searchHint")}
          value={query}
          data-autofocus
          data-testid="catalogue-search"
          onChange={(event) => void search(event.currentTarget.value)}
        />
        <FileButton
          accept=".xlsx,.json"
          onChange={(file) => (file === null ? undefined : void lookAt(file))}
          inputProps={{ "aria-label": t("catalogue.import") }}
        >
          {(props) => (
            <Button
              {...props}
              variant="light"
              loading={busy}
              leftSection={<IconUpload size="1em" aria-hidden />}
              data-testid="catalogue-import"
            >
              {t("catalogue.import")}
            </Button>
          )}
        </FileButton>
        {(["xlsx", "json"] as const).map((format) => (
          <Button
            key={format}
            variant="light"
            leftSection={<IconDownload size="1em" aria-hidden />}
            data-testid={`catalogue-export-${format}`}
            onClick={() => void download(format)}
          >
            {t(`catalogue.export.${format}`)}
          </Button>
        ))}
      </div>
      {imported === null ? null : (
        <p className="notice" role="status" data-testid="catalogue-imported">
          {t("catalogue.imported", {
            added: imported.added.length,
            changed: imported.changed.length,
            ended: imported.ended.length,
          })}
        </p>
      )}
      <p className="catalogue-count" role="status">
        {total === null
          ? null
          : total > lines.length
            ? t("catalogue.more", { shown: lines.length, total })
            : t("catalogue.total", { n: total })}
      </p>
      <ul className="catalogue-lines" hidden={lines.length === 0}>
        {lines.map((line) => (
          <li key={line.code}>
            <button
              type="button"
              ref={line.code === left ? returnTo : undefined}
              data-testid={`catalogue-line-${line.code}`}
              onClick={() => void edit(line.code)}
            >
              <b>{line.code}</b>
              <span className="catalogue-name">
                <strong>{own(line.name)}</strong>
                <small>{own(line.field)}</small>
              </span>
              <span className={`catalogue-state catalogue-${line.state}`}>
                {t(`catalogue.state.${line.state}`)}
              </span>
              <span className="catalogue-days">
                {line.effectiveTo === null
                  ? t("catalogue.from", { day: shortDay(line.effectiveFrom) })
                  : `${shortDay(line.effectiveFrom)} – ${shortDay(line.effectiveTo)}`}
                {line.versions > 1 ? <small>{t("catalogue.versions", { n: line.versions })}</small> : null}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Back in the list one is at the line that one left. */
function returnTo(line: HTMLButtonElement | null): void {
  if (document.activeElement === document.body) line?.focus();
}

/** What contradicts what, as it is said of a file's cell. */
function reasonText(t: Translate, data: unknown): string {
  const known = catalogueFileReasons.find((reason) => reason === (data as { reason?: string }).reason);
  return known === undefined ? "" : t(`fileFault.${known}`);
}
