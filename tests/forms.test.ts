import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { root, runFolder } from "../build/project.ts";
import type { AcceptedDossier, Dossier } from "../contract/dossier.ts";
import { dossierAfter } from "../contract/dossier-life.ts";
import type { FormId, FormValues } from "../contract/forms.ts";
import type { PageWork } from "../contract/station-process.ts";
import { formDocument } from "../electron/station/forms/document.ts";
import {
  receiptFormValues,
  supplementNoticeFormValues,
} from "../electron/station/forms/dossier-forms.rules.ts";
import { exampleValues } from "../electron/station/forms/example.rules.ts";
import { Forms } from "../electron/station/forms/forms.ts";
import {
  controlFormValues,
  handoverFormValues,
  registerFormValues,
  registerRow,
} from "../electron/station/forms/list-forms.rules.ts";
import { loadForms } from "../electron/station/forms/load.ts";
import type { FormFrame } from "../electron/station/forms/words.rules.ts";
import { Station } from "../electron/station/station.ts";
import { type PageMaker, startPageMaker } from "./page-maker.ts";

/** Forms on A4 and A5 as the shell's Electron makes them: their text is read back from the PDF. */

const catalogueFolder = join(root, "data/phu-ninh");
const library = await loadForms(join(catalogueFolder, "forms"));
const every = library.sets.flatMap((set) => set.forms.map(({ form, page }) => ({ set: set.id, form, page })));
let maker: PageMaker;
let folder: string;
let station: Station;
let frame: FormFrame;
const works: PageWork[] = [];

beforeAll(async () => {
  maker = await startPageMaker();
  folder = mkdtempSync(join(tmpdir(), "forms-"));
  station = await Station.start({
    settings: {
      dataFolder: join(folder, "station"),
      catalogueFolder,
      windows: [{ role: "counter" }],
      printers: [],
      anyHour: true,
      hall: null,
      district: null,
    },
    app: "test",
    doPageWork: async (work) => {
      works.push(work);
      // The tests look at the file themselves.
      return work.do === "open" ? { outcome: "done" } : maker.do(work);
    },
  });
  frame = new Forms(station.context, library, false).frame(library.example.dossier.acceptedAt);
  mkdirSync(join(runFolder, "screenshots"), { recursive: true });
});
afterAll(async () => {
  await station?.stop();
  await maker?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  works.length = 0;
});

/** Makes the PDF and pictures of its pages, for people to look at. */
async function pdfOf<F extends FormId>(
  set: string,
  form: F,
  values: FormValues<F>,
  name = `form-${set}-${form}`,
): Promise<string> {
  const forms = new Forms(station.context, library, false);
  const design = forms.design(set, form, library.templates.get(`${set}/${form}`) ?? "");
  const file = join(folder, `${name}.pdf`);
  const html = formDocument(design, values);
  expect(await maker.do({ do: "pdf", html, page: design.page, file })).toEqual({ outcome: "done" });
  execFileSync("pdftoppm", ["-r", "90", "-png", file, join(runFolder, "screenshots", name)]);
  return file;
}

/** The text of the pages, one by one, with all blanks as one. */
function pagesOf(file: string): string[] {
  const text = execFileSync("pdftotext", ["-enc", "UTF-8", "-layout", file, "-"], { encoding: "utf8" });
  return text
    .split("\f")
    .slice(0, -1)
    .map((page) => flat(page));
}

/** Where the sheets say which they are. */
function numbersOf(pages: readonly string[]): string[] {
  return pages.flatMap((page) => page.match(/Trang \d+\/\d+/g) ?? []);
}

function flat(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}

/** Words in the order in which they stand in the file, whatever is beside them on the page. */
function wordsOf(file: string): string {
  return flat(execFileSync("pdftotext", ["-raw", "-enc", "UTF-8", file, "-"], { encoding: "utf8" }));
}

/** Every text of a form's values. */
function textsOf(values: unknown): string[] {
  if (typeof values === "string") return values === "" ? [] : [values];
  if (Array.isArray(values)) return values.flatMap(textsOf);
  if (typeof values !== "object" || values === null) return [];
  return Object.entries(values).flatMap(([name, value]) => (name === "qr" ? [] : textsOf(value)));
}

/** Letters only: lines break anywhere, and names of agencies stand in capitals. */
const letters = (text: string) =>
  text
    .normalize("NFC")
    .toUpperCase()
    .replace(/[\s\u00ad-]+/g, "");

const size = { A4: "595", A5: "420", "A4 landscape": "842" } as const;

describe("each form of both sets", () => {
  it.each(every)("$set $form says what was entered, on its paper", async ({ set, form, page }) => {
    const values = exampleValues(frame, library.example)[form];
    const file = await pdfOf(set, form, values as FormValues<typeof form>);
    const text = letters(wordsOf(file));
    const shown = textsOf(values).filter((value) => !notShown(set, form, value, values));
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((value) => !text.includes(letters(value)))).toEqual([]);
    const number = library.sets
      .find(({ id }) => id === set)
      ?.forms.find((entry) => entry.form === form)?.number;
    if (number !== null) expect(wordsOf(file)).toContain(`Mẫu số ${number} (`);
    expect(text).toContain(letters("Cộng hòa xã hội chủ nghĩa Việt Nam"));
    const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });
    expect(Math.round(Number(/Page size: +([\d.]+)/.exec(info)?.[1])).toString()).toBe(size[page]);
    // Every letter is from the bundled font.
    const fonts = execFileSync("pdffonts", [file], { encoding: "utf8" }).trim().split("\n").slice(2);
    expect(fonts.every((line) => /^[A-Z]{6}\+Tinos/.test(line))).toBe(true);
  });
});

/** What a form leaves out on purpose: parts of the frame, e-mail where the paper has no line for it. */
function notShown(_set: string, form: FormId, value: string, values: unknown): boolean {
  const { office, email, address, phone, date, received } = values as Record<string, unknown> & {
    office: Record<string, string>;
  };
  const left: unknown[] = [office.address, office.phone];
  if (form === "register" || form === "dailyList" || form === "control")
    left.push(...Object.values((date ?? {}) as object), office.place);
  if (form !== "receipt" && form !== "supplement" && form !== "refusal") left.push(email);
  if (form === "apology" || form === "stop") left.push(...Object.values((received ?? {}) as object));
  if (form === "register" || form === "dailyList") left.push(address, phone);
  return left.includes(value);
}

const NAMES = [
  "<script>alert('xss')</script>",
  "'; DROP TABLE dossiers; --",
  '"><img src=x onerror=alert(1)>',
  "{{office.phone}} {{{name}}} <%= 1 %> #{7*7}",
  "Robert'); DELETE FROM events;",
  "&lt;b&gt;không&lt;/b&gt; &amp; <b>đậm</b>",
];

function accepted(change: Partial<AcceptedDossier> = {}): Dossier {
  const dossier: AcceptedDossier = { ...library.example.dossier, ...change };
  return dossierAfter(null, {
    type: "dossier.accepted",
    at: dossier.acceptedAt,
    actor: "lan",
    subject: dossier.id,
    data: { dossier, serial: 1, printJob: dossier.id },
  });
}

const LONG = {
  name: "Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Xây dựng và Thương mại Dịch vụ Tổng hợp Nguyễn Hoàng Phương Khuyến Đất Tổ",
  address:
    "Số nhà 127, ngách 15, ngõ 48, đường Nguyễn Tất Thành kéo dài, khu dân cư số 12 Đồng Giữa, thị trấn Phong Châu, huyện Phù Ninh, tỉnh Phú Thọ (đối diện Trường Tiểu học và Trung học cơ sở Phong Châu)",
};

describe("what does not fit on one page", () => {
  const components = Array.from({ length: 24 }, (_, index) => ({
    componentId: `c${index}`,
    name: `Giấy tờ số ${index + 1}: bản vẽ thiết kế kỹ thuật đã được phê duyệt kèm theo thuyết minh và kết quả thẩm tra`,
    originals: 1,
    certified: index % 2,
    copies: index % 3,
    reusedFrom: null,
  }));

  it("goes on under the same heads, and signatures never stand alone", async () => {
    const dossier = accepted({
      components,
      applicant: {
        ...library.example.dossier.applicant,
        kind: "organisation",
        fullName: LONG.name,
        address: LONG.address,
        citizenNumber: null,
        taxCode: "2600123456-001",
      },
    });
    const values = receiptFormValues(frame, { dossier, processing: { unit: "workingDays", count: 12 } });
    const file = await pdfOf("tt-01-2018", "receipt", values, "form-receipt-long");
    const pages = pagesOf(file);
    expect(letters(wordsOf(file))).toContain(letters(LONG.address));
    const text = letters(wordsOf(file));
    expect(components.filter(({ name }) => !text.includes(letters(name)))).toEqual([]);
    const heads = pages.filter((page) => page.includes("Tên giấy tờ, tài liệu"));
    const rows = pages.filter((page) => /\d+ Giấy tờ số/.test(page));
    expect(heads).toHaveLength(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    // Two copies, each with its own pages, none of them only signatures.
    const signed = pages.filter((page) => page.includes("NGƯỜI TIẾP NHẬN HỒ SƠ"));
    expect(signed).toHaveLength(2);
    for (const page of signed) expect(page).toMatch(/Vào Sổ theo dõi hồ sơ.*NGƯỜI TIẾP NHẬN/);
    for (const page of signed) expect(page).toContain("Phí, lệ phí");
  });

  it("breaks a hand-over list, a control sheet and a register between rows", async () => {
    const dossiers = Array.from({ length: 60 }, (_, index) =>
      accepted({
        id: uuidv7(),
        code: `000.00.15.H44-241031-${String(index + 1).padStart(4, "0")}`,
        register: { book: "01/2024", number: index + 1 },
        applicant: { ...library.example.dossier.applicant, fullName: `${LONG.name} ${index + 1}` },
      }),
    );
    const handover = {
      ...library.example.handover,
      dossiers: dossiers.map(({ id, code }) => ({ id, code, state: "passing" as const, reason: "" })),
    };
    const list = await pdfOf(
      "office",
      "handover",
      handoverFormValues(frame, { handover, dossiers }),
      "form-handover-long",
    );
    const register = await pdfOf(
      "tt-03-2025",
      "register",
      registerFormValues(frame, {
        from: "2024-10-01",
        to: "2024-10-31",
        part: 1,
        parts: 1,
        rows: dossiers.map((dossier, index) => registerRow(frame, dossier, index + 1)),
      }),
      "form-register-long",
    );
    for (const [file, head] of [
      [list, "Chủ hồ sơ"],
      [register, "Tên cá nhân"],
    ] as const) {
      const pages = pagesOf(file);
      expect(pages.length).toBeGreaterThan(3);
      for (const page of pages) expect(page).toContain(head);
      expect(numbersOf(pages)).toEqual(pages.map((_page, index) => `Trang ${index + 1}/${pages.length}`));
      const text = letters(wordsOf(file));
      expect(dossiers.filter(({ code }) => !text.includes(letters(code)))).toEqual([]);
    }
    const [dossier] = dossiers as [Dossier];
    const hops = Array.from({ length: 14 }, (_, index) => ({
      ...handover,
      id: uuidv7(),
      number: `${index}`,
    }));
    const sheet = await pdfOf(
      "tt-03-2025",
      "control",
      controlFormValues(frame, { dossier, handovers: hops }),
      "form-control-long",
    );
    const pages = pagesOf(sheet);
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page).toContain("Thời gian giao, nhận");
    expect(pages.at(-1)).toMatch(/14\. Giao/);
    expect(numbersOf(pages)).toEqual(pages.map((_page, index) => `Trang ${index + 1}/${pages.length}`));
    const short = controlFormValues(frame, { dossier, handovers: hops.slice(0, 1) });
    const single = pagesOf(await pdfOf("tt-03-2025", "control", short, "form-control-short"));
    expect(single).toHaveLength(1);
    expect(numbersOf(single)).toEqual([]);
  });
});

describe("a copy", () => {
  it.each(["receipt", "register"] as const)("says so on every page of a %s", async (form) => {
    const values = exampleValues(frame, library.example)[form];
    const many = "rows" in values ? { ...values, rows: Array(60).fill(values.rows[0]) } : values;
    const forms = new Forms(station.context, library, false);
    const design = forms.design("tt-01-2018", form, library.templates.get(`tt-01-2018/${form}`) ?? "");
    const file = join(folder, `copy-${form}.pdf`);
    const html = formDocument(design, many, { copyMark: "Bản sao số 2 – in lúc 09 giờ 00 phút" });
    expect(await maker.do({ do: "pdf", html, page: design.page, file })).toEqual({ outcome: "done" });
    execFileSync("pdftoppm", ["-r", "90", "-png", file, join(runFolder, "screenshots", `form-copy-${form}`)]);
    const pages = pagesOf(file);
    // The mark makes no sheet more of it.
    const first = join(folder, `first-${form}.pdf`);
    await maker.do({ do: "pdf", html: formDocument(design, many), page: design.page, file: first });
    expect(pages).toHaveLength(pagesOf(first).length);
    expect(pages.length).toBeGreaterThan(1);
    for (let page = 1; page <= pages.length; page += 1) {
      const raw = ["-raw", "-f", String(page), "-l", String(page), "-enc", "UTF-8", file, "-"];
      const text = letters(execFileSync("pdftotext", raw, { encoding: "utf8" }));
      expect(text).toContain(letters("Bản sao số 2 – in lúc 09 giờ 00 phút"));
    }
  });
});

describe("what people enter", () => {
  it.each(NAMES)("%s comes out as the text that it is", async (name) => {
    const applicant = { ...library.example.dossier.applicant, fullName: name, address: name };
    const dossier = accepted({ applicant, note: name });
    const values = receiptFormValues(frame, { dossier, processing: { unit: "sameDay" } });
    const file = await pdfOf("tt-03-2025", "receipt", values, "form-hostile");
    const plain = letters(wordsOf(file));
    expect(plain.split(letters(name)).length - 1).toBeGreaterThanOrEqual(6);
  });

  it("is set in composed letters, however it was typed", async () => {
    const notice = {
      ...library.example.notice,
      reason: "Nguyễn Thị Hường, Đặng Ưng Ý: ỡ ặ ẵ ử ỹ ẫ ễ ỗ ợ".normalize("NFD"),
    };
    const file = await pdfOf("tt-01-2018", "supplement", supplementNoticeFormValues(frame, notice));
    expect(wordsOf(file)).toContain("Nguyễn Thị Hường, Đặng Ưng Ý: ỡ ặ ẵ ử ỹ ẫ ễ ỗ ợ");
  });
});

describe("a paper", () => {
  it("keeps its set, its content and its look whatever becomes of the template", async () => {
    const { context, forms } = station;
    const head = context.catalogue.staff("nghia");
    const counter = context.catalogue.counter("1");
    if (head === null) throw new Error("the example office has no head");
    const by = { staff: head, counter };
    const core = new Forms(context, library, false);
    expect([core.setOn("2025-09-14"), core.setOn("2025-09-15")]).toEqual(["tt-01-2018", "tt-03-2025"]);
    expect(core.has("tt-01-2018", "stop")).toBe(false);
    expect(core.has("tt-03-2025", "stop")).toBe(true);
    const id = uuidv7();
    const values = exampleValues(frame, library.example).control;
    await context.store.write((trx) =>
      core.queue(trx, {
        id,
        // Accepted before the day on which the new set came.
        set: core.setOn("2025-09-14"),
        form: "control",
        subject: "subject",
        title: values.code,
        at: "2026-01-05T02:00:00.000Z",
        values,
      }),
    );
    const text = async () => wordsOf((await forms.open(id)).file);
    const before = await text();
    expect(before).toContain("Mẫu số 05 (Thông tư số 01/2018/TT-VPCP)");
    const shipped = (await forms.template("tt-01-2018", "control")).template;
    const saved = await forms.save(by, "tt-01-2018", "control", shipped.replace("Kết quả chung", "Kết luận"));
    expect(saved.changed?.by).toBe(head.name);
    expect(forms.preview("tt-01-2018", "control", saved.template)).toContain("Kết luận");
    expect(await text()).toBe(before);
    const after = uuidv7();
    await context.store.write((trx) =>
      core.queue(trx, {
        id: after,
        set: "tt-01-2018",
        form: "control",
        subject: "subject",
        title: "again",
        at: "2026-01-05T02:00:00.000Z",
        values,
      }),
    );
    expect(wordsOf((await forms.open(after)).file)).toContain("Kết luận");
    expect((await forms.save(by, "tt-01-2018", "control", null)).changed).toBeNull();
    expect((await forms.papers("subject")).map(({ job }) => job.state)).toEqual(["kept", "kept"]);
    await expect(forms.save(by, "tt-01-2018", "control", "{{reason}}")).rejects.toMatchObject({
      code: "FORM_TEMPLATE_INVALID",
      data: { line: 1, column: 1, reason: "unknownField", found: "reason" },
    });
    const clerk = context.catalogue.staff("lan");
    if (clerk === null) throw new Error("the example office has no clerk");
    await expect(forms.save({ staff: clerk, counter }, "tt-01-2018", "control", null)).rejects.toMatchObject({
      code: "NOT_ALLOWED",
    });
  });

  it("that is asked for again says that it is a copy", async () => {
    const { context, forms, papers } = station;
    const clerk = context.catalogue.staff("lan");
    if (clerk === null) throw new Error("the example office has no clerk");
    const id = uuidv7();
    const core = new Forms(context, library, false);
    const values = exampleValues(frame, library.example).feeReceipt;
    await context.store.write((trx) =>
      core.queue(trx, {
        id,
        set: "tt-01-2018",
        form: "feeReceipt",
        subject: id,
        title: "1",
        at: frame.at,
        values,
      }),
    );
    const desk = { staff: clerk, counter: context.catalogue.counter("1") };
    const copy = await papers.again(desk, id);
    expect(copy).toMatchObject({ kind: "form", copy: 2, state: "kept" });
    const file = (await forms.open(copy.id)).file;
    expect(letters(wordsOf(file))).toContain(letters("Bản sao số 2 – in lúc"));
    expect(letters(wordsOf((await forms.open(id)).file))).not.toContain(letters("Bản sao số"));
    expect(readFileSync(file).subarray(0, 5).toString()).toBe("%PDF-");
  });
});
