import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "./project.ts";

/** The check of who may import whom is worth what it looks at. */

const { options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as {
  options: { exclude: { path: string } };
};

it("leaves no source file out", () => {
  const rooms = ["contract", "db", "electron", "renderer", "district", "build", "tests"];
  const files = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join(room, file)),
  );
  expect(files.length).toBeGreaterThan(rooms.length);
  const excluded = new RegExp(options.exclude.path);
  expect(files.filter((file) => excluded.test(file))).toEqual([]);
});
