import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe-core finds wrong on the page as it is: rule and the elements, empty where nothing is. Run inside the page
 * itself, since windows of the app are no pages that could be opened anew.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // By the debugger, which the page's content policy does not bind.
  await page.evaluate(axe);
  // Colours on their way from one to the other are neither.
  await page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))");
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
    );
  });
}
