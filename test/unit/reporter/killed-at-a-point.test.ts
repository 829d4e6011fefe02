import { appendFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { aClaudeLine, aClaudeSession } from "./support/claude-log.ts";
import { aFakeServer } from "./support/fake-server.ts";
import { aMachine, right } from "./support/reporting-machine.ts";
import { runStint, startStint } from "./support/run-stint.ts";

const killSelf = pathToFileURL(path.join(import.meta.dirname, "support/kill-self.ts")).href;

const points = ["sync", "watch"].flatMap((command) =>
  [1, 2, 3, 4, 5, 6, 7].flatMap((step) =>
    ["before", "half", "after"].map((moment) => ({ command, at: `${step} ${moment}` })),
  ),
);

test(
  "real processes end by SIGKILL at 36 points and more: the ledger is right",
  { timeout: 120_000 },
  async () => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    let messages = 0;
    let killed = 0;
    for (const { command, at } of points) {
      const session = aClaudeSession(claude, 5);
      const killing = { NODE_OPTIONS: `--import=${killSelf}`, TEST_KILL_AT: at };
      const running = startStint([command, "--progress", "none"], { ...env, ...killing });
      const growing = setInterval(() => {
        appendFileSync(session.file, aClaudeLine(session.id));
        messages++;
      }, 20);
      const lasting = setTimeout(() => running.child.kill("SIGTERM"), 10_000);
      await running.ended;
      clearInterval(growing);
      clearTimeout(lasting);
      messages += 5;
      killed += running.child.signalCode === "SIGKILL" ? 1 : 0;
    }
    expect(killed).toBeGreaterThanOrEqual(36);
    expect(await runStint(["sync"], env)).toMatchObject({ code: 0 });
    expect(server.totals()).toEqual(right(messages));
    const idle = await runStint(["sync", "--json"], env);
    expect(JSON.parse(idle.out)).toMatchObject({ sent: 0, requests: 0 });
  },
);
