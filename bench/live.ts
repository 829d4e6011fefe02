import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { z } from "zod";
import type { AgentsMessage, SessionMessage, WorkspaceMessage } from "#contract/live.ts";
import { sessionSummary } from "#contract/sessions.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { type RunningStint, startStint } from "#test/support/running-stint.ts";
import { type Figure, quantile } from "./figure.ts";

const openSessions = z.object({ items: z.array(sessionSummary) });

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
  const crowd = await watchAll(stint);
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
      // Others work meanwhile.
      for (const other of logs.slice(1).filter(isBusy)) other.append(10);
      await page.waitForFunction((count) => window.figureChanges.length > count, changes);
      delays.push(
        (await page.evaluate((at) => window.figureChanges[at] ?? NaN, changes)) - appendedAt,
      );
    }
    const lagging = await withoutEndState(stint, crowd);
    const outOfOrder = crowd.reduce((sum, one) => sum + one.outOfOrder, 0);
    const messages = crowd.reduce((sum, one) => sum + one.messages, 0);
    const times = [0.5, 0.95, 1].map((share) => ({
      name:
        share === 1 ? "appended line to figure, worst" : `appended line to figure, p${share * 100}`,
      value: quantile(delays, share),
      unit: "ms",
      note: `${samples} times, ${activeSessions} sessions active, ${watchers} watchers`,
    }));
    return [
      ...times,
      {
        name: "messages out of order",
        value: outOfOrder,
        unit: "messages",
        note: `of ${messages}`,
      },
      { name: "watchers without the end state", value: lagging, unit: `of ${watchers}` },
    ];
  } finally {
    for (const { socket } of crowd) socket.close();
    await browser.close();
    await stint.stopAndForget();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One of five at a moment. */
const isBusy = () => Math.random() < 0.2;

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

/** Somebody who has the workspace or one of its sessions open, and what came last. */
type Watcher = {
  socket: WebSocket;
  last: SessionMessage | WorkspaceMessage | null;
  messages: number;
  outOfOrder: number;
};

/** A half has the workspace open, the others a session each. */
async function watchAll(stint: RunningStint): Promise<Watcher[]> {
  const { items } = openSessions.parse(await stint.get("/api/dev-sessions/active"));
  const paths = Array.from({ length: watchers }, (_, at) => {
    const session = items[at % items.length];
    return at % 2 === 0 || !session ? "/api/live" : `/api/dev-sessions/${session.id}/live`;
  });
  return Promise.all(paths.map((one) => watch(stint, one)));
}

async function watch(stint: RunningStint, route: string): Promise<Watcher> {
  const url = `${stint.url.replace("http", "ws")}${route}?workspace=${stint.workspace}`;
  const headers = { Authorization: `Bearer ${stint.token}` };
  // Node's WebSocket takes headers, which the standard one does not know.
  const socket: WebSocket = Reflect.construct(WebSocket, [url, { headers }]);
  const watcher: Watcher = { socket, last: null, messages: 0, outOfOrder: 0 };
  let revision = 0;
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("error", () => reject(new Error(`${route} was not opened.`)));
    socket.addEventListener("message", ({ data }) => {
      const message: SessionMessage | WorkspaceMessage | AgentsMessage = JSON.parse(String(data));
      watcher.messages += 1;
      if (message.revision <= revision) watcher.outOfOrder += 1;
      revision = message.revision;
      if (message.type !== "agents") watcher.last = message;
      resolve();
    });
  });
  return watcher;
}

const settleMs = 10_000;

/** How many were not told what the server says in the end. */
async function withoutEndState(stint: RunningStint, crowd: Watcher[]): Promise<number> {
  const deadline = Date.now() + settleMs;
  for (;;) {
    const { items } = openSessions.parse(await stint.get("/api/dev-sessions/active"));
    const outputs = new Map(items.map(({ id, totals }) => [id, totals.output]));
    const all = items.reduce((sum, { totals }) => sum + totals.output, 0);
    const lagging = crowd.filter(({ last }) =>
      last?.type === "session"
        ? last.session.totals.output !== outputs.get(last.session.id)
        : last?.today.totals.output !== all,
    );
    if (lagging.length === 0 || Date.now() > deadline) return lagging.length;
    await sleep(250);
  }
}
