import {
  createExecutionContext,
  createScheduledController,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { SessionMessage, WorkspaceMessage } from "#contract/live.ts";
import { aLiveSession } from "#test/support/worker/a-live-session.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";
import { overviewOf, watch } from "#test/support/worker/watch.ts";
import { onSchedule } from "#worker/jobs/on-schedule.ts";

const minute = 60_000;

/** Long enough ago to be over, though nobody has looked yet. */
const longAgo = () => Date.now() - 45 * minute;

const hasEnded = ({ session }: SessionMessage) => session.status === "completed";
const isActive = ({ session }: SessionMessage) => session.status === "active";

async function cron(): Promise<void> {
  const ctx = createExecutionContext();
  await onSchedule(createScheduledController(), env, ctx);
  await waitOnExecutionContext(ctx);
}

test("the alarm completes an idle session where it ended, and it reopens when the run goes on", async () => {
  const { owner, workspaceId, event, path, object } = await aLiveSession(longAgo());
  const session = await watch<SessionMessage>(owner, path);
  const overview = await watch<WorkspaceMessage>(owner, overviewOf(owner));
  expect((await session.until(isActive)).session.endedAt).toBeNull();
  expect((await overview.until(() => true)).active).toHaveLength(1);

  await runDurableObjectAlarm(object);
  const ended = await session.until(hasEnded);
  expect(ended.session.endedAt).toBe(ended.session.lastActivityAt);
  await overview.until(({ active }) => active.length === 0);

  await aReporter({ workspaceId }).upload([event()]);
  const again = await session.until(
    (message) => isActive(message) && message.revision > ended.revision,
  );
  expect(again.session).toMatchObject({ endedAt: null, totals: { output: 20 } });
  await overview.until(({ active }) => active[0]?.totals.output === 20);
  const alarm = await runInDurableObject(object, (_, { storage }) => storage.getAlarm());
  expect(alarm).toBe(Date.parse(again.session.lastActivityAt) + 30 * minute);
});

test("an alarm that comes early leaves a session open and comes back when it is due", async () => {
  const beganAt = Date.now();
  const { owner, path, object } = await aLiveSession(beganAt);
  const session = await watch<SessionMessage>(owner, path);
  expect(await runDurableObjectAlarm(object)).toBe(true);
  expect(await session.sent()).toHaveLength(1);
  const alarm = await runInDurableObject(object, (_, { storage }) => storage.getAlarm());
  expect(alarm).toBe(beganAt + 30 * minute);
});

test("cron completes what lost its alarm, tells who watches, and a second time changes nothing", async () => {
  const { owner, workspaceId, path, object } = await aLiveSession(longAgo());
  const fresh = await aLiveSession();
  await runInDurableObject(object, (_, { storage }) => storage.deleteAlarm());
  const session = await watch<SessionMessage>(owner, path);
  await cron();
  await session.until(hasEnded);
  const after = await readLedger(workspaceId);
  expect(after.sessions).toMatchObject([{ status: "completed" }]);
  expect((await readLedger(fresh.workspaceId)).sessions).toMatchObject([{ status: "active" }]);

  const told = (await session.sent()).length;
  await Promise.all([cron(), cron()]);
  expect(await readLedger(workspaceId)).toEqual(after);
  expect(await session.sent()).toHaveLength(told);
});

test("cron and the alarm at the same moment complete a session once", async () => {
  const { workspaceId, object } = await aLiveSession(longAgo());
  const [before] = (await readLedger(workspaceId)).sessions;
  await Promise.all([cron(), runDurableObjectAlarm(object), cron()]);
  const [after] = (await readLedger(workspaceId)).sessions;
  expect(after).toMatchObject({ status: "completed", revision: (before?.revision ?? 0) + 1 });
});
