import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sessionPage } from "#contract/sessions.ts";
import { chromiumPath } from "#test/support/chromium.ts";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { lookAt } from "#test/support/screens.ts";
import { type SignedIn, signIn } from "#test/support/signed-in.ts";

describe.skipIf(!chromiumPath)("the app in Chromium", () => {
  const logs = mkdtempSync(path.join(tmpdir(), "stint-logs-"));
  const log = aClaudeLog(logs);
  let signedIn: SignedIn;
  let stint: SignedIn["stint"];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    log.append(100, [
      { type: "tool_use", id: "toolu_1", name: "Bash", input: { command: "git push --force" } },
    ]);
    const folders = hasCorpus ? [logs, corpusPath("claude")] : [logs];
    signedIn = await signIn({ env: { CLAUDE_CONFIG_DIR: folders.join(",") } });
    ({ stint, browser, page } = signedIn);
  }, 180_000);

  afterAll(async () => {
    await signedIn?.close();
    rmSync(logs, { recursive: true, force: true });
  });

  test("the sign-in link worked once, and no more", async () => {
    expect(page.url()).toBe(`${stint.url}/w/${stint.workspace}`);
    const again = await fetch(stint.signInUrl, { redirect: "manual" });
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  test.skipIf(!hasCorpus)("the dashboard shows the corpus's totals", async () => {
    await page.goto(`${stint.url}/w/${stint.workspace}?range=all`);
    const allTime = page.getByRole("group", { name: "All time" });
    await expect.poll(() => allTime.locator("[data-figure=cost]").innerText()).toBe("≥ $769.85");
    expect(await allTime.locator("[title^='916,544,001 tokens']").count()).toBe(1);
    const models = page.getByRole("region", { name: "By model" });
    await expect.poll(() => models.innerText()).toContain("claude-opus-4-5");
  });

  test("a line appended to a log moves the figures on the open page", async () => {
    await page.goto(`${stint.url}/w/${stint.workspace}`);
    const today = page.getByRole("group", { name: "Today" }).locator("[data-figure=cost]");
    await expect.poll(() => today.innerText()).toBe("$0.0075");
    await page.getByText("live", { exact: true }).first().waitFor();
    log.append(10_000);
    await expect.poll(() => today.innerText(), { timeout: 15_000 }).toBe("$0.26");

    await page
      .getByRole("link", { name: /feature\/live-figures/ })
      .first()
      .click();
    const cost = page.getByRole("group", { name: "Cost" }).locator("[data-figure=cost]");
    await expect.poll(() => cost.innerText()).toBe("$0.26");
    await expect.poll(() => page.title()).toContain("$0.26");
    log.append(10_000);
    await expect.poll(() => cost.innerText(), { timeout: 15_000 }).toBe("$0.52");
    await expect
      .poll(() => page.getByRole("list", { name: "Timeline" }).innerText())
      .toContain("Bash · git push\ndestructive");
    log.fail(529);
    await expect
      .poll(() => page.getByRole("list", { name: "Timeline" }).innerText(), { timeout: 15_000 })
      .toMatch(/Overloaded · 529\s+try 1 of 10/);
  });

  test("filters stand in the URL, and the list follows", async () => {
    await page.goto(`${stint.url}/w/${stint.workspace}/sessions`);
    await page.getByRole("searchbox").fill("live-figures");
    await expect.poll(() => page.url()).toContain("q=live-figures");
    const rows = page.locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(1);
    await page.reload();
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.keyboard.press("Tab");
    await page.locator("[data-row]").first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(page.url()).toMatch(/\/sessions\/ses_/);
  });

  test("the palette reaches a screen by keyboard alone", async () => {
    await page.goto(`${stint.url}/w/${stint.workspace}`);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Go to a screen or a session").fill("machines");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Machines", level: 1 }).waitFor();
  });

  test("a machine is approved in the browser, and can be revoked", async () => {
    const asked = await fetch(`${stint.url}/api/auth/device/code`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ client_id: "stint-cli", scope: "ingest read machine:test-laptop" }),
    });
    const { user_code: code } = await asked.json();
    await page.goto(`${stint.url}/device?user_code=${code}`);
    await page.getByText("test-laptop").waitFor();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("heading", { name: "The machine is connected" }).waitFor();

    await page.goto(`${stint.url}/w/${stint.workspace}/settings/machines`);
    await page.getByRole("button", { name: "Revoke" }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByRole("button", { name: "Revoke" }).count()).toBe(1);
  });

  test("somebody else signs in with a code from the mailbox, into a workspace of their own", async () => {
    const other = await browser.newContext();
    const tab = await other.newPage();
    await tab.goto(`${stint.url}/w/${stint.workspace}`);
    await tab.getByLabel("E-mail").fill("grace@example.com");
    await tab.getByRole("button", { name: "Send a code" }).click();
    await tab.getByLabel("Code").waitFor();
    const code = await stint.codeFor("grace@example.com");
    await tab.getByLabel("Code").fill(code);
    await tab.getByRole("button", { name: "Sign in" }).click();
    // The page that was asked for is another workspace's.
    await tab.getByText("There is nothing here").waitFor();
    await tab.goto(stint.url);
    await tab.getByRole("heading", { name: "Connect the first machine" }).waitFor();
    await other.close();
  });

  test("every screen is accessible and fits, light and dark, wide and narrow", async () => {
    const { items } = sessionPage.parse(await stint.get("/api/dev-sessions?limit=5"));
    const base = `/w/${stint.workspace}`;
    const screens = {
      overview: `${base}?range=all`,
      live: `${base}/live`,
      sessions: `${base}/sessions`,
      session: `${base}/sessions/${items.at(-1)?.id}`,
      machines: `${base}/settings/machines`,
      workspace: `${base}/settings/workspace`,
      device: "/device",
      login: "/login",
      missing: `${base}/nowhere`,
    };
    const violations = await lookAt(page, { url: stint.url, screens });
    expect(violations).toEqual([]);
  }, 240_000);

  test("no page complained in the console", () => {
    // The two answers that were asked for: a stranger's page, and one that is not there.
    expect(signedIn.complaints.filter((text) => !/status of 40[14]/.test(text))).toEqual([]);
  });
});
