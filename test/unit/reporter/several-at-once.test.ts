import { appendFileSync, cpSync } from "node:fs";
import { expect, test } from "vitest";
import { aClaudeLine, aClaudeSession } from "./support/claude-log.ts";
import { aFakeServer } from "./support/fake-server.ts";
import { aMachine, right } from "./support/reporting-machine.ts";
import { runStint, startStint, until } from "./support/run-stint.ts";

const slow = 60_000;

test(
  "a watch, two syncs and costs at once on one state folder, while logs grow",
  { timeout: slow },
  async () => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    const session = aClaudeSession(claude, 500);
    let messages = 500;
    const growing = setInterval(() => {
      appendFileSync(session.file, aClaudeLine(session.id));
      messages++;
    }, 5);
    const following = startStint(["watch"], env);
    for (let round = 0; round < 3; round++) {
      const commands = [["sync"], ["sync", "--again"], ["costs", "--json"], ["export"], ["doctor"]];
      const ended = await Promise.all(commands.map((argv) => runStint(argv, env)));
      expect(ended.map(({ code, err }) => `${code} ${code === 0 ? "" : err}`)).toEqual(
        Array(5).fill("0 "),
      );
    }
    clearInterval(growing);
    await until(() => server.usage.size === messages, following.err, 20_000);
    following.child.kill("SIGTERM");
    expect(await following.ended).toBe(0);
    expect(server.totals()).toEqual(right(messages));
    await runStint(["sync"], env);
    const idle = await runStint(["sync", "--json"], env);
    expect(JSON.parse(idle.out)).toMatchObject({ sent: 0, requests: 0 });
    const costs = await runStint(["costs", "--json"], env);
    expect(JSON.parse(costs.out).totals).toMatchObject(right(messages));
  },
);

test(
  "of many watches that start at once one goes on, and the others say so",
  { timeout: slow },
  async () => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    const session = aClaudeSession(claude, 10);
    const all = Array.from({ length: 4 }, () => startStint(["watch"], env));
    await until(
      () => all.filter(({ child }) => child.exitCode === 1).length === 3,
      () => all.map((one) => one.err()).join(),
      20_000,
    );
    appendFileSync(session.file, aClaudeLine(session.id));
    await until(
      () => server.usage.size === 11,
      () => all.map((one) => one.err()).join(),
      20_000,
    );
    for (const { child } of all) child.kill("SIGTERM");
    expect((await Promise.all(all.map(({ ended }) => ended))).toSorted()).toEqual([0, 1, 1, 1]);
    expect(server.totals()).toEqual(right(11));
  },
);

test(
  "a state folder that is copied to another machine, which has logs of its own",
  { timeout: slow },
  async () => {
    const server = await aFakeServer();
    const one = aMachine(server);
    aClaudeSession(one.claude, 20);
    await runStint(["sync"], one.env);
    await runStint(["costs"], one.env);

    const other = aMachine(server);
    cpSync(one.state, other.state, { recursive: true });
    // The same home at first, then each goes on by itself.
    cpSync(one.claude, other.claude, { recursive: true });
    for (const { claude } of [one, other]) aClaudeSession(claude, 5);
    for (const { env } of [other, one, other])
      expect(await runStint(["sync"], env)).toMatchObject({ code: 0 });
    expect(server.totals()).toEqual(right(30));
    const counted = await runStint(["costs", "--json"], other.env);
    expect(JSON.parse(counted.out).totals).toMatchObject(right(25));
  },
);
