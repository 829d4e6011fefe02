import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/support/chromium.ts";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { lookAt } from "#test/support/screens.ts";
import { type SignedIn, signIn } from "#test/support/signed-in.ts";

describe.skipIf(!chromiumPath)("prices in Chromium", () => {
  const logs = mkdtempSync(path.join(tmpdir(), "stint-logs-"));
  const own = aClaudeLog(logs, { model: "our-proxy/large" });
  let signedIn: SignedIn;
  let stint: SignedIn["stint"];
  let page: Page;
  let base: string;

  beforeAll(async () => {
    aClaudeLog(logs).append(100);
    aClaudeLog(logs, { model: "our-proxy/small" }).append(100);
    own.append(1_000);
    signedIn = await signIn({ env: { CLAUDE_CONFIG_DIR: logs } });
    ({ stint, page } = signedIn);
    base = `${stint.url}/w/${stint.workspace}`;
  }, 180_000);

  afterAll(async () => {
    await signedIn?.close();
    rmSync(logs, { recursive: true, force: true });
  });

  const part = (name: string) => page.getByRole("region", { name, exact: true });

  test("a model without a price is priced as a known one, by keyboard", async () => {
    await page.goto(`${base}/settings/prices`);
    const row = part("Without a price").getByRole("listitem").filter({ hasText: "large" });
    await expect.poll(() => row.innerText()).toContain("1 unpriced of 1 response");
    await row.getByRole("link", { name: "Set a price" }).press("Enter");
    await expect.poll(() => page.url()).toContain("price=");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Find a model").fill("opus 4-6");
    await dialog.getByRole("radio", { name: /claude-opus-4-6/ }).press("Space");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect(page.url()).not.toContain("price=");
    await expect
      .poll(() => part("This workspace's own").innerText())
      .toMatch(/our-proxy\/large\s+as claude-opus-4-6/);
    await expect.poll(() => part("What was changed").innerText()).toContain("as claude-opus-4-6");
  });

  test("another one gets prices of its own; what is no price is told beside the field", async () => {
    await part("Without a price").getByRole("link", { name: "Set a price" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Prices of its own").click();
    await dialog.getByLabel("Input, $").fill("2");
    await dialog.getByLabel("Output, $").fill("cheap");
    await dialog.getByRole("button", { name: "Save" }).click();
    expect(await dialog.getByRole("alert").innerText()).toContain("such as 2.50");
    await dialog.getByLabel("Output, $").fill("10");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => part("This workspace's own").innerText()).toContain("1 Jan 2025");
  });

  test("a dry run tells what re-pricing changes, and it changes that", async () => {
    const past = part("Past responses");
    await past.getByRole("button", { name: "See what would change" }).click();
    await expect.poll(() => past.innerText()).toContain("2 of 3 responses would change");
    expect(await past.getByRole("row", { name: /large/ }).innerText()).toMatch(
      /1\s+unpriced\s+\$0\.03/,
    );
    await past.getByRole("button", { name: "Re-price 2 responses" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Re-price" }).click();
    await expect.poll(() => past.innerText()).toContain("2 of 3 responses were re-priced");
    await expect
      .poll(() => part("Without a price").innerText())
      .toContain("Every response that was sent so far has a price.");
    await expect
      .poll(() => part("What was changed").innerText())
      .toContain("2 responses re-priced: $0 → $0.03, 2 → 0 unpriced");

    // 1,000 × $5 + 100 × $25, the same with 1,000 out, and 1,000 × $2 + 100 × $10, each per million.
    await page.goto(`${base}?range=all`);
    const allTime = page.getByRole("group", { name: "All time" }).locator("[data-figure=cost]");
    await expect.poll(() => allTime.innerText()).toBe("$0.04");
    expect(await allTime.locator("[title^='$0.0405']").count()).toBe(1);
  });

  test("new responses have the price at once, and a removed one is gone after a question", async () => {
    own.append(1_000);
    await page.goto(`${base}/settings/prices`);
    const models = part("Models").getByRole("listitem").filter({ hasText: "large" });
    await expect.poll(() => models.innerText(), { timeout: 20_000 }).toContain("2 responses");
    expect(await models.innerText()).toContain("$0.06");
    await page.getByRole("button", { name: "Remove the price of our-proxy/large" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Remove the price of our-proxy/large" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await expect.poll(() => part("This workspace's own").innerText()).not.toContain("large");
  });

  test("the screens are accessible and fit, light and dark, wide and narrow", async () => {
    const prices = `/w/${stint.workspace}/settings/prices`;
    const screens = {
      prices,
      "price-form": `${prices}?price=our-proxy%2Flarge`,
      "price-own": `${prices}?price=our-proxy%2Fsmall`,
    };
    expect(await lookAt(page, { url: stint.url, screens })).toEqual([]);
    expect(signedIn.complaints).toEqual([]);
  }, 120_000);
});
