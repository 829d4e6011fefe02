import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { SessionMessage, WorkspaceMessage } from "#contract/live.ts";
import { aLiveSession } from "#test/support/worker/a-live-session.ts";
import {
  aClient,
  aMachine,
  type AMember,
  aMember,
  aWorkspace,
} from "#test/support/worker/people.ts";
import { overviewOf, watch } from "#test/support/worker/watch.ts";
import { workspaceLive } from "#worker/live/stubs.ts";

const outputOf = ({ session }: SessionMessage) => session.totals.output;
const todayOf = ({ today }: WorkspaceMessage) => today.totals.output;
const revisionsOf = (messages: { revision: number }[]) => messages.map(({ revision }) => revision);

/** Whatever an object keeps, in memory and in storage. */
async function wipe(object: DurableObjectStub): Promise<void> {
  await runInDurableObject(object, (_, { storage }) => storage.deleteAll());
  await evictDurableObject(object);
}

test("the present state comes first, and an upload moves it on open sockets", async () => {
  const { owner, run, event, path } = await aLiveSession();
  const session = await watch<SessionMessage>(owner, path);
  const overview = await watch<WorkspaceMessage>(owner, overviewOf(owner));
  expect(await session.sent()).toMatchObject([
    { type: "session", session: { totals: { output: 10 } } },
  ]);
  expect(await overview.sent()).toMatchObject([
    { type: "workspace", active: [{ rootRunId: run.runId }], today: { totals: { output: 10 } } },
  ]);

  const machine = await aMachine(["ingest"], owner);
  await machine.post("/api/ingest", { items: [run, event()] });
  await session.until((message) => outputOf(message) === 20);
  const moved = await overview.until((message) => todayOf(message) === 20);
  expect(moved.active).toMatchObject([{ rootRunId: run.runId, totals: { output: 20 } }]);
});

test("every message has a higher revision than the one before", async () => {
  const { owner, reporter, event, path } = await aLiveSession();
  const session = await watch<SessionMessage>(owner, path);
  for (let nth = 0; nth < 5; nth++) await reporter.upload([event()]);
  const revisions = revisionsOf(await session.sent());
  expect(revisions).toHaveLength(6);
  expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b));
});

test("a repeated upload sends nothing", async () => {
  const { owner, reporter, run, event, path } = await aLiveSession();
  const again = [run, event()];
  await reporter.upload(again);
  const session = await watch<SessionMessage>(owner, path);
  const overview = await watch<WorkspaceMessage>(owner, overviewOf(owner));
  await reporter.upload(again);
  expect(await session.sent()).toHaveLength(1);
  expect(await overview.sent()).toHaveLength(1);
});

test("late and repeated states are not sent", async () => {
  const { owner, reporter, event, path, object } = await aLiveSession();
  const session = await watch<SessionMessage>(owner, path);
  const first = await session.until((message) => outputOf(message) === 10);
  await reporter.upload([event()]);
  const second = await session.until((message) => outputOf(message) === 20);
  await object.publish(first.session);
  await object.publish(second.session);
  await wipe(object);
  await object.publish(first.session);
  await object.publish(second.session);
  expect((await session.sent()).map(outputOf)).toEqual([10, 20]);
});

test("a wiped object is right again, for who watches and for who comes", async () => {
  const { owner, reporter, event, path, object } = await aLiveSession();
  const overviewObject = workspaceLive(env, owner.workspace.id);
  const session = await watch<SessionMessage>(owner, path);
  const overview = await watch<WorkspaceMessage>(owner, overviewOf(owner));
  await session.sent();
  await overview.sent();
  for (const one of [object, overviewObject]) await wipe(one);

  await reporter.upload([event()]);
  await session.until((message) => outputOf(message) === 20);
  await overview.until((message) => todayOf(message) === 20);
  expect(await runInDurableObject(object, (_, { storage }) => storage.getAlarm())).not.toBeNull();

  for (const one of [object, overviewObject]) await wipe(one);
  expect(await (await watch<SessionMessage>(owner, path)).sent()).toMatchObject([
    { session: { totals: { output: 20 } } },
  ]);
  const come = await (await watch<WorkspaceMessage>(owner, overviewOf(owner))).sent();
  expect(come.map(todayOf)).toEqual([20]);
  expect(come[0]?.revision).toBeGreaterThan(Math.max(...revisionsOf(overview.messages)));
});

test("a socket of a sleeping object is closed when its token is revoked", async () => {
  const { owner, path, object } = await aLiveSession();
  const machine = await aMachine(["read"], owner);
  const session = await watch(machine, path);
  const overview = await watch(machine, "/api/live");
  await evictDurableObject(object);
  await evictDurableObject(workspaceLive(env, owner.workspace.id));
  await owner.delete(`/api/machines/${machine.machine.id}`);
  expect(await Promise.all([session.closed, overview.closed])).toEqual([4403, 4403]);
});

test("a member who left is closed, and refused from then on", async () => {
  const { owner, path } = await aLiveSession();
  const viewer = await aMember("viewer", owner);
  const sockets = [await watch(viewer, path), await watch(viewer, overviewOf(owner))];
  await viewer.post(`/api/workspaces/${owner.workspace.slug}/leave`);
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4403, 4403]);
  expect((await viewer.connect(path)).status).toBe(404);
});

test("sockets are refused to other workspaces and other sites", async () => {
  const { owner, path, sessionId } = await aLiveSession();
  const stranger = await aWorkspace();
  const inTheirs = (member: AMember) =>
    `/api/dev-sessions/${sessionId}/live?workspace=${member.workspace.slug}`;
  expect((await stranger.connect(path)).status).toBe(404);
  expect((await stranger.connect(overviewOf(owner))).status).toBe(404);
  expect((await stranger.connect(inTheirs(stranger))).status).toBe(404);
  expect((await owner.connect(path.replace(sessionId, "ses_unknown"))).status).toBe(404);

  const elsewhere = { ...owner.headers, Origin: "https://evil.example" };
  expect((await aClient(elsewhere).connect(path)).status).toBe(403);
});
