import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { CostDimension, CostsBy } from "#contract/costs.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { aMachine, type AMember, aMember, aWorkspace } from "#test/support/worker/people.ts";
import { openDatabase } from "#worker/db/client.ts";
import { workspaceSetting } from "#worker/db/team-schema.ts";
import { groupCosts } from "#worker/operations/costs/group-costs.ts";
import { summarizeCosts } from "#worker/operations/costs/summarize-costs.ts";

const hour = 3_600_000;

/** A workspace in a time zone whose agents answered once at each of these moments, as it is seen at `now`. */
async function aWorkspaceIn(timezone: string, moments: string[], now = "2026-12-31T00:00:00Z") {
  const reporter = aReporter({ now: Date.parse(now) });
  const { workspaceId } = reporter;
  await openDatabase(env).insert(workspaceSetting).values({ workspaceId, timezone });
  const run = aRunItem();
  const events = moments.map((moment) =>
    aUsageItem({ runId: run.runId, occurredAt: Date.parse(moment) }),
  );
  await reporter.upload([run, ...events]);
  return reporter.ctx;
}

const eachHour = (from: string, hours: number) =>
  Array.from({ length: hours }, (_, nth) => new Date(Date.parse(from) + nth * hour).toISOString());

const eventsOf = ({ buckets }: CostsBy) =>
  buckets.map(({ date, items }) => [date, items[0]?.totals.events]);

const changeDays = [
  {
    timezone: "Europe/Berlin",
    from: "2026-03-27T23:00:00Z",
    days: [24, 23, 24],
    first: "2026-03-28",
  },
  {
    timezone: "Europe/Berlin",
    from: "2026-10-23T22:00:00Z",
    days: [24, 25, 24],
    first: "2026-10-24",
  },
  {
    timezone: "America/New_York",
    from: "2026-03-07T05:00:00Z",
    days: [24, 23, 24],
    first: "2026-03-07",
  },
  {
    timezone: "America/New_York",
    from: "2026-10-31T04:00:00Z",
    days: [24, 25, 24],
    first: "2026-10-31",
  },
  {
    timezone: "Asia/Kolkata",
    from: "2026-06-01T19:00:00Z",
    days: [24, 24, 24],
    first: "2026-06-02",
  },
];

test.each(changeDays)(
  "days around $first in $timezone have $days hours",
  async ({ timezone, from, days, first }) => {
    const hours = days.reduce((sum, day) => sum + day, 0);
    const ctx = await aWorkspaceIn(timezone, eachHour(from, hours));
    const byDay = await groupCosts(ctx, { dimension: "model", bucket: "day" });
    expect(eventsOf(byDay).map(([, events]) => events)).toEqual(days);
    expect(byDay.buckets[0]?.date).toBe(first);
    expect(byDay).toMatchObject({ timezone, items: [{ totals: { events: hours } }] });

    const byHour = await groupCosts(ctx, { dimension: "model", bucket: "hour" });
    expect(eventsOf(byHour).map(([, events]) => events)).toEqual(
      Array.from({ length: hours }, () => 1),
    );
    const starts = byHour.buckets.map(({ at }) => at);
    expect(starts).toEqual([...new Set(starts)].toSorted());
  },
);

test.each([
  {
    what: "a spring day has 23 hours",
    timezone: "Europe/Berlin",
    now: "2026-03-29T10:00:00Z",
    today: ["2026-03-28T23:10:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"],
    before: ["2026-03-27T23:10:00Z", "2026-03-28T09:30:00Z"],
    neither: ["2026-03-28T22:50:00Z", "2026-03-27T22:50:00Z"],
    starts: {
      today: "2026-03-28T23:00:00.000Z",
      week: "2026-03-22T23:00:00.000Z",
      month: "2026-02-28T23:00:00.000Z",
    },
  },
  {
    what: "an autumn day has 25, and the day before it no more than all of its own",
    timezone: "Europe/Berlin",
    now: "2026-10-25T22:30:00Z",
    today: [
      "2026-10-24T22:10:00Z",
      "2026-10-25T00:30:00Z",
      "2026-10-25T01:30:00Z",
      "2026-10-25T22:10:00Z",
    ],
    before: ["2026-10-23T22:10:00Z", "2026-10-24T21:50:00Z"],
    neither: ["2026-10-23T21:50:00Z"],
    starts: {
      today: "2026-10-24T22:00:00.000Z",
      week: "2026-10-18T22:00:00.000Z",
      month: "2026-09-30T22:00:00.000Z",
    },
  },
  {
    what: "a day begins in New York",
    timezone: "America/New_York",
    now: "2026-11-02T12:00:00Z",
    today: ["2026-11-02T05:10:00Z"],
    before: ["2026-11-01T04:10:00Z", "2026-11-01T10:50:00Z"],
    neither: ["2026-11-02T04:50:00Z", "2026-11-01T03:50:00Z"],
    starts: {
      today: "2026-11-02T05:00:00.000Z",
      week: "2026-11-02T05:00:00.000Z",
      month: "2026-11-01T04:00:00.000Z",
    },
  },
  {
    what: "an hour over midnight belongs to the day it begins in, and to no other",
    timezone: "Asia/Kolkata",
    now: "2026-06-02T18:25:00Z",
    today: ["2026-06-01T19:10:00Z", "2026-06-02T18:10:00Z"],
    before: ["2026-06-01T18:10:00Z", "2026-06-01T18:40:00Z"],
    neither: ["2026-05-31T18:10:00Z"],
    starts: {
      today: "2026-06-01T18:30:00.000Z",
      week: "2026-05-31T18:30:00.000Z",
      month: "2026-05-31T18:30:00.000Z",
    },
  },
])("$what", async ({ timezone, now, today, before, neither, starts }) => {
  const ctx = await aWorkspaceIn(timezone, [...today, ...before, ...neither], now);
  const summary = await summarizeCosts(ctx);
  expect(summary.today.totals.events).toBe(today.length);
  expect(summary.today.previous.events).toBe(before.length);
  expect(summary.allTime.totals.events).toBe(today.length + before.length + neither.length);
  expect({ today: summary.today.from, week: summary.week.from, month: summary.month.from }).toEqual(
    starts,
  );

  const days = eventsOf(await groupCosts(ctx, { dimension: "model", bucket: "day" }));
  expect(days.at(-1)?.[1]).toBe(today.length);
});

test("ranges that meet count each hour once", async () => {
  const ctx = await aWorkspaceIn("Asia/Kolkata", eachHour("2026-06-01T10:00:00Z", 24));
  const middle = "2026-06-01T18:30:00.000Z";
  const before = await groupCosts(ctx, { dimension: "model", to: middle });
  const after = await groupCosts(ctx, { dimension: "model", from: middle });
  expect([before.items[0]?.totals.events, after.items[0]?.totals.events]).toEqual([9, 15]);
});

/** Two people with a project, a model and a runtime each; the member's requests are the dearer ones. */
async function aTeam() {
  const owner = await aWorkspace();
  const member = await aMember("member", owner);
  const project = { key: "github.com/acme/web", name: "web" };
  await send(owner, [{}, { model: null }]);
  await send(member, [{ model: "claude-opus-4-6", output: 90_000 }], { runtime: "codex", project });
  return { owner, member };
}

async function send(
  person: AMember,
  events: Parameters<typeof aUsageItem>[0][],
  facts: Parameters<typeof aRunItem>[0] = {},
) {
  const machine = await aMachine(["ingest"], person);
  const run = aRunItem({ startedAt: Date.now(), ...facts });
  const { runId, runtime } = run;
  const own = { runId, runtime, model: "claude-haiku-4-5", occurredAt: Date.now() };
  const items = [run, ...events.map((event) => aUsageItem({ ...own, ...event }))];
  expect(await (await machine.post("/api/ingest", { items })).json()).toMatchObject({
    rejected: [],
  });
}

test("costs are told apart by project, person, model and runtime, the dearest first", async () => {
  const { owner, member } = await aTeam();
  const by = async (dimension: CostDimension) => {
    const response = await owner.get(`/api/costs/by?dimension=${dimension}`);
    const { items } = await response.json<CostsBy>();
    return items.map(({ key, label, totals }) => [
      key,
      label,
      totals.events,
      totals.unpricedEvents,
    ]);
  };
  expect(await by("person")).toMatchObject([
    [member.id, expect.any(String), 1, 0],
    [owner.id, expect.any(String), 2, 1],
  ]);
  expect(await by("runtime")).toEqual([
    ["codex", "codex", 1, 0],
    ["claude-code", "claude-code", 2, 1],
  ]);
  expect((await by("project")).map(([, ...rest]) => rest)).toEqual([
    ["web", 1, 0],
    ["api", 2, 1],
  ]);
  expect(await by("model")).toEqual([
    ["claude-opus-4-6", "claude-opus-4-6", 1, 0],
    ["claude-haiku-4-5", "claude-haiku-4-5", 1, 0],
    [null, "Unknown model", 1, 1],
  ]);
});

test("costs of another workspace are nobody's, and a dimension that is none is refused", async () => {
  const { owner } = await aTeam();
  const stranger = await aWorkspace();
  const path = "/api/costs/by?dimension=model";
  expect(await (await stranger.get(path)).json()).toMatchObject({ items: [], buckets: [] });
  const intruder = { headers: { "X-Workspace": owner.workspace.slug } };
  expect((await stranger.get(path, intruder)).status).toBe(404);
  expect((await stranger.get("/api/costs/summary", intruder)).status).toBe(404);
  expect((await owner.get("/api/costs/by?dimension=colour")).status).toBe(422);
  expect((await owner.get(`${path}&from=yesterday`)).status).toBe(422);
});
