import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { launchChromium } from "#test/support/chromium.ts";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { type RunningStint, startStint } from "#test/support/running-stint.ts";
import { type Figure, quantile } from "./figure.ts";

const samples = 50;
const activeSessions = 50;
const watchers = 100;

/** From a line being appended to a log to the figure changed on an open page of a real Chromium. */
export async function measure(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "stint-bench-"));
  const logs = Array.from({ length: activeSessions }, () => aClaudeLog(folder));
  for (const log of logs) log.append(100);
  const stint = await startStint({ env: { CLAUDE_CONFIG_DIR: folder } });
  const browser = await launchChromium();
  const sockets = await watch(stint);
  try {
    const page = await browser.newPage();
    await page.goto(stint.signInUrl);
    await page.getByText("live", { exact: true }).first().waitFor();
    await followFigure(page);

    const [log] = logs;
    const delays: number[] = [];
    for (let sample = 0; sample < samples; sample++) {
      // Not in step with anything that happens at intervals.
      await sleep(300 + Math.random() * 1_200);
      const changes = await page.evaluate(() => window.figureChanges.length);
      const appendedAt = Date.now();
      log?.append(10_000);
      await page.waitForFunction((count) => window.figureChanges.length > count, changes);
      delays.push(
        (await page.evaluate((at) => window.figureChanges[at] ?? NaN, changes)) - appendedAt,
      );
    }
    return [0.5, 0.95, 1].map((share) => ({
      name:
        share === 1 ? "appended line to figure, worst" : `appended line to figure, p${share * 100}`,
      value: quantile(delays, share),
      unit: "ms",
      note: `${samples} times, ${activeSessions} sessions active, ${watchers} watchers`,
    }));
  } finally {
    for (const socket of sockets) socket.close();
    await browser.close();
    await stint.stopAndForget();
    rmSync(folder, { recursive: true, force: true });
  }
}

declare global {
  interface Window {
    /** When today's cost changed on the page, in Unix milliseconds. */
    figureChanges: number[];
  }
}

async function followFigure(page: Page): Promise<void> {
  const figure = page.getByRole("group", { name: "Today" }).locator("[data-figure=cost]");
  await figure.evaluate((element) => {
    window.figureChanges = [];
    let text = element.textContent;
    new MutationObserver(() => {
      if (element.textContent === text) return;
      text = element.textContent;
      window.figureChanges.push(Date.now());
    }).observe(element, { childList: true, characterData: true, subtree: true });
  });
}

/** Others who have the workspace open. */
async function watch(stint: RunningStint): Promise<WebSocket[]> {
  const url = `${stint.url.replace("http", "ws")}/api/live?workspace=${stint.workspace}`;
  const headers = { Authorization: `Bearer ${stint.token}` };
  const sockets = Array.from({ length: watchers }, (): WebSocket => {
    // Node's WebSocket takes headers, which the standard one does not know.
    return Reflect.construct(WebSocket, [url, { headers }]);
  });
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise((resolve, reject) => {
          socket.addEventListener("message", resolve, { once: true });
          socket.addEventListener("error", reject, { once: true });
        }),
    ),
  );
  return sockets;
}
