import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/support/chromium.ts";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { lookAt } from "#test/support/screens.ts";
import { type SignedIn, signIn } from "#test/support/signed-in.ts";

const program = path.resolve(import.meta.dirname, "../../agent-reporter/bin/stint.js");

type Log = ReturnType<typeof aClaudeLog>;

/** A shell call and, where it failed, its result. */
function call(log: Log, command: string, failed: boolean): void {
  const id = `toolu_${randomUUID().replaceAll("-", "")}`;
  log.append(50, [{ type: "tool_use", id, name: "Bash", input: { command } }]);
  if (!failed) return;
  const content = [
    { type: "tool_result", tool_use_id: id, is_error: true, content: "Exit code 1" },
  ];
  const line = {
    type: "user",
    timestamp: new Date().toISOString(),
    sessionId: log.sessionId,
    uuid: randomUUID(),
    message: { role: "user", content },
  };
  appendFileSync(log.file, `${JSON.stringify(line)}\n`);
}

describe.skipIf(!chromiumPath)("agents' health in Chromium", () => {
  const logs = mkdtempSync(path.join(tmpdir(), "stint-agents-"));
  let signedIn: SignedIn;
  let page: Page;

  beforeAll(async () => {
    signedIn = await signIn({ env: { CLAUDE_CONFIG_DIR: logs } });
    ({ page } = signedIn);
    await page.goto(`${signedIn.stint.url}/w/${signedIn.stint.workspace}/live`);
  }, 180_000);

  afterAll(async () => {
    await signedIn?.close();
    rmSync(logs, { recursive: true, force: true });
  });

  const hook = (log: Log, told: Record<string, string>) => {
    const input = JSON.stringify({ session_id: log.sessionId, ...told });
    const env = {
      ...process.env,
      HOME: signedIn.stint.home,
      STINT_HOME: path.join(signedIn.stint.home, "data/reporter"),
    };
    const { status } = spawnSync(process.execPath, [program, "hook", "claude-code"], {
      input,
      env,
    });
    expect(status).toBe(0);
  };

  /** The states of all cards' agents, in the order of words. */
  const states = async () => {
    const lines = await page.locator("[data-agent]").allInnerTexts();
    return lines.map((text) => text.split("\n")[0] ?? "").toSorted();
  };

  test("six agents of one person, each as it does", async () => {
    const [working, asking, waiting, stuck, failing, gone] = Array.from({ length: 6 }, () =>
      aClaudeLog(logs),
    ) as [Log, Log, Log, Log, Log, Log];
    for (const log of [asking, waiting, gone]) log.append(100);
    call(working, "npm test", false);
    for (let time = 0; time < 3; time++) call(stuck, "npm test", true);
    failing.append(10);
    failing.fail(529);
    hook(asking, { hook_event_name: "Notification", notification_type: "permission_prompt" });
    hook(waiting, { hook_event_name: "Stop" });
    hook(gone, { hook_event_name: "SessionEnd", reason: "exit" });
    await expect
      .poll(states, { timeout: 20_000 })
      .toEqual([
        "Asks for permission",
        "Failing",
        "Gone",
        "Stuck",
        "Waits for its user",
        "Working",
      ]);

    expect(await page.locator('[data-figure="agents"]').innerText()).toMatch(
      /^6 agents\s+1 stuck\s+1 failing\s+2 waiting\s+1 working\s+1 gone\s+[\d.]+k? tokens\/min$/,
    );
    expect(await page.getByText("npm test failed 3×").isVisible()).toBe(true);
    expect(await page.getByText("overloaded · 1×").isVisible()).toBe(true);
  });

  test("a state that changes is told within seconds", async () => {
    const log = aClaudeLog(logs);
    log.append(10);
    hook(log, { hook_event_name: "UserPromptSubmit" });
    await expect.poll(states, { timeout: 20_000 }).toContain("Working");
    const count = (await states()).filter((one) => one === "Asks for permission").length;
    const askedAt = Date.now();
    hook(log, { hook_event_name: "Notification", notification_type: "permission_prompt" });
    await expect
      .poll(async () => (await states()).filter((one) => one === "Asks for permission").length, {
        interval: 50,
      })
      .toBe(count + 1);
    expect(Date.now() - askedAt).toBeLessThan(5_000);
  });

  test("is shown well in both themes and on a phone", async () => {
    const { url, workspace } = signedIn.stint;
    const found = await lookAt(page, {
      url: `${url}/w/${workspace}`,
      screens: { "live-agents": "/live", "overview-agents": "/" },
    });
    expect(found).toEqual([]);
    expect(signedIn.complaints).toEqual([]);
  }, 120_000);
});
