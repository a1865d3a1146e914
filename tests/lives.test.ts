import { join } from "node:path";
import { sql } from "kysely";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { acceptedDossierSchema, type Dossier } from "../contract/dossier.ts";
import { intakeSchema } from "../contract/dossier-calls.ts";
import { officeDay, officeInstant } from "../contract/time.ts";
import { verifyLog } from "../db/event-log.ts";
import { rebuildProjections } from "../db/projections.ts";
import { stationPlace } from "../db/station-identity.ts";
import { Store } from "../db/store.ts";
import { connectDistrict } from "../district/database.ts";
import { addDays } from "../electron/station/calendar/days.rules.ts";
import { districtFigures } from "./district-figures.ts";
import { dossierOf } from "./dossier-of.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import { type EarlierStation, inThePast } from "./past-days.ts";
import { expectIn, expectOn, feeReceiptText, pdfText, printedPapers, receiptText } from "./printed.ts";
import type { App, CounterWindow } from "./windows.ts";
import { DossierWindow } from "./windows-dossiers.ts";
import { type EnteredApplicant, IntakeWindow } from "./windows-intake.ts";

/**
 * Lives of dossiers from the citizen's papers to the end, through the windows of a real hall: what was entered stands on
 * every paper that came out, on the screen, and in the district's database.
 */

const BUSINESS = "1.001612";
const CORRECTION = "1.004859";
const MARITAL = "1.004873";
const LAND = "1.013831";
const BUSINESS_AGAIN = "2.000575";
const WINE = "2.000633";
const BIRTH = "1.001193";
const COPIES = "2.000815";
const DEATH = "1.000656";
const MORTGAGE = "1.004238";
const FINANCE = "tai-chinh-ke-hoach";

let hall: Hall;
let app: App;
let counter: CounterWindow;
let intake: IntakeWindow;
let clerk: DossierWindow;
let seeded: { late: Dossier; refused: Dossier };
/** The status in which each life ended, by the dossier's code. */
const ended = new Map<string, string>();

beforeAll(async () => {
  hall = await openHall();
  seeded = await inThePast(hall, past);
  app = await hall.open();
  [counter] = app.counters as [CounterWindow];
  await counter.signIn("lan", "1234");
  // What waited for its printer for three weeks is asked about first; nobody waits for it any more.
  await counter.page.getByTestId(`drop-${seeded.late.code}`).click();
  intake = new IntakeWindow(counter);
  clerk = new DossierWindow(counter.page);
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
});
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  await picture(counter.page, `lives-failed-${task.id}`).catch(() => undefined);
  // What stands open is none of the next life's.
  await counter.page.keyboard.press("Escape").catch(() => undefined);
});

let people = 0;

/** Somebody with a name, a number and an address of their own; the address is as long as they are in life. */
function person(fullName: string, more: Partial<EnteredApplicant> = {}): EnteredApplicant {
  people += 1;
  return {
    fullName,
    citizenNumber: `02518700${String(1000 + people)}`,
    phone: `0912345${String(100 + people)}`,
    address: `Số nhà ${20 + people}, ngõ 114, đường Nguyễn Tất Thành, thị trấn Phong Châu, huyện Phù Ninh, tỉnh Phú Thọ`,
    ...more,
  };
}

/** Entered, accepted and on paper as it was entered. @returns the dossier's code. */
async function accepted(
  procedure: string,
  applicant: EnteredApplicant,
  ...alsoOnPaper: string[]
): Promise<string> {
  await intake.begin(procedure, applicant);
  const code = await acceptedAsEntered();
  await onReceipt(code, applicant, ...alsoOnPaper);
  return code;
}

async function acceptedAsEntered(): Promise<string> {
  const [code = ""] = await intake.accept();
  expect(code).toMatch(/^000\.00\.15\.H44-\d{6}-\d{4}$/);
  return code;
}

async function onReceipt(code: string, applicant: EnteredApplicant, ...more: string[]): Promise<void> {
  const { fullName, citizenNumber, taxCode, phone, email, address } = applicant;
  const number = taxCode ?? citizenNumber ?? "";
  expectOn(await receiptText(hall, code), code, fullName, number, phone, address, email ?? "", ...more);
}

/** To the page of a dossier, whatever is shown now. */
async function open(code: string): Promise<void> {
  await clerk.open(code);
}

async function becomes(status: string): Promise<void> {
  await eventually(`status ${status}`, async () => ((await clerk.status()) === status ? true : null));
}

/** The life is over: the screen says so, and the district is asked at the end. */
async function ends(code: string, status: string): Promise<void> {
  await becomes(status);
  ended.set(code, status);
}

/** The form that the last step gave, opened by the button beside it, says all of that. */
async function onForm(button: string, title: string, ...entered: string[]): Promise<void> {
  await counter.page.getByTestId(button).click();
  const opened = counter.page.locator(`[data-testid="${button}"][data-file]`);
  await opened.waitFor();
  const file = (await opened.getAttribute("data-file")) ?? "";
  expectIn(pdfText(file), title, ...entered);
}

/** What was paid last came out of the roll, as there is no printer for sheets, and says all of that. */
async function onFeeReceipt(...entered: string[]): Promise<void> {
  const title = counter.page.getByTestId("last-paper").locator("small").first();
  const number = /\d{7}\/\d{2}-\d+/.exec((await title.textContent()) ?? "")?.[0] ?? "";
  expectOn(await feeReceiptText(hall, number), number, ...entered);
}

const whose = ({ fullName, address, phone }: EnteredApplicant) => [fullName, address, phone];

async function pay(amount: string): Promise<void> {
  await clerk.ask("pay");
  await expect.poll(() => counter.page.getByTestId("pay-total").textContent()).toContain(amount);
  await clerk.do("pay");
  await counter.page.locator("[data-testid=page-owed][data-tone=settled]").waitFor();
}

async function decide(number: string): Promise<void> {
  await clerk.ask("decide");
  await clerk.fill("decision-number", number);
  await clerk.do("decide");
  await becomes("decided");
}

async function returnTo(receiver: string): Promise<void> {
  await clerk.ask("returnResult");
  expect(await counter.page.getByTestId("receiver").inputValue()).toBe(receiver);
  await clerk.do("returnResult");
}

/** With one list from the counter to a division, signed there. */
async function handOver(
  code: string,
  division: string,
  by: { staff: string; pin: string } | string,
): Promise<void> {
  await clerk.handOver(division, [code]);
  await onForm("handover-paper-open", "Phiếu giao nhận hồ sơ", code, "Nguyễn Thị Lan");
  await signOpenList(by);
}

/** With a list from a division to the counter, signed there and here. */
async function bringBack(code: string, division: string, staff: string, pin: string): Promise<void> {
  await clerk.bringBack(division, [code], staff, pin);
  await signOpenList({ staff: "lan", pin: "1234" });
}

async function signOpenList(by: { staff: string; pin: string } | string): Promise<void> {
  const open = counter.page.locator("[data-testid^=list-][data-taken=false]");
  await open.waitFor();
  const number = ((await open.getAttribute("data-testid")) ?? "").replace("list-", "");
  await clerk.askToSign(number);
  if (typeof by === "string") await clerk.signOnPaper(by);
  else await clerk.signByPin(by.staff, by.pin);
  await clerk.takeOver(number);
}

async function history(...types: string[]): Promise<void> {
  expect(await clerk.history()).toEqual(types.map((type) => `dossier.${type}`));
}

describe("a dossier that is complete", () => {
  const an = person("Nguyễn Hoàng Phương Thảo Nguyên", { birthDate: "01/02/1990" });
  let code = "";

  it("is taken in for a number from the kiosk, and its receipt says all that was entered", async () => {
    const label = await app.kiosk.takeTicket("civil-status", null);
    expect(await counter.callNext()).toBe(label);
    await counter.serve();
    await intake.begin(CORRECTION, an);
    await intake.note('Hẹn gọi trước 30 phút; tên đúng là "Thảo Nguyên"');
    code = await acceptedAsEntered();
    await onReceipt(
      code,
      an,
      "Thay đổi, cải chính, bổ sung thông tin hộ tịch",
      label,
      "25.000",
      "Hẹn gọi trước",
    );
    await counter.page.getByTestId("intake-next").click();
    await counter.finish();
  });

  it("is paid for, goes to its division and comes back as a result", async () => {
    await open(code);
    await pay("25.000");
    await onFeeReceipt(code, an.fullName, "25.000", "Hai mươi lăm nghìn đồng");
    await handOver(code, "tu-phap", { staff: "thao", pin: "5678" });
    await open(code);
    await becomes("inProcess");
    await decide("42/TL-HT");
    await bringBack(code, "tu-phap", "thao", "5678");
    await open(code);
    await returnTo(an.fullName);
    await ends(code, "resultReturned");
    const lists = ["takenOver", "handedOver"];
    await history("resultReturned", ...lists, "decided", ...lists, "paid", "accepted");
  });
});

describe("a dossier that is incomplete", () => {
  const anh = person("Đặng Thị Ngọc Ánh");
  const reason = 'Thiếu bản chính; tờ khai ghi "không rõ" ở mục 3 & 4';
  let code = "";

  it("is asked for what is missing, in writing, and what was typed waits for the return", async () => {
    await intake.begin(BUSINESS, anh);
    expect(await intake.giveNotice("supplement", reason)).toBe("1/HDHS");
    await onForm("open-form", "Phiếu yêu cầu bổ sung", "1/HDHS", ...whose(anh), reason);
    await picture(counter.page, "lives-form-02");
    await intake.anew();
    await counter.page.getByTestId("pick-up").click();
    await eventually("the draft", async () =>
      (await counter.page.getByTestId("applicant-name").inputValue()) === anh.fullName ? true : null,
    );
    code = await acceptedAsEntered();
    await onReceipt(code, anh, "Đăng ký thành lập hộ kinh doanh", "100.000");
  });

  it("is asked for once more by the division, which stops the clock until it is handed in", async () => {
    await handOver(code, FINANCE, "Hoàng Thị Yến");
    await open(code);
    await clerk.ask("requestSupplement");
    await clerk.fill("other-items", "Bản sao hợp đồng thuê địa điểm số 15/HĐ năm 2026");
    await clerk.reason('Địa điểm kinh doanh "Chợ Phú Lộc" chưa rõ chủ');
    await clerk.do("requestSupplement");
    await becomes("supplementRequested");
    const asked = [
      "Bản sao hợp đồng thuê địa điểm số 15/HĐ năm 2026",
      'Địa điểm kinh doanh "Chợ Phú Lộc" chưa rõ chủ',
    ];
    await onForm("last-paper-open", "Phiếu yêu cầu bổ sung", "2/HDHS", code, ...whose(anh), ...asked);
    await clerk.ask("supplement");
    await counter.page.locator("[data-testid^=handed-in-]").first().setChecked(true);
    await clerk.do("supplement");
    await becomes("inProcess");
    await decide("18A8.012345/HKD");
    await clerk.ask("receiveResult");
    await clerk.do("receiveResult");
    await pay("100.000");
    await returnTo(anh.fullName);
    await ends(code, "resultReturned");
  });
});

describe("a dossier that is refused", () => {
  it("at the counter gets a paper with the reason, and nothing else comes of it", async () => {
    const binh = person("Trần Văn Bình");
    await intake.begin(DEATH, binh);
    const reason = "Không thuộc thẩm quyền: nơi cư trú cuối cùng ở xã Tiên Du";
    expect(await intake.giveNotice("refusal", reason)).toBe("1/TCHS");
    await onForm("open-form", "Phiếu từ chối tiếp nhận", "1/TCHS", ...whose(binh), "Đăng ký khai tử", reason);
  });

  it("that was lodged online is refused on its page", async () => {
    await open(seeded.refused.code);
    await clerk.ask("refuse");
    await clerk.reason("Tệp đính kèm không đọc được");
    await clerk.do("refuse");
    const { fullName } = seeded.refused.applicant;
    await onForm(
      "last-paper-open",
      "Phiếu từ chối tiếp nhận",
      "2/TCHS",
      fullName,
      "Tệp đính kèm không đọc được",
    );
    await ends(seeded.refused.code, "notAccepted");
  });
});

describe("a dossier that is withdrawn", () => {
  it("gives the papers back to the applicant", async () => {
    const duc = person("Bùi Minh Đức");
    const code = await accepted(MARITAL, duc, "Cấp Giấy xác nhận tình trạng hôn nhân");
    await open(code);
    await clerk.ask("requestWithdrawal");
    await clerk.reason('Đã tìm được giấy tờ cũ, "không cần nữa"');
    await clerk.do("requestWithdrawal");
    await becomes("withdrawalRequested");
    await clerk.ask("withdraw");
    await clerk.do("withdraw");
    await counter.page.getByTestId("step-reopen").waitFor();
    await ends(code, "withdrawalRequested");
    await history("withdrawn", "withdrawalRequested", "accepted");
  });
});

describe("a dossier that is late", () => {
  it("with an apology given in time is late, but not without a word; there is no second apology", async () => {
    const { code } = seeded.late;
    await clerk.goTo("due");
    await counter.page.getByTestId("due-late").click();
    await counter.page.getByTestId(`row-${code}`).waitFor();
    await counter.page.getByTestId("due-lateWithoutApology").click();
    await counter.page.getByTestId(`row-${code}`).waitFor({ state: "hidden" });
    await open(code);
    await counter.page.getByTestId("page-extension").waitFor();
    const apology = counter.page.locator("[data-testid^=paper-][data-testid$=-open]").first();
    const why = "Chờ xác minh nơi cư trú trước đây";
    await onForm((await apology.getAttribute("data-testid")) ?? "", "Xin lỗi", "1/PXL", "Tạ Thị Nguyệt", why);
    expect(await counter.page.getByTestId("later-extend").getAttribute("data-obstacle")).toBe("once");
    await decide("7/XN");
    await returnTo(seeded.late.applicant.fullName);
    await ends(code, "resultReturned");
  });

  it("before it is gets its apology from the head, with the new date", async () => {
    const hoa = person("Phùng Thị Hòa");
    const code = await accepted(BUSINESS_AGAIN, hoa);
    await open(code);
    await clerk.ask("extend");
    await clerk.reason("Chờ xác minh tại cơ quan thuế; người phụ trách nghỉ ốm");
    await clerk.sign("4321");
    await clerk.do("extend");
    await counter.page.getByTestId("page-extension").waitFor();
    const why = "Chờ xác minh tại cơ quan thuế; người phụ trách nghỉ ốm";
    await onForm("last-paper-open", "Xin lỗi", "2/PXL", code, ...whose(hoa), why, "Đỗ Trọng Nghĩa");
    await ends(code, "accepted");
  });
});

describe("a dossier that is interlinked", () => {
  it("shows its legs, stands still until the tax is paid, and comes back signed on both sides", async () => {
    const lam = person("Triệu Quốc Lâm");
    const code = await accepted(LAND, lam, "Đăng ký biến động");
    await open(code);
    await counter.page.getByText("Chi nhánh Văn phòng đăng ký đất đai").first().waitFor();
    await counter.page.getByText("Chi cục Thuế").first().waitFor();
    await clerk.ask("officialCode");
    await clerk.fill("official-code-field", "H44.15-261125-0092637");
    await clerk.do("officialCode");
    await counter.page.getByTestId("official-code").waitFor();
    await handOver(code, "dat-dai", { staff: "dung", pin: "5678" });
    await open(code);
    await clerk.ask("requestPayment");
    await clerk.fill("ask-name", "Lệ phí trước bạ");
    await clerk.fill("ask-amount", "1250000");
    await clerk.reason("Thông báo thuế số 1234/TB-CCT");
    await clerk.do("requestPayment");
    await becomes("paymentRequested");
    const tax = ["Lệ phí trước bạ", "1.250.000"];
    await onForm(
      "last-paper-open",
      "Phiếu yêu cầu nộp phí",
      code,
      ...whose(lam),
      ...tax,
      "Thông báo thuế số 1234/TB-CCT",
    );
    await clerk.ask("pay");
    await clerk.do("pay");
    await onFeeReceipt(code, lam.fullName, ...tax);
    await becomes("inProcess");
    await decide("CS 0123456");
    await bringBack(code, "dat-dai", "dung", "5678");
    await open(code);
    await returnTo(lam.fullName);
    await ends(code, "resultReturned");
  });
});

describe("a dossier by post", () => {
  it("goes back by post with its tracking number", async () => {
    const mai = person("Hà Thị Mai");
    await intake.begin(BUSINESS_AGAIN, mai);
    await intake.byPost();
    const code = await acceptedAsEntered();
    await onReceipt(code, mai, "bưu chính");
    await open(code);
    await pay("30.000");
    await decide("9/HKD-CL");
    await clerk.ask("returnResult");
    await clerk.fill("tracking", "EB123456789VN");
    await clerk.do("returnResult");
    await ends(code, "resultReturned");
    expect(await counter.page.getByTestId("page-history").textContent()).toContain("EB123456789VN");
  });
});

describe("a dossier of an organisation", () => {
  it("has its tax code on the paper, and is stopped by the head with the law behind it", async () => {
    const company = person("Công ty TNHH Một thành viên Thương mại và Dịch vụ An Bình Phù Ninh", {
      taxCode: "2600123456-001",
      email: "vanthu@anbinh.example.vn",
    });
    delete company.citizenNumber;
    const code = await accepted(WINE, company, "Cấp giấy phép bán lẻ rượu", "400.000");
    await open(code);
    expect(await counter.page.getByTestId("page-applicant").textContent()).toContain(company.fullName);
    await clerk.ask("stop");
    await clerk.reason("Cơ sở đã chấm dứt hoạt động");
    await clerk.fill("legal-basis", "Nghị định 105/2017/NĐ-CP, Điều 33");
    await clerk.sign("4321");
    await clerk.do("stop");
    await becomes("stopped");
    const law = ["Cơ sở đã chấm dứt hoạt động", "Nghị định 105/2017/NĐ-CP, Điều 33", "Đỗ Trọng Nghĩa"];
    await onForm("last-paper-open", "Thông báo dừng giải quyết hồ sơ", code, ...whose(company), ...law);
    await ends(code, "stopped");
  });
});

describe("a dossier that another brings", () => {
  it("names the authorised person, who collects the result", async () => {
    const oanh = person("Vũ Thị Oanh");
    const son = {
      fullName: "Lê Hữu Sơn",
      citizenNumber: "025087000777",
      phone: "0987654321",
      authorisation: "Giấy ủy quyền số 12/2026/CC ngày 20/11/2026",
    };
    await intake.begin(BIRTH, oanh);
    await intake.comesFor(son);
    const code = await acceptedAsEntered();
    await onReceipt(code, oanh, "Đăng ký khai sinh", son.fullName, "12/2026/CC");
    await open(code);
    await decide("215/2026");
    await returnTo(son.fullName);
    await ends(code, "resultReturned");
  });
});

describe("a dossier of the same day", () => {
  it("is not given out before its fee by the page is paid", async () => {
    const tuan = person("Đỗ Văn Tuấn");
    await intake.begin(COPIES, tuan);
    // 3 × (2 × 2.000 + 3 × 1.000)
    await counter.page.getByTestId("count-main-0").fill("3");
    await counter.page.getByTestId("pages-main-0").fill("5");
    await eventually("the total", async () =>
      (await counter.page.getByTestId("total").textContent())?.startsWith("21.000") === true ? true : null,
    );
    const code = await acceptedAsEntered();
    await onReceipt(code, tuan, "Chứng thực bản sao từ bản chính", "21.000", "trong ngày");
    await open(code);
    await decide("1024");
    expect(await counter.page.getByTestId("later-returnResult").getAttribute("data-obstacle")).toBe("unpaid");
    await pay("21.000");
    await returnTo(tuan.fullName);
    await ends(code, "resultReturned");
  });
});

describe("several dossiers at once", () => {
  it("have a code and a receipt each", async () => {
    const heirs = [person("Hoàng Văn Khải"), person("Hoàng Thị Diễm"), person("Hoàng Xuân Vượng")];
    await intake.anew();
    await intake.choose(DEATH);
    await intake.several(heirs);
    const codes = await intake.accept();
    expect(new Set(codes).size).toBe(heirs.length);
    for (const [index, heir] of heirs.entries()) await onReceipt(codes[index] ?? "", heir, "Đăng ký khai tử");
    for (const code of codes) {
      await open(code);
      await decide(`${codes.indexOf(code) + 1}/KT`);
      await ends(code, "decided");
    }
  });
});

describe("a dossier that is opened again", () => {
  it("by the head, with a reason, is decided and returned a second time", async () => {
    const yen = person("Phạm Thu Yến");
    const code = await accepted(MORTGAGE, yen, "20.000");
    await open(code);
    await clerk.ask("correct");
    await clerk.fill("correct-phone", "0911222333");
    await clerk.reason("Ghi sai số điện thoại");
    await clerk.do("correct");
    await onForm(
      "last-paper-open",
      "cấp lại do đính chính lần 1",
      code,
      yen.fullName,
      yen.address,
      "0911222333",
    );
    await pay("20.000");
    await decide("1/XĐK");
    await returnTo(yen.fullName);
    await becomes("resultReturned");
    await clerk.ask("reopen");
    await clerk.reason('Kết quả ghi sai tên: "Yên" thay vì "Yến"');
    await clerk.sign("4321");
    await clerk.do("reopen");
    await becomes("inProcess");
    await decide("1a/XĐK");
    await returnTo(yen.fullName);
    await ends(code, "resultReturned");
    await history(
      "resultReturned",
      "decided",
      "reopened",
      "resultReturned",
      "decided",
      "paid",
      "corrected",
      "accepted",
    );
  });
});

describe("a dossier whose applicant is called like a program", () => {
  const name = '<img src=x onerror="window.evil = 1">';
  const address = "'; DROP TABLE dossiers; -- <script>window.evil = 1</script>\u0000\u202e";
  let code = "";

  const nothingHappened = async () => {
    for (const page of [counter.page, app.kiosk.page, app.display]) {
      expect(await page.evaluate("window.evil")).toBeUndefined();
      expect(await page.locator("img[src=x]").count()).toBe(0);
    }
  };

  it("is that text on paper and on every screen", async () => {
    await intake.begin(MARITAL, person(name, { address }));
    await nothingHappened();
    code = await acceptedAsEntered();
    await counter.page.getByText(name).first().waitFor();
    await nothingHappened();
    expectOn(await receiptText(hall, code), name, "'; DROP TABLE dossiers; --");
    expect(await clerk.find("img src=x onerror", code)).toEqual([code]);
    await nothingHappened();
    await clerk.open(code);
    await clerk.ask("note");
    await clerk.fill("note", `=cmd|'/C calc'!A0 ${name}`);
    await clerk.do("note");
    await counter.page.getByTestId("page-history").getByText(name).waitFor();
    await pay("8.000");
    for (const area of ["due", "handovers", "cash", "register"] as const) {
      await clerk.goTo(area);
      await counter.page.waitForTimeout(300);
      await nothingHappened();
    }
    await picture(counter.page, "lives-hostile");
    ended.set(code, "accepted");
  });
});

describe("after all these lives", () => {
  it("the district has every dossier with its status, and every hash follows", async () => {
    await eventually(
      "everything printed and sent",
      async () => ((await counter.atRest()) ? true : null),
      60_000,
    );
    const figures = await districtFigures(hall.stack.databaseUrl);
    expect(figures.chainsIntact).toBe(true);
    const db = connectDistrict(hall.stack.databaseUrl);
    const rows = await db.selectFrom("dossiers").select(["code", "status", "applicant_name"]).execute();
    await db.destroy();
    expect(new Map(rows.map(({ code, status }) => [code, status]))).toEqual(ended);
    expect(rows.map(({ applicant_name }) => applicant_name)).toContain(
      '<img src=x onerror="window.evil = 1">',
    );
  });

  it("no paper came out twice but as a marked copy", async () => {
    const out = printedPapers(hall).map(({ reference }) => {
      const { kind, copy } = reference;
      return `${kind} ${reference.kind === "ticket" ? reference.id : reference.code} ${copy}`;
    });
    expect(out.length).toBeGreaterThan(12);
    expect(new Set(out).size).toBe(out.length);
  });

  it("every table follows from the station's log, byte for byte", async () => {
    await app.close();
    const store = await Store.open(join(hall.folder, "station"));
    const { rows: tables } = await sql<{ name: string }>`
      SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
      AND name NOT LIKE 'dossier_search%' ORDER BY name
    `.execute(store.db);
    const content = async () => {
      const all: Record<string, string[]> = {};
      for (const { name } of tables) {
        const { rows } = await sql`SELECT * FROM ${sql.table(name)}`.execute(store.db);
        all[name] = rows.map((row) => JSON.stringify(row)).sort();
      }
      return all;
    };
    const before = await content();
    expect(before.dossiers).toHaveLength(ended.size);
    await rebuildProjections(store);
    expect(await content()).toEqual(before);
    expect(await verifyLog(store, await stationPlace(store))).toBeNull();
    await store.close();
  });
});

/** What happened before the app is opened: one taken in and apologised for in time, one that came online. */
async function past({ station, daysAgo }: EarlierStation): Promise<typeof seeded> {
  const staff = (id: string) => {
    const found = station.context.catalogue.staff(id);
    if (found === null) throw new Error(`nobody is called ${id}`);
    return { staff: found, counter: station.context.catalogue.counter("1") };
  };
  daysAgo(21);
  const { components } = station.procedure(MARITAL);
  const { dossier: late } = await station.intake.accept(
    staff("lan"),
    uuidv7(),
    intakeSchema.parse({
      procedureCode: MARITAL,
      applicant: {
        fullName: "Tạ Thị Nguyệt",
        citizenNumber: "025160000999",
        birthDate: "1960-03-21",
        sex: "female",
        address: "Khu 3, xã Trạm Thản, huyện Phù Ninh",
        phone: "0912000999",
      },
      components: components.map(({ id }) => ({ componentId: id, originals: 1, copies: 0 })),
      fee: 0,
    }),
  );
  const promised = officeDay(late.appointment.dueAt);
  const dueAt = ["1", "2", "3", "4", "5"]
    .map((days) => addDays(promised, Number(days)))
    .find((day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()));
  await station.life.step(staff("nghia"), uuidv7(), late.id, {
    kind: "extend",
    reason: "Chờ xác minh nơi cư trú trước đây",
    dueAt: officeInstant(dueAt ?? promised, "17:00"),
  });
  daysAgo(0);
  return { late, refused: await lodge("Lương Văn Thưởng") };

  /** As the district sends it down, or the post brings it. */
  async function lodge(fullName: string): Promise<Dossier> {
    const { store, log, now, catalogue } = station.context;
    const template = dossierOf({ components: [], agency: catalogue.all.office.agency });
    const dossier = acceptedDossierSchema.parse({
      ...template,
      id: uuidv7(),
      code: "G09.20-261124-0092637",
      status: "lodged",
      channel: "online",
      applicant: { ...template.applicant, fullName, citizenNumber: null },
      attachments: [],
      acceptedAt: now(),
    });
    await store.write((trx) =>
      log.append(trx, now(), {
        type: "dossier.lodged",
        actor: "station",
        subject: dossier.id,
        data: { dossier },
      }),
    );
    return (await station.life.view(staff("lan"), dossier.id)).dossier;
  }
}
