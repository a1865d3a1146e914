import { catalogueSchema } from "../../contract/catalogue.ts";
import { AppError } from "../../contract/errors.ts";
import type { ImportPreview } from "../../contract/procedure-calls.ts";
import { officeDay } from "../../contract/time.ts";
import { writeCatalogueFile } from "../../electron/station/catalogue/catalogue-file.ts";
import { planImport } from "../../electron/station/catalogue/import-file.ts";
import {
  procedureDetail,
  procedureList,
  withProcedure,
} from "../../electron/station/catalogue/procedure-list.rules.ts";
import type { District } from "../database.ts";
import { noteAudit } from "../web/audit.ts";
import { web } from "../web/base.ts";
import { onceForRequest } from "../web/once.ts";
import { changeDraft, workingCopy } from "./draft.ts";
import { officeOverview } from "./overview.ts";
import { publishDraft } from "./publish.ts";

const { office } = web;

export const officeRoutes = office.router({
  overview: office.overview.handler(({ context }) => officeOverview(context.db)),
  list: office.list.handler(async ({ context, input }) => {
    const { sha256, catalogue } = await workingCopy(context.db);
    return { basedOn: sha256, ...procedureList(catalogue.procedures, input.query, input.limit, today()) };
  }),
  detail: office.detail.handler(({ context, input }) => detail(context.db, input.code)),
  save: office.save.handler(async ({ context: { db, account }, input }) => {
    await changeDraft(db, account.login, input.basedOn, (catalogue) =>
      withProcedure(catalogue, input.procedure, input.former),
    );
    return detail(db, input.procedure.code);
  }),
  exportFile: office.exportFile.handler(async ({ context, input }) => {
    const { catalogue } = await workingCopy(context.db);
    const bytes = await writeCatalogueFile(catalogue, input.format);
    return {
      name: `danh-muc-thu-tuc-${today()}.${input.format}`,
      file: Buffer.from(bytes).toString("base64"),
    };
  }),
  preview: office.preview.handler(async ({ context, input }) => {
    const { sha256, catalogue } = await workingCopy(context.db);
    const { preview } = await planImport(catalogue, bytesOf(input.file), planned(input.whole));
    return { basedOn: sha256, ...preview };
  }),
  importFile: office.importFile.handler(
    async ({ context: { db, account }, input }): Promise<ImportPreview> => {
      const before = await workingCopy(db);
      if (before.sha256 !== input.basedOn) throw new AppError("CATALOGUE_CHANGED", {});
      const { preview, content } = await planImport(
        before.catalogue,
        bytesOf(input.file),
        planned(input.whole),
      );
      if (content === null) return { basedOn: before.sha256, ...preview };
      await changeDraft(db, account.login, input.basedOn, (catalogue) => ({
        ...catalogue,
        procedures: [...content.procedures],
        divisions: [...content.divisions],
      }));
      return { basedOn: (await workingCopy(db)).sha256, ...preview };
    },
  ),
  calendar: office.calendar.handler(({ context }) => calendar(context.db)),
  saveCalendar: office.saveCalendar.handler(async ({ context: { db, account }, input }) => {
    await changeDraft(db, account.login, input.basedOn, (catalogue) => ({
      ...catalogue,
      calendar: input.calendar,
    }));
    return calendar(db);
  }),
  staff: office.staff.handler(({ context }) => staff(context.db)),
  saveStaff: office.saveStaff.handler(async ({ context: { db, account }, input }) => {
    await changeDraft(db, account.login, input.basedOn, (catalogue) => ({
      ...catalogue,
      staff: input.staff,
    }));
    return staff(db);
  }),
  discard: office.discard.handler(async ({ context: { db, account } }) => {
    await db.transaction().execute(async (trx) => {
      await trx.deleteFrom("office_draft").execute();
      await noteAudit(trx, account.login, "office.discarded", "");
    });
    return {};
  }),
  takeUp: office.takeUp.handler(async ({ context: { db, account }, input }) => {
    const row = await db
      .selectFrom("office_versions")
      .select("data")
      .where("number", "=", input.version)
      .executeTakeFirst();
    if (row === undefined) throw new AppError("VERSION_UNKNOWN", { version: input.version });
    const former = catalogueSchema.parse(JSON.parse(row.data));
    await changeDraft(db, account.login, null, () => former);
    return {};
  }),
  publish: office.publish.handler(async ({ context: { db, account }, input }) => {
    const { requestId, ...asked } = input;
    const request = { id: requestId, login: account.login, call: "office.publish", input: asked };
    const version = await onceForRequest(db, request, (trx) => publishDraft(trx, account.login, asked));
    return { version };
  }),
});

async function detail(db: District, code: string | null) {
  const { sha256, catalogue } = await workingCopy(db);
  return { basedOn: sha256, ...procedureDetail(catalogue, code, today()) };
}

async function calendar(db: District) {
  const { sha256, catalogue } = await workingCopy(db);
  return { basedOn: sha256, today: today(), calendar: catalogue.calendar };
}

async function staff(db: District) {
  const { sha256, catalogue } = await workingCopy(db);
  return { basedOn: sha256, staff: catalogue.staff, divisions: catalogue.divisions };
}

function today(): string {
  return officeDay(Date.now());
}

function planned(whole: boolean) {
  return { whole, today: today() };
}

function bytesOf(file: string): Uint8Array {
  return Buffer.from(file, "base64");
}
