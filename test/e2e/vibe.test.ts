import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { chromiumPath } from "#test/support/chromium.ts";
import { lookAt } from "#test/support/screens.ts";
import { type SignedIn, signIn } from "#test/support/signed-in.ts";

describe.skipIf(!chromiumPath)("VIBE and reports in Chromium", () => {
  const logs = mkdtempSync(path.join(tmpdir(), "stint-logs-"));
  let signedIn: SignedIn;
  let stint: SignedIn["stint"];
  let page: Page;
  let base: string;
  let session: string;

  beforeAll(async () => {
    // 100,000 tokens out at $25 a million, and some in: $2.50.
    aClaudeLog(logs).append(100_000);
    signedIn = await signIn({ env: { CLAUDE_CONFIG_DIR: logs } });
    ({ stint, page } = signedIn);
    base = `${stint.url}/w/${stint.workspace}`;
    await page.goto(`${base}/sessions`);
    await page.locator("tbody [data-row]").first().click();
    await page.waitForURL(/sessions\/ses_/);
    session = page.url();
  }, 180_000);

  afterAll(async () => {
    await signedIn?.close();
    rmSync(logs, { recursive: true, force: true });
  });

  const part = (name: string) => page.getByRole("region", { name, exact: true });

  test("the report of a session is shown when it is asked for, copied, kept and printed", async () => {
    const report = part("Report");
    await report.getByRole("button", { name: "Show it as it stands" }).click();
    await report.getByRole("heading", { name: "Metrics" }).waitFor();
    const row = (name: string) => report.getByRole("row", { name }).first().innerText();
    expect(await row("Files changed")).toMatch(/unknown$/);
    expect(await row("USD")).toMatch(/\$2\.\d\d$/);
    expect(await report.locator("a, img, script").count()).toBe(0);

    const download = page.waitForEvent("download");
    await report.getByRole("button", { name: "Download" }).click();
    const file = await (await download).path();
    expect(readFileSync(file, "utf8")).toMatch(/^# .*\n\n- Date: /);
    await report.getByRole("button", { name: "Make anew" }).click();
    await report.getByRole("heading", { name: "Metrics" }).waitFor();
  });

  test("printed, it stands alone", async () => {
    await page.evaluate(() => {
      globalThis.print = () => undefined;
    });
    await part("Report").getByRole("button", { name: "Print" }).click();
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("heading", { name: "Costs by model" }).isVisible()).toBe(true);
    expect(await page.locator("h1").isVisible()).toBe(false);
    expect(await page.locator("aside:visible").count()).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await page.locator("h1").isVisible()).toBe(true);
    await page.emulateMedia({ media: null });
  });

  test("an estimate is set beside what the session came to", async () => {
    const estimate = part("Estimate");
    await expect.poll(() => estimate.innerText()).toMatch(/^2,5\d\d VIBE\s+No estimate/);
    await estimate.getByRole("button", { name: "Set an estimate" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("VIBE").fill("a lot");
    await dialog.getByRole("button", { name: "Save" }).click();
    expect(await dialog.getByRole("alert").innerText()).toContain("such as 12000");
    await dialog.getByLabel("VIBE").fill("5,000");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => estimate.innerText()).toMatch(/Estimated 5,000 VIBE, 5\d% of it used/);
  });

  test("rates are tried before they are saved, and lists show VIBE from then on", async () => {
    await page.goto(`${base}/settings/rates`);
    const preview = part("Preview");
    await expect.poll(() => preview.innerText()).toContain("132,000 VIBE");
    const form = page.getByRole("form", { name: "Rates" });
    await form.getByLabel("VIBE for an image").fill("dear");
    await expect.poll(() => preview.innerText()).toContain("Mend");
    await form.getByRole("button", { name: "Save" }).click();
    expect(await form.getByRole("alert").first().innerText()).toContain("such as 4000");
    await form.getByLabel("VIBE for an image").fill("5000");
    await expect.poll(() => preview.innerText()).toContain("140,000 VIBE");

    await form.getByRole("button", { name: "Add a model" }).click();
    await form.getByLabel("Model", { exact: true }).last().fill("claude-opus-4-6");
    await form.getByLabel("Input of claude-opus-4-6").fill("10000");
    await form.getByLabel("Output of claude-opus-4-6").fill("50000");
    await form.getByLabel("Dollars for one VIBE").fill("0.01");
    await form.getByRole("checkbox", { name: /Show VIBE/ }).check();
    await form.getByRole("button", { name: "Save" }).click();
    const record = part("What was changed");
    await expect.poll(() => record.innerText()).toContain("An image: 4,000 VIBE → 5,000 VIBE");
    expect(await record.innerText()).toContain(
      "Model claude-opus-4-6: none → 10,000 in, 50,000 out",
    );

    await page.goto(`${base}/sessions`);
    const row = page.locator("tbody tr").first();
    await expect.poll(() => row.innerText()).toMatch(/25\d VIBE$/);
    expect(await row.locator("[title^='$2.5']").count()).toBe(1);
    await page.goto(session);
    await expect.poll(() => page.locator("[data-figure=cost]").innerText()).toMatch(/^25\d VIBE$/);
  });

  test("the screens are without serious violations, and log no error", async () => {
    const screens = {
      rates: `/w/${stint.workspace}/settings/rates`,
      session: new URL(session).pathname,
    };
    expect(await lookAt(page, { url: stint.url, screens })).toEqual([]);
    expect(signedIn.complaints).toEqual([]);
  }, 120_000);
});
