import { appendFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aClaudeLine, aClaudeSession } from "../unit/reporter/support/claude-log.ts";
import { aFaultyProxy } from "../unit/reporter/support/faulty-proxy.ts";
import { aHome, runStint, startStint, until } from "../unit/reporter/support/run-stint.ts";
import { aFolder } from "../unit/reporter/support/temporary-folder.ts";
import { aStintServer, type StintServer } from "../support/stint-server.ts";

let server: StintServer;
beforeAll(async () => {
  server = await aStintServer();
});
afterAll(() => server.close());

/** A machine that reports through a proxy, and what its workspace counts. */
async function aMachine(email: string) {
  const proxy = await aFaultyProxy(server.url);
  const { token } = await server.aReporter(email);
  const env: Record<string, string> = {
    ...aHome(aFolder()),
    STINT_URL: proxy.url,
    STINT_TOKEN: token,
  };
  const totals = () => server.totals(token);
  return { proxy, env, claude: env["CLAUDE_CONFIG_DIR"] ?? "", totals };
}

const right = (messages: number) => ({
  events: messages,
  input: messages * 100,
  output: messages * 10,
  cacheRead: messages * 10_000,
  cacheWrite5m: messages * 1_000,
});

test(
  "killed at 50 random points while answers fail and are lost: the ledger is right",
  { timeout: 300_000 },
  async () => {
    const { proxy, env, claude, totals } = await aMachine("killed@example.com");
    let messages = 0;
    proxy.faultOf = (upload) =>
      (["commit-and-close", "500", undefined, "close", undefined] as const)[upload % 5];
    for (let round = 0; round < 50; round++) {
      aClaudeSession(claude, 300);
      messages += 300;
      const before = proxy.uploads();
      const running = startStint(["sync", "--progress", "none"], env);
      if (round % 2 === 0) await until(() => proxy.uploads() > before, running.err, 20_000);
      await new Promise((resolve) =>
        setTimeout(resolve, Math.random() * (round % 2 === 0 ? 80 : 500)),
      );
      running.child.kill("SIGKILL");
      await running.ended;
    }
    await expect
      .poll(async () => (await runStint(["sync"], env)).code, { timeout: 60_000 })
      .toBe(0);
    expect(await totals()).toMatchObject(right(messages));
    const idle = await runStint(["sync", "--json"], env);
    expect(JSON.parse(idle.out)).toMatchObject({ sent: 0, requests: 0 });
  },
);

test(
  "a watch goes on through an outage, and the ledger is right",
  { timeout: 60_000 },
  async () => {
    const { proxy, env, claude, totals } = await aMachine("watch@example.com");
    const session = aClaudeSession(claude, 40);
    const running = startStint(["watch"], env);
    await until(() => running.err().includes("Up to date"), running.err, 30_000);
    proxy.faultOf = () => "500";
    for (let round = 0; round < 10; round++) {
      appendFileSync(session.file, aClaudeLine(session.id));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until(() => running.err().includes("Waiting"), running.err);
    proxy.faultOf = () => undefined;
    await until(() => running.err().includes("answers again"), running.err, 30_000);
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    expect(await totals()).toMatchObject(right(50));
  },
);
