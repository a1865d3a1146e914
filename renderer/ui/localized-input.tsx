import { TextInput } from "@mantine/core";
import { type LocalizedText, languages } from "../../contract/text.ts";
import "./localized-input.css";
import { languageNames } from "./i18n/index.ts";

/** A text that citizens read, in every language. Left empty, a translation falls back to Vietnamese. */
export function LocalizedInput(props: {
  name: string;
  label: string;
  value: LocalizedText;
  /** Empty is an answer, too. */
  optional?: boolean;
  onChange: (value: LocalizedText) => void;
}) {
  return (
    <div className="localized-inputs">
      {languages.map((language) => (
        <TextInput
          key={language}
          label={`${props.label} · ${languageNames[language]}`}
          lang={language}
          required={language === "vi" && props.optional !== true}
          value={props.value[language] ?? ""}
          data-testid={`${props.name}-${language}`}
          onChange={(event) => {
            const typed = event.currentTarget.value;
            const { [language]: _former, ...others } = props.value;
            props.onChange(
              typed === "" && language !== "vi"
                ? ({ ...others } as LocalizedText)
                : { ...props.value, [language]: typed },
            );
          }}
        />
      ))}
    </div>
  );
}
