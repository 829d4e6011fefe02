import { expect, test } from "vitest";
import type { SessionPage, SessionSummary, TimelinePage } from "#contract/sessions.ts";
import { aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";
import {
  agent,
  at,
  aWorkspaceThatWorked,
  calls,
  events,
  iso,
  ok,
  path,
  refused,
  run,
} from "#test/support/worker/lived-session.ts";
import { aMachine } from "#test/support/worker/people.ts";
import { expectNoDrift } from "#test/support/worker/repriced.ts";

const { made, home, start, eventsIn } = aWorkspaceThatWorked();

test("a session begun in the past takes what was done since, and a changed start moves it", async () => {
  const begun = await start({ startedAt: iso(10), title: "Sign in by code" });
  expect(begun).toMatchObject({
    origin: "manual",
    status: "active",
    title: "Sign in by code",
    runtime: "claude-code",
    lastModel: "claude-opus-4-6",
    startedAt: iso(10),
    totals: { events: 10 },
    stretches: [{ from: iso(10), to: null }],
  });
  expect(begun.byRun.map(({ id, totals }) => [id, totals.events])).toEqual([
    ["root", 5],
    ["agent", 5],
  ]);
  expect(await ok(made.owner.get(path(home())))).toMatchObject({
    title: "Sign-in",
    lastActivityAt: iso(9),
    totals: { events: 10 },
  });

  const earlier = await ok(made.owner.patch(path(begun.id), { startedAt: iso(0) }));
  expect(earlier.totals.events).toBe(20);
  const later = await ok(made.owner.patch(path(begun.id), { startedAt: iso(15) }));
  expect(later.totals.events).toBe(5);
  expect(await eventsIn(home())).toBe(15);
  await expectNoDrift();
  // Sent once more, everything stays where it is.
  await made.reporter.upload([run, agent, ...events, ...calls]);
  expect(await eventsIn(begun.id)).toBe(5);
});

test("turns, calls and failures of a time stand in the session that ran then, and in one alone", async () => {
  const { id } = await start({ startedAt: iso(10) });
  await made.reporter.upload([...calls, aToolItem({ runId: "agent", startedAt: at(30) })]);
  const there = await ok<TimelinePage>(made.owner.get(`${path(id)}/timeline?limit=500`));
  const elsewhere = await ok<TimelinePage>(made.owner.get(`${path(home())}/timeline?limit=500`));
  expect(there.items).toHaveLength(31);
  expect(elsewhere.items).toHaveLength(30);
  expect(Object.groupBy(there.items, ({ type }) => type)).toMatchObject({
    turn: { length: 10 },
    tool: { length: 11 },
  });
  expect(there.items.every((item) => item.at >= iso(10))).toBe(true);
  expect(elsewhere.items.every((item) => item.at < iso(10))).toBe(true);
});

test("pauses are gaps; completing says what came of it, and twice is once", async () => {
  const { id } = await start({ startedAt: iso(18) });
  const paused = await ok(made.owner.post(path(id, "pause")));
  expect(paused).toMatchObject({ status: "paused", runningSince: null, endedAt: null });
  const inPause = aUsageItem({ runId: "root", occurredAt: Date.now() + 5 });
  await made.reporter.upload([inPause]);
  expect(await eventsIn(id)).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await ok(made.owner.post(path(id, "pause")))).toMatchObject({
    stretches: paused.stretches,
  });

  const resumed = await ok(made.owner.post(path(id, "resume")));
  expect(resumed).toMatchObject({ status: "active", stretches: [{}, { to: null }] });
  await made.reporter.upload([aUsageItem({ runId: "root", occurredAt: Date.now() + 1 })]);
  expect(await eventsIn(id)).toBe(3);

  const notes = { summary: "By code", keyChanges: ["Codes by mail"], nextSteps: ["Limits"] };
  const done = await ok(made.owner.post(path(id, "complete"), notes));
  expect(done).toMatchObject({ status: "completed", ...notes });
  const worked = done.stretches.map(({ from, to }) => Date.parse(to ?? "") - Date.parse(from));
  expect(done.durationMs).toBe(worked.reduce((sum, one) => sum + one));
  expect(done.durationMs).toBeLessThan(Date.parse(done.endedAt ?? "") - at(18));

  expect(await ok(made.owner.post(path(id, "complete"), {}))).toEqual(done);
  expect(await refused(made.owner.post(path(id, "resume")))).toEqual({
    status: 409,
    code: "session_state",
    session: { id, status: "completed", possible: [] },
  });
  await expectNoDrift();
});

test("one session is open for each person and project, and a start sent twice is one", async () => {
  const clientId = crypto.randomUUID();
  const [first, again] = await Promise.all([start({ clientId }), start({ clientId })]);
  expect(again.id).toBe(first.id);
  expect(await refused(made.owner.post("/api/dev-sessions/start", { project: "api" }))).toEqual({
    status: 409,
    code: "session_open",
    session: { id: first.id, status: "active", possible: ["pause", "complete", "cancel"] },
  });
  const elsewhere = await start({ project: null });
  expect(elsewhere.project).toBeNull();

  const active = await ok<{ items: SessionSummary[] }>(made.owner.get("/api/dev-sessions/active"));
  expect(active.items.map(({ id }) => id)).toEqual(
    expect.arrayContaining([first.id, elsewhere.id]),
  );
  const listed = await ok<SessionPage>(made.owner.get("/api/dev-sessions?sort=-duration"));
  expect(listed.items.map(({ id }) => id)).toContain(first.id);
  await ok(made.owner.post(path(first.id, "cancel")));
  expect((await start()).id).not.toBe(first.id);
  expect(
    await refused(made.owner.post("/api/dev-sessions/start", { project: "none" })),
  ).toMatchObject({
    status: 404,
  });
});

test("two tabs and a token that start at once begin one session", async () => {
  const token = await aMachine(["plan"], made.owner);
  const answers = await Promise.all(
    [made.owner, token, made.owner, token].map((as) =>
      as.post("/api/dev-sessions/start", { project: "api" }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
});

test("a run that is split off stays with itself, its sub-agents and whatever comes of it too", async () => {
  const { id } = await start({ startedAt: iso(10) });
  const split = { runtime: "claude-code", runId: "root" };
  expect(
    await refused(made.owner.post(path(id, "split"), { ...split, runId: "agent" })),
  ).toMatchObject({
    status: 422,
  });
  expect((await ok(made.owner.post(path(id, "split"), split))).totals.events).toBe(0);
  expect(await eventsIn(home())).toBe(20);
  const late = aRunItem({ runId: "late", rootRunId: "root", parentRunId: "root" });
  await made.reporter.upload([late, aUsageItem({ runId: "late", occurredAt: at(50) })]);
  expect(await eventsIn(home())).toBe(21);
  await ok(made.owner.post(path(id, "split"), split));
  await expectNoDrift();
});
