import { expect, test } from "vitest";
import { costSummary, costsBy } from "#contract/costs.ts";
import { sessionDetail, sessionPage, timelinePage } from "#contract/sessions.ts";
import { aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { aMachine } from "#test/support/worker/people.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";

// Half of an emoji, as cutting a title leaves it.
const half = "cut \ud83d";
const project = { key: `github.com/acme/${half}`, name: half };

test.each([
  ["a title", { title: half }, {}],
  ["a branch", { branch: half }, {}],
  ["a project", { project }, {}],
  ["a run's id", { runId: half, rootRunId: half }, {}],
  ["a model", {}, { model: half }],
  ["an event's key", {}, { key: `claude-code:${half}` }],
])("half a character in %s stops no upload, and a repeat writes nothing", async (_, facts, of) => {
  const reporter = aReporter();
  const run = aRunItem(facts);
  const event = aUsageItem({ runId: run.runId, ...of });
  const all = [run, event];

  expect(await reporter.upload(all)).toEqual({ accepted: 2, duplicates: 0, rejected: [] });
  expect(await reporter.upload(all)).toEqual({ accepted: 0, duplicates: 2, rejected: [] });
  expect(await reporter.upload([{ ...event, output: 500 }])).toMatchObject({ accepted: 1 });
  expect(await reporter.upload([{ ...run, version: "3.0.0" }])).toMatchObject({ accepted: 1 });
  const { events, sessions } = await readLedger(reporter.workspaceId);
  expect(events).toMatchObject([{ output: 500 }]);
  expect(sessions).toHaveLength(1);
});

test("the latest times and absurd counts that are taken stay within what screens can read", async () => {
  const machine = await aMachine();
  await machine.owner.patch(`/api/workspaces/${machine.workspace.slug}`, {
    timezone: "Pacific/Kiritimati",
  });
  const latest = Date.UTC(9999, 11, 30);
  const run = aRunItem({ startedAt: latest, branch: null });
  const event = aUsageItem({
    runId: run.runId,
    occurredAt: latest,
    model: "o1-pro",
    output: 1e12,
    webSearches: 1e12,
  });
  const items = [run, event, { ...event, key: "zero", occurredAt: 0 }];
  const uploaded = await machine.post("/api/ingest", { items });
  expect(await uploaded.json()).toMatchObject({ accepted: 3 });

  const read = async (path: string) => (await machine.get(path)).json();
  const { items: sessions } = sessionPage.parse(await read("/api/dev-sessions"));
  expect(sessions).toMatchObject([{ totals: { unpricedEvents: 2, costNanoUsd: 0 } }]);
  costSummary.parse(await read("/api/costs/summary"));
  for (const bucket of ["hour", "day", "week", "month"]) {
    const costs = costsBy.parse(await read(`/api/costs/by?dimension=model&bucket=${bucket}`));
    expect(costs.buckets).toHaveLength(2);
  }
});

test("runs that are each other's parents are counted, and their sessions' pages have them all", async () => {
  const machine = await aMachine();
  const runs = [
    aRunItem({ runId: "a", rootRunId: "b", parentRunId: "b" }),
    aRunItem({ runId: "b", rootRunId: "a", parentRunId: "a" }),
    aRunItem({ runId: "own", rootRunId: "own", parentRunId: "own" }),
    aRunItem({ runId: "x", rootRunId: "own", parentRunId: "y" }),
    aRunItem({ runId: "y", rootRunId: "own", parentRunId: "x" }),
  ];
  const items = runs.flatMap((run) => [
    run,
    aUsageItem({ runId: run.runId }),
    aToolItem({ runId: run.runId }),
  ]);
  for (const receipt of [{ accepted: 15 }, { duplicates: 15 }]) {
    const uploaded = await machine.post("/api/ingest", { items });
    expect(await uploaded.json()).toMatchObject(receipt);
  }
  const { items: sessions } = sessionPage.parse(
    await (await machine.get("/api/dev-sessions")).json(),
  );
  const found = await Promise.all(
    sessions.map(async ({ id, rootRunId, title }) => {
      expect(title).not.toBe("");
      const path = `/api/dev-sessions/${id}`;
      const { byRun, totals } = sessionDetail.parse(await (await machine.get(path)).json());
      const timeline = timelinePage.parse(await (await machine.get(`${path}/timeline`)).json());
      return [rootRunId, byRun.map((run) => run.id).join(), totals.events, timeline.items.length];
    }),
  );
  expect(found.toSorted()).toEqual([
    ["a", "b", 1, 2],
    ["b", "a", 1, 2],
    ["own", "own,x,y", 3, 6],
  ]);
});

test("a time after the year 9999 is refused alone", async () => {
  const reporter = aReporter();
  const run = aRunItem();
  const receipt = await reporter.upload([
    run,
    aUsageItem({ runId: run.runId, occurredAt: 8.64e15 }),
    aUsageItem({ runId: run.runId }),
  ]);
  expect(receipt).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: "invalid_item" }] });
});

test("a kind of item that came later than this server is refused alone, and as that", async () => {
  const reporter = aReporter();
  const run = aRunItem();
  const later = { type: "weather", runtime: run.runtime, runId: run.runId };
  expect(await reporter.upload([run, later, aUsageItem({ runId: run.runId })])).toEqual({
    accepted: 2,
    duplicates: 0,
    // The reporter's `isUnknownKind` knows it by these words.
    rejected: [{ index: 1, code: "invalid_item", message: expect.stringMatching(/^type: /) }],
  });
});
