import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { screenshotDir } from "./chromium.ts";

/** A laptop and the narrowest phone. */
export const sizes = [
  { width: 1_440, height: 900 },
  { width: 360, height: 780 },
];

/** Shows each screen light and dark, wide and narrow, keeps a picture, and answers what is wrong with them. */
export async function lookAt(
  page: Page,
  { url, screens }: { url: string; screens: Record<string, string> },
): Promise<string[]> {
  const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
    sizes.map((size) => ({ colorScheme, size })),
  );
  const violations: string[] = [];
  for (const [name, route] of Object.entries(screens)) {
    await page.goto(url + route);
    await page.waitForLoadState("networkidle");
    for (const { colorScheme, size } of looks) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize(size);
      await page.waitForTimeout(settleMs);
      const where = `${name}-${colorScheme}-${size.width}`;
      await page.screenshot({ path: `${screenshotDir}/${where}.png`, fullPage: true });
      violations.push(...(await findViolations(page)).map((one) => `${where}: ${one}`));
    }
  }
  return violations;
}

/** Charts are drawn again a moment after their width changed. */
const settleMs = 300;

/** Serious faults of accessibility, and whether the page has to be scrolled sideways. */
async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(" ")}`);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  return overflow > 0 ? [...found, `${overflow} px too wide`] : found;
}
