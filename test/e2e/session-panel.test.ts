import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/support/chromium.ts";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { lookAt } from "#test/support/screens.ts";
import { startStint } from "#test/support/running-stint.ts";
import { type SignedIn, signIn } from "#test/support/signed-in.ts";

/** The conflict that was asked for, and the server that was away. */
const isExpected = (complaint: string) => /409|ERR_CONNECTION|WebSocket/.test(complaint);

describe.skipIf(!chromiumPath)("a session from its start to its report, in Chromium", () => {
  const logs = mkdtempSync(path.join(tmpdir(), "stint-panel-"));
  let signedIn: SignedIn;
  let page: Page;
  let base: string;
  // Before the session: what it cost is not the session's.
  const log = aClaudeLog(logs);

  beforeAll(async () => {
    log.append(1_000);
    signedIn = await signIn({ env: { CLAUDE_CONFIG_DIR: logs } });
    ({ page } = signedIn);
    base = `${signedIn.stint.url}/w/${signedIn.stint.workspace}`;
  }, 180_000);

  afterAll(async () => {
    // It may be another one than that which was begun with.
    await signedIn?.stint.stopAndForget();
    await signedIn?.close();
    rmSync(logs, { recursive: true, force: true });
  });

  const panel = () => page.getByRole("complementary", { name: "Your session" });
  const dialog = () => page.getByRole("dialog");
  const usd = () => panel().locator('[data-figure="panel-usd"]').innerText();

  test("begun in the app, it takes what the agent does from then on", async () => {
    await panel().getByRole("button", { name: "Start a session" }).click();
    await dialog().getByLabel("Title").fill("Mend the checkout");
    await dialog().getByLabel("Project").selectOption({ label: "storefront" });
    await dialog().getByLabel("Type").selectOption("bugfix");
    await dialog().getByRole("button", { name: "Start" }).click();
    await panel().getByRole("link", { name: "Mend the checkout" }).waitFor();
    await panel().getByRole("button", { name: "Show more" }).click();
    expect(await usd()).toBe("$0");

    // 40,000 tokens out at $25 a million, 1,000 in at $5.
    log.append(40_000);
    await expect.poll(usd, { timeout: 15_000 }).toMatch(/^\$1\.0\d$/);
    expect(await panel().locator('[data-figure="panel-vibe"]').innerText()).toMatch(/^1,0\d\d$/);
    expect(await panel().locator('[data-figure="panel-tokens"]').innerText()).toBe("41k");
    expect(await panel().locator('[data-figure="panel-duration"]').innerText()).toMatch(/^0:0\d:/);
  });

  test("what comes while it is paused is not its own; resumed, it goes on", async () => {
    await panel().getByRole("button", { name: "Pause" }).click();
    await panel().getByRole("button", { name: "Resume" }).waitFor();
    await page.goto(base);
    const lasted = await panel().locator('[data-figure="panel-duration"]').innerText();
    log.append(80_000);
    const today = page.getByRole("group", { name: "Today" }).locator("[data-figure=cost]");
    await expect.poll(() => today.innerText(), { timeout: 15_000 }).toMatch(/^\$3\.\d\d$/);
    expect(await usd()).toMatch(/^\$1\.0\d$/);
    expect(await panel().locator('[data-figure="panel-duration"]').innerText()).toBe(lasted);

    await panel().getByRole("button", { name: "Resume" }).click();
    await panel().getByRole("button", { name: "Pause" }).waitFor();
    log.append(20_000);
    await expect.poll(usd, { timeout: 15_000 }).toMatch(/^\$1\.5\d$/);
  });

  test("what the agent does while the server is away is caught up with, on the page as it stands", async () => {
    const { home, port } = signedIn.stint;
    const before = await usd();
    await signedIn.stint.stop();
    log.append(40_000);
    await page.waitForTimeout(3_000);
    expect(await usd()).toBe(before);
    signedIn.stint = await startStint({ home, port, env: { CLAUDE_CONFIG_DIR: logs } });
    await expect.poll(usd, { timeout: 30_000 }).toMatch(/^\$2\.5\d$/);
  }, 90_000);

  test("a second one in the same project is answered with the way out", async () => {
    await panel().getByRole("button", { name: "Start another session" }).click();
    await dialog().getByLabel("Project").selectOption({ label: "storefront" });
    await dialog().getByRole("button", { name: "Start" }).click();
    await dialog().getByRole("alert").waitFor();
    expect(await dialog().getByRole("alert").innerText()).toMatch(/open|already/i);
    expect(await dialog().getByRole("button", { name: "Complete it, and start" }).count()).toBe(1);
    await dialog().getByRole("button", { name: "Cancel" }).click();
  });

  test("renamed, retyped, linked with a task and split, on its page", async () => {
    await panel().getByRole("link", { name: "Mend the checkout" }).click();
    await page.getByRole("heading", { name: "Mend the checkout" }).waitFor();
    await page.getByRole("button", { name: "Rename" }).click();
    await dialog().getByLabel("Title").fill("");
    await dialog().getByRole("button", { name: "Save" }).click();
    expect(await dialog().getByRole("alert").innerText()).toBe("A session has a title.");
    await dialog().getByLabel("Title").fill("Mend the cart");
    await dialog().getByLabel("Type").selectOption("refactor");
    await dialog().getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Mend the cart" }).waitFor();

    const tasks = page.getByRole("region", { name: "Tasks" });
    await tasks.getByLabel("Task key").fill("ACME-12");
    await tasks.getByLabel("What it did to the task").selectOption("completed");
    await tasks.getByRole("button", { name: "Link", exact: true }).click();
    await tasks.getByText("ACME-12").waitFor();
    await tasks.getByLabel("Task key").fill("ACME-13");
    await tasks.getByRole("button", { name: "Link", exact: true }).click();
    await tasks.getByRole("button", { name: /Unlink ACME-13/ }).click();
    await expect.poll(() => tasks.innerText()).not.toContain("ACME-13");
  });

  test("completed with its notes, it has a report", async () => {
    await panel().getByRole("button", { name: "Complete" }).click();
    await dialog().getByLabel("Summary").fill("The cart adds up again.");
    await dialog().getByLabel("Key changes").fill("Sums are integers\nRounding is gone");
    await dialog().getByLabel("Next steps").fill("Tell support");
    await page.screenshot({ path: "test-results/screens/complete-form.png" });
    await dialog().getByRole("button", { name: "Complete" }).click();
    await panel().getByText("Completed Mend the cart").waitFor();
    await panel().getByRole("button", { name: "Start a session" }).waitFor();

    const report = page.getByRole("region", { name: "Report", exact: true });
    await report.getByText("Rounding is gone").waitFor();
    const text = await report.innerText();
    for (const words of ["The cart adds up again.", "ACME-12", "Tell support"]) {
      expect(text).toContain(words);
    }
    expect(signedIn.complaints.filter((one) => !isExpected(one))).toEqual([]);
  });

  test("is shown well in both themes and on a phone", async () => {
    const ended = page.url().slice(base.length);
    await panel().getByRole("button", { name: "Start a session" }).click();
    await dialog()
      .getByLabel("Title")
      .fill("A title that is much longer than there is room for in a panel");
    await dialog().getByRole("button", { name: "Start" }).click();
    await panel().getByRole("button", { name: "Show less" }).waitFor();
    const screens = {
      "panel-overview": "/",
      "panel-session": ended,
      "panel-sessions": "/sessions",
    };
    expect(await lookAt(page, { url: base, screens })).toEqual([]);
  }, 120_000);
});
