import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PageWork } from "../contract/station-process.ts";
import { type Cups, startCups } from "./cups.ts";
import { eventually } from "./hall.ts";
import { type PageMaker, startPageMaker } from "./page-maker.ts";

/** A page from the shell's Electron through the system's real spooler (CUPS) to a printer, silently. */

const known = process.env.CUPS_SERVER;
const arrived: Buffer[] = [];
let folder: string;
let cups: Cups;
let printer: Server;
let maker: PageMaker;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "laser-"));
  printer = createServer((line) => {
    const parts: Buffer[] = [];
    line.on("data", (bytes) => parts.push(bytes));
    line.on("end", () => arrived.push(Buffer.concat(parts)));
    line.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => printer.listen(0, "127.0.0.1", resolve));
  cups = await startCups();
  process.env.CUPS_SERVER = cups.server;
  const address = printer.address();
  await cups.addQueue("laser", typeof address === "object" && address !== null ? address.port : 0);
  maker = await startPageMaker();
});
afterAll(async () => {
  await maker?.close();
  if (known === undefined) delete process.env.CUPS_SERVER;
  else process.env.CUPS_SERVER = known;
  await cups?.stop();
  printer?.close();
  rmSync(folder, { recursive: true, force: true });
});

const page = (device: string): PageWork => ({
  do: "print",
  html: "<style>@page { size: A5 }</style><p>Giấy tiếp nhận hồ sơ</p>",
  title: "H44.15-241031-0001",
  page: "A5",
  device,
  duplex: false,
});

it("finds the printer that the settings name, and no other", async () => {
  expect(await maker.do({ do: "look", device: "laser" })).toEqual({ outcome: "done" });
  expect(await maker.do({ do: "look", device: "nobody" })).toMatchObject({ outcome: "notStarted" });
  expect(await maker.do(page("nobody"))).toMatchObject({ outcome: "notStarted" });
});

it("sends it the very page, on its paper", async () => {
  expect(await maker.do(page("laser"))).toEqual({ outcome: "done" });
  const pdf = await eventually("the page at the printer", () => arrived[0] ?? null);
  const file = join(folder, "page.pdf");
  writeFileSync(file, pdf);
  expect(execFileSync("pdftotext", [file, "-"], { encoding: "utf8" })).toContain("Giấy tiếp nhận hồ sơ");
  expect(execFileSync("pdfinfo", [file], { encoding: "utf8" })).toMatch(/Page size: +(419|420)/);
});

it("says that a queue which takes nothing took nothing", async () => {
  await cups.order("cupsreject", "laser");
  expect(await maker.do(page("laser"))).toMatchObject({ outcome: "notStarted" });
  expect(arrived).toHaveLength(1);
});
