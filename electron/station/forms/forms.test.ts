import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadForms } from "./load.ts";
import { formSetOn } from "./sets.rules.ts";

const shipped = resolve(import.meta.dirname, "../../../data/phu-ninh/forms");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "forms-"));
  cpSync(shipped, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function bend(file: string, change: (text: string) => string): void {
  const path = join(folder, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

describe("the sets of forms", () => {
  it("have the numbers of their circulars", async () => {
    const { sets } = await loadForms(shipped);
    const numbers = (id: string) =>
      sets.find((set) => set.id === id)?.forms.map(({ form, number }) => `${number} ${form}`);
    expect(numbers("tt-01-2018")).toEqual([
      "01 receipt",
      "02 supplement",
      "03 refusal",
      "04 apology",
      "05 control",
      "06 register",
    ]);
    expect(numbers("tt-03-2025")).toEqual([
      "01 receipt",
      "02 supplement",
      "03 refusal",
      "04 apology",
      "05 stop",
      "06 control",
      "07 register",
    ]);
  });

  it.each([
    ["2018-12-31", "tt-01-2018"],
    ["2019-01-06", "tt-01-2018"],
    ["2025-09-14", "tt-01-2018"],
    ["2025-09-15", "tt-03-2025"],
    ["2031-01-01", "tt-03-2025"],
  ])("on %s it is %s", async (day, id) => {
    const { sets } = await loadForms(shipped);
    expect(formSetOn(sets, day).id).toBe(id);
  });

  it.each([
    [
      "a name that the form does not have",
      "tt-01-2018/refusal.html",
      "{{reason}}",
      "{{raeson}}",
      "unknownField: raeson",
    ],
    [
      "a section left open",
      "tt-01-2018/refusal.html",
      "{{reason}}",
      "{{#reason}}{{reason}}",
      "unclosedSection: reason",
    ],
    ["a tag left open", "tt-01-2018/refusal.html", "{{reason}}", "{{reason", "unclosedTag"],
    [
      "a value that is not escaped",
      "tt-01-2018/refusal.html",
      "{{reason}}",
      "{{{reason}}}",
      "unescaped: reason",
    ],
    ["another that is not", "tt-01-2018/refusal.html", "{{reason}}", "{{&reason}}", "unescaped: reason"],
    [
      "what every object has",
      "tt-01-2018/refusal.html",
      "{{reason}}",
      "{{constructor.name}}",
      "unknownField: constructor.name",
    ],
    ["other braces", "tt-01-2018/refusal.html", "{{reason}}", "{{=<% %>=}}", "otherBraces"],
    ["a list as a text", "tt-01-2018/supplement.html", "{{reason}}", "{{items}}", "noText: items"],
    [
      "a part that is not there",
      "tt-01-2018/refusal.html",
      "{{> heading}}",
      "{{> footing}}",
      "unknownPart: footing",
    ],
    ["a script", "tt-01-2018/refusal.html", "{{reason}}", "<script>alert(1)</script>", "forbidden: <script"],
    ["a handler", "tt-01-2018/refusal.html", "{{reason}}", '<b onclick="x()">', "forbidden: onclick="],
    [
      "a picture from elsewhere",
      "tt-01-2018/refusal.html",
      "{{reason}}",
      '<img src="https://x/y.png">',
      "forbidden: src=",
    ],
    [
      "a style from elsewhere",
      "tt-01-2018/refusal.html",
      "{{reason}}",
      "<style>@import 'x'</style>",
      "forbidden: @import",
    ],
  ])("are refused for %s, with the place", async (_what, file, from, to, reason) => {
    bend(file, (text) => text.replace(from, to));
    const line =
      readFileSync(join(folder, file), "utf8")
        .split("\n")
        .findIndex((text) => text.includes(to)) + 1;
    await expect(loadForms(folder)).rejects.toMatchObject({
      code: "DATA_FILE_INVALID",
      data: {
        file: join(folder, file),
        path: expect.stringMatching(
          reason.startsWith("unclosed") ? /^line \d+, column \d+$/ : new RegExp(`^line ${line}, `),
        ),
        reason: expect.stringContaining(reason),
      },
    });
  });

  it.each([
    [
      "a template that is missing",
      () => rmSync(join(folder, "tt-03-2025/stop.html")),
      "tt-03-2025/stop.html",
      "ENOENT",
    ],
    [
      "two sets in force at once",
      () => bend("tt-01-2018/set.json", (t) => t.replace("2025-09-14", "2025-09-15")),
      "tt-03-2025/set.json",
      "tt-01-2018 is still in force",
    ],
    [
      "a form that occurs twice",
      () => bend("tt-01-2018/set.json", (t) => t.replace('"form": "register"', '"form": "control"')),
      "tt-01-2018/set.json",
      "occurs twice: control",
    ],
    [
      "an id that is not the folder's",
      () => bend("tt-01-2018/set.json", (t) => t.replace('"id": "tt-01-2018"', '"id": "tt-02-2018"')),
      "tt-01-2018/set.json",
      "is not tt-01-2018",
    ],
    [
      "wording left out",
      () => bend("words.json", (t) => t.replace('"copyMark"', '"copyMarks"')),
      "words.json",
      "",
    ],
    ["no style", () => rmSync(join(folder, "a5.css")), "a5.css", "ENOENT"],
  ])("are refused for %s", async (_what, damage, file, reason) => {
    damage();
    await expect(loadForms(folder)).rejects.toMatchObject({
      code: "DATA_FILE_INVALID",
      data: { file: join(folder, file), reason: expect.stringContaining(reason) },
    });
  });
});
