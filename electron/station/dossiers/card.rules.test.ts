import { describe, expect, it } from "vitest";
import type { AppError } from "../../../contract/errors.ts";
import { readCard } from "./card.rules.ts";

const good = "025099000123|132456789|Nguyễn Văn An|01021999|Nam|Khu 3, Phù Ninh, Phú Thọ|15042021";

function refusal(text: string): unknown {
  try {
    readCard(text);
    return null;
  } catch (error) {
    const { code, data } = error as AppError;
    return code === "CARD_MALFORMED" ? (data as { reason: string }).reason : code;
  }
}

describe("readCard", () => {
  it("reads the seven fields", () => {
    expect(readCard(good)).toEqual({
      citizenNumber: "025099000123",
      formerNumber: "132456789",
      fullName: "Nguyễn Văn An",
      birthDate: "1999-02-01",
      sex: "male",
      address: "Khu 3, Phù Ninh, Phú Thọ",
      issuedOn: "2021-04-15",
      extra: [],
      mismatches: [],
    });
  });

  it("takes a card without a former number and one with more fields", () => {
    expect(readCard("025190000123||Trần Thị Bé|28021990|Nữ|Khu 1, Phù Ninh|")).toMatchObject({
      formerNumber: null,
      sex: "female",
      issuedOn: null,
      mismatches: [],
    });
    expect(readCard(`${good}|Nguyễn Văn Cha|Lê Thị Mẹ`).extra).toEqual(["Nguyễn Văn Cha", "Lê Thị Mẹ"]);
  });

  it("drops what scanners add and composes letters sent in pieces", () => {
    expect(readCard(`\u0002${good.normalize("NFD")}\r\n`).fullName).toBe("Nguyễn Văn An");
    expect(readCard(`\uFEFF ${good}\t`).citizenNumber).toBe("025099000123");
  });

  it("keeps names of any length and content as text", () => {
    const long = "Nguyễn Hoàng Phương Thảo Nguyên Ánh Dương Bảo Ngọc Minh Châu Khánh Vân";
    expect(readCard(good.replace("Nguyễn Văn An", long)).fullName).toBe(long);
    const script = "<script>alert('x')</script>";
    expect(readCard(good.replace("Nguyễn Văn An", script)).fullName).toBe(script);
    const sql = "An'; DROP TABLE dossiers; --";
    expect(readCard(good.replace("Nguyễn Văn An", sql)).fullName).toBe(sql);
  });

  it.each([
    ["025299000123", ["birthYear"]],
    ["025199000123", ["sex"]],
    ["025098000123", ["birthYear"]],
    ["999099000123", ["province"]],
    ["999398000123", ["sex", "birthYear", "province"]],
  ])("shows what does not fit in %s, without refusing it", (number, expected) => {
    expect(readCard(good.replace("025099000123", number)).mismatches).toEqual(expected);
  });

  it.each([
    ["", "empty"],
    ["  \r\n", "empty"],
    ["\u0000\u0001", "empty"],
    ["hello", "fields"],
    ["https://example.test/x?y=1", "fields"],
    ["motcua:dossier:000.00.15.H44-261124-0001", "fields"],
    ["|", "fields"],
    ["025099000123|", "fields"],
    ["025099000123||Nguyễn Văn An|01021999|Nam|Khu 3", "fields"],
    ["||||||", "number"],
    [good.replace("025099000123", "02509900012"), "number"],
    [good.replace("025099000123", "0250990001234"), "number"],
    [good.replace("025099000123", "02509900012O"), "number"],
    [good.replace("025099000123", "-25099000123"), "number"],
    [good.replace("132456789", "13245678"), "number"],
    [good.replace("132456789", "' OR 1=1 --"), "number"],
    [good.replace("Nguyễn Văn An", ""), "fields"],
    [good.replace("Nguyễn Văn An", "Ă".repeat(201)), "fields"],
    [good.replace("01021999", "31021999"), "birthDate"],
    [good.replace("01021999", "29022023"), "birthDate"],
    [good.replace("01021999", "1999-02-01"), "birthDate"],
    [good.replace("01021999", "00001999"), "birthDate"],
    [good.replace("01021999", ""), "birthDate"],
    [good.replace("01021999", "0102199"), "birthDate"],
    [good.replace("|Nam|", "||"), "sex"],
    [good.replace("|Nam|", "|Khác|"), "sex"],
    [good.replace("|Nam|", "|M|"), "sex"],
    [good.replace("15042021", "15132021"), "issueDate"],
    [good.replace("15042021", "today"), "issueDate"],
    ["x".repeat(4000), "fields"],
    ["|".repeat(4000), "number"],
  ])("refuses %j: %s", (text, reason) => {
    expect(refusal(text)).toBe(reason);
  });

  it.each([
    ["UTF-8 read as Latin-1", "025099000123|132456789|Nguyá»…n VÄƒn An|01021999|Nam|Khu 3|15042021"],
    ["a replacement character", good.replace("ễ", "\uFFFD")],
    ["another keyboard layout's separator", good.replaceAll("|", "~")],
    ["VNI digits left in the name", good.replace("Nguyễn Văn An", "Nguye64n Va8n An")],
    ["VNI digits left in the sex", good.replace("|Nam|", "|Nu74|")],
    ["Telex keys left in the name", good.replace("Nguyễn Văn An", "Nguyeenx Vawn An")],
    ["Telex keys left in the sex", good.replace("|Nam|", "|Nuwx|")],
    ["a tone that the input method put elsewhere", good.replace("|Nam|", "|Nũ|")],
    ["letters made of the number's digits", good.replace("025099000123", "0250990ơ0123")],
  ])("says that the text was changed on its way: %s", (_sign, text) => {
    expect(refusal(text)).toBe("CARD_MANGLED");
  });

  it("does not suspect names that are written without diacritics", () => {
    expect(readCard(good.replace("Nguyễn Văn An", "Kim Anh Nam")).fullName).toBe("Kim Anh Nam");
    expect(readCard(good.replace("Nguyễn Văn An", "Y Bem Ayun")).fullName).toBe("Y Bem Ayun");
  });
});
