import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { run as costs } from "#reporter/commands/costs.ts";
import { run as sync } from "#reporter/commands/sync.ts";
import { run as watch } from "#reporter/commands/watch.ts";
import { aClaudeLine, aClaudeSession } from "./support/claude-log.ts";
import { anIo } from "./support/command-io.ts";
import { aFakeServer } from "./support/fake-server.ts";
import { aMachine, right } from "./support/reporting-machine.ts";
import { until } from "./support/run-stint.ts";

const day = 86_400_000;

/** A clock that is off by so much, and can be set. */
function aClock(offMs = 0) {
  const clock = { offMs, now: () => Date.now() + clock.offMs };
  return clock;
}

async function totalsOf(env: Record<string, string>, now: () => number) {
  const io = { ...anIo(env), now };
  await costs(["--json"], io);
  return JSON.parse(io.out()).totals;
}

test.each([-400 * day, -day, -3_600_000, 3_600_000, day, 400 * day])(
  "a clock that is off by %d ms: everything is sent once, and counted",
  async (offMs) => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    const session = aClaudeSession(claude, 20);
    const clock = aClock(offMs);
    for (let count = 20; count <= 22; count++) {
      expect(await sync([], { ...anIo(env), now: clock.now })).toBe(0);
      expect(server.totals()).toEqual(right(count));
      expect(await totalsOf(env, clock.now)).toMatchObject(right(count));
      appendFileSync(session.file, aClaudeLine(session.id));
      // From one run to the next it is set the other way.
      clock.offMs = -clock.offMs;
    }
    // What is sent has the log's own times.
    expect([...server.usage.values()].every(({ occurredAt }) => occurredAt < Date.now())).toBe(
      true,
    );
  },
);

test("a clock that jumps while watch runs: nothing is lost, nothing double", async () => {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  const session = aClaudeSession(claude, 5);
  const clock = aClock();
  const io = { ...anIo(env), now: clock.now };
  const ending = watch(["--progress", "lines"], io);
  let messages = 5;
  for (const offMs of [day, -day, 400 * day, -400 * day, 0]) {
    clock.offMs = offMs;
    appendFileSync(session.file, aClaudeLine(session.id));
    // Logs get the clock's time too.
    utimesSync(session.file, clock.now() / 1_000, clock.now() / 1_000);
    messages++;
    await until(() => server.usage.size === messages, io.err);
  }
  io.stop();
  expect(await ending).toBe(0);
  expect(server.totals()).toEqual(right(10));
});

test.each([
  ["of tomorrow", 2 * day],
  ["of the next century", 36_500 * day],
  ["before Unix", -60 * 365 * day],
])("a log with times %s: its responses are all sent and counted", async (_, offMs) => {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  const { id, lines, file } = aClaudeSession(claude, 4);
  const at = new Date(Date.now() + offMs).toISOString();
  const moved = lines.map((line) => line.replace(/"timestamp":"[^"]*"/, `"timestamp":"${at}"`));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, moved.join("") + aClaudeLine(id));
  expect(await sync([], anIo(env))).toBe(0);
  expect(server.totals()).toEqual(right(5));
  expect(await totalsOf(env, Date.now)).toMatchObject(right(5));
});
