import type { Priority } from "../../contract/queue.ts";
import { seededRandom } from "../seeded-random.ts";

/** Somebody who comes to the reception today. */
export interface Citizen {
  fullName: string;
  citizenNumber: string;
  birthDate: string;
  sex: "male" | "female";
  address: string;
  phone: string;
  priority: Priority | null;
}

const surnames = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hà", "Triệu", "Phùng"];
const middles = {
  male: ["Văn", "Đức", "Quốc", "Hữu", "Xuân"],
  female: ["Thị", "Thu", "Ngọc", "Thị Phương", "Thị Mỹ"],
};
const givens = {
  male: ["An", "Dũng", "Hưng", "Khải", "Nghĩa", "Quyết", "Thưởng", "Tuấn", "Vượng"],
  female: ["Ánh", "Diễm", "Hường", "Huyền", "Nguyệt", "Oanh", "Thảo", "Tuyết", "Yến"],
};
const communes = [
  "Phù Ninh",
  "Phú Lộc",
  "Phú Nham",
  "Tiên Du",
  "An Đạo",
  "Bình Phú",
  "Trạm Thản",
  "Liên Hoa",
  "Gia Thanh",
];

/** The same people every time for the same seed. */
export function citizens(count: number, seed: number): Citizen[] {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    const sex = random() < 0.5 ? "male" : "female";
    const year = 1942 + Math.floor(random() * 62);
    const day = `${year}-${two(1 + Math.floor(random() * 12))}-${two(1 + Math.floor(random() * 28))}`;
    const centurySex = (year >= 2000 ? 2 : 0) + (sex === "female" ? 1 : 0);
    return {
      fullName: [pick(surnames), pick(middles[sex]), pick(givens[sex])].join(" "),
      citizenNumber: `025${centurySex}${two(year % 100)}${String(100_000 + index * 37).slice(-6)}`,
      birthDate: day,
      sex,
      address: `Khu ${1 + Math.floor(random() * 12)}, ${pick(communes)}, Phù Ninh, Phú Thọ`,
      phone: `09${String(10_000_000 + Math.floor(random() * 89_999_999))}`,
      priority: year < 1947 ? "elderly" : random() < 0.06 ? "infant" : null,
    };
  });
}

/** What a scanner types when the card's QR is read. */
export function cardText(citizen: Citizen): string {
  const compact = (day: string) => day.split("-").reverse().join("");
  return [
    citizen.citizenNumber,
    "",
    citizen.fullName,
    compact(citizen.birthDate),
    citizen.sex === "male" ? "Nam" : "Nữ",
    citizen.address,
    "15042021",
  ].join("|");
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
