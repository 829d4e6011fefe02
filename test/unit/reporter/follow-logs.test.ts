import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { IngestItem } from "#contract/ingest.ts";
import type { Library } from "#reporter/library/library-types.ts";
import { Acknowledgements } from "#reporter/upload/acknowledgements.ts";
import { Rejections } from "#reporter/upload/rejections.ts";
import { followLogs } from "#reporter/watch/follow-logs.ts";
import type { FollowEvent, FollowOptions } from "#reporter/watch/follow-options.ts";
import { Unsent } from "#reporter/watch/unsent.ts";
import { aGitItem, aRunItem, aUsageItem } from "#test/support/items.ts";
import { aFakeServer, type FakeServer } from "./support/fake-server.ts";
import { aLibraryOf } from "./support/fake-library.ts";
import { until } from "./support/run-stint.ts";
import { aFolder } from "./support/temporary-folder.ts";

const linesOf = (items: IngestItem[]) => items.map((item) => `${JSON.stringify(item)}\n`).join("");

/** A run's log with `count` events. */
function aSession(count: number): IngestItem[] {
  const run = aRunItem();
  return [run, ...Array.from({ length: count }, () => aUsageItem({ runId: run.runId }))];
}

/** A follower over a folder of logs, running until the test ends or stops it. */
function aFollower(server: FakeServer, more: Partial<FollowOptions> & { logs?: string } = {}) {
  const logs = more.logs ?? aFolder();
  const state = aFolder();
  const stopping = new AbortController();
  const events: FollowEvent[] = [];
  const end = followLogs({
    access: { url: server.url, token: "stint_test" },
    library: aLibraryOf(logs),
    titles: true,
    acknowledgements: new Acknowledgements(path.join(state, "acknowledged")),
    rejections: new Rejections(path.join(state, "rejected.json")),
    platform: process.platform,
    save: async () => {},
    mustEnd: () => undefined,
    on: (event) => events.push(event),
    signal: stopping.signal,
    ...more,
  });
  const stop = async () => {
    stopping.abort();
    return end;
  };
  onTestFinished(async () => void (await stop()));
  const says = () => `${server.usage.size} events stored. ${JSON.stringify(events.slice(-3))}`;
  return {
    logs,
    events,
    stop,
    end,
    stored: (count: number) => until(() => server.usage.size === count, says),
  };
}

const isIdle = (events: FollowEvent[]) => events.some(({ type }) => type === "uploaded");

test("what is there is sent, then what is appended, soon", async () => {
  const server = await aFakeServer();
  const logs = aFolder();
  const file = path.join(logs, "a.jsonl");
  writeFileSync(file, linesOf(aSession(50)));
  const follower = aFollower(server, { logs });
  await follower.stored(50);
  await until(
    () => isIdle(follower.events),
    () => "not idle",
  );

  const delays: number[] = [];
  for (let round = 1; round <= 10; round++) {
    const appendedAt = performance.now();
    appendFileSync(file, linesOf(aSession(1)));
    await follower.stored(50 + round);
    delays.push(performance.now() - appendedAt);
  }
  // Far below the poll: these came by the watch.
  expect(delays.toSorted((a, b) => a - b)[5]).toBeLessThan(1_000);
});

test("a burst becomes few uploads", async () => {
  const server = await aFakeServer();
  const follower = aFollower(server);
  writeFileSync(path.join(follower.logs, "a.jsonl"), linesOf(aSession(1)));
  await follower.stored(1);
  const before = server.uploads().length;
  for (const item of aSession(300)) {
    appendFileSync(path.join(follower.logs, "a.jsonl"), linesOf([item]));
  }
  await follower.stored(301);
  expect(server.uploads().length - before).toBeLessThan(10);
});

test("folders and files that appear, move and are rewritten are followed", async () => {
  const server = await aFakeServer();
  const follower = aFollower(server);
  const project = path.join(follower.logs, "project", "session", "subagents");
  mkdirSync(project, { recursive: true });
  writeFileSync(path.join(project, "a.jsonl"), linesOf(aSession(3)));
  await follower.stored(3);
  renameSync(path.join(project, "a.jsonl"), path.join(project, "a.1.jsonl"));
  writeFileSync(path.join(project, "a.jsonl"), linesOf(aSession(2)));
  await follower.stored(5);
  writeFileSync(path.join(project, "a.jsonl"), linesOf(aSession(1)));
  await follower.stored(6);
  rmSync(path.join(follower.logs, "project"), { recursive: true });
  mkdirSync(project, { recursive: true });
  writeFileSync(path.join(project, "b.jsonl"), linesOf(aSession(4)));
  await follower.stored(10);
});

test("it goes on through an outage and sends what came meanwhile", async () => {
  const server = await aFakeServer();
  const follower = aFollower(server);
  const file = path.join(follower.logs, "a.jsonl");
  writeFileSync(file, linesOf(aSession(5)));
  await follower.stored(5);

  await server.stop();
  for (let round = 0; round < 5; round++) {
    appendFileSync(file, linesOf(aSession(20)));
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await until(
    () => follower.events.some(({ type }) => type === "waiting"),
    () => "not waiting",
  );
  await server.start();
  await follower.stored(105);
});

test("a stop sends what was written just before it", async () => {
  const server = await aFakeServer();
  const follower = aFollower(server);
  const file = path.join(follower.logs, "a.jsonl");
  writeFileSync(file, linesOf(aSession(5)));
  await follower.stored(5);
  appendFileSync(file, linesOf(aSession(7)));
  expect(await follower.stop()).toBe("stopped");
  expect(server.usage.size).toBe(12);
});

test("a stop while the server is away ends soon, and loses nothing", async () => {
  const server = await aFakeServer();
  await server.stop();
  const logs = aFolder();
  writeFileSync(path.join(logs, "a.jsonl"), linesOf(aSession(5)));
  const follower = aFollower(server, { logs });
  await until(
    () => follower.events.some(({ type }) => type === "waiting"),
    () => "not waiting",
  );
  const startedAt = performance.now();
  expect(await follower.stop()).toBe("stopped");
  expect(performance.now() - startedAt).toBeLessThan(2_000);

  await server.start();
  await aFollower(server, { logs }).stored(5);
});

test("a token that is refused ends it", async () => {
  const server = await aFakeServer();
  server.acceptedToken = "another";
  const follower = aFollower(server);
  writeFileSync(path.join(follower.logs, "a.jsonl"), linesOf(aSession(1)));
  expect(await follower.end).toBe("signed-out");
});

test("a reader that fails is reported, and the next poll goes on", async () => {
  const server = await aFakeServer();
  const logs = aFolder();
  writeFileSync(path.join(logs, "a.jsonl"), linesOf(aSession(2)));
  const library: Library = aLibraryOf(logs);
  const refresh = library.refresh.bind(library);
  let calls = 0;
  library.refresh = async (options) => {
    if (calls++ === 0) throw new Error("disk on fire");
    return refresh(options);
  };
  const follower = aFollower(server, { library, logs });
  await follower.stored(2);
  expect(follower.events).toContainEqual({
    type: "trouble",
    message: "Reading failed: disk on fire",
  });
});

test("unsent changes are kept up to a limit, then everything is looked through again", () => {
  const unsent = new Unsent(10);
  expect(unsent.items()).toBeUndefined();
  unsent.clear();
  const event = aUsageItem();
  unsent.add([aRunItem(), event, { ...event, output: 99 }]);
  expect(unsent.items()).toHaveLength(2);
  expect(unsent.items()?.[1]).toMatchObject({ output: 99 });
  unsent.add(aSession(20));
  expect([unsent.isBehind, unsent.items()]).toEqual([true, undefined]);
});

test("what an older server did not know is sent once it is a newer one, all of it", async () => {
  const server = await aFakeServer();
  const unknown = { code: "invalid_item", message: "type: Invalid input" };
  server.refusalOf = ({ type }) => (type === "git" ? unknown : undefined);
  const [run, ...usage] = aSession(2);
  if (run?.type !== "run") throw new Error("A session begins with its run.");
  const figures = (repository: string) =>
    aGitItem({ runtime: run.runtime, runId: run.runId, repository });
  let now = Date.now();
  const rejections = new Rejections(path.join(aFolder(), "rejected.json"), () => now);
  const follower = aFollower(server, { rejections });
  const file = path.join(follower.logs, "a.jsonl");
  writeFileSync(file, linesOf([run, ...usage, figures("first")]));
  await until(
    () => rejections.held().length > 0,
    () => "nothing waits",
  );
  expect([server.usage.size, server.tools.size]).toEqual([2, 0]);

  server.refusalOf = () => undefined;
  now += 3_600_000;
  appendFileSync(file, linesOf([figures("second")]));
  await until(
    () => server.tools.size === 2,
    () => JSON.stringify([...server.tools]),
  );
});
