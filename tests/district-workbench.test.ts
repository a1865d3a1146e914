import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import type { Page } from "playwright";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkView } from "../contract/district-workbench.ts";
import type { Dossier } from "../contract/dossier.ts";
import { owedFees } from "../contract/dossier-fees.ts";
import { formPaperById } from "../db/forms.ts";
import { rebuildProjections } from "../db/projections.ts";
import { readDossiers } from "../district/dossiers/dossiers.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { CounterAlone } from "./counter-alone.ts";
import { districtFigures } from "./district-figures.ts";
import { type DistrictPages, openDistrictPages, SMALL } from "./district-page.ts";
import { eventually, picture } from "./hall.ts";

/**
 * A division's day at the district, in a real Chromium against the real server, with a whole station service at the
 * counter: what the officer does is at the counter with its next sync, and both have the same dossier.
 */

const AGENCY = "000.00.15.H44";
/** Business licence: three working days, with the division of finance. */
const BUSINESS = "1.001612";
const FINANCE = "tai-chinh-ke-hoach";
const SCRIPT = '<img src=x onerror="window.hacked = true">';

let pages: DistrictPages;
let counter: CounterAlone;
let officer: Page;
let head: Page;

beforeAll(async () => {
  pages = await openDistrictPages();
  counter = await CounterAlone.open(join(pages.folder, "station"), pages.district, AGENCY);
  officer = await pages.signedIn("officer", { login: "yen", name: "Hoàng Thị Yến", division: FINANCE });
  head = await pages.signedIn("head", { login: "nghia", name: "Đỗ Trọng Nghĩa", viewport: SMALL });
});
afterAll(async () => {
  await counter?.close();
  await pages?.close();
});

const atDistrict = async ({ id }: Pick<Dossier, "id">): Promise<Dossier> => {
  const dossier = (await readDossiers(pages.district.db, [id])).get(id);
  if (dossier === undefined) throw new Error(`the district does not know ${id}`);
  return dossier;
};

/** Waits until the district has heard something of a dossier. */
const districtHears = (dossier: Pick<Dossier, "id">, of: (dossier: Dossier) => boolean) =>
  eventually("the district hears of it", async () => {
    const here = (await readDossiers(pages.district.db, [dossier.id])).get(dossier.id);
    return here !== undefined && of(here) ? here : null;
  });

/** A dossier on its way to the division, known at the district. */
async function handedOver(name: string, more: Partial<Parameters<CounterAlone["accept"]>[0]> = {}) {
  const dossier = await counter.accept({ procedureCode: BUSINESS, fullName: name, ...more });
  const list = await counter.giveTo(FINANCE, dossier);
  await districtHears(dossier, ({ custody }) => custody.passing !== null);
  return { dossier, list };
}

/** The same, signed for by the officer. */
async function inHand(name: string, more: Partial<Parameters<CounterAlone["accept"]>[0]> = {}) {
  const { dossier, list } = await handedOver(name, more);
  const work = await call(officer, "workbench/work", { list: "toTake", unit: null });
  const item = (work.body.items as { id: string; passing: { handover: string } }[]).find(
    ({ id }) => id === dossier.id,
  );
  const taken = await call(officer, "workbench/takeOver", {
    requestId: uuidv7(),
    handover: item?.passing.handover,
    taken: [dossier.id],
    declined: [],
  });
  expect(taken.status).toBe(200);
  return { dossier, list };
}

const call = (page: Page, path: string, input: unknown) => pages.call(page.context(), path, input);
const view = async (page: Page, { id }: Pick<Dossier, "id">) =>
  (await call(page, "workbench/view", { id })).body as unknown as WorkView & { code?: string };

async function open(page: Page, { id }: Pick<Dossier, "id">): Promise<void> {
  await page.goto(`${pages.district.url}/#/workbench/dossier/${id}`);
  await page.locator("[data-testid=dossier-page]").waitFor();
}

const list = (page: Page, name: string) => page.goto(`${pages.district.url}/#/workbench/${name}`);
const status = (page: Page) => page.getByTestId("dossier-page").getAttribute("data-status");

async function sound(page: Page, name: string): Promise<void> {
  await picture(page, name);
  expect(await accessibilityFaults(page)).toEqual([]);
}

it("takes a dossier over, asks for a supplement, gets it, decides, hands back: the counter has the same", async () => {
  const scan = createCanvas(600, 800).toBuffer("image/png");
  const { dossier, list: number } = await handedOver("Đặng Thị Ngọc Ánh", {
    files: [{ name: "giấy đề nghị.png", mediaType: "image/png", content: scan }],
  });
  // --- signs for the list, by keyboard alone
  await list(officer, "toTake");
  await officer.getByTestId(`handover-${number}`).waitFor();
  await sound(officer, "district-to-take");
  await officer.keyboard.press("Enter");
  await officer.getByTestId("dialog-takeOver").waitFor();
  await sound(officer, "district-take-over");
  await officer.keyboard.press("Enter");
  await officer.getByTestId("work-none").waitFor();
  const taken = await counter.hears(dossier, ({ custody }) => custody.unit === FINANCE);
  expect(taken.status).toBe("inProcess");

  // --- finds it, looks at its papers
  await officer.keyboard.press("Control+f");
  await officer.keyboard.type("dang thi ngoc");
  await officer.keyboard.press("Enter");
  await officer.getByTestId("dossier-page").waitFor();
  expect(officer.url()).not.toContain("ngoc");
  expect(await officer.getByTestId("page-code").textContent()).toBe(dossier.code);
  await eventually("the file is here", async () => {
    await officer.reload();
    await officer.getByTestId("dossier-page").waitFor();
    return (await officer.getByTestId("file-giấy đề nghị.png").count()) === 1 ? true : null;
  });
  const file = officer.getByTestId("file-giấy đề nghị.png");
  await expect
    .poll(() =>
      file.locator("img").evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    )
    .toBe(600);

  // --- asks for a supplement, once
  await officer.keyboard.press("Alt+y");
  await officer.getByTestId("dialog-requestSupplement").waitFor();
  await officer.getByTestId("other-items").fill("Bản sao hợp đồng thuê nhà");
  await officer.getByTestId("reason").fill("Chưa có giấy tờ về địa điểm kinh doanh");
  await sound(officer, "district-supplement");
  await officer.keyboard.press("Enter");
  await expect.poll(() => status(officer)).toBe("supplementRequested");
  await sound(officer, "district-dossier-waiting");
  expect(await officer.getByTestId("step-decide").count()).toBe(0);
  const asked = await counter.hears(dossier, ({ status }) => status === "supplementRequested");
  expect(asked.supplements).toMatchObject([
    { stage: "appraisal", items: ["Bản sao hợp đồng thuê nhà"], number: "1-0/HDHS", answeredAt: null },
  ]);
  expect(asked.dueAt).toBeNull();
  // Form 02 is the applicant's: it is made at the counter, once.
  const paper = { form: "supplement", dossier: dossier.id } as const;
  const made = await counter.station.forms.make(counter.desk(), uuidv7(), paper);
  expect((await counter.station.forms.make(counter.desk(), uuidv7(), paper)).id).toBe(made.id);
  const form = await formPaperById(counter.station.context.store.db, made.subject);
  expect(form).toMatchObject({ form: "supplement", subject: dossier.id });
  for (const said of ["1-0/HDHS", "Bản sao hợp đồng thuê nhà", dossier.code])
    expect(form?.content).toContain(said);

  // --- the counter answers, the clock goes on
  const component = counter.station.context.catalogue.procedure(BUSINESS, "2026-11-25").components[0];
  await counter.step(dossier, {
    kind: "supplement",
    components: [
      { componentId: component?.id ?? "", originals: 0, certified: 0, copies: 1, reusedFrom: null },
    ],
  });
  await districtHears(dossier, ({ status }) => status === "inProcess");
  await officer.reload();
  await expect.poll(() => status(officer)).toBe("inProcess");
  expect(
    (await view(officer, dossier)).steps.find(({ kind }) => kind === "requestSupplement")?.obstacle,
  ).toBe("once");

  // --- attaches what was signed: refused where it is none, taken where it is
  const signed = Buffer.from("%PDF-1.4\n1 0 obj<</Type /Page>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n");
  const [chooser] = await Promise.all([officer.waitForEvent("filechooser"), officer.keyboard.press("Alt+f")]);
  await chooser.setFiles([
    { name: "giấy chứng nhận.docx", mimeType: "application/octet-stream", buffer: Buffer.from("PK") },
    { name: "giấy chứng nhận đã ký.pdf", mimeType: "application/pdf", buffer: signed },
  ]);
  await officer.getByTestId("file-giấy chứng nhận đã ký.pdf").waitFor();
  await officer.getByText("giấy chứng nhận.docx").waitFor();
  await officer.getByTestId("page-files").scrollIntoViewIfNeeded();
  await sound(officer, "district-attached");
  const withResult = await counter.hears(dossier, ({ attachments }) => attachments.length === 2);
  const result = withResult.attachments.find(({ name }) => name.endsWith(".pdf"));
  // Its content comes down as well: the counter can open it.
  const { sha256 = "" } = result ?? {};
  await eventually("the result's content is at the counter", async () => {
    counter.station.context.wakeSync();
    return counter.station.attachments.has(sha256) ? true : null;
  });
  expect(counter.contentOf(sha256)).toEqual(signed);

  // --- decides, hands back
  await officer.keyboard.press("Alt+q");
  await officer.getByTestId("dialog-decide").waitFor();
  await officer.getByTestId("decision-number").fill("18A8/HKD");
  await sound(officer, "district-decide");
  await officer.keyboard.press("Enter");
  await expect.poll(() => status(officer)).toBe("decided");
  await officer.keyboard.press("Alt+g");
  await officer.getByTestId("dialog-handOver").waitFor();
  expect(await officer.getByTestId("receiver").inputValue()).toBe("counter");
  await sound(officer, "district-hand-back");
  await officer.keyboard.press("Enter");
  await officer.getByTestId("dialog-handOver").waitFor({ state: "detached" });
  await counter.hears(dossier, ({ custody }) => custody.passing?.to === "counter");
  await counter.takeBack("1-0/2026");
  const back = await counter.hears(dossier, ({ resultHereSince }) => resultHereSince !== null);
  await districtHears(dossier, ({ resultHereSince }) => resultHereSince !== null);
  expect(back).toMatchObject({ status: "decided", decision: { outcome: "granted", number: "18A8/HKD" } });

  // --- both have the same, whoever follows which log
  expect(await atDistrict(dossier)).toEqual(back);
  await rebuildProjections(counter.station.context.store);
  expect(await counter.dossier(dossier)).toEqual(back);
  expect(await counter.chainHolds()).toBe(true);
  expect((await districtFigures(pages.databaseUrl)).chainsIntact).toBe(true);
  // The counter's page tells the same course as the district's.
  const course = (await view(officer, dossier)).history.map(({ type, at }) => `${at} ${type}`);
  const { history } = await counter.station.life.view(counter.desk(), dossier.id);
  expect(
    history.filter(({ type }) => type.startsWith("dossier.")).map(({ type, at }) => `${at} ${type}`),
  ).toEqual(course);
  // It was the division's: its officer may still look at it, and does nothing with it.
  await officer.reload();
  await officer.getByTestId("dossier-page").waitFor();
  expect(await officer.getByTestId("page-history").locator("li").count()).toBe(9);
  await sound(officer, "district-dossier-done");
});

describe("lists", () => {
  it("say what is late, due today and soon, and give several away at once", async () => {
    const late = await inHand("Bùi Thị Oanh", { daysAgo: 20 });
    const due = await inHand("Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Thảo");
    const { db } = pages.district;
    const today = new Date(Date.now() + 60_000).toISOString();
    await list(officer, "inProcess");
    await officer.getByTestId(`row-${late.dossier.code}`).waitFor();
    await officer.getByTestId(`row-${due.dossier.code}`).waitFor();
    expect(await officer.getByTestId("list-late").locator("b").textContent()).toBe("1");
    await sound(officer, "district-in-process");
    await officer.setViewportSize(SMALL);
    await sound(officer, "district-in-process-1366");
    for (const language of ["en", "ro"]) {
      await officer.getByTestId(`language-${language}`).click();
      await sound(officer, `district-in-process-1366-${language}`);
      await open(officer, due.dossier);
      await sound(officer, `district-dossier-1366-${language}`);
      await list(officer, "inProcess");
      await officer.getByTestId("work-table").waitFor();
    }
    await officer.getByTestId("language-vi").click();
    await officer.setViewportSize({ width: 1920, height: 1080 });
    // A digit leads to a list, arrows and the space bar choose in it.
    await officer.keyboard.press("3");
    await expect.poll(() => officer.getByTestId("work-table").locator("tbody tr").count()).toBe(1);
    await db
      .updateTable("division_work")
      .set({ due_at: new Date(today) })
      .where("dossier", "=", due.dossier.id)
      .execute();
    await officer.keyboard.press("4");
    await officer.getByTestId(`row-${due.dossier.code}`).waitFor();
    await officer.keyboard.press("2");
    await expect.poll(() => officer.getByTestId("work-table").locator("tbody tr").count()).toBe(2);
    await officer.locator("a.work-code").first().focus();
    await officer.keyboard.press("Space");
    await officer.keyboard.press("ArrowDown");
    await officer.keyboard.press("Space");
    await officer.keyboard.press("Alt+g");
    await officer.getByTestId("dialog-handOver").waitFor();
    await officer.getByTestId("receiver").selectOption("tinh");
    await sound(officer, "district-to-province");
    await officer.getByTestId("hand-over").click();
    await officer.getByTestId("dialog-handOver").waitFor({ state: "detached" });
    const given = await counter.hears(late.dossier, ({ custody }) => custody.passing?.to === "tinh");
    expect(given.custody.unit).toBe(FINANCE);
    await officer.keyboard.press("8");
    await officer.getByTestId(`row-${late.dossier.code}`).waitFor();
    await sound(officer, "district-given-away");
  });

  it("decline what is not there: it stays with the counter, which hears why", async () => {
    const { dossier, list: number } = await handedOver("Trần Văn Đức");
    await list(officer, "toTake");
    await officer.getByTestId(`sign-${number}`).click();
    await officer.getByTestId(`take-${dossier.code}`).uncheck();
    await officer.getByTestId(`decline-${dossier.code}`).fill("Không có trong tập hồ sơ");
    await officer.keyboard.press("Enter");
    await officer.getByTestId("dialog-takeOver").waitFor({ state: "detached" });
    const here = await counter.hears(dossier, ({ custody }) => custody.passing === null);
    expect(here.custody.unit).toBe("counter");
    expect(await atDistrict(dossier)).toEqual(here);
  });
});

it("asks for money, which the counter takes; the clock stands until then", async () => {
  const { dossier } = await inHand("Hà Văn Sơn");
  await open(officer, dossier);
  await officer.keyboard.press("Alt+n");
  await officer.getByTestId("dialog-requestPayment").waitFor();
  await officer.getByTestId("ask-name").fill("Phí thẩm định");
  await officer.getByTestId("ask-amount").fill("50000");
  await officer.getByTestId("reason").fill("Phải thẩm định địa điểm");
  await sound(officer, "district-request-payment");
  await officer.keyboard.press("Enter");
  await expect.poll(() => status(officer)).toBe("paymentRequested");
  const asked = await counter.hears(dossier, ({ status }) => status === "paymentRequested");
  expect(asked.dueAt).toBeNull();
  await list(officer, "waiting");
  await officer.getByTestId(`row-${dossier.code}`).waitFor();
  const lines = owedFees(asked).map(({ feeId, name, owed }) => ({
    feeId,
    name,
    amount: owed,
    quantity: 1,
    exemption: null,
  }));
  await counter.step(dossier, { kind: "pay", lines, method: "cash" });
  const paid = await districtHears(dossier, ({ status }) => status === "inProcess");
  expect(paid.dueAt).not.toBeNull();
  expect(await counter.dossier(dossier)).toEqual(paid);
});

describe("the head", () => {
  it("sees all divisions, extends with an apology and stops; an officer may not", async () => {
    const { dossier } = await inHand("Vũ Thị Hoà");
    expect((await view(officer, dossier)).steps.find(({ kind }) => kind === "extend")?.obstacle).toBe("role");
    await list(head, "inProcess");
    await head.getByTestId(`row-${dossier.code}`).waitFor();
    await sound(head, "district-head-1366");
    await open(head, dossier);
    await head.keyboard.press("Alt+x");
    await head.getByTestId("dialog-extend").waitFor();
    await head.getByTestId("reason").fill("Chờ ý kiến của cơ quan thuế");
    await sound(head, "district-extend-1366");
    await head.keyboard.press("Enter");
    await head.getByTestId("page-extension").waitFor();
    const put = await counter.hears(dossier, ({ extension }) => extension !== null);
    expect(put.extension).toMatchObject({ number: "1-0/PXL", signedBy: "Đỗ Trọng Nghĩa" });
    expect(await atDistrict(dossier)).toEqual(put);
    await head.keyboard.press("Alt+d");
    await head.getByTestId("dialog-stop").waitFor();
    await head.getByTestId("reason").fill("Người nộp không còn kinh doanh");
    await head.getByTestId("legal-basis").fill("Điều 20 Nghị định 61/2018/NĐ-CP");
    await head.keyboard.press("Enter");
    await expect.poll(() => status(head)).toBe("stopped");
    await counter.hears(dossier, ({ status }) => status === "stopped");
  });
});

describe("what is asked of the server", () => {
  const note = (text: string) => ({ kind: "note", text });

  it("is done once for each request, however often it comes", async () => {
    const { dossier } = await inHand("Lê Thị Mai");
    const { state } = await view(officer, dossier);
    const input = { requestId: uuidv7(), id: dossier.id, state, step: note("Đã gọi điện cho người nộp") };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => call(officer, "workbench/step", input)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const { history } = await view(officer, dossier);
    expect(history.filter(({ type }) => type === "dossier.noted")).toHaveLength(1);
    const reused = await call(officer, "workbench/step", { ...input, step: note("Khác") });
    expect(reused.body.code).toBe("REQUEST_REUSED");
    const others = await call(head, "workbench/step", input);
    expect(others.body.code).toBe("REQUEST_REUSED");
  });

  it("is refused where somebody was faster, in words, and what was typed stays", async () => {
    const { dossier } = await inHand("Ngô Văn Tám");
    await open(officer, dossier);
    await officer.keyboard.press("Alt+c");
    await officer.getByTestId("note").fill("Ghi chú của tôi");
    const { state } = await view(head, dossier);
    const faster = await call(head, "workbench/step", {
      requestId: uuidv7(),
      id: dossier.id,
      state,
      step: note("Nhanh hơn"),
    });
    expect(faster.status).toBe(200);
    await officer.keyboard.press("Enter");
    await officer.getByTestId("step-failure").waitFor();
    expect(await officer.getByTestId("step-failure").textContent()).toContain(`hồ sơ ${dossier.code}`);
    expect(await officer.getByTestId("note").inputValue()).toBe("Ghi chú của tôi");
    await picture(officer, "district-somebody-faster");
    await officer.keyboard.press("Escape");
    await expect.poll(() => officer.getByTestId("page-history").textContent()).toContain("Nhanh hơn");
    await officer.keyboard.press("Alt+c");
    await officer.getByTestId("note").fill("Ghi chú của tôi");
    await officer.keyboard.press("Enter");
    await expect.poll(() => officer.getByTestId("page-history").textContent()).toContain("Ghi chú của tôi");
    const last = await atDistrict(dossier);
    expect(await counter.hears(dossier, ({ updatedAt }) => updatedAt === last.updatedAt)).toEqual(last);
  });

  it("stays within the division: another's officer finds, sees and does nothing; a supervisor only looks", async () => {
    const { dossier } = await inHand("Phan Thị Lành");
    const stranger = await pages.signedIn("officer", { division: "tu-phap" });
    const supervisor = await pages.signedIn("supervisor", { viewport: SMALL });
    const elsewhere = await pages.signedIn("supervisor", { agency: "000.00.00.H44" });
    const { state } = await view(officer, dossier);
    for (const other of [stranger, elsewhere]) {
      expect((await view(other, dossier)).code).toBe("DOSSIER_UNKNOWN");
      expect((await call(other, "workbench/find", { query: dossier.code })).body).toEqual([]);
    }
    const step = { requestId: uuidv7(), id: dossier.id, state, step: note("…") };
    expect((await call(stranger, "workbench/step", step)).body.code).toBe("DOSSIER_UNKNOWN");
    expect((await call(supervisor, "workbench/step", step)).body.code).toBe("ROLE_LACKS");
    await supervisor.getByTestId("search").fill(dossier.code);
    await supervisor.keyboard.press("Enter");
    await supervisor.getByTestId("dossier-page").waitFor();
    expect(await supervisor.locator(".steps").count()).toBe(0);
    await sound(supervisor, "district-supervisor-1366");
    // Steps of a counter are not taken here, whoever asks.
    for (const kind of [
      { kind: "receiveResult" },
      {
        kind: "pay",
        lines: [{ feeId: "main", name: "Lệ phí", amount: 1, quantity: 1, exemption: null }],
        method: "cash",
      },
      { kind: "reopen", reason: "…" },
    ])
      expect(
        (await call(head, "workbench/step", { ...step, requestId: uuidv7(), step: kind })).body.code,
      ).toBe("ROLE_LACKS");
    const given = await call(stranger, "workbench/handOver", {
      requestId: uuidv7(),
      from: FINANCE,
      to: "counter",
      dossiers: [{ id: dossier.id, state }],
    });
    expect(given.body.code).toBe("DOSSIER_UNKNOWN");
  });

  it("is refused by name where it makes no sense", async () => {
    const { dossier } = await inHand("Đinh Văn Kha");
    const { state } = await view(officer, dossier);
    const one = { id: dossier.id, state };
    const give = (input: object) =>
      call(officer, "workbench/handOver", {
        requestId: uuidv7(),
        from: FINANCE,
        to: "counter",
        dossiers: [one],
        ...input,
      });
    expect((await give({ to: FINANCE })).body.code).toBe("BAD_INPUT");
    expect((await give({ to: "no-such" })).body.code).toBe("DIVISION_UNKNOWN");
    expect((await give({ from: "tu-phap" })).body.code).toBe("ROLE_LACKS");
    expect((await give({ dossiers: [one, one] })).body.code).toBe("BAD_INPUT");
    expect((await give({ dossiers: [{ ...one, state: "0".repeat(32) }] })).body.code).toBe("DOSSIER_CHANGED");
    const take = (input: object) =>
      call(officer, "workbench/takeOver", {
        requestId: uuidv7(),
        handover: uuidv7(),
        taken: [dossier.id],
        declined: [],
        ...input,
      });
    expect((await take({})).body.code).toBe("HANDOVER_CLOSED");
    expect((await take({ taken: [] })).body.code).toBe("BAD_INPUT");
    expect((await take({ taken: [uuidv7()] })).body.code).toBe("HANDOVER_UNKNOWN");
    const step = (kind: object) =>
      call(officer, "workbench/step", { requestId: uuidv7(), ...one, step: kind });
    expect(
      (await step({ kind: "extend", reason: "…", dueAt: "2027-01-04T08:00:00.000Z" })).body,
    ).toMatchObject({
      code: "DOSSIER_STEP",
      data: { obstacle: "role" },
    });
    expect((await step({ kind: "decide", outcome: "perhaps" })).body.code).toBe("BAD_INPUT");
    expect((await step({ kind: "note", text: "x".repeat(3000) })).body.code).toBe("BAD_INPUT");
    expect((await view(officer, dossier)).state).toBe(state);
  });

  it("sends papers of a dossier only to whoever may see it", async () => {
    const content = createCanvas(40, 30).toBuffer("image/png");
    const { dossier } = await inHand("Cao Thị Nga", {
      files: [{ name: 'a";\r\n.png', mediaType: "image/png", content }],
    });
    const sha256 = dossier.attachments[0]?.sha256 ?? "";
    const ask = async (page: Page | null, path: string) => {
      const cookies = (await page?.context().cookies(`${pages.district.url}/web`)) ?? [];
      const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
      return fetch(`${pages.district.url}${path}`, { headers: { cookie } });
    };
    const path = `/web/files/${dossier.id}/${sha256}`;
    const sent = await eventually("the file is here", async () => {
      const answer = await ask(officer, path);
      return answer.status === 200 ? answer : null;
    });
    expect(Buffer.from(await sent.arrayBuffer()).equals(content)).toBe(true);
    expect(sent.headers.get("content-type")).toBe("image/png");
    expect(sent.headers.get("content-security-policy")).toContain("default-src 'none'");
    const stranger = await pages.signedIn("officer", { division: "tu-phap" });
    expect((await ask(null, path)).status).toBe(401);
    expect((await ask(stranger, path)).status).toBe(404);
    expect((await ask(await pages.signedIn("admin"), path)).status).toBe(403);
    expect((await ask(officer, `/web/files/${dossier.id}/${"0".repeat(64)}`)).status).toBe(404);
    expect((await ask(officer, `/web/files/${dossier.id}/..%2f..%2fpassword`)).status).toBe(404);
  });

  it("shows as text what looks like a script", async () => {
    const { dossier } = await inHand(`Người ${SCRIPT}`);
    const { state } = await view(officer, dossier);
    await call(officer, "workbench/step", { requestId: uuidv7(), id: dossier.id, state, step: note(SCRIPT) });
    await open(officer, dossier);
    await expect.poll(() => officer.getByTestId("page-applicant").textContent()).toContain(SCRIPT);
    await expect.poll(() => officer.getByTestId("page-history").textContent()).toContain(SCRIPT);
    expect(await officer.evaluate("window.hacked")).toBeUndefined();
    await counter.hears(dossier, ({ updatedAt }) => updatedAt !== dossier.updatedAt);
  });
});
