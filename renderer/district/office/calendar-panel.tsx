import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import type { Calendar } from "../../../contract/catalogue.ts";
import type { Language } from "../../../contract/text.ts";
import { DayInput } from "../../ui/day-input.tsx";
import { capital, dayAndMonth, shortDay, weekdayAndDay } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { useLoaded } from "../ui/use-loaded.ts";
import {
  type DayShown,
  entriesOf,
  hoursText,
  monthOf,
  readHours,
  withEntry,
  withNextYear,
  withoutEntry,
  type YearEntry,
} from "./calendar.ts";
import { useOffice } from "./store.ts";

/** When the office works (*lịch làm việc*): a year at a glance, its days off and swap days, the hours of the week. */
export function CalendarPanel() {
  const { t } = useTexts();
  const { saves, busy, work } = useOffice();
  const loaded = useLoaded(() => district.office.calendar(), String(saves));
  const [calendar, setCalendar] = useState<Calendar | null>(null);
  const [year, setYear] = useState<number | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const { data } = loaded;
  useEffect(() => {
    if (data !== null) setCalendar(data.calendar);
  }, [data]);
  if (data === null || calendar === null) return <FailureLine failure={loaded.failure} />;
  const years = calendar.years.map((entry) => entry.year);
  const shown =
    year ?? years.find((entry) => String(entry) === data.today.slice(0, 4)) ?? years.at(-1) ?? 2026;
  const entry = calendar.years.find((known) => known.year === shown);
  const changed = JSON.stringify(calendar) !== JSON.stringify(data.calendar);
  return (
    <>
      <div className="office-bar">
        <div className="office-years">
          {years.map((known) => (
            <Button
              key={known}
              size="compact-md"
              variant={known === shown ? "filled" : "light"}
              aria-pressed={known === shown}
              data-testid={`year-${known}`}
              onClick={() => setYear(known)}
            >
              {known}
            </Button>
          ))}
          <Button
            size="compact-md"
            variant="subtle"
            leftSection={<IconPlus size="1em" aria-hidden />}
            data-testid="year-add"
            onClick={() => {
              setCalendar(withNextYear(calendar));
              setYear((years.at(-1) ?? shown) + 1);
            }}
          >
            {t("districtWeb.office.addYear")}
          </Button>
        </div>
        <Button
          disabled={!changed}
          loading={busy}
          data-testid="calendar-save"
          onClick={() => void work(() => district.office.saveCalendar({ basedOn: data.basedOn, calendar }))}
        >
          {t("districtWeb.office.keep")}
        </Button>
      </div>
      <div className="office-calendar">
        <YearView calendar={calendar} year={shown} today={data.today} picked={picked} onPick={setPicked} />
        <aside className="office-side">
          <EntryForm
            key={`${shown}${picked}`}
            year={shown}
            day={picked}
            onAdd={(added) => {
              setCalendar(withEntry(calendar, added));
              setPicked(null);
            }}
          />
          <Entries
            entries={entry === undefined ? [] : entriesOf(entry)}
            onRemove={(gone) => setCalendar(withoutEntry(calendar, gone))}
          />
          <Hours calendar={calendar} onChange={setCalendar} />
        </aside>
      </div>
    </>
  );
}

function YearView(props: {
  calendar: Calendar;
  year: number;
  today: string;
  picked: string | null;
  onPick: (day: string) => void;
}) {
  const { t, own, language } = useTexts();
  const { calendar, year, today, picked, onPick } = props;
  const titleOf = ({ day, kind, name }: DayShown) =>
    `${weekdayAndDay(day, language)}: ${name === null ? t(`districtWeb.office.day.${kind}`) : own(name)}`;
  return (
    <section className="office-year" aria-label={String(year)} data-testid="year-view">
      {Array.from({ length: 12 }, (_, month) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a year has twelve months
        <div key={month} className="office-month">
          <h2>{monthName(year, month, language)}</h2>
          <div className="office-days">
            {weekdayLetters(language).map((letter, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a week has seven days
              <small key={place}>{letter}</small>
            ))}
            {monthOf(calendar, year, month).map((cell, place) =>
              cell === null ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: places of a month stay
                <span key={place} />
              ) : (
                <button
                  key={cell.day}
                  type="button"
                  tabIndex={-1}
                  className="office-day"
                  data-kind={cell.kind}
                  data-today={cell.day === today}
                  aria-pressed={cell.day === picked}
                  title={titleOf(cell)}
                  data-testid={`day-${cell.day}`}
                  onClick={() => onPick(cell.day)}
                >
                  {Number(cell.day.slice(8))}
                </button>
              ),
            )}
          </div>
        </div>
      ))}
      <ul className="office-legend">
        {(["holiday", "worked", "off", "pending"] as const).map((kind) => (
          <li key={kind}>
            <i className="office-day" data-kind={kind} aria-hidden="true" />
            {t(`districtWeb.office.day.${kind}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Days off or a worked day; a day that was picked in the year stands in it already. */
function EntryForm({
  year,
  day,
  onAdd,
}: {
  year: number;
  day: string | null;
  onAdd: (entry: YearEntry) => void;
}) {
  const { t } = useTexts();
  const [kind, setKind] = useState<YearEntry["kind"]>("holiday");
  const [from, setFrom] = useState(day ?? "");
  const [to, setTo] = useState(day ?? "");
  const [name, setName] = useState("");
  const last = kind === "workedDay" || to === "" ? from : to;
  const isFit =
    from.startsWith(`${year}-`) && last.startsWith(`${year}-`) && from <= last && name.trim() !== "";
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (isFit) onAdd({ kind, from, to: last, name: { vi: name.trim() } });
  };
  return (
    <form className="card office-entry" onSubmit={add}>
      <h2>{t("districtWeb.office.addDays", { year })}</h2>
      <NativeSelect
        label={t("districtWeb.office.kind")}
        value={kind}
        data={(["holiday", "workedDay"] as const).map((value) => ({
          value,
          label: t(`districtWeb.office.${value}`),
        }))}
        data-testid="entry-kind"
        onChange={(event) => setKind(event.currentTarget.value === "workedDay" ? "workedDay" : "holiday")}
      />
      <div className="office-entry-days">
        <DayInput
          label={t(kind === "holiday" ? "districtWeb.office.fromDay" : "districtWeb.office.onDay")}
          description=""
          value={from}
          testId="entry-from"
          onChange={(value) => setFrom(value ?? "")}
        />
        {kind === "holiday" ? (
          <DayInput
            label={t("districtWeb.office.toDay")}
            description=""
            value={to}
            testId="entry-to"
            onChange={(value) => setTo(value ?? "")}
          />
        ) : null}
      </div>
      <TextInput
        label={t("districtWeb.office.dayName")}
        value={name}
        data-testid="entry-name"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="light" disabled={!isFit} data-testid="entry-add">
        {t("districtWeb.office.add")}
      </Button>
    </form>
  );
}

function Entries({
  entries,
  onRemove,
}: {
  entries: readonly YearEntry[];
  onRemove: (entry: YearEntry) => void;
}) {
  const { t, own } = useTexts();
  return (
    <section className="card">
      <h2>{t("districtWeb.office.daysOf")}</h2>
      <ul className="office-entries">
        {entries.map((entry) => (
          <li key={`${entry.kind}${entry.from}`} data-testid={`entry-${entry.from}`}>
            <span>
              <strong>
                {entry.from === entry.to
                  ? shortDay(entry.from)
                  : `${dayAndMonth(entry.from)} – ${shortDay(entry.to)}`}
              </strong>
              {own(entry.name)}
              {entry.kind === "workedDay" ? <small>{t("districtWeb.office.workedDay")}</small> : null}
            </span>
            <Button
              variant="subtle"
              color="brick"
              px="xs"
              aria-label={t("districtWeb.office.removeDays", { name: own(entry.name) })}
              data-testid={`entry-remove-${entry.from}`}
              onClick={() => onRemove(entry)}
            >
              <IconTrash size="1.1em" aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Hours({ calendar, onChange }: { calendar: Calendar; onChange: (calendar: Calendar) => void }) {
  const { t, language } = useTexts();
  return (
    <section className="card office-hours">
      <h2>{t("districtWeb.office.hours")}</h2>
      <p className="office-help">{t("districtWeb.office.hoursHelp")}</p>
      {calendar.week.map((periods, weekday) => (
        <HoursInput
          // biome-ignore lint/suspicious/noArrayIndexKey: a week has seven days
          key={weekday}
          label={weekdayName(weekday, language)}
          periods={periods}
          testId={`hours-${weekday}`}
          onChange={(next) =>
            onChange({
              ...calendar,
              week: calendar.week.map((known, place) =>
                place === weekday ? next : known,
              ) as Calendar["week"],
            })
          }
        />
      ))}
      <TextInput
        label={t("districtWeb.office.cutOff")}
        defaultValue={calendar.cutOff}
        data-testid="cut-off"
        onChange={(event) => {
          const typed = event.currentTarget.value.trim();
          if (/^([01]\d|2[0-3]):[0-5]\d$/.test(typed)) onChange({ ...calendar, cutOff: typed });
        }}
      />
    </section>
  );
}

function HoursInput(props: {
  label: string;
  periods: Calendar["week"][number];
  testId: string;
  onChange: (periods: Calendar["week"][number]) => void;
}) {
  const { t } = useTexts();
  const [typed, setTyped] = useState(hoursText(props.periods));
  const isWrong = readHours(typed) === null;
  return (
    <TextInput
      label={props.label}
      placeholder={t("districtWeb.office.dayOff")}
      value={typed}
      error={isWrong ? t("districtWeb.office.hoursWrong") : undefined}
      data-testid={props.testId}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const read = readHours(text);
        if (read !== null) props.onChange(read);
      }}
    />
  );
}

const locales: Record<Language, string> = { vi: "vi-VN", en: "en-GB", ro: "ro-RO" };
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;

function monthName(year: number, month: number, language: Language): string {
  const name = new Intl.DateTimeFormat(locales[language], { month: "long", timeZone: "UTC" });
  return capital(name.format(new Date(Date.UTC(year, month, 15))));
}

function weekdayName(weekday: number, language: Language): string {
  const name = new Intl.DateTimeFormat(locales[language], { weekday: "long", timeZone: "UTC" });
  return capital(name.format(new Date(MONDAY + weekday * DAY_MS)));
}

function weekdayLetters(language: Language): string[] {
  if (language === "vi") return ["2", "3", "4", "5", "6", "7", "CN"];
  const name = new Intl.DateTimeFormat(locales[language], { weekday: "narrow", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, weekday) => name.format(new Date(MONDAY + weekday * DAY_MS)));
}
