import {
  createExecutionContext,
  createScheduledController,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { aUsageItem } from "#test/support/items.ts";
import {
  at,
  aWorkspaceThatWorked,
  iso,
  minute,
  ok,
  path,
  refused,
  run,
} from "#test/support/worker/lived-session.ts";
import { aMachine, aMember } from "#test/support/worker/people.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";
import { expectNoDrift } from "#test/support/worker/repriced.ts";
import { openDatabase } from "#worker/db/client.ts";
import { sessionMove } from "#worker/db/lifecycle-schema.ts";
import { onSchedule } from "#worker/jobs/on-schedule.ts";
import { sessionLive } from "#worker/live/stubs.ts";

const { made, home, start, eventsIn } = aWorkspaceThatWorked();

test("names and kinds that a person gave stay, also where a log comes later", async () => {
  await ok(made.owner.patch(path(home()), { title: "Codes", type: "research" }));
  await made.reporter.upload([{ ...run, title: "Another", branch: "fix/codes" }]);
  const { title, type, branch } = await ok(made.owner.get(path(home())));
  expect({ title, type, branch }).toEqual({
    title: "Codes",
    type: "research",
    branch: "fix/codes",
  });
});

test("tasks are linked once for each relationship, and unlinked", async () => {
  const link = { taskKey: "ACME-12", relationship: "completed" };
  await ok(made.owner.post(path(home(), "link-task"), link));
  const linked = await ok(made.owner.post(path(home(), "link-task"), link));
  expect(linked.tasks).toMatchObject([{ key: "ACME-12", relationship: "completed" }]);
  const query = new URLSearchParams(link);
  expect((await ok(made.owner.delete(`${path(home(), "link-task")}?${query}`))).tasks).toEqual([]);
});

test("members act on their own sessions, tokens for their person, admins on everybody's", async () => {
  const member = await aMember("member", made.owner);
  const admin = await aMember("admin", made.owner);
  const mine = await start({}, member);
  await ok(member.post(path(mine.id, "pause")));
  await ok((await aMachine(["plan"], member)).post(path(mine.id, "resume")));
  const foreign = await aMachine(["plan"], admin);
  expect((await foreign.post(path(mine.id, "pause"))).status).toBe(403);
  expect((await (await aMember("member", made.owner)).post(path(mine.id, "pause"))).status).toBe(
    403,
  );
  await ok(admin.post(path(mine.id, "pause")));
});

test("an auto session can be completed, goes on with its run, and stays cancelled", async () => {
  await made.reporter.upload([aUsageItem({ runId: "root", occurredAt: Date.now() })]);
  expect((await ok(made.owner.post(path(home(), "complete"), {}))).status).toBe("completed");
  await made.reporter.upload([aUsageItem({ runId: "root", occurredAt: Date.now() })]);
  expect((await ok(made.owner.get(path(home())))).status).toBe("active");
  expect(await refused(made.owner.post(path(home(), "pause")))).toMatchObject({
    code: "session_state",
    session: { possible: ["complete", "cancel"] },
  });
  await ok(made.owner.post(path(home(), "cancel")));
  await made.reporter.upload([aUsageItem({ runId: "root", occurredAt: Date.now() })]);
  expect((await ok(made.owner.get(path(home())))).status).toBe("cancelled");
});

test("a manual session does not idle away", async () => {
  const { id } = await start({ startedAt: iso(0) });
  const object = sessionLive(env, made.owner.workspace.id, id);
  await made.reporter.upload([aUsageItem({ runId: "root", occurredAt: at(20) })]);
  expect(await runDurableObjectAlarm(object)).toBe(false);
  expect(await runInDurableObject(object, (_, { storage }) => storage.getAlarm())).toBeNull();
  await cron();
  expect((await ok(made.owner.get(path(id)))).status).toBe("active");
});

test("what a killed request left to move, cron moves", async () => {
  const { id } = await start({ startedAt: iso(10) });
  const db = openDatabase(env);
  const { workspaceId } = made.reporter;
  await db.run(
    `UPDATE run SET is_split_off = 1 WHERE workspace_id = '${workspaceId}' AND id LIKE '%/root'`,
  );
  const longAgo = Date.now() - 10 * minute;
  await db
    .insert(sessionMove)
    .values({ workspaceId, devSessionId: id, cursorAt: 0, toAt: Date.now(), updatedAt: longAgo });
  await cron();
  expect(await eventsIn(id)).toBe(5);
  const left = await db.select().from(sessionMove).where(eq(sessionMove.workspaceId, workspaceId));
  expect(left).toEqual([]);
  await expectNoDrift();
});

test("events in a manual session cost as many rows as in any other", async () => {
  await start();
  const now = Date.now() + 1_000;
  const live = (nth: number) => aUsageItem({ runId: "root", occurredAt: now + nth });
  await made.reporter.upload([live(0)]);
  made.reporter.rows.byTable = {};
  for (let nth = 1; nth <= 10; nth++) await made.reporter.upload([live(nth)]);
  expect(made.reporter.rows.byTable).toEqual({
    usage_event: 20,
    usage_rollup: 10,
    usage_hour: 10,
    dev_session: 10,
  });
  expect((await readLedger(made.reporter.workspaceId)).events).toHaveLength(31);
});

async function cron(): Promise<void> {
  const ctx = createExecutionContext();
  await onSchedule(createScheduledController(), env, ctx);
  await waitOnExecutionContext(ctx);
}
