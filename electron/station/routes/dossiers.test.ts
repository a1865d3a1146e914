import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRouterClient } from "@orpc/server";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { officeDay } from "../../../contract/time.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import { createRouter } from "../router.ts";
import type { Station } from "../station.ts";

/** The calls about dossiers as a window makes them: what goes in and what comes out has the contract's shapes. */

let folder: string;
let station: Station;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "routes-"));
  station = await stationAlone(folder);
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

const client = () =>
  createRouterClient(
    createRouter({
      hello: () => {
        throw new Error("nobody says hello");
      },
      station: () => station,
      log: pino({ level: "silent" }),
    }),
  );

describe("a window's calls", () => {
  it("take a dossier from intake to the applicant's hands", async () => {
    const { staff, dossiers } = client();
    const { session } = await staff.signIn({ staff: "lan", counter: "1", pin: "1234" });
    const today = officeDay(new Date());
    const procedure = station.procedure("1.001612");
    const applicant = {
      fullName: "Nguyễn Văn An",
      citizenNumber: "025099000123",
      birthDate: null,
      sex: null,
      address: "",
      phone: "",
    };
    const intake = {
      procedureCode: procedure.code,
      applicant,
      components: procedure.components.map(({ id }) => ({ componentId: id, originals: 1, copies: 0 })),
      fee: 100_000,
    };
    const { dossiers: accepted } = await dossiers.acceptSeveral({
      session,
      requestId: uuidv7(),
      intakes: [intake, intake],
    });
    const id = accepted[0]?.id ?? "";
    expect(await dossiers.duplicates({ session, procedureCode: procedure.code, applicant })).toHaveLength(2);
    const { handover } = await dossiers.handOver({
      session,
      requestId: uuidv7(),
      to: "tai-chinh-ke-hoach",
      dossiers: [id],
    });
    await dossiers.takeOver({
      session,
      requestId: uuidv7(),
      handover: handover.id,
      by: { name: "Hoàng Thị Yến" },
    });
    expect(await dossiers.handovers({ session, from: today, to: today })).toHaveLength(1);
    const step = (asked: Parameters<typeof dossiers.step>[0]["step"]) =>
      dossiers.step({ session, requestId: uuidv7(), id, step: asked });
    await step({ kind: "pay", lines: accepted[0]?.fees ?? [], method: "cash" });
    await step({ kind: "decide", outcome: "granted", number: "1", note: "" });
    await step({ kind: "receiveResult" });
    const { dossier } = await step({
      kind: "returnResult",
      via: "counter",
      receiver: "Nguyễn Văn An",
      citizenNumber: null,
      tracking: "",
    });
    expect(dossier.status).toBe("resultReturned");
    const view = await dossiers.view({ session, id });
    expect(view.history.map(({ type }) => type)).toEqual([
      "dossier.accepted",
      "dossier.handedOver",
      "dossier.takenOver",
      "dossier.paid",
      "dossier.decided",
      "dossier.resultArrived",
      "dossier.resultReturned",
    ]);
    expect(view.agency.name.vi).toBe("Huyện Phù Ninh");
    expect((await dossiers.cashReport({ session, day: today })).totals).toEqual([
      { method: "cash", count: 1, amount: 100_000 },
    ]);
    const notice = {
      kind: "refusal" as const,
      procedureCode: procedure.code,
      applicant,
      items: [],
      reason: "Không đúng thẩm quyền",
    };
    await dossiers.giveNotice({ session, requestId: uuidv7(), notice });
    expect(await dossiers.notices({ session, from: today, to: today })).toMatchObject([{ number: "1/TCHS" }]);
    // A refusal travels with its name and what stands in the way.
    await expect(step({ kind: "receiveResult" })).rejects.toMatchObject({
      code: "DOSSIER_STEP",
      data: { code: dossier.code, step: "receiveResult", obstacle: "status", status: "resultReturned" },
    });
  });

  it("are refused to whoever is not signed in, and ask for what a step needs", async () => {
    const { staff, dossiers } = client();
    const nobody = "0".repeat(32);
    const id = uuidv7();
    for (const refused of [
      dossiers.view({ session: nobody, id }),
      dossiers.step({ session: nobody, requestId: id, id, step: { kind: "receiveResult" } }),
      dossiers.handOver({ session: nobody, requestId: id, to: "tu-phap", dossiers: [id] }),
      dossiers.takeOver({ session: nobody, requestId: id, handover: id }),
      dossiers.cashReport({ session: nobody, day: "2026-11-24" }),
      dossiers.notices({ session: nobody, from: "2026-11-24", to: "2026-11-24" }),
    ])
      await expect(refused).rejects.toMatchObject({ code: "NOT_SIGNED_IN" });
    const { session } = await staff.signIn({ staff: "lan", counter: "1", pin: "1234" });
    await expect(
      dossiers.step({
        session,
        requestId: id,
        id,
        step: { kind: "stop", reason: " ", legalBasis: "Điều 19" },
      }),
    ).rejects.toMatchObject({ code: "BAD_INPUT", data: { path: "step.reason" } });
  });

  it("don't let an officer sit down at a counter", async () => {
    const { staff } = client();
    await expect(staff.signIn({ staff: "thao", counter: "1", pin: "5678" })).rejects.toMatchObject({
      code: "NOT_ALLOWED",
      data: { role: "officer" },
    });
    await expect(staff.signIn({ staff: "thao", counter: "1", pin: "0000" })).rejects.toMatchObject({
      code: "SIGN_IN_REFUSED",
    });
  });
});
