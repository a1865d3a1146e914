import { ActionIcon, SegmentedControl, TextInput } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { readDay, shortDay } from "../../ui/format.ts";
import { type Translate, useTexts } from "../../ui/i18n/index.ts";
import { useAltKey } from "../ui/use-alt-key.ts";
import { inKind, type Period, type PeriodKind, periodKinds, stepped } from "./period.rules.ts";

/** Which time is looked at: its kind, the one before and after, or from when to when. */
export function PeriodPicker({
  period,
  today,
  onChange,
}: {
  period: Period;
  today: string;
  onChange: (period: Period) => void;
}) {
  const { t } = useTexts();
  const [before, after] = [stepped(period, -1), stepped(period, 1)];
  const go = (to: Period | null) => {
    if (to !== null) onChange(to);
  };
  useAltKey("A", () => go(before));
  useAltKey("D", () => go(after));
  const step = (
    to: Period | null,
    { name, key, icon, testId }: { name: string; key: string; icon: React.ReactNode; testId: string },
  ) => (
    <ActionIcon
      size={36}
      variant="default"
      aria-label={name}
      aria-keyshortcuts={key.replace(" ", "+")}
      title={`${name} (${key})`}
      disabled={to === null}
      data-testid={testId}
      onClick={() => go(to)}
    >
      {icon}
    </ActionIcon>
  );
  return (
    <div className="period" data-testid="period">
      <SegmentedControl
        value={period.kind}
        transitionDuration={0}
        aria-label={t("districtWeb.supervision.period")}
        data={periodKinds.map((kind) => ({ value: kind, label: t(`districtWeb.supervision.kind.${kind}`) }))}
        onChange={(kind) => onChange(inKind(period, kind as PeriodKind, today))}
      />
      {period.kind === "range" ? (
        <>
          <DayField
            key={`from ${period.from}`}
            name={t("districtWeb.supervision.from")}
            day={period.from}
            testId="period-from"
            fits={(day) => day <= period.to}
            onChange={(from) => onChange({ ...period, from })}
          />
          <DayField
            key={`to ${period.to}`}
            name={t("districtWeb.supervision.to")}
            day={period.to}
            testId="period-to"
            fits={(day) => day >= period.from}
            onChange={(to) => onChange({ ...period, to })}
          />
        </>
      ) : period.kind === "all" ? null : (
        <>
          {step(before, {
            name: t("districtWeb.supervision.before"),
            key: "Alt A",
            icon: <IconChevronLeft size={20} />,
            testId: "period-before",
          })}
          <strong className="period-name" data-testid="period-name">
            {periodName(t, period)}
          </strong>
          {step(after, {
            name: t("districtWeb.supervision.after"),
            key: "Alt D",
            icon: <IconChevronRight size={20} />,
            testId: "period-after",
          })}
        </>
      )}
    </div>
  );
}

/** A day as it is typed here (`30/6/2025`); taken with Enter or when the field is left. */
function DayField({
  name,
  day,
  testId,
  fits,
  onChange,
}: {
  name: string;
  day: string;
  testId: string;
  fits: (day: string) => boolean;
  onChange: (day: string) => void;
}) {
  const [typed, setTyped] = useState(shortDay(day));
  const read = readDay(typed);
  const wrong = read === null || !fits(read);
  const take = () => {
    if (!wrong && read !== day) onChange(read);
  };
  return (
    <TextInput
      w={124}
      aria-label={name}
      value={typed}
      error={wrong}
      inputMode="numeric"
      data-testid={testId}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
      }}
    />
  );
}

export function periodName(t: Translate, period: Period): string {
  switch (period.kind) {
    case "all":
      return t("districtWeb.supervision.name.all");
    case "year":
      return t("districtWeb.supervision.name.year", { year: period.year });
    case "quarter":
      return t("districtWeb.supervision.name.quarter", { quarter: period.quarter, year: period.year });
    case "month":
      return t("districtWeb.supervision.name.month", {
        month: String(period.month).padStart(2, "0"),
        year: period.year,
      });
    case "range":
      return t("districtWeb.supervision.name.range", {
        from: shortDay(period.from),
        to: shortDay(period.to),
      });
  }
}
