import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { chromiumPath } from "#test/support/chromium.ts";
import { lookAt } from "#test/support/screens.ts";
import { type SignedIn, signIn } from "#test/support/signed-in.ts";

/** Branches with when their sessions answered, in May 2026. */
const worked: [branch: string, ...moments: string[]][] = [
  ["fix/login", "11T09:00", "11T11:00"],
  ["refactor/cart", "11T10:00", "11T12:30"],
  ["feature/search", "11T12:00", "11T13:00"],
  ["deploy/search", "11T15:00"],
  ["research/index", "11T15:10"],
  ["feature/night", "13T22:30", "14T01:10"],
];

describe.skipIf(!chromiumPath)("the calendar in Chromium", () => {
  const logs = mkdtempSync(path.join(tmpdir(), "stint-logs-"));
  let signedIn: SignedIn;
  let browser: Browser;
  let page: Page;
  let base: string;

  beforeAll(async () => {
    for (const [branch, ...moments] of worked) {
      const log = aClaudeLog(logs, { branch });
      for (const moment of moments) log.append(1_000, [], new Date(`2026-05-${moment}:00Z`));
    }
    signedIn = await signIn({ env: { CLAUDE_CONFIG_DIR: logs } });
    ({ browser, page } = signedIn);
    base = `${signedIn.stint.url}/w/${signedIn.stint.workspace}/calendar`;
  }, 180_000);

  afterAll(async () => {
    await signedIn?.close();
    rmSync(logs, { recursive: true, force: true });
  });

  const dayOf = (date: string) => page.locator(`[data-day="${date}"]`);
  const sessions = (within: Locator | Page = page) => within.locator("[data-session]:visible");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-day"));
  const inUrl = (name: string) => new URL(page.url()).searchParams.get(name);
  const card = () => page.getByRole("tooltip");

  test("a month tells what each day came to; a full day is opened, and stands in the URL", async () => {
    await page.goto(`${base}?date=2026-05-11`);
    await expect
      .poll(() => dayOf("2026-05-11").textContent())
      .toMatch(/^11 Monday,? 11 May 2026, 5 sessions \$0\.\d\d$/);
    expect(await sessions().count()).toBe(3 + 2);
    await page.getByRole("button", { name: "2 more on Monday" }).click();
    const dialog = page.getByRole("dialog");
    await expect.poll(() => dialog.getByRole("listitem").count()).toBe(5);
    expect(inUrl("open")).toBe("2026-05-11");
    await page.reload();
    await expect.poll(() => dialog.getByRole("listitem").count()).toBe(5);
    expect(await dialog.innerText()).toMatch(/09:00–11:00\s+bugfix/);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(inUrl("open")).toBeNull();
  });

  test("the keyboard moves between days, periods and to today, and opens a day", async () => {
    await page.goto(`${base}?date=2026-05-11`);
    await sessions().first().waitFor();
    await dayOf("2026-05-11").focus();
    const press = async (key: string, leadsTo: string) => {
      await page.keyboard.press(key);
      await expect.poll(focused).toBe(leadsTo);
    };
    await press("ArrowRight", "2026-05-12");
    await press("ArrowDown", "2026-05-19");
    await press("PageDown", "2026-06-19");
    await press("PageUp", "2026-05-19");
    await press("ArrowUp", "2026-05-12");
    await press("ArrowLeft", "2026-05-11");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(focused).toBe("2026-05-11");
    await sessions().first().waitFor();
    await page.keyboard.press("Tab");
    await expect.poll(() => card().innerText()).toMatch(/fix\/login[^]*Cost\s+\$0\.06/);
    await page.keyboard.press("Escape");
    await card().waitFor({ state: "detached" });
    await page.keyboard.press("t");
    await expect.poll(() => page.locator("[aria-current=date]:visible").count()).toBe(1);
    expect(inUrl("date")).toBeNull();
  });

  test("a session's card is shown to who points at it and who touches it, and its page opened", async () => {
    await page.goto(`${base}?date=2026-05-11`);
    await sessions().first().hover();
    await expect.poll(() => card().innerText()).toMatch(/09:00–11:00 · 2h[^]*Tokens\s+4k/);
    await sessions().nth(1).hover();
    await expect.poll(() => card().innerText()).toMatch(/^refactor\/cart[^]*10:00–12:30/);
    const [chip, beside] = [await sessions().nth(1).boundingBox(), await card().boundingBox()];
    expect(beside?.x).toBeGreaterThanOrEqual((chip?.x ?? 0) + (chip?.width ?? 0));
    await page.mouse.move(5, 5);
    await card().waitFor({ state: "detached" });
    await sessions().first().click();
    await page.getByRole("heading", { name: "fix/login" }).waitFor();

    const storageState = await page.context().storageState();
    const tablet = await browser.newContext({
      storageState,
      hasTouch: true,
      viewport: { width: 1_100, height: 800 },
    });
    const touched = await tablet.newPage();
    await touched.goto(`${base}?date=2026-05-11`);
    await sessions(touched).first().tap();
    await touched.getByRole("tooltip").waitFor();
    expect(touched.url()).toContain("/calendar");
    await sessions(touched).first().tap();
    await touched.getByRole("heading", { name: "fix/login" }).waitFor();
    await tablet.close();
  });

  test("a week has sessions side by side where they ran at once, and over midnight on both days", async () => {
    await page.goto(`${base}?date=2026-05-11`);
    await page.getByRole("link", { name: "Week" }).click();
    await expect.poll(() => inUrl("view")).toBe("week");
    const boxOf = async (name: RegExp) => {
      const box = await page.getByRole("link", { name }).boundingBox();
      return box ?? { x: 0, y: 0, width: 0, height: 0 };
    };
    const [login, cart] = [await boxOf(/^fix\/login/), await boxOf(/^refactor\/cart/)];
    expect(login.x + login.width).toBeLessThanOrEqual(cart.x + 1);
    expect((await boxOf(/^feature\/search/)).x).toBe(login.x);
    expect(login.height).toBeCloseTo(80, 0);

    const night = (date: string) =>
      page.locator(`[data-hours="${date}"] [data-session] .sr-only`).textContent();
    expect(await night("2026-05-13")).toMatch(/^feature\/night, .*, 22:30–23:00, \$0\.03/);
    expect(await night("2026-05-14")).toMatch(/^feature\/night, .*, 01:00–01:10, \$0\.03/);
    await sessions().first().waitFor();
    await dayOf("2026-05-11").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => card().innerText()).toContain("refactor/cart");
    await page.keyboard.press("PageDown");
    await expect.poll(focused).toBe("2026-05-18");
  });

  test("filters stand in the URL, and an empty period leads on", async () => {
    await page.goto(`${base}?date=2026-05-11`);
    await page.getByLabel("Type", { exact: true }).selectOption("bugfix");
    await expect.poll(() => sessions().count()).toBe(1);
    await page.reload();
    await expect.poll(() => sessions().count()).toBe(1);
    expect(inUrl("type")).toBe("bugfix");
    await page.getByRole("button", { name: "Next month" }).click();
    await page.getByRole("heading", { name: "No session in June 2026" }).waitFor();
    await page.getByRole("button", { name: "Go to 11 May 2026" }).click();
    await expect.poll(() => sessions().count()).toBe(1);
  });

  test("on a phone it is a list by day", async () => {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.goto(`${base}?date=2026-05-14`);
    const day = page.getByRole("region", { name: "Thursday, 14 May 2026" });
    await expect.poll(() => day.innerText()).toMatch(/01:00–01:10[^]*feature/);
    expect(await day.getByRole("heading").isVisible()).toBe(true);
    await page.getByRole("region", { name: "Monday, 11 May" }).getByText("+2 more").click();
    await expect.poll(() => page.getByRole("dialog").getByRole("listitem").count()).toBe(5);
    await page.setViewportSize({ width: 1_440, height: 900 });
  });

  test("days are the workspace's, wherever the browser is, and weeks those of its language", async () => {
    const { url, workspace } = signedIn.stint;
    const setZone = async (timezone: string) => {
      const headers = { Origin: url, "X-Workspace": workspace };
      const asked = { headers, data: { timezone } };
      const answer = await page.request.patch(`${url}/api/workspaces/${workspace}`, asked);
      expect(answer.ok()).toBe(true);
    };
    await setZone("America/New_York");
    const storageState = await page.context().storageState();
    const elsewhere = await browser.newContext({
      storageState,
      timezoneId: "Pacific/Auckland",
      locale: "de-DE",
      viewport: { width: 1_440, height: 900 },
    });
    const tab = await elsewhere.newPage();
    await tab.goto(`${base}?view=week&date=2026-05-13`);
    const night = tab.locator("[data-hours='2026-05-13'] [data-session] .sr-only");
    await expect.poll(() => night.textContent()).toContain("18:30–21:10");
    expect(await sessions(tab.locator("[data-hours='2026-05-14']")).count()).toBe(0);
    expect(await tab.locator("[data-day]:visible").first().textContent()).toMatch(/^Mon 11 /);
    await elsewhere.close();
    await setZone("UTC");
  });

  test("a session that goes on moves its day", async () => {
    await page.goto(base);
    const told = () => page.locator("[aria-current=date]:visible").textContent();
    await page.getByText("live", { exact: true }).first().waitFor();
    const log = aClaudeLog(logs, { branch: "feature/today" });
    log.append(10_000);
    await expect.poll(told, { timeout: 30_000 }).toMatch(/1 session \$0\.26$/);
    log.append(10_000);
    await expect.poll(told, { timeout: 30_000 }).toMatch(/1 session \$0\.51$/);
  });

  test("all of it is accessible and fits, and logs no error", async () => {
    const route = new URL(base).pathname;
    const screens = {
      "calendar-month": `${route}?date=2026-05-11`,
      "calendar-week": `${route}?view=week&date=2026-05-11`,
      "calendar-day": `${route}?date=2026-05-11&open=2026-05-11`,
      "calendar-empty": `${route}?date=2026-07-11`,
    };
    expect(await lookAt(page, { url: signedIn.stint.url, screens })).toEqual([]);
    expect(signedIn.complaints).toEqual([]);
  }, 240_000);
});
