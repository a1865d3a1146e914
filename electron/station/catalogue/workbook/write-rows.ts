import type {
  Division,
  FeeExemption,
  Procedure,
  ProcedureFee,
  ProcessingTime,
} from "../../../../contract/catalogue.ts";
import type { LocalizedText } from "../../../../contract/text.ts";
import { MAIN_FEE } from "../procedure.rules.ts";
import { type SheetKey, wordOf, YES } from "./columns.ts";

/** What stands in a row, by the keys of its columns; what is left out stays empty. */
export type Row = Record<string, string | number | undefined>;

/** Stands for "none" where an empty cell says "as the procedure has it". */
export const NONE = "-";

/** Procedures and divisions as rows of the workbook's sheets. */
export function rowsOf(content: {
  procedures: readonly Procedure[];
  divisions: readonly Division[];
}): Record<SheetKey, Row[]> {
  const rows: Record<SheetKey, Row[]> = {
    procedures: [],
    components: [],
    cases: [],
    fees: [],
    exemptions: [],
    routes: [],
    divisions: content.divisions.map(({ id, name, agency, phone }) => ({
      id,
      ...texts("name", name),
      agency,
      phone,
    })),
    fields: [],
  };
  const fields = new Map<string, Procedure["field"]>();
  for (const procedure of content.procedures) {
    if (!fields.has(procedure.field.code)) fields.set(procedure.field.code, procedure.field);
    addProcedure(rows, procedure);
  }
  rows.fields = [...fields.values()].map(({ code, name }) => ({ code, ...texts("name", name) }));
  return rows;
}

function addProcedure(rows: Record<SheetKey, Row[]>, procedure: Procedure): void {
  const { code, effectiveFrom } = procedure;
  const of = { code, effectiveFrom };
  rows.procedures.push({
    ...of,
    effectiveTo: procedure.effectiveTo,
    ...texts("name", procedure.name),
    field: procedure.field.code,
    serviceGroup: procedure.serviceGroup,
    level: wordOf("level", procedure.level),
    division: procedure.division,
    ...timeCells(procedure.time),
    cutOff: procedure.cutOff,
    online: wordOf("online", procedure.online),
    supplementDays: procedure.supplementDays,
    ...texts("result", procedure.result),
    keywords: procedure.keywords.join("; "),
    source: procedure.source,
    assumed: procedure.assumed.join("; "),
  });
  for (const component of procedure.components)
    rows.components.push({
      ...of,
      id: component.id,
      ...texts("name", component.name),
      originals: component.originals,
      copies: component.copies,
      required: yes(component.required),
      presentOnly: yes(component.presentOnly),
      reusable: yes(component.reusable),
      "form.name": component.form?.name,
      "form.url": component.form?.url,
    });
  const { text, ...main } = procedure.fee;
  addFee(rows, of, { id: MAIN_FEE, ...main }, texts("text", text));
  for (const fee of procedure.otherFees) addFee(rows, of, fee, texts("name", fee.name));
  addRoute(rows, of, undefined, procedure.route);
  for (const entry of procedure.cases) {
    rows.cases.push({
      ...of,
      id: entry.id,
      ...texts("name", entry.name),
      ...timeCells(entry.time),
      components: listCell(entry.components),
      feeAmount: entry.feeAmount,
      otherFees: listCell(entry.otherFees),
    });
    if (entry.route?.length === 0) rows.routes.push({ ...of, case: entry.id, node: NONE });
    addRoute(rows, of, entry.id, entry.route ?? []);
  }
}

function addFee(rows: Record<SheetKey, Row[]>, of: Row, fee: Omit<ProcedureFee, "name">, words: Row): void {
  rows.fees.push({
    ...of,
    id: fee.id,
    ...words,
    kind: wordOf("kind", fee.kind),
    amount: fee.amount,
    per: wordOf("per", fee.per),
    pageTiers: fee.pageTiers.map(({ fromPage, amount }) => `${fromPage}: ${amount}`).join("; "),
    mostPerCopy: fee.mostPerCopy,
    collectAt: wordOf("collectAt", fee.collectAt),
  });
  for (const exemption of fee.exemptions)
    rows.exemptions.push({ ...of, fee: fee.id, ...exemptionRow(exemption) });
}

function exemptionRow({ id, name, percent, legalBasis, assumed }: FeeExemption): Row {
  return { id, ...texts("name", name), percent, legalBasis, assumed: yes(assumed) };
}

function addRoute(
  rows: Record<SheetKey, Row[]>,
  of: Row,
  entry: string | undefined,
  route: Procedure["route"],
): void {
  for (const { node, time } of route) rows.routes.push({ ...of, case: entry, node, ...timeCells(time) });
}

function texts(key: string, text: LocalizedText): Row {
  return { [`${key}.vi`]: text.vi, [`${key}.en`]: text.en, [`${key}.ro`]: text.ro };
}

function timeCells(time: ProcessingTime | undefined): Row {
  if (time === undefined) return {};
  const unit = wordOf("time.unit", time.unit);
  return time.unit === "sameDay" ? { "time.unit": unit } : { "time.count": time.count, "time.unit": unit };
}

function listCell(ids: readonly string[] | undefined): string | undefined {
  return ids?.length === 0 ? NONE : ids?.join("; ");
}

function yes(value: boolean): string | undefined {
  return value ? YES : undefined;
}
