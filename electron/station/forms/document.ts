import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import QRCode from "qrcode";
import { z } from "zod";
import { type FormId, formPageSchema, formValuesSchemas } from "../../../contract/forms.ts";
import { practiceQr } from "../../../contract/practice.ts";
import { fillTemplate } from "./template.ts";

/**
 * A form's design: all that decides how its values look. Stored with the paper by its hash, so that a paper that is
 * opened again years later is the one that was given out.
 */
export const formDesignSchema = z.object({
  template: z.string(),
  parts: z.record(z.string(), z.string()),
  style: z.string(),
  page: formPageSchema,
  pageStyle: z.string(),
  /** The form's number in its set and the set's law, for the corner of the paper. */
  form: z.object({ number: z.string(), name: z.string(), law: z.string() }),
});
export type FormDesign = z.infer<typeof formDesignSchema>;

/** What a template of a form can name: its values, and what the set says of the form. */
export function formFields(form: FormId): z.ZodObject {
  return formValuesSchemas[form].extend({ form: formDesignSchema.shape.form });
}

export interface FormMarks {
  /** That it is a copy, which one and when. */
  copyMark?: string | null;
  /** That it is from a practice hall and worth nothing: across every page. */
  practiceMark?: string | null;
  title?: string;
}

/**
 * What is fixed is printed on each page anew: the second copy of a receipt and every further page say that they are a copy,
 * whatever the office's style says.
 */
const COPY_ON_EVERY_PAGE = `
.copy-everywhere {
  position: fixed; inset: 64% 0 auto; text-align: center; font-weight: 700; font-size: 1.5em; text-transform: uppercase;
  color: rgb(0 0 0 / 26%); transform: rotate(-24deg); pointer-events: none;
}
/* The mark takes a line: what filled its sheet still does. */
.copy-mark ~ * { zoom: 0.955; }`;

/** A form as a page of its own that loads nothing and runs nothing. */
export function formDocument(
  design: FormDesign,
  values: Record<string, unknown>,
  { copyMark = null, practiceMark = null, title = "" }: FormMarks = {},
): string {
  const view = composed({ ...values, form: design.form }) as Record<string, unknown>;
  if (typeof view.qr === "string") view.qr = qrImage(practiceMark === null ? view.qr : practiceQr(view.qr));
  const body = fillTemplate(design.template, view, design.parts);
  const mark = fillTemplate(
    '{{#practiceMark}}<div class="practice-mark">{{practiceMark}}</div>{{/practiceMark}}{{#copyMark}}<div class="copy-everywhere">{{copyMark}}</div><div class="copy-mark">{{copyMark}}</div>{{/copyMark}}',
    { copyMark, practiceMark },
    {},
  );
  const styles = [fontFaces(), design.pageStyle, design.style, COPY_ON_EVERY_PAGE].join("\n");
  return [
    "<!doctype html>",
    '<html lang="vi"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:">`,
    fillTemplate("<title>{{title}}</title>", { title }, {}),
    `<style>${styles}</style></head>`,
    `<body class="${design.page.toLowerCase().replace(" ", "-")}">${mark}${body}</body></html>`,
  ].join("\n");
}

/** Vietnamese in composed letters, whatever keyboard it was typed on: fonts set loose tones beside their letters. */
function composed(value: unknown): unknown {
  if (typeof value === "string") return value.normalize("NFC");
  if (Array.isArray(value)) return value.map(composed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, composed(inner)]));
}

function qrImage(text: string): string {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const quiet = 2;
  const path: string[] = [];
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) path.push(`M${column + quiet} ${row + quiet}h1v1h-1z`);
  const size = modules.size + 2 * quiet;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d="${path.join("")}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Tinos has the measures of Times New Roman, which Decree 30/2020/NĐ-CP prescribes, and every Vietnamese letter. */
const FAMILY = "Tinos";
/** Of subsets that overlap the last one counts. */
const SUBSETS = ["latin-ext", "vietnamese", "latin"];
const FACES = [
  { weight: 400, style: "normal" },
  { weight: 400, style: "italic" },
  { weight: 700, style: "normal" },
  { weight: 700, style: "italic" },
] as const;

let faces: string | null = null;

/** The bundled font as part of the page: a paper looks the same on every PC. */
function fontFaces(): string {
  if (faces !== null) return faces;
  const { resolve } = createRequire(import.meta.url);
  const read = (file: string) => readFileSync(resolve(`@fontsource/tinos/${file}`));
  const ranges = JSON.parse(read("unicode.json").toString()) as Record<string, string>;
  faces = FACES.flatMap(({ weight, style }) =>
    SUBSETS.map((subset) => {
      const data = read(`files/tinos-${subset}-${weight}-${style}.woff2`).toString("base64");
      return `@font-face{font-family:"${FAMILY}";font-weight:${weight};font-style:${style};src:url(data:font/woff2;base64,${data}) format("woff2");unicode-range:${ranges[subset]}}`;
    }),
  ).join("\n");
  return faces;
}
