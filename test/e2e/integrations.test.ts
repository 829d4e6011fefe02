import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CostsBy } from "#contract/costs.ts";
import { chromiumPath } from "#test/support/chromium.ts";
import { hasRealClients, type RealClient, runRealClient } from "#test/support/real-clients.ts";
import { lookAt } from "#test/support/screens.ts";
import { type SignedIn, signIn } from "#test/support/signed-in.ts";

const agents: [name: string, runtime: string, client: RealClient][] = [
  ["Claude Code", "claude-code", "claude"],
  ["Codex", "codex", "codex"],
  ["Gemini CLI", "gemini-cli", "gemini"],
];

describe.skipIf(!chromiumPath)("integrations in Chromium", () => {
  const out = mkdtempSync(path.join(tmpdir(), "stint-clients-"));
  let signedIn: SignedIn;
  let stint: SignedIn["stint"];
  let page: Page;
  let screen: string;

  beforeAll(async () => {
    signedIn = await signIn({ permissions: ["clipboard-read", "clipboard-write"] });
    ({ stint, page } = signedIn);
    screen = `/w/${stint.workspace}/settings/integrations`;
  }, 180_000);

  afterAll(async () => {
    await signedIn?.close();
    rmSync(out, { recursive: true, force: true });
  });

  test("the screen is accessible and fits, light and dark, wide and narrow", async () => {
    const screens = { integrations: screen, "integrations-gemini": `${screen}?agent=gemini-cli` };
    expect(await lookAt(page, { url: stint.url, screens })).toEqual([]);
  }, 120_000);

  test("lines have a placeholder until a token is made, and then that token", async () => {
    await page.setViewportSize({ width: 1_440, height: 900 });
    await page.goto(stint.url + screen);
    const lines = page.locator("pre");
    await expect.poll(() => lines.innerText()).toContain("Bearer YOUR-TOKEN");
    await page.getByLabel("Name of the token").fill("CI runner");
    await page.getByRole("button", { name: "Make a token" }).click();
    await expect.poll(() => lines.innerText()).toMatch(/Bearer stint_[\w-]{43}"/);
    expect(await lines.innerText()).toContain(`"OTEL_EXPORTER_OTLP_ENDPOINT": "${stint.url}"`);

    await page.getByRole("button", { name: /^Copy what goes into/ }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await lines.innerText());

    const [token] = copied.match(/stint_[\w-]+/) ?? [];
    const ask = (route: string, method = "GET") =>
      fetch(stint.url + route, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        ...(method === "POST" && { body: '{"resourceLogs":[]}' }),
      });
    expect((await ask("/v1/logs", "POST")).status).toBe(200);
    expect((await ask("/api/costs/summary")).status).toBe(403);
  });

  test.skipIf(!hasRealClients).each(agents)(
    "%s, set up by exactly these lines, sends what it was served",
    async (name, runtime, client) => {
      await page.getByRole("navigation", { name: "Agent" }).getByText(name).click();
      await page.locator("pre").first().waitFor();
      const blocks = await page.locator("figure").all();
      const files = await Promise.all(
        blocks.map(async (block) => ({
          path: await block.locator("figcaption code").innerText(),
          text: await block.locator("pre").innerText(),
        })),
      );
      const served = await runRealClient(client, { out: path.join(out, client), files });
      expect(served.output).toBeGreaterThan(0);
      const read = async () => {
        const by = (await stint.get("/api/costs/by?dimension=runtime")) as CostsBy;
        const totals = by.items.find(({ key }) => key === runtime)?.totals;
        return {
          input: totals?.input,
          output: totals?.output,
          cacheRead: totals?.cacheRead,
          cacheWrites: totals && totals.cacheWrite5m + totals.cacheWrite1h,
        };
      };
      await expect.poll(read).toEqual({
        input: served.input,
        // Gemini's thoughts stand beside its output, and are a part of ours.
        output: served.output + (client === "gemini" ? served.reasoning : 0),
        cacheRead: served.cache_read,
        cacheWrites: served.cache_5m + served.cache_1h,
      });
    },
    300_000,
  );

  test("the token stands among the machines as what it is, and can be revoked", async () => {
    await page.goto(`${stint.url}/w/${stint.workspace}/settings/machines`);
    const row = page.getByRole("listitem").filter({ hasText: "CI runner" });
    await expect.poll(() => row.innerText()).toContain("telemetry token");
    await row.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await expect.poll(() => row.innerText()).toContain("revoked");
    expect(signedIn.complaints).toEqual([]);
  });
});
