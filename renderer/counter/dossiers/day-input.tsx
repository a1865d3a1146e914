import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { readDay, shortDay } from "../../ui/format.ts";

/** A day as it is written here, dd/MM/yyyy, whatever the language of the PC; what is no day is not told. */
export function DayInput({
  label,
  day,
  testId,
  onChange,
}: {
  label: string;
  /** `YYYY-MM-DD`. */
  day: string;
  testId: string;
  onChange: (day: string) => void;
}) {
  const [typed, setTyped] = useState(shortDay(day));
  useEffect(() => setTyped(shortDay(day)), [day]);
  const take = (text: string) => {
    setTyped(text);
    const read = readDay(text);
    if (read !== null && read !== day) onChange(read);
  };
  return (
    <TextInput
      className="day-input"
      aria-label={label}
      value={typed}
      error={readDay(typed) === null}
      inputMode="numeric"
      maxLength={10}
      autoComplete="off"
      data-testid={testId}
      onChange={(event) => take(event.currentTarget.value)}
      onBlur={() => setTyped(shortDay(day))}
    />
  );
}
