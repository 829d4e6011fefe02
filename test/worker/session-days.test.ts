import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type SessionDays, sessionDays, sessionDaysQuery } from "#contract/session-days.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { aMachine, aMember, aWorkspace } from "#test/support/worker/people.ts";
import { openDatabase } from "#worker/db/client.ts";
import { workspaceSetting } from "#worker/db/team-schema.ts";
import { groupCosts } from "#worker/operations/costs/group-costs.ts";
import { changeStatus } from "#worker/operations/lifecycle/change-status.ts";
import { startSession } from "#worker/operations/lifecycle/start-session.ts";
import { listSessionDays } from "#worker/operations/sessions/list-session-days.ts";

type Session = { name: string; output?: number; run?: Parameters<typeof aRunItem>[0] };

/** A workspace in a time zone, as it is seen some time later. */
async function aCalendar(timezone: string, now = "2026-12-31T00:00:00Z") {
  const reporter = aReporter({ now: Date.parse(now) });
  const { workspaceId, ctx } = reporter;
  await openDatabase(env).insert(workspaceSetting).values({ workspaceId, timezone });
  return {
    ctx,
    /** A session that answered at these moments. */
    async work({ name, output = 10, run: facts }: Session, ...moments: string[]): Promise<void> {
      const times = moments.map((moment) => Date.parse(moment));
      const run = aRunItem({ branch: name, startedAt: Math.min(...times), ...facts });
      const events = times.map((occurredAt) =>
        aUsageItem({ runId: run.runId, occurredAt, output }),
      );
      await reporter.upload([run, ...events]);
    },
    async days(from: string, to: string, rest: Record<string, unknown> = {}): Promise<SessionDays> {
      const query = sessionDaysQuery.parse({ from, to, ...rest });
      return sessionDays.parse(await listSessionDays(ctx, query));
    },
  };
}

/** Each day as `sessions names…`. */
const told = ({ days }: SessionDays) =>
  Object.fromEntries(
    days.map(({ date, sessions, items }) => [
      date,
      [sessions, ...items.map(({ session }) => session.branch)].join(" "),
    ]),
  );

const hoursOf = ({ days }: SessionDays) =>
  days.map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 3_600_000);

test("days are the workspace's, also those on which clocks change", async () => {
  const spring = await aCalendar("Europe/Berlin");
  await spring.work({ name: "late" }, "2026-03-28T22:59:00Z");
  await spring.work({ name: "first" }, "2026-03-28T23:00:00Z");
  await spring.work({ name: "last" }, "2026-03-29T21:59:59Z");
  await spring.work({ name: "next" }, "2026-03-29T22:00:00Z");
  const found = await spring.days("2026-03-28", "2026-03-30");
  expect(told(found)).toEqual({
    "2026-03-28": "1 late",
    "2026-03-29": "2 first last",
    "2026-03-30": "1 next",
  });
  expect(hoursOf(found)).toEqual([24, 23, 24]);
  expect(hoursOf(await spring.days("2026-10-24", "2026-10-26"))).toEqual([24, 25, 24]);

  // Midnight is missing on the first of these, and comes twice on the other.
  const chile = await aCalendar("America/Santiago");
  expect(hoursOf(await chile.days("2026-09-05", "2026-09-07"))).toEqual([24, 23, 24]);
  expect(hoursOf(await chile.days("2026-04-03", "2026-04-05"))).toEqual([24, 25, 24]);
});

test("a session over midnight stands on each day that it worked on, with what it cost there", async () => {
  const calendar = await aCalendar("Europe/Berlin");
  await calendar.work(
    { name: "night" },
    "2026-06-01T21:10:00Z",
    "2026-06-01T22:20:00Z",
    "2026-06-04T10:05:00Z",
  );
  const found = await calendar.days("2026-06-01", "2026-06-04");
  expect(told(found)).toEqual({
    "2026-06-01": "1 night",
    "2026-06-02": "1 night",
    "2026-06-03": "0",
    "2026-06-04": "1 night",
  });
  expect(found.sessions).toBe(1);
  const parts = found.days.flatMap(({ items }) => items);
  expect(parts.map(({ from, to }) => [from, to])).toEqual([
    ["2026-06-01T21:10:00.000Z", "2026-06-01T22:00:00.000Z"],
    ["2026-06-01T22:00:00.000Z", "2026-06-01T23:00:00.000Z"],
    ["2026-06-04T10:00:00.000Z", "2026-06-04T10:05:00.000Z"],
  ]);
  for (const { session, costNanoUsd, tokens } of parts) {
    expect([3 * costNanoUsd, 3 * tokens]).toEqual([
      session.totals.costNanoUsd,
      session.totals.total,
    ]);
  }
});

test("what began before the days is found, whether it ended soon, late or not yet", async () => {
  const calendar = await aCalendar("UTC", "2026-06-20T12:10:00Z");
  await calendar.work({ name: "yesterday" }, "2026-06-19T23:00:00Z", "2026-06-20T01:00:00Z");
  await calendar.work({ name: "long-ago" }, "2026-05-02T10:00:00Z", "2026-06-20T02:00:00Z");
  await calendar.work({ name: "open" }, "2026-05-03T10:00:00Z", "2026-06-20T12:00:00Z");
  await calendar.work({ name: "over" }, "2026-06-10T10:00:00Z", "2026-06-19T12:00:00Z");
  const found = await calendar.days("2026-06-20", "2026-06-20");
  expect(told(found)).toEqual({ "2026-06-20": "3 yesterday long-ago open" });
  expect(found.days[0]?.items.map(({ session }) => session.status)).toEqual([
    "completed",
    "completed",
    "active",
  ]);
});

test("the days add up to the ledger", async () => {
  for (const timezone of ["UTC", "Europe/Berlin", "America/New_York"]) {
    const calendar = await aCalendar(timezone);
    for (let nth = 0; nth < 12; nth++) {
      const moments = Array.from({ length: 1 + (nth % 4) }, (_, at) =>
        new Date(
          Date.UTC(2026, 9, 23) + nth * 5.3 * 3_600_000 + at * 7.9 * 3_600_000,
        ).toISOString(),
      );
      await calendar.work({ name: `s${nth}`, output: nth }, ...moments);
    }
    const { days, totals } = await calendar.days("2026-10-20", "2026-11-02", { limit: 2 });
    const costs = await groupCosts(calendar.ctx, { dimension: "runtime", bucket: "day" });
    const ofLedger = costs.buckets.map(({ date, items }) => [date, items[0]?.totals]);
    const ofDays = days.filter(({ totals: { events } }) => events > 0);
    expect(ofDays.map((day) => [day.date, day.totals])).toEqual(ofLedger);
    expect(totals).toEqual(costs.items[0]?.totals);
    expect(days.every(({ items }) => items.length <= 2)).toBe(true);
  }
});

test("a full day shows its most expensive sessions, in the order of their beginning", async () => {
  const calendar = await aCalendar("UTC");
  for (const [hour, output] of [10, 500, 20, 400, 300].entries()) {
    await calendar.work({ name: `at-${hour}`, output }, `2026-06-01T0${hour}:00:00Z`);
  }
  await calendar.work(
    { name: "night", output: 450 },
    "2026-05-31T23:00:00Z",
    "2026-06-01T00:30:00Z",
  );
  const day = async (limit: number) =>
    told(await calendar.days("2026-06-01", "2026-06-01", { limit }));
  expect(await day(3)).toEqual({ "2026-06-01": "6 night at-1 at-3" });
  expect(await day(0)).toEqual({ "2026-06-01": "6" });
});

test("filters are those of the list, and nobody sees another workspace's sessions", async () => {
  const owner = await aWorkspace();
  const member = await aMember("member", owner);
  const viewer = await aMember("viewer", owner);
  const stranger = await aWorkspace();
  const at = Date.UTC(2026, 5, 1, 10);
  for (const [person, branch] of [
    [owner, "fix/login"],
    [member, "main"],
    [stranger, "secret"],
  ] as const) {
    const machine = await aMachine(["ingest"], person);
    const run = aRunItem({ branch, startedAt: at, project: { key: branch, name: branch } });
    const event = aUsageItem({ runId: run.runId, occurredAt: at });
    await machine.post("/api/ingest", { items: [run, event] });
  }
  const find = async (client: typeof viewer, query = "") => {
    const path = `/api/dev-sessions/by-date-range?from=2026-06-01&to=2026-06-01${query}`;
    const response = await client.get(path);
    expect(response.status).toBe(200);
    return told(await response.json<SessionDays>())["2026-06-01"];
  };
  expect(await find(viewer)).toMatch(/^2 /);
  expect(await find(viewer, "&type=bugfix")).toBe("1 fix/login");
  expect(await find(viewer, `&person=${member.id}`)).toBe("1 main");
  expect(await find(viewer, "&project=main")).toBe("1 main");
  expect(await find(viewer, "&q=login&status=completed")).toBe("1 fix/login");
  expect(await find(viewer, "&status=active")).toBe("0");
  expect(await find(stranger)).toBe("1 secret");

  for (const broken of [
    "",
    "?from=2026-06-01",
    "?from=2026-06-02&to=2026-06-01",
    "?from=2026-01-01&to=2026-06-01",
    "?from=2026-02-30&to=2026-03-01",
    "?from=2026-06-01&to=2026-06-02&limit=101",
  ]) {
    expect((await viewer.get(`/api/dev-sessions/by-date-range${broken}`)).status).toBe(422);
  }
});

test("a session that was begun by hand long before stands on the day that it went on, however long it paused", async () => {
  const { ctx, work, days } = await aCalendar("UTC");
  const at = (moment: string) => ({ ...ctx, now: Date.parse(moment) });
  const { project } = aRunItem();
  const begun = { project, title: "By hand", startedAt: "2026-12-01T09:00:00Z" };
  const { id } = await startSession(ctx, begun);
  await changeStatus(at("2026-12-01T11:00:00Z"), { id, verb: "pause" });
  await changeStatus(at("2026-12-05T09:00:00Z"), { id, verb: "resume" });
  await work({ name: "main" }, "2026-12-01T10:00:00Z", "2026-12-05T10:00:00Z");
  await changeStatus(at("2026-12-05T11:00:00Z"), { id, verb: "complete" });
  for (const date of ["2026-12-01", "2026-12-05"]) {
    const [day] = (await days(date, date)).days;
    expect([day?.sessions, day?.items.map(({ session }) => session.title)]).toEqual([
      1,
      ["By hand"],
    ]);
  }
  expect(told(await days("2026-12-03", "2026-12-03"))).toEqual({ "2026-12-03": "0" });
});
