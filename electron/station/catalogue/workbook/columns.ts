import * as cells from "./cells.rules.ts";
import words from "./words.json" with { type: "json" };

/** The sheets of a workbook, in their order. */
export const sheetKeys = [
  "procedures",
  "components",
  "cases",
  "fees",
  "exemptions",
  "routes",
  "divisions",
  "fields",
] as const;
export type SheetKey = (typeof sheetKeys)[number];

export interface Column {
  key: string;
  /** As people read it, in the office's language. */
  heading: string;
  reader: cells.Reader<unknown>;
  required: boolean;
  width: number;
  /** Words that may stand in it, where they are few. */
  choices?: string[];
}

const column = (
  key: keyof typeof words.columns,
  reader: cells.Reader<unknown>,
  more: Partial<Column> = {},
): Column => ({ key, heading: words.columns[key], reader, required: true, width: 16, ...more });
const maybe = (
  key: keyof typeof words.columns,
  reader: cells.Reader<unknown>,
  more: Partial<Column> = {},
): Column => column(key, cells.optional(reader), { required: false, ...more });

const oneOf = (
  key: keyof typeof words.values & keyof typeof words.columns,
): [cells.Reader<unknown>, Partial<Column>] => {
  const known = words.values[key] as Record<string, string>;
  return [cells.choice(known), { choices: Object.values(known) }];
};
const yesNo: [cells.Reader<unknown>, Partial<Column>] = [
  cells.yesNo(words),
  { choices: [words.values.yes], width: 12 },
];

const localized = (name: "name" | "result" | "text", required = true) => [
  (required ? column : maybe)(`${name}.vi`, cells.text, { width: 48 }),
  maybe(`${name}.en`, cells.text, { width: 32 }),
  maybe(`${name}.ro`, cells.text, { width: 32 }),
];
const ofProcedure = [
  column("code", cells.procedureCode, { width: 13 }),
  // Left empty where the procedure has one version only.
  maybe("effectiveFrom", cells.day),
];
const time = (required: boolean) => [
  maybe("time.count", cells.integer(1, 2000), { width: 10 }),
  (required ? column : maybe)("time.unit", ...oneOf("time.unit")),
];
const money = cells.integer(0, 1_000_000_000);

export const columnsOf: Record<SheetKey, Column[]> = {
  procedures: [
    column("code", cells.procedureCode, { width: 13 }),
    column("effectiveFrom", cells.day),
    maybe("effectiveTo", cells.day),
    ...localized("name"),
    column("field", cells.text, { width: 12 }),
    column("serviceGroup", cells.text),
    column("level", ...oneOf("level")),
    maybe("division", cells.text),
    ...time(true),
    maybe("cutOff", cells.clock, { width: 10 }),
    column("online", ...oneOf("online")),
    maybe("supplementDays", cells.integer(1, 365), { width: 10 }),
    ...localized("result"),
    maybe("keywords", cells.list, { width: 32 }),
    column("source", cells.text, { width: 40 }),
    maybe("assumed", cells.list, { width: 24 }),
  ],
  components: [
    ...ofProcedure,
    column("id", cells.text),
    ...localized("name"),
    column("originals", cells.integer(0, 99), { width: 10 }),
    column("copies", cells.integer(0, 99), { width: 10 }),
    maybe("required", ...yesNo),
    maybe("presentOnly", ...yesNo),
    maybe("reusable", ...yesNo),
    maybe("form.name", cells.text, { width: 36 }),
    maybe("form.url", cells.text, { width: 28 }),
  ],
  cases: [
    ...ofProcedure,
    column("id", cells.text),
    ...localized("name"),
    ...time(false),
    maybe("components", cells.list, { width: 28 }),
    maybe("feeAmount", money),
    maybe("otherFees", cells.list, { width: 28 }),
  ],
  fees: [
    ...ofProcedure,
    column("id", cells.text),
    ...localized("name", false),
    column("kind", ...oneOf("kind")),
    column("amount", money),
    column("per", ...oneOf("per")),
    maybe("pageTiers", cells.pageTiers),
    maybe("mostPerCopy", cells.integer(1, 1_000_000_000)),
    maybe("collectAt", ...oneOf("collectAt")),
    ...localized("text", false),
  ],
  exemptions: [
    ...ofProcedure,
    column("fee", cells.text),
    column("id", cells.text),
    ...localized("name"),
    column("percent", cells.integer(1, 100), { width: 10 }),
    maybe("legalBasis", cells.text, { width: 40 }),
    maybe("assumed", ...yesNo),
  ],
  routes: [
    ...ofProcedure,
    maybe("case", cells.text),
    column("node", cells.text, { width: 22 }),
    ...time(false),
  ],
  divisions: [
    column("id", cells.text, { width: 22 }),
    ...localized("name"),
    maybe("agency", cells.text),
    maybe("phone", cells.text),
  ],
  fields: [column("code", cells.text, { width: 12 }), ...localized("name")],
};

export const sheetNames: Record<SheetKey, string> = words.sheets;

/** A value's word in a column of choices. */
export function wordOf(key: string, value: string): string {
  const known = (words.values as Record<string, Record<string, string> | string>)[key];
  return typeof known === "object" ? (known[value] ?? value) : value;
}

export const YES = words.values.yes;
