import { Button, SegmentedControl } from "@mantine/core";
import { useEffect, useState } from "react";
import { type RollPaper, rollPaperSchema } from "../../../contract/entities.ts";
import { type PaperDesign, paperFields, type TemplateBlock } from "../../../contract/paper-design.ts";
import { type Language, languages } from "../../../contract/text.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { languageNames, type Translate, useTexts } from "../../ui/i18n/index.ts";
import { session } from "../session.ts";
import { PaperBlock } from "./paper-block.tsx";
import "./papers.css";
import { usePapers } from "./papers-store.ts";

/** How long the head types before the picture follows. */
const FOLLOWS_MS = 250;

/** The wording and order of what is printed, line by line, beside the paper as it will come out. */
export function PapersForm() {
  const { t, language: shown } = useTexts();
  const { draft, saved, busy, failure, read, change, save } = usePapers();
  const [kind, setKind] = useState<RollPaper>("ticket");
  const [language, setLanguage] = useState<Language>(shown);
  const [widthDots, setWidth] = useState<576 | 384>(576);
  useEffect(() => void read(), [read]);
  if (draft === null) return failure === null ? null : <p role="alert">{failureText(t, failure)}</p>;
  const blocks = draft.layouts[kind];
  const put = (next: TemplateBlock[]) => change({ ...draft, layouts: { ...draft.layouts, [kind]: next } });
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);
  return (
    <div className="papers-form">
      <div className="papers-choices">
        <SegmentedControl
          aria-label={t("admin.paperKind")}
          data={rollPaperSchema.options.map((value) => ({ value, label: t(`print.kind.${value}`) }))}
          value={kind}
          data-testid="paper-kind"
          onChange={(value) => setKind(value as RollPaper)}
        />
        <SegmentedControl
          aria-label={t("admin.paperLanguage")}
          data={languages.map((value) => ({ value, label: languageNames[value] }))}
          value={language}
          onChange={(value) => setLanguage(value as Language)}
        />
        <SegmentedControl
          aria-label={t("admin.paperWidth")}
          data={[
            { value: "576", label: "80 mm" },
            { value: "384", label: "58 mm" },
          ]}
          value={String(widthDots)}
          data-testid="paper-width"
          onChange={(value) => setWidth(value === "576" ? 576 : 384)}
        />
        <Button data-testid="papers-save" disabled={!isChanged} loading={busy} onClick={() => void save()}>
          {t("admin.paperSave")}
        </Button>
      </div>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="papers-failure">
          {failureText(t, named(t, failure))}
        </p>
      )}
      <p className="dialog-help">
        {t("admin.papersHelp", { fields: paperFields[kind].values.map((field) => `{${field}}`).join(" ") })}
      </p>
      <div className="papers-pair-form">
        <ol className="paper-blocks" key={kind}>
          {blocks.map((block, index) => (
            <PaperBlock
              // biome-ignore lint/suspicious/noArrayIndexKey: a block is known by its place, and moves with it
              key={`${kind}-${index}`}
              block={block}
              language={language}
              place={index}
              last={blocks.length - 1}
              onChange={(next) => put(blocks.map((entry, at) => (at === index ? next : entry)))}
              onMove={(to) => put(moved(blocks, index, to))}
              onRemove={() => put(blocks.filter((_, at) => at !== index))}
              onImage={(name, png) => change({ ...draft, images: { ...draft.images, [name]: png } })}
            />
          ))}
          <li>
            <Button
              variant="light"
              size="compact-md"
              data-testid="paper-add"
              onClick={() => put([...blocks, { kind: "text", text: { vi: "…" }, align: "center" }])}
            >
              {t("admin.paperAdd")}
            </Button>
          </li>
        </ol>
        <Preview draft={draft} kind={kind} language={language} widthDots={widthDots} />
      </div>
    </div>
  );
}

/** A paper by the name that people know. */
function named(t: Translate, failure: Failure): Failure {
  if (failure.code !== "PAPERS_INVALID") return failure;
  const data = failure.data as { paper: RollPaper };
  return { ...failure, data: { ...data, paper: t(`print.kind.${data.paper}`) } };
}

function moved(blocks: readonly TemplateBlock[], from: number, to: number): TemplateBlock[] {
  const rest = blocks.filter((_, at) => at !== from);
  const block = blocks[from];
  return block === undefined ? [...blocks] : [...rest.slice(0, to), block, ...rest.slice(to)];
}

/** The paper with example content, drawn by what prints it. */
function Preview(props: { draft: PaperDesign; kind: RollPaper; language: Language; widthDots: 576 | 384 }) {
  const { t } = useTexts();
  const { draft, kind, language, widthDots } = props;
  const [drawn, setDrawn] = useState<{ png: string; kind: RollPaper } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      station.papers
        .preview({ session: session(), kind, language, widthDots, design: draft })
        .then(({ png }) => {
          if (!isCurrent) return;
          setDrawn({ png, kind });
          setFailure(null);
        })
        .catch((error: unknown) => isCurrent && setFailure(asFailure(error)));
    }, FOLLOWS_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [draft, kind, language, widthDots]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long paper is scrolled by the keyboard too
    <section className="paper-preview" tabIndex={0} aria-label={t("admin.paperPreview")}>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="preview-failure">
          {failureText(t, named(t, failure))}
        </p>
      )}
      {drawn === null ? null : (
        <img
          src={`data:image/png;base64,${drawn.png}`}
          alt={t(`print.kind.${drawn.kind}`)}
          data-kind={drawn.kind}
          data-testid="paper-preview"
          data-width={widthDots}
        />
      )}
    </section>
  );
}
