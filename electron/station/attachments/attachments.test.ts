import { createHash } from "node:crypto";
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
import { join, resolve } from "node:path";
import { deflateSync } from "node:zlib";
import { createCanvas } from "@napi-rs/canvas";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PIECE_BYTES } from "../../../contract/attachment-calls.ts";
import { Station } from "../station.ts";
import { AttachmentFiles } from "../sync/attachment-files.ts";
import { shownName } from "./content.rules.ts";
import { ContentFolder } from "./content-folder.ts";

/** Papers on the real disk: what is taken in, what is refused and why, what is cleared away. */

let folder: string;
let scans: string;
let station: Station;
/** What the PC was asked to open. */
let opened: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "attachments-"));
  scans = join(folder, "scans");
  mkdirSync(scans);
  opened = [];
  station = await Station.start({
    settings: {
      dataFolder: join(folder, "station"),
      catalogueFolder: resolve(import.meta.dirname, "../../../data/phu-ninh"),
      windows: [{ role: "kiosk" }],
      printers: [],
      scanFolder: scans,
      anyHour: true,
      hall: null,
      district: null,
    },
    app: "test",
    doPageWork: async (work) => {
      if (work.do === "open") opened.push(work.file);
      return { outcome: "done" };
    },
  });
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

function image(kind: "image/png" | "image/jpeg", width = 400, height = 300): Buffer {
  const canvas = createCanvas(width, height);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#ddeeff";
  paper.fillRect(0, 0, width, height);
  paper.fillStyle = "#123456";
  paper.fillRect(20, 30, width / 2, 40);
  return kind === "image/png" ? canvas.toBuffer("image/png") : canvas.toBuffer("image/jpeg");
}

const pdf = (pages: number) =>
  Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Pages/Count ${pages}>>endobj\n${"2 0 obj<</Type /Page>>endobj\n".repeat(pages)}` +
      "trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n",
  );

/** A PNG of a few kilobytes that says it has so many pixels; its content is real, its size a lie or not. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, body, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1_000_000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const filesOf = (place: string) =>
  existsSync(place)
    ? readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    : [];
const kept = () => filesOf(join(folder, "station/attachments"));

async function sendInPieces(name: string, content: Buffer) {
  const { upload } = await station.attachments.begin({ name, bytes: content.length });
  for (let offset = 0; offset < content.length; offset += PIECE_BYTES)
    await station.attachments.send(
      upload,
      offset,
      new Blob([new Uint8Array(content.subarray(offset, offset + PIECE_BYTES))]),
    );
  return station.attachments.finish(upload);
}

describe("what is taken in", () => {
  it("lies by the hash of its content, once however often it comes", async () => {
    const content = image("image/jpeg");
    const sha256 = createHash("sha256").update(content).digest("hex");
    const first = await sendInPieces("Căn cước mặt trước.jpg", content);
    expect(first).toEqual({
      sha256,
      name: "Căn cước mặt trước.jpg",
      mediaType: "image/jpeg",
      bytes: content.length,
      pages: null,
    });
    await sendInPieces("lần nữa.jpeg", content);
    expect(kept().map(({ name }) => name)).toEqual([sha256]);
    expect(readFileSync(join(folder, "station/attachments", sha256.slice(0, 2), sha256))).toEqual(content);
    expect(filesOf(join(folder, "station/incoming"))).toEqual([]);
  });

  it("comes whole in pieces, also when one comes twice", async () => {
    const content = Buffer.concat([image("image/png", 900, 900), Buffer.alloc(0)]);
    const large = Buffer.concat([content.subarray(0, -12), Buffer.alloc(0), content.subarray(-12)]);
    const { upload } = await station.attachments.begin({ name: "a.png", bytes: large.length });
    const half = Math.min(PIECE_BYTES, Math.ceil(large.length / 2));
    const piece = (from: number, to: number) => new Blob([new Uint8Array(large.subarray(from, to))]);
    await station.attachments.send(upload, 0, piece(0, half));
    await station.attachments.send(upload, 0, piece(0, half));
    await expect(station.attachments.finish(upload)).rejects.toMatchObject({ code: "ATTACHMENT_BROKEN" });
    await station.attachments.send(upload, half, piece(half, large.length));
    expect(await station.attachments.finish(upload)).toMatchObject({ bytes: large.length });
  });

  it("counts the pages of a PDF, and makes small pictures of images", async () => {
    expect(await station.attachments.store("Đơn.pdf", pdf(3))).toMatchObject({ pages: 3 });
    const { sha256 } = await station.attachments.store("a.png", image("image/png", 3000, 2000));
    const small = await station.attachments.picture(sha256, "a.png", "thumbnail");
    expect(small).toMatch(/^data:image\/jpeg;base64,/);
    expect((small ?? "").length).toBeLessThan(20_000);
    expect(filesOf(join(folder, "station/thumbnails"))).toHaveLength(1);
    expect(await station.attachments.picture(sha256, "a.png", "thumbnail")).toBe(small);
  });

  it("says so of an image from elsewhere that can't be read, and keeps no picture of it", async () => {
    const whole = image("image/png", 300, 200);
    const torn = whole.subarray(0, whole.length / 2);
    const sha256 = await new ContentFolder(join(folder, "station/attachments")).store(torn);
    await expect(station.attachments.picture(sha256, "Đơn.png", "screen")).rejects.toMatchObject({
      code: "ATTACHMENT_BROKEN",
      data: { name: "Đơn.png" },
    });
    expect(filesOf(join(folder, "station/thumbnails"))).toEqual([]);
  });
});

describe("what is refused, with nothing left behind", () => {
  const cut = image("image/jpeg").subarray(0, 2000);
  const liar = Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
    Buffer.alloc(500, 7),
    Buffer.from([0xff, 0xd9]),
  ]);
  it.each<[string, string, Buffer, string]>([
    ["a page", "a.pdf", Buffer.from("<html><script>alert(1)</script></html>"), "ATTACHMENT_TYPE"],
    ["a program with a paper's name", "a.jpg", Buffer.from("MZ\x90\0\x03\0\0\0"), "ATTACHMENT_TYPE"],
    ["an archive", "a.pdf", Buffer.from("PK\x03\x04 and so on"), "ATTACHMENT_TYPE"],
    ["an SVG", "a.png", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "ATTACHMENT_TYPE"],
    ["a GIF", "a.png", Buffer.from("GIF89a........"), "ATTACHMENT_TYPE"],
    ["nothing", "a.pdf", Buffer.alloc(0), "ATTACHMENT_BROKEN"],
    ["a JPEG that is cut off", "a.jpg", cut, "ATTACHMENT_BROKEN"],
    ["a JPEG of noise", "a.jpg", liar, "ATTACHMENT_BROKEN"],
    ["a PNG that is cut off", "a.png", image("image/png").subarray(0, 200), "ATTACHMENT_BROKEN"],
    ["a PNG whose pixels are missing", "a.png", hugePng(300, 300).subarray(0, 40), "ATTACHMENT_BROKEN"],
    ["a PDF that is cut off", "a.pdf", pdf(2).subarray(0, 60), "ATTACHMENT_BROKEN"],
    ["a PNG that unfolds to 3.6 gigabytes", "a.png", hugePng(30_000, 30_000), "ATTACHMENT_TOO_MANY_PIXELS"],
    ["16 megabytes", "a.pdf", Buffer.concat([pdf(1), Buffer.alloc(16 * 1024 ** 2)]), "ATTACHMENT_TOO_LARGE"],
  ])("%s", async (_what, name, content, code) => {
    await expect(sendInPieces(name, content)).rejects.toMatchObject({ code });
    expect(kept()).toEqual([]);
    expect(filesOf(join(folder, "station/incoming"))).toEqual([]);
  });

  it.each(["a.pdf.exe", "a.html", "a.js", "a", ".pdf/", "a.svg", "a.pdf\u202Eexe.js"])(
    "the name %s",
    (name) => {
      expect(() => shownName(name)).toThrow("ATTACHMENT_TYPE");
    },
  );

  it.each([
    ["../../etc/passwd.png", "passwd.png"],
    ["C:\\Users\\lan\\Đơn xin.PDF", "Đơn xin.PDF"],
    ["a\u0000b\u202E.jpg", "ab.jpg"],
    ["<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"],
    ["'; DROP TABLE dossiers; --.pdf", "'; DROP TABLE dossiers; --.pdf"],
  ])("%s is shown as %s", (given, shown) => {
    expect(shownName(given)).toBe(shown);
  });

  it("a piece beyond what was announced, and an upload that nobody began", async () => {
    const { upload } = await station.attachments.begin({ name: "a.pdf", bytes: 10 });
    const piece = new Blob([new Uint8Array(20)]);
    await expect(station.attachments.send(upload, 0, piece)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(station.attachments.finish(uuidv7())).rejects.toMatchObject({ code: "UPLOAD_UNKNOWN" });
  });

  it("an attachment whose content is not here", async () => {
    const sha256 = "a".repeat(64);
    await expect(station.attachments.claim([{ sha256, name: "a.pdf" }])).rejects.toMatchObject({
      code: "ATTACHMENT_MISSING",
    });
  });
});

describe("a PDF", () => {
  it("is opened as a copy under a name that people know, twice as the same file", async () => {
    const { sha256 } = await station.attachments.store("Đơn/xin: số 1?.pdf", pdf(2));
    for (const _time of [1, 2]) await station.attachments.open(sha256, "Đơn xin: số 1?.pdf");
    const [first, second] = opened;
    expect(first).toBe(join(folder, "station/papers", `Đơn-xin-số-1--${sha256.slice(0, 8)}.pdf`));
    expect(second).toBe(first);
    expect(readFileSync(first ?? "")).toEqual(pdf(2));
  });

  it("alone is opened, and only what is here", async () => {
    const { sha256 } = await station.attachments.store("a.png", image("image/png"));
    await expect(station.attachments.open(sha256, "a.pdf")).rejects.toMatchObject({
      code: "ATTACHMENT_TYPE",
    });
    await expect(station.attachments.open("a".repeat(64), "a.pdf")).rejects.toMatchObject({
      code: "ATTACHMENT_MISSING",
    });
    expect(opened).toEqual([]);
  });
});

describe("the scanner's folder", () => {
  const watch = async (until: (names: string[]) => boolean): Promise<string[]> => {
    const stop = new AbortController();
    for await (const found of station.attachments.watchScans(stop.signal)) {
      const names = (found ?? []).map(({ name }) => name);
      if (!until(names)) continue;
      stop.abort();
      return names;
    }
    throw new Error("the watch ended");
  };

  it("offers what is whole, and moves what is taken", async () => {
    writeFileSync(join(scans, "Scan0001.pdf"), pdf(2));
    writeFileSync(join(scans, "Thumbs.db"), "x");
    writeFileSync(join(scans, ".hidden.pdf"), pdf(1));
    mkdirSync(join(scans, "folder.pdf"));
    expect(await watch((names) => names.length > 0)).toEqual(["Scan0001.pdf"]);
    expect(await station.attachments.takeScan("Scan0001.pdf")).toMatchObject({ pages: 2 });
    expect(existsSync(join(scans, "Scan0001.pdf"))).toBe(false);
    await expect(station.attachments.takeScan("Scan0001.pdf")).rejects.toMatchObject({ code: "SCAN_GONE" });
  });

  it("waits for a file that is still being written", async () => {
    const content = image("image/jpeg", 1200, 900);
    const file = join(scans, "slow.jpg");
    const early: string[] = [];
    writeFileSync(file, content.subarray(0, 1000));
    let whole = false;
    const writing = (async () => {
      for (let part = 1; part <= 4; part += 1) {
        await new Promise((done) => setTimeout(done, 600));
        writeFileSync(file, content.subarray(0, Math.ceil((content.length * part) / 4)));
      }
      whole = true;
    })();
    await watch((names) => {
      if (names.length > 0 && !whole) early.push(...names);
      return names.includes("slow.jpg") && whole;
    });
    await writing;
    expect(early).toEqual([]);
    expect(await station.attachments.takeScan("slow.jpg")).toMatchObject({ bytes: content.length });
  });

  it("leaves a bad scan where it is", async () => {
    writeFileSync(join(scans, "bad.pdf"), "no paper");
    await expect(station.attachments.takeScan("bad.pdf")).rejects.toMatchObject({ code: "ATTACHMENT_TYPE" });
    await expect(station.attachments.takeScan("../station/station.sqlite")).rejects.toMatchObject({
      code: "SCAN_GONE",
    });
    expect(existsSync(join(scans, "bad.pdf"))).toBe(true);
  });
});

describe("clearing away", () => {
  const inTwentyDays = () => Date.now() + 20 * 24 * 60 * 60 * 1000;

  it("takes what nobody handed in, and leaves dossiers and drafts their papers", async () => {
    const names = ["forgotten.png", "claimed.png", "drafted.png"];
    const [forgotten, claimed, drafted] = await Promise.all(
      names.map((name, index) => station.attachments.store(name, image("image/png", 100 + index * 10, 100))),
    );
    if (forgotten === undefined || claimed === undefined || drafted === undefined)
      throw new Error("not kept");
    const { session } = await station.desk.signIn({ staff: "lan", counter: "1", pin: "1234" });
    const desk = await station.desk.require(session);
    await station.attachments.claim([claimed]);
    await station.deskWork.keepDraft(desk, { id: uuidv7(), parked: true, data: JSON.stringify(drafted) });
    expect(await station.attachments.clear()).toBe(0);
    expect(await station.attachments.clear(inTwentyDays())).toBe(1);
    expect(
      kept()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([claimed.sha256, drafted.sha256].sort());
  });
});

describe("what is sent to the district", () => {
  it("is what a dossier has claimed; a scan that nobody handed in stays on the PC", async () => {
    const [scan, handedIn] = await Promise.all([
      station.attachments.store("scan.png", image("image/png", 120, 90)),
      station.attachments.store("handed-in.png", image("image/png", 130, 90)),
    ]);
    await station.attachments.claim([handedIn]);
    const files = new AttachmentFiles(station.context.store);
    const waiting = async () => (await files.waiting()).map(({ sha256 }) => sha256).sort();
    expect(await waiting()).toEqual([handedIn.sha256]);
    await station.attachments.claim([scan]);
    files.lookAgain();
    expect(await waiting()).toEqual([scan.sha256, handedIn.sha256].sort());
    await files.saveSent(handedIn.sha256);
    expect(await waiting()).toEqual([scan.sha256]);
  });
});
