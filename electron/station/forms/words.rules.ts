import { z } from "zod";
import type { Office, ProcessingTime } from "../../../contract/catalogue.ts";
import type { FormDate, FormTime } from "../../../contract/forms.ts";
import {
  fillText,
  inLanguage,
  type Language,
  type LocalizedText,
  localizedTextSchema,
} from "../../../contract/text.ts";
import { officeWallTime } from "../../../contract/time.ts";

const texts = <K extends string>(...keys: K[]) =>
  z.object(
    Object.fromEntries(keys.map((key) => [key, localizedTextSchema])) as Record<
      K,
      typeof localizedTextSchema
    >,
  );

/** Wording of what is filled in on forms: `forms/words.json` of the office. `{names}` in braces are filled in. */
export const formWordsSchema = texts(
  "time",
  "currency",
  "free",
  "copyMark",
  "practiceMark",
  "counterUnit",
).extend({
  copies: texts("kept", "given"),
  processing: texts("workingDays", "hours", "sameDay"),
  delivery: texts("counter", "post", "online"),
  right: texts("authorised", "relative", "representative"),
  method: texts("cash", "transfer", "online", "post"),
  outcome: texts("early", "onTime", "late"),
  exemption: localizedTextSchema,
  components: localizedTextSchema,
  handover: texts("onPaper", "declined"),
  ended: texts("notAccepted", "withdrawn", "stopped"),
  register: texts("title", "file", "officialCode", "extended", "late"),
  /** Heads of the register's columns in a spreadsheet. */
  columns: texts(
    "index",
    "code",
    "matter",
    "sets",
    "name",
    "contact",
    "unit",
    "received",
    "due",
    "returned",
    "delivery",
    "receiver",
    "note",
  ),
  status: texts(
    "lodged",
    "accepted",
    "notAccepted",
    "inProcess",
    "supplementRequested",
    "paymentRequested",
    "withdrawalRequested",
    "stopped",
    "decided",
    "resultReturned",
  ),
});
export type FormWords = z.infer<typeof formWordsSchema>;

/** What every form is made with. */
export interface FormFrame {
  office: Office;
  words: FormWords;
  language: Language;
  /** When the paper is made. */
  at: string;
  /** A unit of the office by its id, as it is named on papers; the agency's or the id itself where it is none. */
  unitName: (id: string) => string;
  /** An amount in đồng in words (*viết bằng chữ*). */
  inWords: (amount: number) => string;
}

/** What is on every form: the office and the day of the paper. */
export function frameValues({ office, language, at }: FormFrame) {
  return {
    office: {
      superior: inLanguage(office.superior, language),
      name: inLanguage(office.name, language),
      address: inLanguage(office.address, language),
      phone: office.phone,
      place: office.place,
    },
    date: dayParts(officeWallTime(at)),
  };
}

export function timeParts(instant: string): FormTime {
  const wall = officeWallTime(instant);
  return { ...dayParts(wall), hour: wall.slice(11, 13), minute: wall.slice(14, 16) };
}

/** @param day `YYYY-MM-DD…` in the office's zone. */
export function dayParts(day: string): FormDate {
  return { day: day.slice(8, 10), month: day.slice(5, 7), year: day.slice(0, 4) };
}

export function say(
  { language }: Pick<FormFrame, "language">,
  text: LocalizedText,
  values: Record<string, string | number> = {},
): string {
  return fillText(inLanguage(text, language), values);
}

/** In one line, for tables; empty where there is none. */
export function timeText(frame: FormFrame, instant: string | null): string {
  return instant === null ? "" : say(frame, frame.words.time, timeParts(instant));
}

/** Đồng with a point between thousands, as Vietnam writes it. */
export function amountText(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ".");
}

export function feeText(frame: FormFrame, amount: number): string {
  const { currency, free } = frame.words;
  return amount === 0 ? say(frame, free) : say(frame, currency, { amount: amountText(amount) });
}

export function processingText(frame: FormFrame, time: ProcessingTime): string {
  const { processing } = frame.words;
  return say(frame, processing[time.unit], time.unit === "sameDay" ? {} : { count: time.count });
}

/** With its place in the list, counted from 1 as papers do. */
export function numbered<T, R>(entries: readonly T[], values: (entry: T) => R): (R & { index: string })[] {
  return entries.map((entry, place) => ({ ...values(entry), index: String(place + 1) }));
}

/** A count as it stands in a table: nothing where there is none. */
export function countText(count: number): string {
  return count === 0 ? "" : String(count);
}
