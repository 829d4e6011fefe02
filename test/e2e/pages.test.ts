import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workspaceMessage } from "#contract/live.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { cleanEnv, freePort, type RunningStint, startStint } from "#test/support/running-stint.ts";

/*
 * The app on Pages with the Worker behind a service binding, over the state that a local Stint left: its token
 * works here too.
 */
let stint: RunningStint;
let pages: ChildProcess;
let url: string;

beforeAll(async () => {
  stint = await startStint();
  await stint.stop();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const wrangler = path.resolve("node_modules/wrangler/bin/wrangler.js");
  const flags = `pages dev -c wrangler.toml -c ../../wrangler.toml --ip 127.0.0.1 --port ${port}
    --inspector-port 0 --log-level warn --persist-to ${path.join(stint.home, "data")}`;
  pages = spawn(process.execPath, [wrangler, ...flags.split(/\s+/)], {
    cwd: "web/pages",
    env: { ...cleanEnv(stint.home), BETTER_AUTH_SECRET: "only-for-tests-0123456789-abcdefgh" },
    stdio: "ignore",
  });
  await untilReady();
}, 180_000);

afterAll(async () => {
  if (pages?.exitCode === null) {
    pages.kill("SIGTERM");
    await once(pages, "close");
  }
  await stint?.stopAndForget();
});

test("deep links open the app, and /api reaches the Worker", async () => {
  const page = await fetch(`${url}/w/${stint.workspace}/sessions`);
  expect(await page.text()).toContain('<div id="app"');
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");

  expect((await fetch(`${url}/api/me`)).status).toBe(401);
  expect((await fetch(`${url}/api/me`, { headers: authorization() })).status).toBe(200);
});

test("an upload through Pages reaches a socket through Pages", async () => {
  const socketUrl = `${url.replace("http", "ws")}/api/live?workspace=${stint.workspace}`;
  // Node's WebSocket takes headers; a browser would send its cookie.
  const socket = Reflect.construct(WebSocket, [socketUrl, { headers: authorization() }]);
  const messages: number[] = [];
  socket.addEventListener("message", ({ data }: MessageEvent) =>
    messages.push(workspaceMessage.parse(JSON.parse(String(data))).today.totals.events),
  );
  await expect.poll(() => messages.length, { timeout: 10_000 }).toBeGreaterThan(0);

  const run = aRunItem({ startedAt: Date.now() });
  const usage = aUsageItem({ runId: run.runId, occurredAt: Date.now() });
  const response = await fetch(`${url}/api/ingest`, {
    method: "POST",
    headers: { ...authorization(), "Content-Type": "application/json" },
    body: JSON.stringify({ items: [run, usage] }),
  });
  expect(await response.json()).toMatchObject({ accepted: 2, rejected: [] });
  await expect.poll(() => messages.at(-1), { timeout: 10_000 }).toBe(1);
  socket.close();
});

const authorization = () => ({ Authorization: `Bearer ${stint.token}` });

async function untilReady(): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const response = await fetch(`${url}/api/health`).catch(() => null);
    if (response?.ok) return;
    await sleep(200);
  }
  throw new Error("Pages did not start.");
}
