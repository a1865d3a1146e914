import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PrintJobState } from "../../../contract/entities.ts";
import type { PageResult, PageWork } from "../../../contract/station-process.ts";
import { Station } from "../station.ts";
import { exampleValues } from "./example.rules.ts";
import { Forms } from "./forms.ts";
import { loadForms } from "./load.ts";

const catalogueFolder = resolve(import.meta.dirname, "../../../data/phu-ninh");
let folder: string;
let station: Station;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pages-"));
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** @param shell null: the station runs without one. */
async function start(shell: ((work: PageWork) => PageResult) | null): Promise<void> {
  station = await Station.start({
    settings: {
      dataFolder: folder,
      catalogueFolder,
      windows: [{ role: "counter" }],
      printers: [],
      pagePrinter: { name: "Máy in A4", device: "laser", duplex: false },
      anyHour: true,
      hall: null,
      district: null,
    },
    app: "test",
    ...(shell === null ? {} : { doPageWork: async (work: PageWork) => shell(work) }),
  });
}

async function queueForm(): Promise<string> {
  const { context } = station;
  const library = await loadForms(join(catalogueFolder, "forms"));
  const forms = new Forms(context, library, true);
  const id = uuidv7();
  const at = context.now();
  const values = exampleValues(forms.frame(at), library.example).apology;
  const form = "apology" as const;
  await context.store.write((trx) =>
    forms.queue(trx, { id, set: "tt-01-2018", form, subject: "d", title: "t", at, values }),
  );
  context.wakePrinting();
  return id;
}

async function reaches(id: string, state: PrintJobState): Promise<void> {
  await expect.poll(async () => (await station.papers.job(id)).state, { timeout: 15_000 }).toBe(state);
}

async function settled(): Promise<unknown[]> {
  const rows = await station.context.store.db
    .selectFrom("events")
    .select("data")
    .where("type", "=", "paper.settled")
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as unknown);
}

describe("a form for the page printer", () => {
  it("is printed once the system has taken it, which the log calls unconfirmed", async () => {
    const printed: PageWork[] = [];
    await start((work) => {
      if (work.do === "print") printed.push(work);
      return { outcome: "done" };
    });
    const id = await queueForm();
    await reaches(id, "printed");
    expect(printed).toMatchObject([
      { device: "laser", page: "A5", html: expect.stringContaining("Mẫu số 04") },
    ]);
    expect(await settled()).toMatchObject([{ printJob: id, outcome: "printed", unconfirmed: true }]);
  });

  it("waits while the printer is not there, and is printed once it is", async () => {
    let isThere = false;
    let prints = 0;
    await start((work) => {
      if (work.do === "print") prints += 1;
      return isThere ? { outcome: "done" } : { outcome: "notStarted", detail: "laser" };
    });
    const id = await queueForm();
    await expect
      .poll(async () => (await station.health()).printers, { timeout: 15_000 })
      .toMatchObject([{ name: "Máy in A4", condition: "offline", pending: 1 }]);
    expect((await station.papers.job(id)).state).toBe("queued");
    isThere = true;
    await reaches(id, "printed");
    expect(prints).toBe(1);
  });

  it("is put before a person where nobody knows how it ended, and never tried again", async () => {
    let prints = 0;
    await start((work) => {
      if (work.do !== "print") return { outcome: "done" };
      prints += 1;
      return prints === 1 ? { outcome: "unknown", detail: "failed" } : { outcome: "done" };
    });
    const id = await queueForm();
    await reaches(id, "unknown");
    station.context.wakePrinting();
    await new Promise((later) => setTimeout(later, 500));
    expect(prints).toBe(1);
    const staff = station.context.catalogue.staff("lan");
    if (staff === null) throw new Error("the example office has no clerk");
    await station.papers.settle({ staff, counter: station.context.catalogue.counter("1") }, id, false);
    await reaches(id, "printed");
    expect(prints).toBe(2);
  });

  it("is put before a person where the shell goes in the middle, and what can't be made at once", async () => {
    let isGone = true;
    await start((work) => {
      if (work.do === "print" && isGone) throw new Error("the shell is gone");
      return { outcome: "done" };
    });
    const doubtful = await queueForm();
    await reaches(doubtful, "unknown");
    expect((await station.health()).printers[0]?.printing).toBeNull();
    isGone = false;
    const { db } = station.context.store;
    await db.updateTable("print_jobs").set({ state: "queued", paper: "{}" }).execute();
    station.context.wakePrinting();
    await reaches(doubtful, "failed");
    // It blocks no other.
    await reaches(await queueForm(), "printed");
  });

  it("waits where the station runs without a shell, and says so when it is to be opened", async () => {
    await start(null);
    const id = await queueForm();
    expect((await station.papers.job(id)).state).toBe("queued");
    await expect(station.forms.open(id)).rejects.toMatchObject({ code: "PAGES_UNAVAILABLE" });
  });
});
