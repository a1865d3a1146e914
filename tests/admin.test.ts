import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./accessibility.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import type { App, CounterWindow } from "./windows.ts";

/** The head changes the hall; every screen shows it at once. */

let hall: Hall;
let app: App;
let head: CounterWindow;

beforeAll(async () => {
  hall = await openHall();
  app = await hall.open();
  head = app.counters[1] as CounterWindow;
  await head.signIn("nghia", "4321");
  await head.page.getByTestId("administer").click();
  await head.page.getByTestId("open-certification").waitFor();
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
});

async function save(): Promise<void> {
  await head.page.getByTestId("admin-save").click();
  await eventually("saved", async () =>
    (await head.page.getByTestId("admin-save").isDisabled()) ? true : null,
  );
}

async function looksWell(name: string): Promise<void> {
  await picture(head.page, name);
  expect(await accessibilityFaults(head.page)).toEqual([]);
}

const takeable = (group: string) => app.kiosk.page.getByTestId(`group-${group}`);

describe("administration", () => {
  it("is not there for a clerk", async () => {
    const clerk = app.counters[0] as CounterWindow;
    await clerk.signIn("lan", "1234");
    expect(await clerk.page.getByTestId("administer").count()).toBe(0);
  });

  it("closes a group with one tap, and the kiosk closes it at once", async () => {
    await looksWell("admin-groups");
    await head.page.getByTestId("open-certification").click({ force: true });
    await save();
    await eventually("closed at the kiosk", async () =>
      (await takeable("certification").isDisabled()) || (await takeable("certification").count()) === 0
        ? true
        : null,
    );
    await head.page.getByTestId("open-certification").click({ force: true });
    await save();
    expect(await app.kiosk.takeTicket("certification", null)).toBe("A001");
    await app.kiosk.toStart();
  });

  it("sets a quota, and the numbers end with it", async () => {
    await head.page.getByTestId("edit-business").click();
    await head.page.getByTestId("quota-business").fill("1");
    await head.page.getByTestId("hours-business").fill("7 to 11");
    await looksWell("admin-group");
    await head.page.getByTestId("hours-business").fill("");
    await save();
    await app.kiosk.takeTicket("business", null);
    await app.kiosk.toStart();
    await eventually("the quota is given out", async () =>
      (await takeable("business").isDisabled()) || (await takeable("business").count()) === 0 ? true : null,
    );
  });

  it("renames a counter on the display, and takes away none where somebody works", async () => {
    await head.page.getByTestId("admin-counters").click();
    await head.page.getByTestId("counter-3-vi").fill("Quầy trả kết quả nhanh");
    await save();
    await app.display.getByText("Quầy trả kết quả nhanh").waitFor();
    await looksWell("admin-counters");
    await head.page.getByTestId("remove-counter-1").click();
    await head.page.getByTestId("admin-save").click();
    await head.page.getByTestId("admin-failure").waitFor();
    expect(await head.page.getByTestId("admin-failure").textContent()).toContain("Quầy 1");
    await picture(head.page, "admin-refused");
    // What was typed is still there; read anew it is as it was.
    await head.page.getByTestId("administer").click();
    await head.page.getByTestId("administer").click();
    await head.page.getByTestId("admin-counters").click();
    expect(await head.page.getByTestId("counter-1-vi").count()).toBe(0);
    await head.page.getByTestId("add-counter").click();
  });

  it("announces on the display, in its language", async () => {
    await app.counters[0]?.page.getByTestId("sign-out").click();
    await head.page.getByTestId("admin-texts").click();
    await head.page.getByTestId("announcement-vi").fill("Chiều thứ Sáu bộ phận nghỉ họp.");
    await head.page.getByTestId("announcement-en").fill("Closed on Friday afternoon.");
    await looksWell("admin-announcement");
    await save();
    await eventually("announced", async () =>
      (await app.display.getByTestId("announcement").textContent()) === "Chiều thứ Sáu bộ phận nghỉ họp."
        ? true
        : null,
    );
    await picture(app.display, "display-announcement");
    await head.page.getByTestId("admin-rules").click();
    await looksWell("admin-rules");
  });

  it("says it in the office's own words, on the kiosk and on the tablet", async () => {
    await head.page.getByTestId("admin-texts").click();
    await head.page.getByTestId("text-greeting-vi").fill("Kính chào quý khách!");
    await head.page.getByTestId("text-ticketNote-vi").fill("Mời ngồi chờ ở dãy ghế xanh.");
    await looksWell("admin-texts");
    await save();
    await app.kiosk.page.getByText("Kính chào quý khách!").waitFor();
    await app.kiosk.takeTicket("certification", null);
    await app.kiosk.page.getByText("Mời ngồi chờ ở dãy ghế xanh.").waitFor();
    await app.kiosk.toStart();
    await head.page.getByTestId("text-greeting-vi").fill("");
    await save();
    await app.kiosk.page.getByText("Xin chào! Mời chọn việc cần làm").waitFor();
  });

  it("adds a group, which says until then that no counter serves it", async () => {
    await head.page.getByTestId("admin-groups").click();
    await head.page.getByTestId("add-group").click();
    const name = head.page.locator("[data-testid^=name-group-][data-testid$=-vi]");
    const id = ((await name.getAttribute("data-testid")) ?? "").replace(/^name-|-vi$/g, "");
    await name.fill("Hỏi đáp, hướng dẫn");
    await head.page.getByTestId(`purpose-${id}`).click();
    await head.page.getByRole("option", { name: "Hỏi về hồ sơ" }).click();
    await head.page.getByTestId(`slot-${id}`).fill("30");
    await head.page.locator(`[data-testid=open-${id}]`).click({ force: true });
    await head.page.getByTestId(`unserved-${id}`).waitFor();
    await looksWell("admin-new-group");
    await head.page.getByTestId("admin-counters").click();
    await head.page.getByRole("combobox", { name: "Nhóm phục vụ" }).first().focus();
    await head.page.keyboard.press("ArrowDown");
    await head.page.getByRole("option", { name: "Hỏi đáp, hướng dẫn" }).click();
    await save();
    expect(await app.kiosk.takeTicket(id, null)).toBe("G001");
    await app.kiosk.toStart();
    await head.page.getByTestId("admin-groups").click();
    expect(await head.page.getByTestId(`unserved-${id}`).count()).toBe(0);
  });

  it("gives somebody another PIN, typed twice", async () => {
    await head.page.getByTestId("admin-pins").click();
    await head.page.getByTestId("set-pin-lan").click();
    await head.page.getByTestId("new-pin").fill("778899");
    await head.page.getByTestId("new-pin-again").fill("778890");
    await looksWell("admin-pins");
    await head.page.getByTestId("new-pin-again").fill("778899");
    await head.page.keyboard.press("Enter");
    await eventually("saved", async () =>
      (await head.page.getByTestId("new-pin").count()) === 0 ? true : null,
    );
    expect(await head.page.getByRole("alert").count()).toBe(0);
  });

  it("shows the devices of the hall and this PC's printers", async () => {
    await head.page.getByTestId("admin-devices").click();
    await head.page.getByTestId("device-counter").getByText("Sẵn sàng").waitFor();
    await looksWell("admin-devices");
  });

  it("speaks three languages, on the smaller screen as well", async () => {
    for (const language of ["en", "ro", "vi"]) {
      await head.page.getByTestId(`language-${language}`).click();
      for (const tab of ["groups", "counters", "rules", "texts", "devices", "pins"]) {
        await head.page.getByTestId(`admin-${tab}`).click();
        await picture(head.page, `admin-${tab}-${language}`);
        const wide = await head.page
          .locator(".admin")
          .evaluate((node) => node.scrollWidth - node.clientWidth);
        expect(wide).toBeLessThanOrEqual(0);
      }
    }
  });
});
