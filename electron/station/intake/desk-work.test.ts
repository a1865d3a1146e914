import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stationAlone } from "../../../tests/station-alone.ts";
import type { Station } from "../station.ts";
import { suggestions } from "./suggestions.rules.ts";

let folder: string;
let station: Station;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "desk-work-"));
  station = await stationAlone(folder);
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function at(counter: string, staff: string) {
  const { session } = await station.desk.signIn({ staff, counter, pin: "1234" });
  return station.desk.require(session);
}

it("keeps drafts for the clerk who wrote them, whoever sits there next", async () => {
  const lan = await at("1", "lan");
  const id = uuidv7();
  await station.deskWork.keepDraft(lan, { id, parked: false, data: "{}" });
  await station.deskWork.keepDraft(lan, { id, parked: true, data: '{"a":1}' });
  const hung = await at("1", "hung");
  expect(await station.deskWork.drafts(hung)).toEqual([]);
  await station.deskWork.keepDraft(hung, { id, parked: false, data: "not mine" });
  await station.deskWork.dropDraft(hung, id);
  expect(await station.deskWork.drafts(lan)).toMatchObject([{ id, parked: true, data: '{"a":1}' }]);
  await station.deskWork.dropDraft(lan, id);
  expect(await station.deskWork.drafts(lan)).toEqual([]);
});

it("offers favourites by their keys, each clerk's own", async () => {
  const lan = await at("1", "lan");
  await station.deskWork.saveFavourites(lan, ["1.000656", "2.000815"]);
  const offered = await station.deskWork.suggestions(lan, null);
  expect(offered.slice(0, 2).map(({ code, favourite }) => [code, favourite])).toEqual([
    ["1.000656", 1],
    ["2.000815", 2],
  ]);
  expect(offered).toHaveLength(station.procedures().length);
  const hung = await at("2", "hung");
  expect((await station.deskWork.suggestions(hung, null)).every(({ favourite }) => favourite === null)).toBe(
    true,
  );
});

it("then what the ticket is about, then what is taken in most", () => {
  const procedures = station.procedures();
  const latest = [
    { procedure: "1.004873", staff: "lan" },
    { procedure: "1.000656", staff: "hung" },
    { procedure: "1.000656", staff: "hung" },
  ];
  const codes = (serviceGroup: string | null, staff = "lan") =>
    suggestions({ procedures, favourites: [], latest, staff, serviceGroup }).map(({ code }) => code);
  // Once by oneself counts more than twice by another.
  expect(codes(null).slice(0, 2)).toEqual(["1.004873", "1.000656"]);
  expect(codes(null, "hung").slice(0, 2)).toEqual(["1.000656", "1.004873"]);
  const certification = procedures.filter(({ serviceGroup }) => serviceGroup === "certification");
  expect(codes("certification").slice(0, certification.length)).toEqual(
    certification.map(({ code }) => code),
  );
});

it("says what a procedure costs and takes, with copies and pages", async () => {
  const quote = station.deskWork.quote({
    procedureCode: "2.000635",
    caseId: null,
    quantities: [{ feeId: "main", count: 3, pages: 1 }],
    exemptions: [],
  });
  expect(quote.lines).toMatchObject([{ feeId: "main", amount: 8000, quantity: 3 }]);
  expect(quote.fees[0]).toMatchObject({ id: "main", per: "copy" });
});

it("says it of every procedure of the office, in each of its cases", () => {
  for (const { code, cases } of station.procedures()) {
    for (const caseId of [null, ...cases.map(({ id }) => id)]) {
      const quote = station.deskWork.quote({ procedureCode: code, caseId, quantities: [], exemptions: [] });
      expect([code, caseId, quote.appointment.dueAt > quote.appointment.receivedAt]).toEqual([
        code,
        caseId,
        true,
      ]);
    }
  }
});
