import type { CalendarYear } from "../../contract/catalogue.ts";

const off = (from: string, to: string, vi: string) => ({ from, to, name: { vi } });

/** Days off before the calendar that ships with the example office begins, as they were announced then. */
export const earlierYears: CalendarYear[] = [
  {
    year: 2021,
    status: "announced",
    source: "Thông báo nghỉ lễ của Bộ Lao động - Thương binh và Xã hội",
    holidays: [off("2021-09-02", "2021-09-03", "Quốc khánh")],
    workedDays: [],
  },
  {
    year: 2022,
    status: "announced",
    source: "Thông báo nghỉ lễ của Bộ Lao động - Thương binh và Xã hội",
    holidays: [
      off("2022-01-01", "2022-01-03", "Tết Dương lịch"),
      off("2022-01-31", "2022-02-04", "Tết Nguyên đán"),
      off("2022-04-10", "2022-04-11", "Giỗ Tổ Hùng Vương"),
      off("2022-04-30", "2022-05-03", "Ngày Chiến thắng và Quốc tế Lao động"),
      off("2022-09-01", "2022-09-02", "Quốc khánh"),
    ],
    workedDays: [],
  },
  {
    year: 2023,
    status: "announced",
    source: "Thông báo nghỉ lễ của Bộ Lao động - Thương binh và Xã hội",
    holidays: [
      off("2023-01-01", "2023-01-02", "Tết Dương lịch"),
      off("2023-01-20", "2023-01-26", "Tết Nguyên đán"),
      off("2023-04-29", "2023-05-03", "Giỗ Tổ Hùng Vương, Ngày Chiến thắng và Quốc tế Lao động"),
      off("2023-09-01", "2023-09-04", "Quốc khánh"),
    ],
    workedDays: [],
  },
];
