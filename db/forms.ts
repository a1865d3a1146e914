import type { FormId, FormPaper } from "../contract/forms.ts";
import type { FormPaperRow } from "./schema.ts";
import type { Queryable } from "./store.ts";

/** A paper as it is made, in the transaction of the fact that it proves. */
export interface NewFormPaper extends FormPaper {
  content: unknown;
}

export async function insertFormPaper(db: Queryable, paper: NewFormPaper): Promise<void> {
  await db
    .insertInto("form_papers")
    .values({
      id: paper.id,
      form_set: paper.set,
      form: paper.form,
      subject: paper.subject,
      title: paper.title,
      design: paper.design,
      content: JSON.stringify(paper.content),
      created_at: paper.createdAt,
    })
    .execute();
}

export async function formPaperById(db: Queryable, id: string): Promise<FormPaperRow | null> {
  const row = await db.selectFrom("form_papers").selectAll().where("id", "=", id).executeTakeFirst();
  return row ?? null;
}

/** What papers may be about: itself and, of a dossier, its payments. */
export async function paperSubjects(db: Queryable, subject: string): Promise<string[]> {
  const payments = await db.selectFrom("payments").select("id").where("dossier", "=", subject).execute();
  return [subject, ...payments.map(({ id }) => id)];
}

/** The forms about a dossier with its payments, a notice or a hand-over list, oldest first. */
export async function formPapersOf(db: Queryable, subject: string): Promise<FormPaper[]> {
  const rows = await db
    .selectFrom("form_papers")
    .selectAll()
    .where("subject", "in", await paperSubjects(db, subject))
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(formPaperOf);
}

export function formPaperOf(row: FormPaperRow): FormPaper {
  const { id, form_set, form, subject, title, design, created_at } = row;
  return { id, set: form_set, form, subject, title, design, createdAt: created_at };
}

/** Keeps a design for ever: a paper that has it may be printed again at any time. */
export async function keepFormDesign(db: Queryable, sha256: string, design: string): Promise<void> {
  await db
    .insertInto("form_designs")
    .values({ sha256, design })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** @throws Error where no paper has it. */
export async function formDesign(db: Queryable, sha256: string): Promise<string> {
  const { design } = await db
    .selectFrom("form_designs")
    .select("design")
    .where("sha256", "=", sha256)
    .executeTakeFirstOrThrow();
  return design;
}

/** The office's own wording of a form, or null where the shipped one is in force. */
export async function formOverride(
  db: Queryable,
  set: string,
  form: FormId,
): Promise<{ template: string; changedAt: string; changedBy: string } | null> {
  const row = await db
    .selectFrom("form_overrides")
    .selectAll()
    .where("form_set", "=", set)
    .where("form", "=", form)
    .executeTakeFirst();
  return row === undefined
    ? null
    : { template: row.template, changedAt: row.changed_at, changedBy: row.changed_by };
}
