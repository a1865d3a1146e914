import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AcceptedDossier, acceptedDossierSchema } from "../../../contract/dossier.ts";
import type { DueList } from "../../../contract/dossier-lists.ts";
import type { EventData, EventType } from "../../../contract/events.ts";
import { dossierQr } from "../../../contract/paper-qr.ts";
import { officeInstant } from "../../../contract/time.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import type { Station } from "../station.ts";
import { DossierFinder } from "./finder.ts";

/** Dossiers in a real store, found as a clerk looks for them. It is Tuesday 24 November 2026, 10:00 at the office. */

const now = officeInstant("2026-11-24", "10:00");
let folder: string;
let station: Station;
let finder: DossierFinder;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "finder-"));
  station = await stationAlone(folder);
  finder = new DossierFinder({ ...station.context, now: () => now });
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

let serial = 0;

async function dossier(change: {
  name?: string;
  number?: string;
  phone?: string;
  procedure?: string;
  ticket?: string;
  accepted?: [day: string, clock: string];
  due?: [day: string, clock: string];
  lookUp?: string;
}): Promise<AcceptedDossier> {
  serial += 1;
  const procedure = station.context.catalogue.procedure(change.procedure ?? "1.001193", "2026-11-24");
  const acceptedAt = officeInstant(...(change.accepted ?? ["2026-11-24", "08:00"]));
  const accepted = acceptedDossierSchema.parse({
    id: uuidv7(),
    code: `000.00.15.H44-261124-${String(serial).padStart(4, "0")}`,
    procedureCode: procedure.code,
    procedureName: procedure.name.vi,
    applicant: {
      fullName: change.name ?? "Trần Văn Bình",
      citizenNumber: change.number ?? null,
      birthDate: null,
      sex: null,
      address: "",
      phone: change.phone ?? "",
    },
    components: [],
    sets: 1,
    status: "accepted",
    channel: "counter",
    delivery: "counter",
    fee: 0,
    note: "",
    appointment: {
      receivedAt: acceptedAt,
      dueAt: officeInstant(...(change.due ?? ["2026-11-30", "17:00"])),
      steps: [],
    },
    lookUp: change.lookUp ?? "",
    ticketLabel: change.ticket ?? null,
    acceptedBy: { id: "lan", name: "Nguyễn Thị Lan" },
    acceptedAt,
  });
  await append(
    "dossier.accepted",
    accepted.id,
    { dossier: accepted, serial, printJob: uuidv7() },
    acceptedAt,
  );
  return accepted;
}

async function append<T extends EventType>(
  type: T,
  subject: string,
  data: EventData<T>,
  at: string = now,
): Promise<void> {
  const { store, log } = station.context;
  await store.write((trx) => log.append(trx, at, { type, actor: "lan", subject, data }));
}

async function search(query: string, more: { status?: "decided"; limit?: number; after?: number } = {}) {
  const { status = null, limit = 20, after = null } = more;
  const { found, next } = await finder.search({ query, status, limit, after });
  return { codes: found.map(({ code }) => code), next };
}

describe("a dossier is found", () => {
  it("by whatever of it is known", async () => {
    const wanted = await dossier({
      name: "Đặng Thị Hường",
      number: "025190000123",
      phone: "0912 345 678",
      ticket: "B012",
      lookUp: "K7PA",
    });
    await dossier({ name: "Trần Văn Bình", number: "025085000456", phone: "0987654321", ticket: "A001" });
    for (const query of [
      wanted.code,
      `  ${wanted.code} `,
      dossierQr(wanted),
      `${dossierQr(wanted)}:copy2`,
      wanted.code.slice(-11),
      "dang thi huong",
      "ĐẶNG HƯỜNG",
      "Hường Đặng",
      "huo",
      "Đặng".normalize("NFD"),
      "025190000123",
      "0251900",
      "345 678",
      "b012",
    ]) {
      expect(await search(query), query).toEqual({ codes: [wanted.code], next: null });
    }
  });

  it("by an upper node's code as well as by ours", async () => {
    const wanted = await dossier({});
    await append("dossier.officialCode", wanted.id, { code: "G09.20-20261124-0092637" });
    expect((await search("G09.20-20261124-0092637")).codes).toEqual([wanted.code]);
    expect((await search("0092637")).codes).toEqual([wanted.code]);
    expect((await search(wanted.code)).codes).toEqual([wanted.code]);
  });

  it("by the procedure, where the words are none of its own", async () => {
    const marriage = await dossier({ procedure: "1.000894" });
    await dossier({ procedure: "1.001193" });
    for (const query of ["kết hôn", "dkkh", "1.000894"])
      expect((await search(query)).codes).toEqual([marriage.code]);
  });

  it("under its new name after a correction, and no longer under the old one", async () => {
    const { id, code, applicant } = await dossier({ name: "Nguyễn Văn Anh" });
    await append("dossier.corrected", id, {
      correction: { applicant: { ...applicant, fullName: "Nguyễn Vân Oanh" } },
      reason: "Gõ sai tên",
      printJob: null,
    });
    expect((await search("oanh")).codes).toEqual([code]);
    expect((await search("van anh")).codes).toEqual([]);
  });

  it("the latest first, page by page, by status too", async () => {
    const all: string[] = [];
    for (let made = 0; made < 7; made += 1) all.unshift((await dossier({})).code);
    const first = await search("binh", { limit: 4 });
    expect(first.codes).toEqual(all.slice(0, 4));
    expect((await search("binh", { limit: 4, after: first.next ?? 0 })).codes).toEqual(all.slice(4));
    const decided = await dossier({});
    await append("dossier.decided", decided.id, { outcome: "granted", number: "", note: "" });
    expect((await search("", { status: "decided" })).codes).toEqual([decided.code]);
  });

  it.each(["' OR 1=1 --", '"', "*", "NEAR(a b)", "search:binh", "a AND", "(", "-", "^", "\u0000", "😀", "%"])(
    "by nothing that a query language would make of %j",
    async (query) => {
      await dossier({});
      await expect(search(query)).resolves.toMatchObject({ next: null });
      expect((await search("binh")).codes).toHaveLength(1);
    },
  );
});

describe("work that waits", () => {
  const onList = async (list: DueList) => (await finder.due(list, 100)).map(({ code }) => code);

  it("stands on its list, the most urgent first, and is counted", async () => {
    const today = await dossier({ due: ["2026-11-24", "17:00"] });
    const tomorrow = await dossier({ due: ["2026-11-25", "11:30"] });
    const inTwoDays = await dossier({ due: ["2026-11-26", "17:00"] });
    const late = await dossier({ due: ["2026-11-23", "17:00"], accepted: ["2026-11-20", "08:00"] });
    const later = await dossier({ due: ["2026-11-24", "09:59"], accepted: ["2026-11-24", "07:40"] });
    const decided = await dossier({ due: ["2026-11-20", "17:00"] });
    await append("dossier.decided", decided.id, { outcome: "granted", number: "12/QĐ", note: "" });
    expect(await onList("dueToday")).toEqual([today.code]);
    expect(await onList("dueTomorrow")).toEqual([tomorrow.code]);
    expect(await onList("dueInTwoDays")).toEqual([inTwoDays.code]);
    expect(await onList("late")).toEqual([late.code, later.code]);
    expect(await onList("lateWithoutApology")).toEqual([late.code, later.code]);
    await append("dossier.extended", late.id, {
      reason: "Chờ xác minh",
      recount: { dueAt: officeInstant("2026-11-24", "08:00"), steps: [] },
      signedBy: "Đỗ Trọng Nghĩa",
      printJob: null,
    });
    expect(await onList("lateWithoutApology")).toEqual([later.code]);
    expect(await finder.counts()).toEqual({
      dueToday: 1,
      dueTomorrow: 1,
      dueInTwoDays: 1,
      late: 2,
      lateWithoutApology: 1,
      supplementOverdue: 0,
      notHandedOver: 1,
      notCollected: 0,
    });
  });

  it("is not late while the clock stands still, but a supplement is not waited for without end", async () => {
    const { id, code } = await dossier({ due: ["2026-11-20", "17:00"] });
    await append("dossier.supplementRequested", id, {
      request: {
        stage: "appraisal",
        items: ["Bản vẽ"],
        reason: "Thiếu bản vẽ",
        legalBasis: "",
        until: "2026-11-23",
      },
      printJob: null,
    });
    expect(await onList("late")).toEqual([]);
    expect(await onList("supplementOverdue")).toEqual([code]);
  });

  it("has to leave the counter the same day, after the cut-off when the next one begins", async () => {
    const yesterday = await dossier({ accepted: ["2026-11-23", "14:59"] });
    const evening = await dossier({ accepted: ["2026-11-23", "16:10"] });
    const morning = await dossier({ accepted: ["2026-11-24", "08:00"] });
    expect(await onList("notHandedOver")).toEqual([yesterday.code, evening.code]);
    const afternoon = new DossierFinder({
      ...station.context,
      now: () => officeInstant("2026-11-24", "15:30"),
    });
    expect((await afternoon.due("notHandedOver", 10)).map(({ code }) => code)).toContain(morning.code);
    await append("dossier.handedOver", yesterday.id, {
      handover: uuidv7(),
      number: "1/GN",
      from: "counter",
      to: "tu-phap",
      givenBy: { id: "lan", name: "Lan" },
      printJob: null,
    });
    expect(await onList("notHandedOver")).toEqual([evening.code]);
  });

  it("lies at the counter when nobody collects it", async () => {
    const { id, code } = await dossier({ accepted: ["2026-11-02", "08:00"] });
    await append(
      "dossier.decided",
      id,
      { outcome: "granted", number: "", note: "" },
      "2026-11-09T02:00:00.000Z",
    );
    await append("dossier.resultArrived", id, {}, "2026-11-10T02:00:00.000Z");
    expect(await onList("notCollected")).toEqual([code]);
    await append("dossier.resultReturned", id, {
      via: "counter",
      receiver: "Trần Văn Bình",
      citizenNumber: null,
      tracking: "",
    });
    expect(await onList("notCollected")).toEqual([]);
  });
});

describe("an applicant's look-up", () => {
  it("says where the dossier stands, and nothing of the person", async () => {
    const { code } = await dossier({ name: "Đặng Thị Hường", lookUp: "K7PA" });
    for (const text of [dossierQr({ code, lookUp: "K7PA" }), `${code} K7PA`, `${code.toLowerCase()}  k7pa`]) {
      const state = await finder.lookUp(text);
      expect(state).toMatchObject({ code, status: "accepted", resultHere: false, waitsFor: null });
      expect(JSON.stringify(state)).not.toMatch(/Hường|0912|025/);
    }
  });

  it("refuses wrong secrets without saying what is wrong, and guessing altogether", async () => {
    const { code } = await dossier({ lookUp: "K7PA" });
    for (const text of [
      code,
      `${code} AAAA`,
      "000.00.15.H44-261124-9999 K7PA",
      "",
      "x".repeat(200),
      "'; --",
    ]) {
      await expect(finder.lookUp(text)).rejects.toMatchObject({ code: "LOOK_UP_REFUSED" });
    }
    await expect(finder.lookUp(`${code} K7PA`)).rejects.toMatchObject({
      code: "LOOK_UP_LOCKED",
      data: { seconds: 60 },
    });
  });
});
