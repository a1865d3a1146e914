import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRouterClient } from "@orpc/server";
import { sql } from "kysely";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dossier } from "../../../contract/dossier.ts";
import type { IntakeInput } from "../../../contract/dossier-calls.ts";
import type { DossierStep } from "../../../contract/dossier-steps.ts";
import { verifyLog } from "../../../db/event-log.ts";
import { rebuildProjections } from "../../../db/projections.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import { createRouter } from "../router.ts";
import type { Station } from "../station.ts";

/** What people and machines may send about dossiers that is none of it: said by field, or kept as the text that it is. */

const BUSINESS = "1.001612";
let folder: string;
let station: Station;
let calls: ReturnType<typeof connect>;
let session: string;
let dossier: Dossier;

function connect() {
  return createRouterClient(
    createRouter({
      hello: () => {
        throw new Error("nobody says hello");
      },
      station: () => station,
      log: pino({ level: "silent" }),
    }),
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bad-input-"));
  station = await stationAlone(folder);
  calls = connect();
  ({ session } = await calls.staff.signIn({ staff: "lan", counter: "1", pin: "1234" }));
  dossier = await accept({});
});
afterAll(async () => {
  await station?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Changes extends Partial<Omit<IntakeInput, "applicant">> {
  applicant?: Partial<IntakeInput["applicant"]>;
}

function intakeWith({ applicant, ...more }: Changes): IntakeInput {
  return {
    procedureCode: BUSINESS,
    applicant: {
      fullName: "Nguyễn Văn An",
      citizenNumber: "025099000123",
      birthDate: "1999-02-01",
      sex: "male",
      address: "Khu 3, Phù Ninh",
      phone: "0912345678",
      ...applicant,
    },
    components: station
      .procedure(BUSINESS)
      .components.map(({ id }) => ({ componentId: id, originals: 1, copies: 0 })),
    fee: 100_000,
    ...more,
  };
}

const accept = async (changes: Changes): Promise<Dossier> =>
  (await calls.dossiers.accept({ session, requestId: uuidv7(), intake: intakeWith(changes) })).dossier;

const take = (step: DossierStep, id = dossier.id) =>
  calls.dossiers.step({ session, requestId: uuidv7(), id, step });

const eventCount = async () => {
  const { store } = station.context;
  const rows = await store.db.selectFrom("events").select("seq").execute();
  return rows.length;
};

/** The call fails by that name (and field), and nothing was written. */
async function refused(call: Promise<unknown>, code: string, path?: string): Promise<void> {
  const before = await eventCount();
  const error = await call.then(
    () => null,
    (failure: { code: string; data: unknown }) => failure,
  );
  expect(error).toMatchObject({ code, ...(path === undefined ? {} : { data: { path } }) });
  expect(await eventCount()).toBe(before);
}

const long = (letters: number) => "Ă".repeat(letters);
/** As a window could never send it by its types, and a broken one does. */
const untyped = <T>(value: unknown) => value as T;

describe("a dossier is not accepted, and the field is named, with", () => {
  const ofApplicant: Record<string, unknown[]> = {
    fullName: ["", " ", "A", long(201), "\u0000\u0001\u0002", "\u200b\u200b\u200b", "\u202e\u202c", null, 7],
    citizenNumber: [
      "",
      "02509900012",
      "0250990001234",
      "02509900O123",
      "025 099 000 123",
      "-25099000123",
      "025099000123\n",
      "025099000123' OR '1'='1",
      "０２５０９９０００１２３",
      "٠٢٥٠٩٩٠٠٠١٢٣",
      25_099_000_123,
    ],
    taxCode: [
      "",
      "260012345",
      "26001234567",
      "2600123456-1",
      "2600123456-0012",
      "2600123456/001",
      "26OO123456",
      "=2600123456",
      "2600123456\u0000",
    ],
    birthDate: [
      "",
      "01/02/1990",
      "31/02/1990",
      "1990-02-30",
      "2023-02-29",
      "1900-02-29",
      "1990-13-01",
      "1990-00-10",
      "0000-00-00",
      "1990-2-1",
      "1990",
      "19900201",
      "1990-02-01T00:00:00Z",
      "tomorrow",
      "'; DROP TABLE events; --",
    ],
    phone: ["abc", "09", "+", "0912-345-678", "tel:0912345678", "0".repeat(40), "=1+1", "0912345678<b>"],
    email: ["a", "a@", "@b.vn", "a b@c.vn", "a@b@c.vn", "javascript:alert(1)", "a\u0000@b.vn"],
    address: [long(501), null],
    sex: ["M", "nam", ""],
  };
  const cases = Object.entries(ofApplicant).flatMap(([field, values]) =>
    values.map((value) => ({ field, value })),
  );

  it.each(cases)("$field $value", async ({ field, value }) => {
    const applicant = untyped<Partial<IntakeInput["applicant"]>>({ [field]: value });
    await refused(accept({ applicant }), "BAD_INPUT", `intake.applicant.${field}`);
  });

  const line = { feeId: "main", name: "Lệ phí", amount: 100_000, quantity: 1, exemption: null };
  const paper = { componentId: "form", originals: 1, copies: 0 };
  const scan = { sha256: "a".repeat(64), name: "a.pdf", mediaType: "application/pdf", bytes: 1 };
  it.each<[string, unknown]>([
    ["sets", 0],
    ["sets", -1],
    ["sets", 1.5],
    ["sets", 100],
    ["sets", Number.NaN],
    ["sets", "2"],
    ["fee", -1],
    ["fee", 0.5],
    ["fee", 1_000_000_001],
    ["fee", Number.POSITIVE_INFINITY],
    ["fee", "100.000"],
    ["note", long(1001)],
    ["channel", "fax"],
    ["delivery", "pigeon"],
    ["ticket", "B001"],
    ["lodged", "'; --"],
    ["fees.0.amount", [{ ...line, amount: -5 }]],
    ["fees.0.amount", [{ ...line, amount: 1e10 }]],
    ["fees.0.quantity", [{ ...line, quantity: 0 }]],
    ["fees.0.quantity", [{ ...line, quantity: 10_000 }]],
    ["fees.0.quantity", [{ ...line, quantity: 2.5 }]],
    ["components.0.originals", [{ ...paper, originals: -1 }]],
    ["components.0.originals", [{ ...paper, originals: 100 }]],
    ["components.0.copies", [{ ...paper, copies: 0.5 }]],
    ["attachments.0.sha256", [{ ...scan, componentId: null, sha256: "../../etc/passwd" }]],
    ["attachments.0.bytes", [{ ...scan, componentId: null, bytes: 0 }]],
    ["attachments.0.mediaType", [{ ...scan, componentId: null, mediaType: "text/html" }]],
    ["attachments.0.name", [{ ...scan, componentId: null, name: long(201) }]],
    [
      "submitter.fullName",
      { fullName: " ", citizenNumber: null, phone: "", right: "relative", authorisation: "" },
    ],
    [
      "submitter.citizenNumber",
      { fullName: "Lê Thị Bé", citizenNumber: "1", phone: "", right: "authorised", authorisation: "" },
    ],
    [
      "submitter.right",
      { fullName: "Lê Thị Bé", citizenNumber: null, phone: "", right: "god", authorisation: "" },
    ],
  ])("%s %j", async (path, value) => {
    const field = path.split(".")[0] ?? "";
    await refused(accept(untyped<Changes>({ [field]: value })), "BAD_INPUT", `intake.${path}`);
  });

  it("a procedure, case or component that there is not", async () => {
    for (const code of ["", "9.999999", "1.001612' OR 1=1 --", "__proto__", "../procedures"])
      await refused(accept({ procedureCode: code }), "PROCEDURE_UNKNOWN");
    for (const caseId of ["", "strange", "constructor"])
      await refused(accept({ caseId }), "BAD_INPUT", "caseId");
    await refused(accept({ components: [{ ...paper, componentId: "toString" }] }), "BAD_INPUT");
    await refused(accept({ components: [] }), "COMPONENTS_MISSING");
    await refused(accept({ lodged: uuidv7() }), "DOSSIER_UNKNOWN");
    await refused(accept({ ticket: uuidv7() }), "TICKET_UNKNOWN");
  });

  it("one bad line among several: none of them is accepted", async () => {
    const intakes = [intakeWith({}), intakeWith({ applicant: { birthDate: "1990-02-30" } }), intakeWith({})];
    await refused(
      calls.dossiers.acceptSeveral({ session, requestId: uuidv7(), intakes }),
      "BAD_INPUT",
      "intakes.1.applicant.birthDate",
    );
  });
});

describe("a step is not taken, and the field is named, with", () => {
  const reason = "Lý do";
  const due = "2026-12-01T10:00:00.000Z";
  const line = { feeId: "main", name: "Lệ phí", amount: 1000, quantity: 1, exemption: null };
  const handedOver = {
    kind: "returnResult",
    via: "counter",
    receiver: "An Nguyễn",
    citizenNumber: null,
    tracking: "",
  };
  const asked = { stage: "intake", items: ["CCCD"], reason, legalBasis: "", until: "2026-12-24" };

  it.each<[string, unknown]>([
    ["step.kind", { kind: "explode" }],
    ["step.kind", { kind: "__proto__" }],
    ["step.text", { kind: "note", text: " " }],
    ["step.text", { kind: "note", text: "\u0000\u200b" }],
    ["step.text", { kind: "note", text: long(2001) }],
    ["step.code", { kind: "officialCode", code: "" }],
    ["step.code", { kind: "officialCode", code: "x".repeat(61) }],
    ["step.dueAt", { kind: "extend", reason, dueAt: "tomorrow" }],
    ["step.dueAt", { kind: "extend", reason, dueAt: "2026-12-01" }],
    ["step.dueAt", { kind: "extend", reason, dueAt: "2026-02-30T10:00:00.000Z" }],
    ["step.dueAt", { kind: "extend", reason, dueAt: "2026-12-01T25:00:00.000Z" }],
    ["step.reason", { kind: "extend", reason: "", dueAt: due }],
    ["step.reason", { kind: "reopen", reason: long(2001) }],
    ["step.lines.0.amount", { kind: "pay", lines: [{ ...line, amount: -1 }], method: "cash" }],
    ["step.lines.0.amount", { kind: "pay", lines: [{ ...line, amount: Number.NaN }], method: "cash" }],
    ["step.lines.0.quantity", { kind: "pay", lines: [{ ...line, quantity: 0 }], method: "cash" }],
    ["step.lines", { kind: "pay", lines: [], method: "cash" }],
    ["step.lines", { kind: "pay", lines: [{ ...line, amount: 0 }], method: "cash" }],
    ["step.method", { kind: "pay", lines: [line], method: "bitcoin" }],
    ["step.payment", { kind: "voidPayment", payment: "1 OR 1=1", reason }],
    ["step.request.until", { kind: "requestSupplement", request: { ...asked, until: "2026-02-30" } }],
    ["step.request.until", { kind: "requestSupplement", request: { ...asked, until: "24/12/2026" } }],
    ["step.request.items", { kind: "requestSupplement", request: { ...asked, items: [] } }],
    ["step.request.items.0", { kind: "requestSupplement", request: { ...asked, items: [" "] } }],
    ["step.request.items.0", { kind: "requestSupplement", request: { ...asked, items: [long(501)] } }],
    ["step.request.stage", { kind: "requestSupplement", request: { ...asked, stage: "never" } }],
    ["step.components", { kind: "supplement", components: [] }],
    ["step.outcome", { kind: "decide", outcome: "perhaps", number: "", note: "" }],
    ["step.number", { kind: "decide", outcome: "granted", number: long(101), note: "" }],
    ["step.receiver", { ...handedOver, receiver: "\u202e" }],
    ["step.citizenNumber", { ...handedOver, citizenNumber: "12345" }],
    ["step.via", { ...handedOver, via: "drone" }],
    ["step.tracking", { ...handedOver, tracking: "x".repeat(61) }],
    ["step.by", { kind: "requestWithdrawal", by: "A", reason }],
    ["step.receiver", { kind: "withdraw", receiver: "", reason }],
    ["step.legalBasis", { kind: "stop", reason, legalBasis: " " }],
    [
      "step.attachment.sha256",
      {
        kind: "attach",
        attachment: { sha256: "../x", name: "a", mediaType: "image/png", bytes: 1, componentId: null },
      },
    ],
    [
      "step.correction.applicant.birthDate",
      {
        kind: "correct",
        reason,
        correction: {
          applicant: {
            fullName: "An Lê",
            citizenNumber: null,
            birthDate: "1990-02-31",
            sex: null,
            address: "",
            phone: "",
          },
        },
      },
    ],
  ])("%s of %j", async (path, step) => {
    await refused(take(step as DossierStep), "BAD_INPUT", path);
  });

  it("more money than is owed, and a dossier that there is not", async () => {
    await refused(
      take({ kind: "pay", lines: [{ ...line, amount: 999_999_999 }], method: "cash" }),
      "PAYMENT_TOO_HIGH",
    );
    await refused(take({ kind: "note", text: "?" }, uuidv7()), "DOSSIER_UNKNOWN");
    await refused(take({ kind: "note", text: "?" }, "' OR '1'='1"), "BAD_INPUT", "id");
  });
});

describe("other calls are refused, and the field is named", () => {
  const notice = (change: object) =>
    calls.dossiers.giveNotice({
      session,
      requestId: uuidv7(),
      notice: untyped({
        kind: "refusal",
        procedureCode: BUSINESS,
        applicant: intakeWith({}).applicant,
        items: [],
        reason: "Sai thẩm quyền",
        ...change,
      }),
    });
  const search = (change: object) => calls.dossiers.search(untyped({ session, query: "an", ...change }));
  const give = (change: object) =>
    calls.dossiers.handOver(
      untyped({ session, requestId: uuidv7(), to: "tu-phap", dossiers: [dossier.id], ...change }),
    );

  it.each<[string, string, () => Promise<unknown>]>([
    ["a notice without a reason", "notice.reason", () => notice({ reason: "\u0000" })],
    ["a notice of nothing that is missing", "notice.items", () => notice({ kind: "supplement" })],
    [
      "a notice of an endless line",
      "notice.items.0",
      () => notice({ kind: "supplement", items: [long(501)] }),
    ],
    ["a notice of no kind", "notice.kind", () => notice({ kind: "curse" })],
    ["an endless query", "query", () => search({ query: "a".repeat(301) })],
    ["no lines at all", "limit", () => search({ limit: 0 })],
    ["too many lines", "limit", () => search({ limit: 1e9 })],
    ["a status that there is not", "status", () => search({ status: "' OR 1=1" })],
    ["a page by words", "after", () => search({ after: "last" })],
    ["a report of no day", "day", () => calls.dossiers.cashReport({ session, day: "2026-02-30" })],
    ["a report of a word", "day", () => calls.dossiers.cashReport({ session, day: "today" })],
    ["a period without end", "to", () => calls.dossiers.notices({ session, from: "2026-01-01", to: "" })],
    ["a list of nothing", "dossiers", () => give({ dossiers: [] })],
    ["a list of no dossier", "dossiers.0", () => give({ dossiers: ["*"] })],
    ["a view of no id", "id", () => calls.dossiers.view({ session, id: "1; DROP TABLE dossiers" })],
    ["a card of a book's length", "text", () => calls.dossiers.readCard({ text: "|".repeat(4001) })],
    ["a session of a letter", "session", () => search({ session: "x" })],
  ])("%s", async (_what, path, call) => {
    await refused(call(), "BAD_INPUT", path);
  });

  it("a division that there is not, a session that nobody has", async () => {
    for (const to of ["", "'; DROP TABLE handovers; --", "__proto__"])
      await refused(give({ to }), "DIVISION_UNKNOWN");
    await refused(search({ session: "' OR session LIKE '%" }), "NOT_SIGNED_IN");
  });
});

/** Texts of which a program might make something else. */
const hostile = [
  "'; DROP TABLE dossiers; --",
  "Robert'); DELETE FROM events;--",
  '" OR ""="',
  "x' UNION SELECT * FROM staff --",
  "<script>window.evil = 1</script>",
  "<img src=x onerror=alert(1)>",
  '"><svg onload=alert(1)>',
  "<b>đậm</b> &amp; &lt;i&gt;",
  "{{constructor.constructor('return process')().exit()}}",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the trick
  "${process.exit(1)}",
  "<%= 7 * 7 %> #{7*7}",
  '=HYPERLINK("http://example.test","x")',
  "=cmd|' /C calc'!A0",
  "+1+1",
  "-2+3",
  "@SUM(A1:A9)",
  "../../../../etc/passwd",
  "C:\\Windows\\System32\\calc.exe",
  "$(reboot) `reboot` ; reboot",
  "%s%s%s%n %00 %0d%0a",
  "null",
  "undefined",
  "NaN",
  "__proto__",
  "constructor",
  "Nguyễn | Văn | An",
  'Nguyễn "Tý" \\ Văn',
  "O’Brien – Nguyễn, 1/2; #3",
  "😀 Nguyễn Thị 👩‍👩‍👧".replace(/\u200d/g, ""),
  "محمد بن سلمان",
  "Ｎｇｕｙｅｎ Ｖａｎ",
  "NEAR(a b) AND *",
  "Công Tằng Tôn Nữ ".repeat(12).slice(0, 199).trim(),
] as const;

describe("is a text like any other:", () => {
  it.each(hostile)("%s", async (text) => {
    const kept = await accept({
      applicant: { fullName: text, address: text, citizenNumber: null },
      note: text,
    });
    expect(kept.applicant).toMatchObject({ fullName: text, address: text });
    await take({ kind: "note", text }, kept.id);
    await take({ kind: "requestWithdrawal", by: text, reason: text }, kept.id);
    await take({ kind: "withdraw", receiver: text, reason: text }, kept.id);
    const { dossier: now, history } = await calls.dossiers.view({ session, id: kept.id });
    expect([now.applicant.fullName, now.note, now.withdrawal?.by, now.ended?.reason]).toEqual([
      text,
      text,
      text,
      text,
    ]);
    expect(history.find(({ type }) => type === "dossier.noted")?.data).toEqual({ text });
    const { notice } = await calls.dossiers.giveNotice({
      session,
      requestId: uuidv7(),
      notice: {
        kind: "refusal",
        procedureCode: BUSINESS,
        applicant: now.applicant,
        items: [],
        reason: text,
        ticket: null,
      },
    });
    expect([notice.applicant.fullName, notice.reason]).toEqual([text, text]);
    const { found } = await calls.dossiers.search({ session, query: text, limit: 100 });
    expect(found.map(({ id }) => id)).toContain(kept.id);
    expect(
      await calls.dossiers.duplicates({ session, procedureCode: BUSINESS, applicant: now.applicant }),
    ).toEqual([]);
  });
});

describe("signs that nobody means to write are left out:", () => {
  it.each([
    ["NUL", "Nguyễn\u0000 An"],
    ["a bell and an escape", "Nguyễn\u0007\u001b An"],
    ["text turned around", "\u202eNguyễn An\u202c"],
    ["marks of direction", "\u200eNguyễn\u200f \u2066An\u2069"],
    ["blanks without width", "Ng\u200buy\ufeffễn\u2060 An"],
    ["half a letter", "\ud800Nguyễn An\udc00"],
    ["letters in pieces", "Nguyễn An".normalize("NFD")],
    ["a key that was pressed too long", "  Nguyễn An \n"],
  ])("%s", async (_what, fullName) => {
    const kept = await accept({
      applicant: { fullName, address: fullName, citizenNumber: null },
      note: fullName,
    });
    expect([kept.applicant.fullName, kept.applicant.address, kept.note]).toEqual(Array(3).fill("Nguyễn An"));
    await take({ kind: "note", text: fullName }, kept.id);
    const { history } = await calls.dossiers.view({ session, id: kept.id });
    expect(history.find(({ type }) => type === "dossier.noted")?.data).toEqual({ text: "Nguyễn An" });
    const { found } = await calls.dossiers.search({ session, query: fullName });
    expect(found.map(({ id }) => id)).toContain(kept.id);
  });

  it("lines of a note stay lines", async () => {
    await take({ kind: "note", text: "Đã gọi\n\tHẹn chiều" });
    const { history } = await calls.dossiers.view({ session, id: dossier.id });
    expect(history.at(-1)?.data).toEqual({ text: "Đã gọi\n\tHẹn chiều" });
  });
});

describe("a draft", () => {
  it("of whatever was typed comes back as it was typed", async () => {
    const data = JSON.stringify({ typed: [...hostile, "\u0000\u202e\ud800", long(5000)] });
    const id = uuidv7();
    await calls.intake.keepDraft({ session, draft: { id, parked: true, data } });
    await refused(
      calls.intake.keepDraft({ session, draft: { id, parked: true, data: "x".repeat(200_001) } }),
      "BAD_INPUT",
      "draft.data",
    );
    const drafts = await calls.intake.drafts({ session });
    expect(drafts.find((draft) => draft.id === id)?.data).toBe(data);
  });
});

describe("after all of it", () => {
  it("nothing was executed, no number was lost, and the tables follow from the log", async () => {
    const { store, log } = station.context;
    const codes = await store.db.selectFrom("dossiers").select(["code", "data"]).orderBy("code").execute();
    const numbers = codes.map(({ data }) => (JSON.parse(data) as Dossier).register?.number ?? 0);
    expect([...numbers].sort((a, b) => a - b)).toEqual(codes.map((_row, index) => index + 1));
    expect(codes).toHaveLength(1 + hostile.length + 8);
    const tables = [
      "dossiers",
      "applicants",
      "intake_notices",
      "running_numbers",
      "dossier_serials",
    ] as const;
    const content = async () =>
      Promise.all(tables.map((table) => store.db.selectFrom(table).selectAll().orderBy(sql`1`).execute()));
    const before = JSON.stringify(await content());
    await rebuildProjections(store);
    expect(JSON.stringify(await content())).toBe(before);
    expect(await verifyLog(store, log.place)).toBeNull();
    expect(await calls.staff.signIn({ staff: "hung", counter: "2", pin: "1234" })).toHaveProperty("session");
  });
});
