import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stationLog } from "./station-log.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "station-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, "log", "station.log");

it("is kept in the data folder, and goes on there after a restart", () => {
  for (const from of ["192.168.1.20", "192.168.1.21"]) {
    const { log, keepIn } = stationLog("warn");
    keepIn(folder);
    log.info("not worth a line");
    log.warn({ code: "PAIRING_REFUSED", from }, "refused at the hall's door");
  }
  const lines = readFileSync(file(), "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).from)).toEqual(["192.168.1.20", "192.168.1.21"]);
});

it("that has grown large is put aside at the start, and only one such is kept", () => {
  mkdirSync(join(folder, "log"));
  for (let start = 0; start < 3; start += 1) {
    writeFileSync(file(), "x".repeat(6 * 1024 * 1024));
    const { log, keepIn } = stationLog("warn");
    keepIn(folder);
    log.warn("after the start");
    expect(readFileSync(file(), "utf8").length).toBeLessThan(1000);
  }
  expect(readdirSync(join(folder, "log")).sort()).toEqual(["station.log", "station.old.log"]);
});

it("does not stop the station where the disk takes none", () => {
  writeFileSync(join(folder, "log"), "a file where the folder should be");
  const { log, keepIn } = stationLog("warn");
  keepIn(folder);
  log.warn("all the same");
  expect(existsSync(file())).toBe(false);
});
