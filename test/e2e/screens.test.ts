import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { chromiumPath, launchChromium } from "#test/support/chromium.ts";
import { type RunningStint, startStint } from "#test/support/running-stint.ts";
import { lookAt, sizes } from "#test/support/screens.ts";

/** Longer than any column, and in a script that runs from the right. */
const longModel =
  "our-proxy/a-model-whose-name-is-longer-than-any-column-of-any-screen-that-we-have";
const machineNames = Array.from({ length: 25 }, (_, nth) =>
  nth % 5 === 0 ? `حاسوب ${nth}` : `a-machine-with-a-name-that-is-too-long-for-a-phone-${nth}`,
);

describe.skipIf(!chromiumPath)("screens with much, with nothing and without a network", () => {
  const logs = mkdtempSync(path.join(tmpdir(), "stint-logs-"));
  let stint: RunningStint;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let base: string;

  beforeAll(async () => {
    for (let nth = 0; nth < 10; nth++) {
      aClaudeLog(logs, { model: `${longModel}-${nth}`, cwd: `/srv/work/shop-${nth}` }).append(100);
    }
    stint = await startStint({ env: { CLAUDE_CONFIG_DIR: logs } });
    base = `${stint.url}/w/${stint.workspace}`;
    browser = await launchChromium();
    context = await browser.newContext({ viewport: sizes[0] ?? null });
    page = await context.newPage();
    await page.goto(stint.signInUrl);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    for (const [nth, name] of machineNames.entries()) await connectMachine(`machine-${nth}`, name);
  }, 180_000);

  beforeEach(async () => {
    await page.setViewportSize({ width: 1_440, height: 900 });
  });

  afterAll(async () => {
    await browser?.close();
    await stint?.stopAndForget();
    rmSync(logs, { recursive: true, force: true });
  });

  async function connectMachine(machineKey: string, name: string): Promise<void> {
    const response = await context.request.post(`${stint.url}/api/machines/token`, {
      headers: { Origin: stint.url, "X-Workspace": stint.workspace },
      data: { machineKey, name, platform: "linux", scopes: ["ingest"] },
    });
    if (!response.ok()) throw new Error(await response.text());
  }

  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");

  test("without a network, a screen that was never opened is still shown, and says so", async () => {
    const tab = await context.newPage();
    const fetched = tab.waitForResponse(/settings\.prices.*\.js/);
    await tab.goto(base);
    await tab.getByRole("heading", { name: "Overview" }).waitFor();
    await (await fetched).finished();
    await context.setOffline(true);
    await tab.getByText("You are offline.").waitFor();
    await tab.getByRole("link", { name: "Settings" }).first().click();
    await tab.getByRole("link", { name: "Prices" }).click();
    await tab.getByRole("heading", { name: "Prices", level: 1 }).waitFor();
    await expect
      .poll(() => tab.getByText("offline", { exact: true }).first().isVisible())
      .toBe(true);

    await context.setOffline(false);
    await tab.getByRole("region", { name: "Without a price" }).waitFor();
    expect(await tab.getByText("You are offline.").count()).toBe(0);
    await tab.close();
  });

  test("while it is asked who is there, the page is not empty", async () => {
    const tab = await context.newPage();
    const answer = Promise.withResolvers<void>();
    await tab.route("**/api/me", async (route) => {
      await answer.promise;
      await route.continue();
    });
    await tab.goto(base);
    await tab.getByRole("status", { name: "Opening Stint" }).waitFor();
    answer.resolve();
    await tab.getByRole("heading", { name: "Overview" }).waitFor();
    await tab.close();
  });

  test("a dialog gives the focus back to what opened it", async () => {
    await page.goto(`${base}/settings/prices`);
    const link = page.getByRole("link", { name: "Set a price" }).nth(1);
    await link.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(focused).toBe("Set a price");

    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Go to a screen or a session").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(focused).toBe("Set a price");
  });

  test("whoever comes back to a list by keyboard is where they left it", async () => {
    await page.goto(`${base}/sessions`);
    await page.locator("tbody [data-row]").nth(4).waitFor();
    for (const key of ["j", "j", "j"]) await page.keyboard.press(key);
    const row = () => page.evaluate(() => document.activeElement?.getAttribute("data-row"));
    const left = await row();
    expect(left).toMatch(/^ses_/);
    await page.keyboard.press("Enter");
    await page.getByRole("list", { name: "Timeline" }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("main");
    await page.goBack();
    await expect.poll(row).toBe(left);
  });

  test("what has no price is nowhere shown as free", async () => {
    await page.goto(`${base}?range=all`);
    const models = page.getByRole("region", { name: "By model" });
    await expect.poll(() => models.innerText()).toMatch(/2 more\s+unpriced$/);
    expect(await models.innerText()).not.toContain("$0");
    await page.locator("main [data-row]").first().click();
    await page.getByRole("region", { name: "Tokens over time" }).waitFor();
  });

  test("what is not there says so, and where to go on", async () => {
    await page.goto(`${base}/sessions/ses_nothing`);
    await page.getByRole("heading", { name: "There is no such session" }).waitFor();
    await page.getByRole("link", { name: "To the sessions" }).click();
    await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();

    await page.goto(`${stint.url}/device?user_code=WRONG123`);
    await page.getByRole("alert").waitFor();
    await expect.poll(() => page.getByLabel("Code").inputValue()).toBe("WRONG123");
    await page.getByLabel("Code").fill("OTHER456");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect.poll(() => page.url()).toContain("OTHER456");
  });

  test("a long list is searched, and the search stands in the URL", async () => {
    await page.goto(`${base}/settings/machines`);
    const machines = page.getByRole("region", { name: "Machines", exact: true });
    const rows = machines.getByRole("listitem");
    await expect.poll(() => rows.count()).toBe(machineNames.length + 1);
    await page.getByRole("searchbox").fill("حاسوب");
    await expect.poll(() => rows.count()).toBe(5);
    await page.reload();
    await expect.poll(() => rows.count()).toBe(5);
    await page.getByRole("searchbox").fill("nobody's");
    await page.getByText("No machine of that name.").waitFor();

    await page.goto(`${base}/settings/machines`);
    await page.getByRole("button", { name: `Revoke ${machineNames[1]}`, exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await expect.poll(() => rows.count()).toBe(machineNames.length);
    await page.getByRole("button", { name: "Show 1 revoked" }).click();
    await expect.poll(() => rows.count()).toBe(machineNames.length + 1);
  });

  test("a name is changed, and the last owner is told why they cannot leave", async () => {
    await page.goto(`${base}/settings/profile`);
    await page.getByLabel("Name").fill("Ada Lovelace");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved").waitFor();
    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
    await page.getByRole("dialog").getByRole("alert").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("link", { name: "Members", exact: true }).click();
    await page.getByText("Ada Lovelace (you)").waitFor();
  });

  test("a workspace is made from the menu", async () => {
    await page.goto(base);
    await page.getByRole("button", { name: "workspace" }).first().click();
    await page.getByRole("link", { name: "New workspace" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Skunkworks");
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("heading", { name: "Connect the first machine" }).waitFor();
    expect(page.url()).toBe(`${stint.url}/w/skunkworks`);
  });

  test("all of it is accessible and fits, with names of any length", async () => {
    const { items } = (await stint.get("/api/dev-sessions?limit=1")) as { items: { id: string }[] };
    const screens = {
      "much-overview": `/w/${stint.workspace}?range=all`,
      "much-sessions": `/w/${stint.workspace}/sessions`,
      "much-session": `/w/${stint.workspace}/sessions/${items[0]?.id}`,
      "much-machines": `/w/${stint.workspace}/settings/machines`,
      profile: `/w/${stint.workspace}/settings/profile`,
      "new-workspace": "/new",
      "no-session": `/w/${stint.workspace}/sessions/ses_nothing`,
    };
    expect(await lookAt(page, { url: stint.url, screens })).toEqual([]);
  }, 240_000);
});
