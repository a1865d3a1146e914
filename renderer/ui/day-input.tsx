import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { readDay, shortDay } from "./format.ts";
import { useTexts } from "./i18n/index.ts";

/** A day typed as people write it; null where it was emptied. What is no day yet is not told. */
export function DayInput(props: {
  label: string;
  description: string;
  /** `YYYY-MM-DD`, or empty. */
  value: string;
  testId: string;
  onChange: (day: string | null) => void;
}) {
  const { t } = useTexts();
  const shown = props.value === "" ? "" : shortDay(props.value);
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped(shown), [shown]);
  const isWrong = typed.trim() !== "" && readDay(typed) === null;
  return (
    <TextInput
      label={props.label}
      description={props.description}
      placeholder="dd/mm/yyyy"
      value={typed}
      error={isWrong ? t("catalogue.dayWrong") : undefined}
      data-testid={props.testId}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const day = readDay(text);
        if (day !== null || text.trim() === "") props.onChange(day);
      }}
    />
  );
}
