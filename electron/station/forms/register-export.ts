import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ExportProgress } from "../../../contract/form-calls.ts";
import type { FormValues } from "../../../contract/forms.ts";
import { officeInstant } from "../../../contract/time.ts";
import { type RegisterSpan, registerBatches, registerLength } from "../../../db/register.ts";
import type { Queryable } from "../../../db/store.ts";
import { type RegisterRow, registerFormValues, registerRow } from "./list-forms.rules.ts";
import { written } from "./made-files.ts";
import { writeTable } from "./spreadsheet.ts";
import { type FormFrame, say } from "./words.rules.ts";

/** Rows that are in memory at a time, and that progress is told after. */
const BATCH = 500;
/** Rows of a volume (*quyển*) as PDF: what the browser engine sets in one go. */
export const VOLUME = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface RegisterExport {
  db: Queryable;
  frame: FormFrame;
  folder: string;
  /** First and last day, both included. */
  from: string;
  to: string;
}

const columns = {
  index: 6,
  code: 28,
  matter: 42,
  sets: 8,
  name: 28,
  contact: 40,
  unit: 26,
  received: 17,
  due: 17,
  returned: 17,
  delivery: 30,
  receiver: 24,
  note: 34,
} as const satisfies Record<keyof RegisterRow, number>;
const names = Object.keys(columns) as (keyof RegisterRow)[];

/** The register as a spreadsheet. @throws AppError PAGE_FAILED, FILE_IN_USE where the file can't be written. */
export async function* registerAsSpreadsheet(input: RegisterExport): AsyncGenerator<ExportProgress> {
  const { db, frame } = input;
  const span = spanOf(input);
  const total = await registerLength(db, span);
  const file = join(input.folder, `${fileName(input)}.xlsx`);
  yield { done: 0, total, files: null };
  let done = 0;
  let told = 0;
  async function* rows(): AsyncGenerator<string[]> {
    for await (const batch of registerBatches(db, span, BATCH)) {
      for (const dossier of batch) {
        done += 1;
        const row = registerRow(frame, dossier, done);
        yield names.map((name) => row[name].normalize("NFC"));
      }
    }
  }
  const table = writeTable(
    file,
    {
      title: say(frame, frame.words.register.title),
      columns: names.map((name) => ({ head: say(frame, frame.words.columns[name]), width: columns[name] })),
    },
    rows(),
  );
  try {
    for (;;) {
      const piece = await written(file, () => table.next());
      if (piece.done === true) break;
      if (done - told < BATCH) continue;
      told = done;
      yield { done, total, files: null };
    }
  } finally {
    await table.return();
  }
  yield { done, total, files: [file] };
}

/**
 * The register as PDF; a long one in volumes.
 *
 * @param write makes the PDF of one volume.
 */
export async function* registerAsPdf(
  input: RegisterExport,
  write: (values: FormValues<"register">, file: string) => Promise<void>,
): AsyncGenerator<ExportProgress> {
  const { db, frame, folder, from, to } = input;
  const span = spanOf(input);
  const total = await registerLength(db, span);
  const parts = Math.max(1, Math.ceil(total / VOLUME));
  yield { done: 0, total, files: null };
  const files: string[] = [];
  let isWhole = false;
  let done = 0;
  try {
    await written(folder, () => mkdir(folder, { recursive: true }));
    const volume = async (rows: RegisterRow[]) => {
      const part = files.length + 1;
      const file = join(folder, `${fileName(input)}${parts === 1 ? "" : `-${part}`}.pdf`);
      files.push(file);
      await write(registerFormValues(frame, { from, to, rows, part, parts }), file);
      done += rows.length;
    };
    for await (const batch of registerBatches(db, span, VOLUME)) {
      const first = done;
      await volume(batch.map((dossier, place) => registerRow(frame, dossier, first + place + 1)));
      yield { done, total, files: null };
    }
    if (files.length === 0) await volume([]);
    isWhole = true;
  } finally {
    if (!isWhole) await Promise.all(files.map((file) => rm(file, { force: true })));
  }
  yield { done, total, files };
}

function spanOf({ from, to }: RegisterExport): RegisterSpan {
  return {
    from: officeInstant(from, "00:00"),
    until: new Date(Date.parse(officeInstant(to, "00:00")) + DAY_MS).toISOString(),
  };
}

function fileName({ frame, from, to }: RegisterExport): string {
  return `${say(frame, frame.words.register.file)}-${from}-${to}`;
}
