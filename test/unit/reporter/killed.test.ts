import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { aClaudeLine, aClaudeSession } from "./support/claude-log.ts";
import { aFakeServer } from "./support/fake-server.ts";
import { aMachine, right } from "./support/reporting-machine.ts";
import { runStint, startStint, until } from "./support/run-stint.ts";

const slow = 60_000;

test(
  "killed at 50 random points, then let finish: the right totals",
  { timeout: 300_000 },
  async () => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    let messages = 0;
    server.delayMs = 15;
    for (let round = 0; round < 50; round++) {
      aClaudeSession(claude, 700);
      messages += 700;
      const running = startStint(["sync", "--progress", "none"], env);
      const before = server.uploads().length;
      // Half of them die while they read or start, half of them during the uploads.
      if (round % 2 === 0) await until(() => server.uploads().length > before, running.err, 20_000);
      await new Promise((resolve) =>
        setTimeout(resolve, Math.random() * (round % 2 === 0 ? 60 : 400)),
      );
      running.child.kill("SIGKILL");
      await running.ended;
    }
    server.delayMs = 0;
    expect(await runStint(["sync"], env)).toMatchObject({ code: 0 });
    expect(server.totals()).toEqual(right(messages));
    const idle = await runStint(["sync", "--json"], env);
    expect(JSON.parse(idle.out)).toMatchObject({ sent: 0, requests: 0 });
  },
);

test("two syncs at once", { timeout: slow }, async () => {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  aClaudeSession(claude, 3_000);
  server.delayMs = 20;
  const both = await Promise.all([runStint(["sync"], env), runStint(["sync"], env)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(server.totals()).toEqual(right(3_000));
  expect((await runStint(["sync"], env)).out).toBe("Nothing new.\n");
});

test.each(["deleted", "damaged"])(
  "a state folder that was %s costs nothing",
  { timeout: slow },
  async (how) => {
    const server = await aFakeServer();
    const { env, claude, state } = aMachine(server);
    aClaudeSession(claude, 200);
    await runStint(["sync"], env);
    for (const entry of readdirSync(state, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (!entry.isFile()) continue;
      if (how === "deleted") rmSync(file);
      else writeFileSync(file, readFileSync(file).fill(0x5a, 3, 40));
    }
    expect(await runStint(["sync"], env)).toMatchObject({ code: 0 });
    expect(server.totals()).toEqual(right(200));
  },
);

test("a killed watch leaves a lock that the next one takes over", { timeout: slow }, async () => {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  const session = aClaudeSession(claude, 5);
  const first = startStint(["watch"], env);
  await until(() => server.usage.size === 5, first.err, 20_000);
  first.child.kill("SIGKILL");
  await first.ended;
  appendFileSync(session.file, aClaudeLine(session.id));
  const second = startStint(["watch"], env);
  await until(() => server.usage.size === 6, second.err, 20_000);
});
