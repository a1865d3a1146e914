import { afterAll, beforeAll, expect, it } from "vitest";
import type { Dossier } from "../contract/dossier.ts";
import { connectDistrict } from "../district/database.ts";
import { readDossiers } from "../district/dossiers/dossiers.ts";
import { recordOwn } from "../district/own-log/own-log.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import { seedDossiers } from "./seeded-dossiers.ts";
import type { App, CounterWindow } from "./windows.ts";
import { DossierWindow } from "./windows-dossiers.ts";

/** An officer at the district and a clerk at the counter who work on one dossier without knowing of each other. */

let hall: Hall;
let app: App;
let counter: CounterWindow;
let dossier: Dossier;

beforeAll(async () => {
  hall = await openHall();
  [dossier] = (await seedDossiers(hall, [
    { daysAgo: 2, procedureCode: "1.001612", fullName: "Nguyễn Văn An", citizenNumber: "025099000123" },
  ])) as [Dossier];
  app = await hall.open();
  [counter] = app.counters as [CounterWindow];
  await counter.signIn("lan", "1234");
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
});

/** The station looks at the district at once instead of within a minute. */
async function lookNow(): Promise<void> {
  await counter.page.keyboard.press("Control+g");
  await counter.page.getByTestId("sync-dialog-now").click();
  await counter.page.keyboard.press("Escape");
  await counter.page.getByTestId("sync-facts").waitFor({ state: "hidden" });
}

// What is lost once is lost: no second try.
it("what the district decided stands in the history, and what did not follow is told at the counter", {
  retry: 0,
}, async () => {
  const db = connectDistrict(hall.stack.databaseUrl);
  const decide = (number: string) =>
    db.transaction().execute((trx) =>
      recordOwn(trx, [
        {
          type: "dossier.decided",
          actor: "hoa",
          subject: dossier.id,
          data: { outcome: "granted", number, note: "" },
        },
      ]),
    );
  await eventually("the dossier at the district", async () =>
    (await readDossiers(db, [dossier.id])).has(dossier.id) ? true : null,
  );
  await decide("12/QĐ-UBND");
  await lookNow();
  const clerk = new DossierWindow(counter.page);
  await clerk.open(dossier.code);
  await eventually(
    "the decision in the history",
    async () => ((await clerk.history())[0] === "dossier.decided" ? true : null),
    90_000,
  );
  expect(await counter.page.getByTestId("page-breaches").count()).toBe(0);
  await decide("13/QĐ-UBND");
  await lookNow();
  const breaches = counter.page.getByTestId("page-breaches");
  await breaches.waitFor({ timeout: 30_000 });
  expect(await breaches.locator("li").count()).toBe(1);
  expect(await breaches.textContent()).toContain("hoa");
  expect(await clerk.history()).toEqual(["dossier.decided", "dossier.decided", "dossier.accepted"]);
  await picture(counter.page, "dossier-breach");
  await db.destroy();
});
