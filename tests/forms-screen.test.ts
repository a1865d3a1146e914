import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./accessibility.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import type { App, CounterWindow } from "./windows.ts";

/** The head words a form in the office's own way and sees the page while typing. */

let hall: Hall;
let app: App;
let head: CounterWindow;

beforeAll(async () => {
  hall = await openHall({ pagePrinter: "no-such-printer" });
  app = await hall.open();
  head = app.counters[1] as CounterWindow;
  await head.signIn("nghia", "4321");
  await head.page.getByTestId("administer").click();
  await head.page.getByTestId("admin-forms").click();
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
});

const template = () => head.page.getByTestId("forms-template");
const page = () => head.page.frameLocator("[data-testid=forms-page]");

async function choose(name: string): Promise<void> {
  await head.page.getByTestId("forms-choice").click();
  await head.page.getByTestId("forms-choice").fill(name);
  await head.page.getByRole("option").first().click();
}

describe("the forms' screen", () => {
  it("shows the receipt with example data", async () => {
    await page().getByText("Nguyễn Thị Phương Thảo").first().waitFor();
    await picture(head.page, "forms-screen");
    expect(await accessibilityFaults(head.page)).toEqual([]);
  });

  it("shows what is typed, and where a template is wrong", async () => {
    await choose("03. Phiếu từ chối");
    await page().getByText("Phạm Văn Hòa").first().waitFor();
    const shipped = await template().inputValue();
    await template().fill(shipped.replace("Xin thông báo", "Trân trọng thông báo"));
    await page().getByText("Trân trọng thông báo cho Ông/Bà").waitFor();
    await template().fill(shipped.replace("{{reason}}", "{{raeson}}"));
    await head.page.getByTestId("forms-failure").waitFor();
    expect(await head.page.getByTestId("forms-failure").textContent()).toContain("raeson");
    expect(await head.page.getByTestId("forms-save").isDisabled()).toBe(true);
    await head.page.getByTestId("forms-go").click();
    const at = await template().evaluate((node) => {
      const area = node as unknown as { value: string; selectionStart: number };
      return area.value.slice(area.selectionStart, area.selectionStart + 10);
    });
    expect(at).toBe("{{raeson}}");
    await picture(head.page, "forms-screen-fault");
    expect(await accessibilityFaults(head.page)).toEqual([]);
    await template().fill(`${shipped}<script>document.title = "hacked"</script>`);
    await eventually("the script is refused", async () =>
      ((await head.page.getByTestId("forms-failure").textContent()) ?? "").includes("<script") ? true : null,
    );
  });

  it("saves, says who changed it, and goes back to the shipped one", async () => {
    const shipped = (await template().inputValue()).split("<script>")[0] ?? "";
    await template().fill(shipped.replace("Xin thông báo", "Trân trọng thông báo"));
    await page().getByText("Trân trọng thông báo cho Ông/Bà").waitFor();
    await head.page.getByTestId("forms-save").click();
    await head.page.getByTestId("forms-state").getByText("Nghĩa").waitFor();
    await picture(head.page, "forms-screen-saved");
    await head.page.getByTestId("forms-reset").click();
    await eventually("the shipped one is back", async () =>
      (await template().inputValue()) === shipped ? true : null,
    );
    expect(await head.page.getByTestId("forms-state").textContent()).toBe("Mẫu gốc");
  });

  it("speaks three languages on the small screen", async () => {
    for (const language of ["en", "ro", "vi"]) {
      await head.page.getByTestId(`language-${language}`).click();
      await picture(head.page, `forms-screen-${language}`);
      const wide = await head.page.locator(".admin").evaluate((node) => node.scrollWidth - node.clientWidth);
      expect(wide).toBeLessThanOrEqual(0);
    }
  });
});

describe("a page printer that the system does not have", () => {
  it("is shown as off: the station has asked the shell", async () => {
    const [clerk] = app.counters as [CounterWindow, CounterWindow];
    await clerk.signIn("lan", "1234");
    await eventually("the printer is shown as off", async () => {
      const names = await clerk.page.getByTestId("printer-condition").allTextContents();
      return names.some((text) => text.includes("no-such-printer") && text.includes("tắt")) ? true : null;
    });
    await picture(clerk.page, "forms-printer-off");
  });
});
