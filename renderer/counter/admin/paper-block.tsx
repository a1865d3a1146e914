import { ActionIcon, FileButton, Textarea, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPhoto, IconTrash } from "@tabler/icons-react";
import type { Phrase, TemplateBlock } from "../../../contract/paper-design.ts";
import type { Language } from "../../../contract/text.ts";
import { useTexts } from "../../ui/i18n/index.ts";

/** One line of a paper: what it says, in every language, and where it stands. */
export function PaperBlock(props: {
  block: TemplateBlock;
  /** The language whose wording is changed. */
  language: Language;
  place: number;
  last: number;
  onChange: (block: TemplateBlock) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
  onImage: (name: string, png: string) => void;
}) {
  const { t } = useTexts();
  const { block, language, place, last, onChange, onMove, onRemove, onImage } = props;
  const name = `${t("admin.paperLine", { n: place + 1 })} · ${t(`admin.paperBlock.${block.kind}`)}`;
  const icon = (label: string, act: () => void, disabled: boolean, picture: React.ReactNode) => (
    <ActionIcon variant="subtle" aria-label={`${label}: ${name}`} disabled={disabled} onClick={act}>
      {picture}
    </ActionIcon>
  );
  return (
    <li data-testid={`block-${place}`}>
      <header>
        <strong>{name}</strong>
        {block.kind === "image" ? <ImageChoice onImage={(png) => onImage(block.image, png)} /> : null}
        {icon(t("admin.moveUp"), () => onMove(place - 1), place === 0, <IconArrowUp size={18} />)}
        {icon(t("admin.moveDown"), () => onMove(place + 1), place === last, <IconArrowDown size={18} />)}
        {icon(t("admin.paperRemove"), onRemove, last === 0, <IconTrash size={18} />)}
      </header>
      {partsOf(block).map(({ part, phrase, put }) => (
        <PhraseInput
          key={part}
          name={`block-${place}-${part}`}
          label={t(`admin.paperPart.${part.split(".").at(-1) as "text"}`)}
          language={language}
          phrase={phrase}
          onChange={(next) => onChange(put(next))}
        />
      ))}
    </li>
  );
}

/** Wording in one language; what is the same in all of them is changed for all. */
function PhraseInput(props: {
  name: string;
  label: string;
  language: Language;
  phrase: Phrase;
  onChange: (phrase: Phrase) => void;
}) {
  const { name, label, language, phrase, onChange } = props;
  if (typeof phrase !== "string")
    return (
      <Textarea
        label={label}
        lang={language}
        // What is not translated stands in Vietnamese on the paper as well.
        placeholder={phrase.vi}
        autosize
        value={phrase[language] ?? ""}
        data-testid={`${name}-${language}`}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          const { [language]: _former, ...others } = phrase;
          onChange(
            typed === "" && language !== "vi"
              ? { ...others, vi: phrase.vi }
              : { ...phrase, [language]: typed },
          );
        }}
      />
    );
  return (
    <TextInput
      label={label}
      value={phrase}
      data-testid={name}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface Part {
  part: string;
  phrase: Phrase;
  put: (phrase: Phrase) => TemplateBlock;
}

/** What of a block is wording. */
function partsOf(block: TemplateBlock): Part[] {
  switch (block.kind) {
    case "text":
      return [{ part: "text", phrase: block.text, put: (text) => ({ ...block, text }) }];
    case "field":
      return [
        { part: "label", phrase: block.label, put: (label) => ({ ...block, label }) },
        { part: "value", phrase: block.value, put: (value) => ({ ...block, value }) },
      ];
    case "items":
      return [
        { part: "text", phrase: block.text, put: (text) => ({ ...block, text }) },
        { part: "right", phrase: block.right, put: (right) => ({ ...block, right }) },
      ];
    case "signatures":
      return (["left", "right"] as const).flatMap((side) =>
        (["title", "hint", "name"] as const).map((part) => ({
          part: `${side}.${part}`,
          phrase: block[side][part],
          put: (phrase: Phrase) => ({ ...block, [side]: { ...block[side], [part]: phrase } }),
        })),
      );
    default:
      return [];
  }
}

function ImageChoice({ onImage }: { onImage: (png: string) => void }) {
  const { t } = useTexts();
  const read = (file: File | null) => {
    if (file === null) return;
    const reader = new FileReader();
    reader.onload = () => onImage(String(reader.result).replace(/^data:[^,]*,/, ""));
    reader.readAsDataURL(file);
  };
  return (
    <FileButton accept="image/png" onChange={read}>
      {(button) => (
        <ActionIcon variant="subtle" aria-label={t("admin.chooseImage")} {...button}>
          <IconPhoto size={18} />
        </ActionIcon>
      )}
    </FileButton>
  );
}
