import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Language, languages } from "../../../contract/text.ts";
import { BREATH_BEFORE, spokenCall, spokenLanguages, spokenPieces } from "./spoken.rules.ts";

function sentence(language: Language, label: string, counterNumber: number): string {
  const pieces = spokenPieces(language);
  return spokenCall(language, { label, counterNumber })
    .map((id) => pieces[id] ?? `(${id})`)
    .join(" ");
}

/** How a counter's number is read: the words after the breath. */
function read(language: Language, number: number): string {
  const pieces = spokenPieces(language);
  const ids = spokenCall(language, { label: "A1", counterNumber: number });
  return ids
    .slice(ids.indexOf(BREATH_BEFORE) + 1)
    .map((id) => pieces[id] ?? `(${id})`)
    .join(" ");
}

const vietnamese: [number, string][] = [
  [0, "không"],
  [1, "một"],
  [2, "hai"],
  [3, "ba"],
  [4, "bốn"],
  [5, "năm"],
  [6, "sáu"],
  [7, "bảy"],
  [8, "tám"],
  [9, "chín"],
  [10, "mười"],
  [11, "mười một"],
  [12, "mười hai"],
  [13, "mười ba"],
  [14, "mười bốn"],
  [15, "mười lăm"],
  [16, "mười sáu"],
  [17, "mười bảy"],
  [18, "mười tám"],
  [19, "mười chín"],
  [20, "hai mươi"],
  [21, "hai mươi mốt"],
  [22, "hai mươi hai"],
  [23, "hai mươi ba"],
  [24, "hai mươi tư"],
  [25, "hai mươi lăm"],
  [26, "hai mươi sáu"],
  [30, "ba mươi"],
  [31, "ba mươi mốt"],
  [34, "ba mươi tư"],
  [40, "bốn mươi"],
  [44, "bốn mươi tư"],
  [45, "bốn mươi lăm"],
  [50, "năm mươi"],
  [51, "năm mươi mốt"],
  [55, "năm mươi lăm"],
  [60, "sáu mươi"],
  [67, "sáu mươi bảy"],
  [70, "bảy mươi"],
  [78, "bảy mươi tám"],
  [80, "tám mươi"],
  [89, "tám mươi chín"],
  [90, "chín mươi"],
  [91, "chín mươi mốt"],
  [99, "chín mươi chín"],
  [100, "một trăm"],
  [101, "một trăm linh một"],
  [104, "một trăm linh bốn"],
  [105, "một trăm linh năm"],
  [109, "một trăm linh chín"],
  [110, "một trăm mười"],
  [111, "một trăm mười một"],
  [115, "một trăm mười lăm"],
  [121, "một trăm hai mươi mốt"],
  [124, "một trăm hai mươi tư"],
  [200, "hai trăm"],
  [205, "hai trăm linh năm"],
  [350, "ba trăm năm mươi"],
  [555, "năm trăm năm mươi lăm"],
  [999, "chín trăm chín mươi chín"],
  [1000, "một nghìn"],
  [1001, "một nghìn không trăm linh một"],
  [1010, "một nghìn không trăm mười"],
  [1015, "một nghìn không trăm mười lăm"],
  [1021, "một nghìn không trăm hai mươi mốt"],
  [1100, "một nghìn một trăm"],
  [1105, "một nghìn một trăm linh năm"],
  [2000, "hai nghìn"],
  [2024, "hai nghìn không trăm hai mươi tư"],
  [4044, "bốn nghìn không trăm bốn mươi tư"],
  [5500, "năm nghìn năm trăm"],
  [9999, "chín nghìn chín trăm chín mươi chín"],
];

const english: [number, string][] = [
  [0, "zero"],
  [1, "one"],
  [2, "two"],
  [3, "three"],
  [4, "four"],
  [5, "five"],
  [6, "six"],
  [7, "seven"],
  [8, "eight"],
  [9, "nine"],
  [10, "ten"],
  [11, "eleven"],
  [12, "twelve"],
  [13, "thirteen"],
  [14, "fourteen"],
  [15, "fifteen"],
  [16, "sixteen"],
  [17, "seventeen"],
  [18, "eighteen"],
  [19, "nineteen"],
  [20, "twenty"],
  [21, "twenty one"],
  [22, "twenty two"],
  [25, "twenty five"],
  [29, "twenty nine"],
  [30, "thirty"],
  [33, "thirty three"],
  [38, "thirty eight"],
  [40, "forty"],
  [42, "forty two"],
  [47, "forty seven"],
  [50, "fifty"],
  [54, "fifty four"],
  [56, "fifty six"],
  [60, "sixty"],
  [61, "sixty one"],
  [69, "sixty nine"],
  [70, "seventy"],
  [73, "seventy three"],
  [77, "seventy seven"],
  [80, "eighty"],
  [84, "eighty four"],
  [88, "eighty eight"],
  [90, "ninety"],
  [95, "ninety five"],
  [99, "ninety nine"],
  [100, "one hundred"],
  [101, "one hundred and one"],
  [105, "one hundred and five"],
  [110, "one hundred and ten"],
  [113, "one hundred and thirteen"],
  [120, "one hundred and twenty"],
  [121, "one hundred and twenty one"],
  [200, "two hundred"],
  [207, "two hundred and seven"],
  [340, "three hundred and forty"],
  [500, "five hundred"],
  [615, "six hundred and fifteen"],
  [999, "nine hundred and ninety nine"],
  [1000, "one thousand"],
  [1001, "one thousand and one"],
  [1010, "one thousand and ten"],
  [1042, "one thousand and forty two"],
  [1100, "one thousand one hundred"],
  [1105, "one thousand one hundred and five"],
  [2000, "two thousand"],
  [2019, "two thousand and nineteen"],
  [3300, "three thousand three hundred"],
  [7080, "seven thousand and eighty"],
  [9999, "nine thousand nine hundred and ninety nine"],
];

const romanian: [number, string][] = [
  [0, "zero"],
  [1, "unu"],
  [2, "doi"],
  [3, "trei"],
  [4, "patru"],
  [5, "cinci"],
  [6, "șase"],
  [7, "șapte"],
  [8, "opt"],
  [9, "nouă"],
  [10, "zece"],
  [11, "unsprezece"],
  [12, "doisprezece"],
  [13, "treisprezece"],
  [14, "paisprezece"],
  [15, "cincisprezece"],
  [16, "șaisprezece"],
  [17, "șaptesprezece"],
  [18, "optsprezece"],
  [19, "nouăsprezece"],
  [20, "douăzeci"],
  [21, "douăzeci și unu"],
  [22, "douăzeci și doi"],
  [24, "douăzeci și patru"],
  [29, "douăzeci și nouă"],
  [30, "treizeci"],
  [31, "treizeci și unu"],
  [35, "treizeci și cinci"],
  [40, "patruzeci"],
  [42, "patruzeci și doi"],
  [48, "patruzeci și opt"],
  [50, "cincizeci"],
  [53, "cincizeci și trei"],
  [56, "cincizeci și șase"],
  [60, "șaizeci"],
  [61, "șaizeci și unu"],
  [67, "șaizeci și șapte"],
  [70, "șaptezeci"],
  [72, "șaptezeci și doi"],
  [79, "șaptezeci și nouă"],
  [80, "optzeci"],
  [84, "optzeci și patru"],
  [90, "nouăzeci"],
  [95, "nouăzeci și cinci"],
  [99, "nouăzeci și nouă"],
  [100, "o sută"],
  [101, "o sută unu"],
  [102, "o sută doi"],
  [105, "o sută cinci"],
  [110, "o sută zece"],
  [112, "o sută doisprezece"],
  [120, "o sută douăzeci"],
  [121, "o sută douăzeci și unu"],
  [200, "două sute"],
  [202, "două sute doi"],
  [319, "trei sute nouăsprezece"],
  [440, "patru sute patruzeci"],
  [600, "șase sute"],
  [999, "nouă sute nouăzeci și nouă"],
  [1000, "o mie"],
  [1001, "o mie unu"],
  [1010, "o mie zece"],
  [1021, "o mie douăzeci și unu"],
  [1100, "o mie o sută"],
  [1202, "o mie două sute doi"],
  [2000, "două mii"],
  [2016, "două mii șaisprezece"],
  [3300, "trei mii trei sute"],
  [8088, "opt mii optzeci și opt"],
  [9999, "nouă mii nouă sute nouăzeci și nouă"],
];

describe.each([
  ["vi", vietnamese],
  ["en", english],
  ["ro", romanian],
] as const)("numbers in %s", (language, table) => {
  test.each(table)("%i: %s", (number, words) => {
    expect(read(language, number)).toBe(words);
  });
});

describe("the sentence", () => {
  it("calls a number to a counter", () => {
    expect(sentence("vi", "A105", 3)).toBe("Mời số a một trăm linh năm đến quầy số ba");
    expect(sentence("en", "A105", 3)).toBe("Number A one hundred and five please go to counter three");
    expect(sentence("ro", "A105", 3)).toBe("Numărul a o sută cinci vă rugăm la ghișeul trei");
  });

  it("leaves out the zeros before a number", () => {
    expect(sentence("vi", "B005", 1)).toBe("Mời số bê năm đến quầy số một");
    expect(sentence("vi", "D000", 12)).toBe("Mời số đê không đến quầy số mười hai");
  });

  it("reads what is too long for a number digit by digit", () => {
    expect(sentence("vi", "C12045", 1)).toBe("Mời số xê một hai không bốn năm đến quầy số một");
  });

  it("is one sentence for each label", () => {
    const label = fc.record({ letter: fc.constantFrom("A", "K", "Z"), number: fc.nat(9999) });
    fc.assert(
      fc.property(fc.constantFrom(...languages), label, label, (language, a, b) => {
        fc.pre(a.letter !== b.letter || a.number !== b.number);
        const say = ({ letter, number }: typeof a) =>
          spokenCall(language, { label: `${letter}${number}`, counterNumber: 1 }).join();
        expect(say(a)).not.toBe(say(b));
      }),
    );
  });
});

describe.each(languages)("the pieces of %s", (language) => {
  const pieces = spokenPieces(language);

  it("say every label there can be", () => {
    const used = new Set<string>();
    for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
      for (let number = 0; number <= 9999; number += 1) {
        const ids = spokenCall(language, {
          label: `${letter}${String(number).padStart(3, "0")}`,
          counterNumber: 1,
        });
        for (const id of ids) used.add(id);
      }
    }
    expect([...used].sort()).toEqual(Object.keys(pieces).sort());
  });

  it("are few, have a text and are named as files can be", () => {
    expect(Object.keys(pieces).length).toBeLessThan(120);
    for (const [id, text] of Object.entries(pieces)) {
      expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
      expect(text.trim()).not.toBe("");
    }
  });
});

test("a display says the office's language first and its own after it", () => {
  expect(spokenLanguages("vi")).toEqual(["vi"]);
  expect(spokenLanguages("en")).toEqual(["vi", "en"]);
  expect(spokenLanguages("ro")).toEqual(["vi", "ro"]);
});
