/** Widths of bars and gaps of each symbol, by ISO/IEC 15417; the last, the end, has a bar more. */
const symbols =
  `212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231
113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121
211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124
121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241
114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141
114131 311141 411131 211412 211214 211232 2331112`.split(/\s+/);

const [TO_C, TO_B, START_B, START_C, END] = [99, 100, 104, 105, 106];
/** Fewer digits than these are shorter as letters. */
const DIGITS_WORTH = 4;

/**
 * Bars of a CODE128 symbol, a letter a module: 1 is black. Digits go in pairs where that is shorter.
 *
 * @param data printable ASCII; anything else is left out, as no scanner types it.
 */
export function code128(data: string): string {
  const values: number[] = [];
  let set: "B" | "C" | null = null;
  const change = (to: "B" | "C") => {
    if (set !== to) values.push(set === null ? (to === "B" ? START_B : START_C) : to === "B" ? TO_B : TO_C);
    set = to;
  };
  let rest = data.replace(/[^\x20-\x7e]/g, "");
  while (rest !== "") {
    const digits = /^\d*/.exec(rest)?.[0].length ?? 0;
    if (digits >= DIGITS_WORTH && (digits % 2 === 0 || set !== "B")) {
      change("C");
      const paired = digits - (digits % 2);
      for (let at = 0; at < paired; at += 2) values.push(Number(rest.slice(at, at + 2)));
      rest = rest.slice(paired);
    } else {
      change("B");
      values.push(rest.charCodeAt(0) - 0x20);
      rest = rest.slice(1);
    }
  }
  if (values.length === 0) values.push(START_B);
  const check = values.reduce((sum, value, at) => sum + value * Math.max(1, at), 0) % 103;
  return [...values, check, END].map((value) => bars(symbols[value] ?? "")).join("");
}

function bars(widths: string): string {
  return [...widths].map((width, at) => (at % 2 === 0 ? "1" : "0").repeat(Number(width))).join("");
}
