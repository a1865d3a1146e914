import type { Procedure } from "../../contract/catalogue.ts";
import { loadCatalogue } from "../../electron/station/catalogue/load.ts";
import { searchProcedures } from "../../electron/station/catalogue/search.rules.ts";
import { Latencies, milliseconds, table } from "./figures.ts";

/** Procedures in the national catalogue in September 2026. */
const NATIONALLY = 5741;
/** One picture of a screen that shows sixty a second. */
const FRAME_MS = 1000 / 60;

/**
 * Every beginning of what a clerk types is searched for, against the least that any search does: looking through the
 * same folded texts once, for one word.
 */
export async function benchCatalogue(catalogueFolder: string): Promise<string> {
  const { procedures } = (await loadCatalogue(catalogueFolder)).catalogue;
  const all = Array.from({ length: NATIONALLY }, (_, index) => ({
    ...(procedures[index % procedures.length] as Procedure),
    code: `${(index % 3) + 1}.${String(index).padStart(6, "0")}`,
  }));
  const typed = [
    "đăng ký khai sinh",
    "dkks",
    "1.001193",
    "so do",
    "chung thuc chu ky",
    "cải chính hộ tịch",
    "xyzzy",
  ];
  const queries = typed.flatMap((text) => Array.from(text, (_, length) => text.slice(0, length + 1)));
  const start = performance.now();
  searchProcedures(all, "a", null);
  const first = performance.now() - start;
  const texts = all.map(({ name }) => ` ${name.vi} ${name.en} ${name.ro}`);
  const ours = new Latencies();
  const limit = new Latencies();
  for (let turn = 0; turn < 20; turn += 1)
    for (const query of queries) {
      await ours.measure(() => searchProcedures(all, query, null));
      await limit.measure(() => texts.filter((text) => text.includes(` ${query}`)));
    }
  const row = (name: string, of: Latencies, ratio: string) => [
    name,
    milliseconds(of.percentile(0.5)),
    milliseconds(of.percentile(0.99)),
    (of.percentile(0.99) / FRAME_MS).toFixed(2),
    ratio,
  ];
  return table(
    [`${NATIONALLY} procedures`, "p50 ms", "p99 ms", "of a frame", "ratio p50"],
    [
      row("a letter more is typed", ours, (ours.percentile(0.5) / limit.percentile(0.5)).toFixed(2)),
      row("  one look through the texts", limit, "1.00"),
      ["the first search of all", milliseconds(first), "", (first / FRAME_MS).toFixed(2), ""],
    ],
  );
}
