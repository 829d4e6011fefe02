import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launchChromium, screenshotDir } from "#test/support/chromium.ts";
import { cleanEnv, freePort } from "#test/support/running-stint.ts";

/** The README's picture is taken anew where this is set; else the picture goes beside the other screens. */
const picture = process.env["STINT_TAKE_PICTURE"]
  ? "docs/overview.png"
  : `${screenshotDir}/demo-overview.png`;

describe.skipIf(!chromiumPath)("npm run demo", () => {
  const home = mkdtempSync(path.join(tmpdir(), "stint-demo-"));
  let demo: ChildProcess;
  let browser: Browser;
  let link = "";

  beforeAll(async () => {
    const env = { ...cleanEnv(home), PORT: String(await freePort()) };
    demo = spawn(process.execPath, ["worker/commands/demo.ts"], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    link = await printedLink(demo);
    browser = await launchChromium();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    if (demo?.exitCode === null) {
      demo.kill("SIGINT");
      await once(demo, "close");
    }
    rmSync(home, { recursive: true, force: true });
  });

  test("fills a workspace with labelled work of several people, some of it going on", async () => {
    const page = await browser.newPage({ viewport: { width: 1_280, height: 860 } });
    await page.goto(link);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    expect(await page.getByText("Sample data").first().isVisible()).toBe(true);
    const month = page.getByRole("group", { name: "All time" }).locator("[data-figure=cost]");
    await expect.poll(() => month.innerText()).toMatch(/^≥ \$\d{3}/);
    await page.locator(".recharts-bar-rectangle path").first().waitFor();
    await page.screenshot({ path: picture, animations: "disabled" });

    await page.locator("main").getByText("person", { exact: true }).click();
    for (const name of ["Ada", "Grace", "Linus", "Margaret"]) {
      await page.getByText(`${name} (sample)`).first().waitFor();
    }
    await page.getByRole("link", { name: "Live" }).click();
    await expect.poll(() => page.locator("main a.card").count()).toBe(2);
  });
});

function printedLink(demo: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    demo.stderr?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const link = /Open\s+(\S+)\n/.exec(output)?.[1];
      if (link) resolve(link);
    });
    demo.once("close", () => reject(new Error(output)));
  });
}
