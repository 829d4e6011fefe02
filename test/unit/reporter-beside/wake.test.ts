import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { readAgentStates } from "#reporter/beside/agent-states.ts";
import { leaveFact } from "#reporter/beside/fact-spool.ts";
import { listenForHooks } from "#reporter/beside/listen-for-hooks.ts";
import { until } from "../reporter/support/run-stint.ts";
import { aFolder } from "../reporter/support/temporary-folder.ts";

const fact = { at: 1, runtime: "claude-code", session: "s", event: "Stop" };

test("a hook wakes the watch at once and again for its last lines; many wake it seldom", async () => {
  const folder = aFolder();
  leaveFact(folder, { ...fact, session: "earlier" });
  let wakes = 0;
  onTestFinished(listenForHooks(folder, () => wakes++));
  expect(readAgentStates(folder)).toMatchObject([{ session: "earlier" }]);

  leaveFact(folder, { ...fact, at: 2 });
  await until(
    () => wakes === 2,
    () => `${wakes} wakes`,
    3_000,
  );
  await sleep(700);
  // Taking the facts up is no fact.
  expect(wakes).toBe(2);
  expect(readAgentStates(folder)).toMatchObject([{ session: "s" }, { session: "earlier" }]);

  for (let count = 0; count < 60; count++) {
    leaveFact(folder, { ...fact, at: count });
    await sleep(10);
  }
  expect(wakes).toBeLessThan(7);
});

test("a state folder that cannot be watched is no reason to fail", () => {
  const stop = listenForHooks("/dev/null/nowhere", () => {});
  expect(stop).not.toThrow();
});
