import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { AppointmentStep } from "../../../contract/entities.ts";
import { inLanguage, type Language } from "../../../contract/text.ts";
import { officeInstant } from "../../../contract/time.ts";
import { startTexts } from "../i18n/index.ts";
import { appointmentText, stepText } from "./appointment-words.ts";

beforeAll(() => {
  // The texts tell the page which language it is in; there is no page here.
  Object.assign(globalThis, { document: { documentElement: {} } });
  startTexts("vi");
});

const at = (wall: string) => officeInstant(wall.slice(0, 10), wall.slice(11));
const nationalDay = { vi: "Quốc khánh", en: "National Day", ro: "Ziua Națională" };

function told(received: string, due: string | null, steps: AppointmentStep[], language: Language = "vi") {
  const appointment = { receivedAt: at(received), dueAt: due === null ? null : at(due), steps };
  return appointmentText(
    appointment,
    i18next.getFixedT(language),
    (text) => inLanguage(text, language),
    language,
  );
}

const step = (of: AppointmentStep, language: Language = "vi") =>
  stepText(of, i18next.getFixedT(language), (text) => inLanguage(text, language), language);

const overNationalDay: AppointmentStep[] = [
  { kind: "receivedNextWorkingDay", day: "2026-09-03", reason: "cutOff", cutOff: "15:00" },
  { kind: "counted", from: "2026-09-04", to: "2026-09-08", workingDays: 3 },
  { kind: "holiday", from: "2026-08-29", to: "2026-09-02", name: nationalDay },
];

describe("an appointment in one sentence", () => {
  it("says when it was received, why the count begins later, what was counted and what was off", () => {
    expect(told("2026-08-28 16:10", "2026-09-08 17:00", overNationalDay)).toBe(
      "Nộp 16:10 Thứ Sáu 28/08 → nộp sau 15:00, tính là nhận Thứ Năm 03/09; 3 ngày làm việc: 04/09 – 08/09; " +
        "nghỉ Quốc khánh 29/08 – 02/09 → hẹn trả 17:00 Thứ Ba, ngày 08/09/2026",
    );
  });

  it("says how it went on after a pause", () => {
    expect(
      told("2026-11-23 09:00", "2026-11-30 17:00", [
        { kind: "counted", from: "2026-11-24", to: "2026-11-24", workingDays: 1 },
        { kind: "paused", from: at("2026-11-25 10:05"), to: at("2026-11-26 09:00"), reason: "supplement" },
        { kind: "resumed", day: "2026-11-26" },
        { kind: "counted", from: "2026-11-27", to: "2026-11-30", workingDays: 2 },
      ]),
    ).toBe(
      "Nộp 09:00 Thứ Hai 23/11 → 1 ngày làm việc: Thứ Ba 24/11; chờ bổ sung hồ sơ từ 10:05 25/11 đến 09:00 26/11: " +
        "không tính; tính tiếp như hồ sơ nhận Thứ Năm 26/11; 2 ngày làm việc: 27/11 – 30/11 → hẹn trả 17:00 Thứ Hai, " +
        "ngày 30/11/2026",
    );
  });

  it("says what is left while a pause is open", () => {
    expect(
      told("2026-11-23 09:00", null, [
        { kind: "paused", from: at("2026-11-25 10:05"), to: null, reason: "payment" },
        { kind: "daysLeft", workingDays: 2 },
      ]),
    ).toBe(
      "Nộp 09:00 Thứ Hai 23/11 → chờ nộp phí, lệ phí từ 10:05 25/11: chưa tính tiếp; còn 2 ngày làm việc → chưa có ngày hẹn",
    );
  });

  it("says what each node has of an interlinked procedure", () => {
    expect(
      told("2026-11-23 08:00", "2026-11-26 17:00", [
        {
          kind: "leg",
          node: "Bộ phận Một cửa",
          time: { unit: "hours", count: 4 },
          dueAt: at("2026-11-23 13:30"),
        },
        {
          kind: "leg",
          node: "Phòng Tư pháp",
          time: { unit: "workingDays", count: 3 },
          dueAt: at("2026-11-26 17:00"),
        },
      ]),
    ).toBe(
      "Nộp 08:00 Thứ Hai 23/11 → Bộ phận Một cửa: 4 giờ, đến 13:30 23/11; Phòng Tư pháp: 3 ngày làm việc, đến 17:00 26/11 " +
        "→ hẹn trả 17:00 Thứ Năm, ngày 26/11/2026",
    );
  });

  it("says that it stands on assumed holidays", () => {
    expect(
      told("2028-01-21 09:00", "2028-01-31 17:00", [
        { kind: "counted", from: "2028-01-31", to: "2028-01-31", workingDays: 1 },
        { kind: "legalHoliday", from: "2028-01-24", to: "2028-01-28", holiday: "tet" },
        { kind: "assumedCalendar", year: 2028 },
      ]),
    ).toBe(
      "Nộp 09:00 Thứ Sáu 21/01 → 1 ngày làm việc: Thứ Hai 31/01; nghỉ Tết Nguyên đán 24/01 – 28/01; " +
        "lịch nghỉ năm 2028 chưa công bố, tạm tính → hẹn trả 17:00 Thứ Hai, ngày 31/01/2028",
    );
  });

  it("says it in English and Romanian", () => {
    // With or without a comma after the weekday: the engines' language data differ.
    expect(told("2026-08-28 16:10", "2026-09-08 17:00", overNationalDay, "en")).toMatch(
      /^Received 16:10 Friday 28\/08 → received after 15:00, counts as received on Thursday 03\/09; 3 working days: 04\/09 – 08\/09; National Day off, 29\/08 – 02\/09 → due 17:00 Tuesday,? 8 September 2026$/,
    );
    expect(told("2026-08-28 16:10", "2026-09-08 17:00", overNationalDay, "ro")).toBe(
      "Primit 16:10 vineri 28/08 → primit după 15:00, se consideră primit joi 03/09; 3 zile lucrătoare: 04/09 – 08/09; " +
        "liber: Ziua Națională, 29/08 – 02/09 → termen 17:00 Marți, 8 septembrie 2026",
    );
  });
});

describe("a step as a line of its own", () => {
  it.each<[AppointmentStep, string]>([
    [
      { kind: "receivedNextWorkingDay", day: "2026-11-30", reason: "closed" },
      "Nộp ngoài giờ làm việc, tính là nhận Thứ Hai 30/11",
    ],
    // As dossiers have it that were accepted before the hour was noted.
    [
      { kind: "receivedNextWorkingDay", day: "2026-11-30", reason: "cutOff" },
      "Nộp sau giờ nhận trong ngày, tính là nhận Thứ Hai 30/11",
    ],
    [
      { kind: "hoursCounted", from: at("2026-11-23 10:00"), to: at("2026-11-23 14:15"), hours: 2.75 },
      "2 giờ 45 phút làm việc: từ 10:00 23/11 đến 14:15 23/11",
    ],
    [
      { kind: "hoursCounted", from: at("2026-11-23 10:00"), to: at("2026-11-23 10:20"), hours: 1 / 3 },
      "20 phút làm việc: từ 10:00 23/11 đến 10:20 23/11",
    ],
    [{ kind: "hoursLeft", hours: 2 }, "Còn 2 giờ làm việc"],
    [{ kind: "sameDay", day: "2026-11-23" }, "Trả trong ngày Thứ Hai 23/11"],
    [
      { kind: "leg", node: "Bộ phận Một cửa", time: { unit: "sameDay" }, dueAt: at("2026-11-23 17:00") },
      "Bộ phận Một cửa: trong ngày, đến 17:00 23/11",
    ],
    [
      { kind: "paused", from: at("2026-11-25 10:05"), to: null, reason: "stopped" },
      "Tạm dừng giải quyết từ 10:05 25/11: chưa tính tiếp",
    ],
    [
      { kind: "holiday", from: "2026-04-27", to: "2026-04-27", name: { vi: "Giỗ Tổ Hùng Vương" } },
      "Nghỉ Giỗ Tổ Hùng Vương 27/04",
    ],
    [
      { kind: "workedDay", day: "2026-08-22", name: { vi: "Làm bù cho ngày 31/8" } },
      "Thứ Bảy 22/08 có làm việc (Làm bù cho ngày 31/8)",
    ],
  ])("%j", (of, text) => {
    expect(step(of)).toBe(text);
  });

  it("has the right plural", () => {
    const counted: AppointmentStep = {
      kind: "counted",
      from: "2026-11-24",
      to: "2026-11-24",
      workingDays: 1,
    };
    expect(step(counted, "en")).toBe("1 working day: Tuesday 24/11");
    expect(step(counted, "ro")).toBe("1 zi lucrătoare: marți 24/11");
    expect(step({ kind: "daysLeft", workingDays: 22 }, "ro")).toBe("Au rămas 22 de zile lucrătoare");
  });
});
