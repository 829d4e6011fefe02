import { expect, test } from "vitest";
import type { ErrorItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import type {
  SessionDetail,
  SessionPage,
  SessionStats,
  TimelineItem,
  TimelinePage,
} from "#contract/sessions.ts";
import { anErrorItem, aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import {
  aMachine,
  type AMember,
  aMember,
  type ApiClient,
  aWorkspace,
} from "#test/support/worker/people.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";
import { addSums, noSums, totalsOf } from "#worker/domain/sums.ts";
import { sumsOf } from "#worker/domain/ledger-event.ts";
import { sessionIdOf } from "#worker/domain/stable-ids.ts";

const start = Date.UTC(2026, 5, 1, 10);
const minute = 60_000;

/** A session of one event at a moment; answers its id. */
async function aSession(
  owner: AMember,
  at: number,
  facts: Parameters<typeof aRunItem>[0] = {},
): Promise<string> {
  const run = aRunItem({ startedAt: at, ...facts });
  const { runId, runtime } = run;
  const reporter = aReporter({ workspaceId: owner.workspace.id });
  await reporter.upload([run, aUsageItem({ runId, runtime, occurredAt: at })]);
  return sessionIdOf(owner.workspace.id, runtime, runId);
}

async function read<T>(client: ApiClient, path: string): Promise<T> {
  const response = await client.get(path);
  expect(response.status).toBe(200);
  return response.json<T>();
}

/** All pages of a list, with something happening between them. */
async function readPages<Item>(
  client: ApiClient,
  path: string,
  between: () => Promise<unknown> = async () => {},
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: Item[]; nextCursor: string | null } = await read(client, path + from);
    items.push(...page.items);
    cursor = page.nextCursor;
    await between();
  }
  return items;
}

test("pages of sessions have no doubles and no gaps while new sessions come", async () => {
  const owner = await aWorkspace();
  // Several begin at one moment, over the borders of pages.
  const known: string[] = [];
  for (let nth = 0; nth < 11; nth++) {
    known.push(await aSession(owner, start + Math.floor(nth / 4) * minute));
  }
  let come = 0;
  const listed = await readPages<SessionPage["items"][number]>(
    owner,
    "/api/dev-sessions?limit=3",
    () => aSession(owner, start + 60 * minute + come++),
  );
  expect(listed.map(({ id }) => id).toSorted()).toEqual(known.toSorted());
  const starts = listed.map(({ startedAt }) => startedAt);
  expect(starts).toEqual(starts.toSorted().toReversed());
  expect(come).toBe(4);

  const stats = await read<SessionStats>(owner, "/api/dev-sessions/stats");
  expect(stats).toMatchObject({ sessions: 15, totals: { events: 15 } });
});

test("sessions are found by project, person, type, status, start and text", async () => {
  const owner = await aWorkspace();
  const member = await aMember("member", owner);
  const machine = await aMachine(["ingest"], member);
  const web = { key: "github.com/acme/web", name: "Web" };
  const old = await aSession(owner, start, { branch: "fix/Login", project: web });
  const run = aRunItem({ startedAt: Date.now(), title: "Größere Schrift", branch: "main" });
  const event = aUsageItem({ runId: run.runId, occurredAt: Date.now() });
  await machine.post("/api/ingest", { items: [run, event] });
  const fresh = sessionIdOf(owner.workspace.id, run.runtime, run.runId);

  const find = async (query: string) => {
    const { items } = await read<SessionPage>(owner, `/api/dev-sessions?${query}`);
    const stats = await read<SessionStats>(owner, `/api/dev-sessions/stats?${query}`);
    expect(stats.sessions).toBe(items.length);
    return items.map(({ id }) => id);
  };
  expect(await find("project=web")).toEqual([old]);
  expect(await find("project=api")).toEqual([fresh]);
  expect(await find(`person=${member.id}`)).toEqual([fresh]);
  expect(await find("type=bugfix")).toEqual([old]);
  expect(await find("status=active")).toEqual([fresh]);
  expect(await find("status=completed")).toEqual([old]);
  expect(await find("q=login")).toEqual([old]);
  expect(await find(`q=${encodeURIComponent("größere")}`)).toEqual([fresh]);
  expect(await find(`q=${run.runId}`)).toEqual([fresh]);
  expect(await find("from=2026-06-01T10:00:00Z&to=2026-06-01T10:00:00.001Z")).toEqual([old]);
  expect(await find("to=2026-06-01T10:00:00Z")).toEqual([]);
  expect(await find("project=web&status=active")).toEqual([]);
});

test("a timeline tells turns, tools and errors in their order, on pages without doubles or gaps", async () => {
  const owner = await aWorkspace();
  const root = aRunItem();
  const agent = aRunItem({ rootRunId: root.runId, parentRunId: root.runId });
  const runs = [root.runId, agent.runId];
  const items: (UsageItem | ToolItem | ErrorItem)[] = Array.from({ length: 24 }, (_, nth) => {
    const runId = runs[nth % 2] ?? "";
    // Four at each moment.
    const at = start + Math.floor(nth / 4) * minute;
    if (nth % 3 === 0) return aToolItem({ runId, startedAt: at });
    if (nth % 7 === 0) return anErrorItem({ runId, occurredAt: at });
    return aUsageItem({ runId, occurredAt: at });
  });
  // The longest key that is let in, of letters that are more than a byte.
  items.push(aUsageItem({ runId: root.runId, occurredAt: start, key: "…".repeat(400) }));
  await aReporter({ workspaceId: owner.workspace.id }).upload([root, agent, ...items.toReversed()]);

  const path = `/api/dev-sessions/${sessionIdOf(owner.workspace.id, root.runtime, root.runId)}/timeline`;
  const whole = await read<TimelinePage>(owner, path);
  expect(whole.items.map(({ key }) => key).toSorted()).toEqual(
    items.map(({ key }) => key).toSorted(),
  );
  expect(whole.nextCursor).toBeNull();
  const moments = whole.items.map(({ at }) => at);
  expect(moments).toEqual(moments.toSorted());
  for (const item of whole.items) expect(item.isSubagent).toBe(item.runId === agent.runId);
  for (const limit of [1, 5, 7]) {
    expect(await readPages<TimelineItem>(owner, `${path}?limit=${limit}`)).toEqual(whole.items);
  }
});

test("a session's figures are those of its events: by model, by run, by kind of run and by hour", async () => {
  const owner = await aWorkspace();
  const root = aRunItem();
  const below = { rootRunId: root.runId, parentRunId: root.runId };
  const agent = aRunItem({ ...below, agentType: "code-reviewer" });
  const models = ["claude-opus-4-6", "claude-haiku-4-5", null];
  const events = Array.from({ length: 18 }, (_, nth) =>
    aUsageItem({
      runId: nth % 4 === 0 ? agent.runId : root.runId,
      model: models[nth % 3] ?? null,
      occurredAt: start + nth * 17 * minute,
      output: nth,
      auxiliary: nth % 5 === 0,
      lowerBound: nth % 6 === 0,
    }),
  );
  await aReporter({ workspaceId: owner.workspace.id }).upload([root, agent, ...events]);

  const sums = noSums();
  for (const event of (await readLedger(owner.workspace.id)).events) addSums(sums, sumsOf(event));
  expect(sums).toMatchObject({ events: 18, output: 153, unpricedEvents: 6 });

  const id = sessionIdOf(owner.workspace.id, root.runtime, root.runId);
  const detail = await read<SessionDetail>(owner, `/api/dev-sessions/${id}`);
  expect(detail.totals).toEqual(totalsOf(sums));
  for (const parts of [detail.byModel, detail.byRun, detail.byKind, detail.byHour]) {
    const added = noSums();
    for (const { totals } of parts) addSums(added, totals);
    expect(totalsOf(added)).toEqual(detail.totals);
  }
  expect(detail.byModel.map(({ model }) => model)).toEqual(models);
  expect(detail.byRun.map((run) => run.id).toSorted()).toEqual(
    [root.runId, agent.runId].toSorted(),
  );
  expect(detail.byKind.map(({ kind, totals: { events: count } }) => [kind, count])).toEqual([
    ["implementation", 13],
    ["review", 5],
  ]);
  expect(detail.byHour).toHaveLength(5);
  expect(detail).toMatchObject({ durationMs: 17 * 17 * minute, activeMs: 0 });
  const { totals, byModel, byRun, byKind, byHour } = detail;
  expect(await read(owner, `/api/dev-sessions/${id}/costs`)).toEqual({
    totals,
    byModel,
    byRun,
    byKind,
    byHour,
  });
});

test("sessions that are not there and those of others answer 404; broken questions 422", async () => {
  const owner = await aWorkspace();
  const stranger = await aWorkspace();
  const id = await aSession(owner, start);
  const intruder = { headers: { "X-Workspace": owner.workspace.slug } };
  for (const part of ["", "/costs", "/timeline"]) {
    const path = `/api/dev-sessions/${id}${part}`;
    expect((await owner.get(path)).status).toBe(200);
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.get(path, intruder)).status).toBe(404);
    expect((await owner.get(`/api/dev-sessions/ses_unknown${part}`)).status).toBe(404);
  }
  expect(await read(stranger, "/api/dev-sessions")).toEqual({ items: [], nextCursor: null });
  for (const query of [
    "limit=0",
    "limit=101",
    "cursor=*",
    "cursor=bm8",
    "type=play",
    "from=soon",
  ]) {
    expect((await owner.get(`/api/dev-sessions?${query}`)).status).toBe(422);
  }
});

test("active sessions are those that go on, the newest activity first", async () => {
  const owner = await aWorkspace();
  const now = Date.now();
  await aSession(owner, start);
  const first = await aSession(owner, now - 2 * minute);
  const second = await aSession(owner, now - minute);
  const { items } = await read<SessionPage>(owner, "/api/dev-sessions/active");
  expect(items.map(({ id }) => id)).toEqual([second, first]);
});
