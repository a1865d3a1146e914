import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Dossier } from "../../../contract/dossier.ts";
import { intakeSchema } from "../../../contract/dossier-calls.ts";
import type { FormValues } from "../../../contract/forms.ts";
import { officeDay } from "../../../contract/time.ts";
import { formPaperById } from "../../../db/forms.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { Station } from "../station.ts";
import type { PaperToMake } from "./form-desk.ts";

/** Forms that somebody asks for: made of what the store knows now. */

let folder: string;
let station: Station;
let desk: AtCounter;
let dossier: Dossier;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "form-desk-"));
  station = await stationAlone(folder);
  const { session } = await station.desk.signIn({ staff: "lan", counter: "1", pin: "1234" });
  desk = await station.desk.require(session);
  const procedure = station.procedure("1.001612");
  const intake = intakeSchema.parse({
    procedureCode: procedure.code,
    applicant: {
      fullName: "Đặng Thị Hường",
      citizenNumber: "025190000123",
      birthDate: null,
      sex: null,
      address: "Khu 3, Phù Ninh",
      phone: "",
    },
    components: procedure.components.map(({ id }) => ({ componentId: id, originals: 1, copies: 0 })),
    fee: 100_000,
  });
  dossier = (await station.intake.accept(desk, uuidv7(), intake)).dossier;
  const line = {
    feeId: "fee",
    name: "Lệ phí",
    amount: 100_000,
    quantity: 1,
    exemption: null,
    collectAt: "receipt" as const,
  };
  await station.life.step(desk, uuidv7(), dossier.id, { kind: "pay", lines: [line], method: "cash" });
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What a form that was made says. */
async function made<F extends PaperToMake["form"]>(paper: PaperToMake & { form: F }): Promise<FormValues<F>> {
  const job = await station.forms.make(desk, uuidv7(), paper);
  // Without a page printer a form is kept, to be opened.
  expect(job).toMatchObject({ kind: "form", state: "kept", copy: 1 });
  const row = await formPaperById(station.context.store.db, job.subject);
  return JSON.parse(row?.content ?? "null") as FormValues<F>;
}

const today = () => officeDay(station.context.now());

describe("the report of the day's money", () => {
  it("has every receipt and the sum in words, of one cashier or of all", async () => {
    const all = await made({ form: "cashReport", day: today(), cashier: null });
    expect(all).toMatchObject({ cashier: "", total: "100.000", totalInWords: "Một trăm nghìn đồng" });
    expect(all.rows).toEqual([expect.objectContaining({ code: dossier.code, payer: "Đặng Thị Hường" })]);
    const mine = await made({ form: "cashReport", day: today(), cashier: "lan" });
    expect(mine).toMatchObject({ cashier: "Nguyễn Thị Lan", count: "1" });
    const other = await made({ form: "cashReport", day: today(), cashier: "hung" });
    expect(other).toMatchObject({ count: "0", total: "0", rows: [] });
  });
});

describe("a form that is asked for", () => {
  it("says what the dossier is now: receipt, control sheet, the day's list", async () => {
    const receipt = await made({ form: "receipt", dossier: dossier.id });
    expect(receipt).toMatchObject({ code: dossier.code, name: "Đặng Thị Hường" });
    expect(await made({ form: "control", dossier: dossier.id })).toMatchObject({
      code: dossier.code,
      hops: [],
    });
    const list = await made({ form: "dailyList", day: today() });
    expect(list.accepted).toEqual([expect.objectContaining({ code: dossier.code })]);
  });

  it("is not made twice while it would say the same", async () => {
    const ask = () =>
      station.forms.make(desk, uuidv7(), { form: "cashReport", day: "2026-01-05", cashier: null });
    expect((await ask()).id).toBe((await ask()).id);
  });

  it("is refused by name where there is nothing that it could be of", async () => {
    await expect(made({ form: "receipt", dossier: uuidv7() })).rejects.toMatchObject({
      code: "DOSSIER_UNKNOWN",
    });
    await expect(made({ form: "handover", handover: uuidv7() })).rejects.toMatchObject({
      code: "HANDOVER_UNKNOWN",
    });
  });
});
