import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import type { WorkspaceMessage } from "#contract/live.ts";
import { aLiveSession } from "#test/support/worker/a-live-session.ts";
import { overviewOf, watch } from "#test/support/worker/watch.ts";
import { workspaceLive } from "#worker/live/stubs.ts";

const outputOf = ({ today }: WorkspaceMessage) => today.totals.output;
const risesIn = (numbers: number[]) =>
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));

/**
 * Lets the next reading of a workspace's object end, and keeps what it read until it is released. Later readings
 * overtake it. The object and the test look at one note, since a promise may not cross between them.
 */
async function holdNextReading(workspaceId: string) {
  const note = { isHeld: false, isReleased: false };
  const database = new Proxy(env.DB, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "batch") return value.bind(target);
      return async (statements: D1PreparedStatement[]) => {
        const results = await target.batch(statements);
        const isNext = !note.isHeld;
        note.isHeld = true;
        if (isNext) await vi.waitUntil(() => note.isReleased, { interval: 5, timeout: 10_000 });
        return results;
      };
    },
  });
  await runInDurableObject(workspaceLive(env, workspaceId), (instance) => {
    Reflect.set(instance, "env", { ...env, DB: database });
  });
  return {
    isHeld: () => vi.waitUntil(() => note.isHeld, { interval: 5, timeout: 10_000 }),
    release: () => (note.isReleased = true),
  };
}

test("under a burst a socket gets two messages a second at most, and the last one is right", async () => {
  const { owner, reporter, event } = await aLiveSession();
  const overview = await watch<WorkspaceMessage>(owner, overviewOf(owner));
  const endsAt = Date.now() + 2_500;
  let events = 1;
  while (Date.now() < endsAt) {
    await Promise.all([reporter.upload([event()]), reporter.upload([event(), event()])]);
    events += 3;
  }
  const last = await overview.until((message) => outputOf(message) === events * 10);
  expect(await overview.sent()).toHaveLength(overview.messages.indexOf(last) + 1);

  // The first one answers the connection and waits for nobody.
  const moments = overview.messages.slice(1).map(({ at }) => Date.parse(at));
  expect(moments.length).toBeGreaterThan(3);
  const gaps = moments.slice(1).map((at, nth) => at - (moments[nth] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500);
  risesIn(overview.messages.map(({ revision }) => revision));
  risesIn(overview.messages.map(outputOf));
});

test("a reading that is overtaken never comes after the newer one", async () => {
  const { owner, workspaceId, reporter, event } = await aLiveSession();
  const overview = await watch<WorkspaceMessage>(owner, overviewOf(owner));
  const { isHeld, release } = await holdNextReading(workspaceId);
  const first = reporter.upload([event()]);
  await isHeld();
  await reporter.upload([event()]);
  // Somebody who comes now is told the newest, and the others soon.
  const newcomer = await watch<WorkspaceMessage>(owner, overviewOf(owner));
  expect((await newcomer.sent()).map(outputOf)).toEqual([30]);
  release();
  await first;
  await overview.until((message) => outputOf(message) === 30);
  for (const { sent } of [overview, newcomer]) {
    const messages = await sent();
    risesIn(messages.map(({ revision }) => revision));
    expect(messages.map(outputOf)).toEqual(messages.map(outputOf).toSorted((a, b) => a - b));
  }
});

test("who connects while others are told something newer is not told the older state after it", async () => {
  const { owner, workspaceId, reporter, event } = await aLiveSession();
  const { isHeld, release } = await holdNextReading(workspaceId);
  const connecting = watch<WorkspaceMessage>(owner, overviewOf(owner));
  await isHeld();
  await reporter.upload([event()]);
  release();
  const newcomer = await connecting;
  await newcomer.until((message) => outputOf(message) === 20);
  risesIn((await newcomer.sent()).map(({ revision }) => revision));
  expect(newcomer.messages.map(outputOf)).toEqual([20]);
});

test("what could not be read is read again by the alarm", async () => {
  const { owner, workspaceId, reporter, event } = await aLiveSession();
  const overview = await watch<WorkspaceMessage>(owner, overviewOf(owner));
  const object = workspaceLive(env, workspaceId);
  const broken = new Proxy(env.DB, {
    get() {
      throw new Error("The database is away.");
    },
  });
  const useDatabase = (database: D1Database) =>
    runInDurableObject(object, (instance) => {
      Reflect.set(instance, "env", { ...env, DB: database });
    });
  await useDatabase(broken);
  await reporter.upload([event()]);
  expect((await overview.sent()).map(outputOf)).toEqual([10]);

  await useDatabase(env.DB);
  expect(await runDurableObjectAlarm(object)).toBe(true);
  await overview.until((message) => outputOf(message) === 20);
});
