import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { AgentList, AgentReport } from "#contract/agents.ts";
import type { AgentsMessage, WorkspaceMessage } from "#contract/live.ts";
import { aMachine, aMember, aWorkspace } from "#test/support/worker/people.ts";
import { overviewOf, watch } from "#test/support/worker/watch.ts";
import { workspaceLive } from "#worker/live/stubs.ts";

const anAgent = (facts: Partial<AgentReport> = {}): AgentReport => ({
  runtime: "claude-code",
  runId: "run-1",
  projectKey: null,
  state: "working",
  since: Date.now() - 60_000,
  lastActivityAt: Date.now() - 1_000,
  waitsFor: null,
  tool: null,
  failures: 0,
  apiError: null,
  isStuck: false,
  tokensPerMinute: 0,
  ...facts,
});

const beatOf = (...agents: AgentReport[]) => ({ at: Date.now(), agents });

const ago = (moment = "") => Date.now() - Date.parse(moment);

async function aWatchedWorkspace() {
  const owner = await aWorkspace();
  const machine = await aMachine(["ingest", "read"], owner);
  const overview = await watch<WorkspaceMessage | AgentsMessage>(owner, overviewOf(owner));
  const told = async () => (await (await owner.get("/api/agents")).json<AgentList>()).items;
  return { owner, machine, overview, told };
}

test("a heartbeat reaches who watches, without what stands in the database, and who comes later", async () => {
  const { owner, machine, overview } = await aWatchedWorkspace();
  await overview.sent();
  const answer = await machine.post(
    "/api/agents/heartbeat",
    beatOf(anAgent({ tokensPerMinute: 7 })),
  );
  expect(answer.status).toBe(204);
  const message = await overview.until(({ agents }) => agents.length === 1);
  expect(message).toMatchObject({
    type: "agents",
    agents: [
      { runId: "run-1", state: "working", tokensPerMinute: 7, machineId: machine.machine.id },
    ],
  });
  const later = await watch<WorkspaceMessage>(owner, overviewOf(owner));
  expect(await later.sent()).toMatchObject([{ type: "workspace", agents: [{ runId: "run-1" }] }]);
});

test("each heartbeat takes the place of the one before, also after the object slept", async () => {
  const { owner, machine, overview, told } = await aWatchedWorkspace();
  await machine.post("/api/agents/heartbeat", beatOf(anAgent(), anAgent({ runId: "run-2" })));
  await evictDurableObject(workspaceLive(env, owner.workspace.id));
  expect(await told()).toHaveLength(2);
  await machine.post("/api/agents/heartbeat", beatOf(anAgent({ state: "failing", isStuck: true })));
  const message = await overview.until(({ agents }) => agents[0]?.isStuck === true);
  expect(message.agents).toHaveLength(1);
  const revisions = (await overview.sent()).map(({ revision }) => revision);
  expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b));
});

test("times are the server's, whatever the machine's clock says", async () => {
  const { machine, told } = await aWatchedWorkspace();
  const aDay = 86_400_000;
  const at = Date.now() + aDay;
  const agent = anAgent({ since: at - 60_000, lastActivityAt: at + aDay });
  await machine.post("/api/agents/heartbeat", { at, agents: [agent] });
  const [heard] = await told();
  expect(Math.round(ago(heard?.since) / 10_000)).toBe(6);
  expect(ago(heard?.lastActivityAt)).toBeLessThan(10_000);
});

test("two machines with one home tell of an agent once, by who saw it last", async () => {
  const { owner, machine, told } = await aWatchedWorkspace();
  const other = await aMachine(["ingest"], owner);
  const old = anAgent({ state: "idle", lastActivityAt: Date.now() - 600_000 });
  await machine.post("/api/agents/heartbeat", beatOf(anAgent()));
  await other.post("/api/agents/heartbeat", beatOf(old));
  expect(await told()).toMatchObject([{ state: "working", machineId: machine.machine.id }]);
});

test("who is not heard of any more is gone, and later forgotten", async () => {
  const { owner, machine, told } = await aWatchedWorkspace();
  await machine.post(
    "/api/agents/heartbeat",
    beatOf(anAgent({ waitsFor: "answer", state: "waiting" })),
  );
  const object = workspaceLive(env, owner.workspace.id);
  const age = (ms: number) =>
    runInDurableObject(object, (_, { storage }) => {
      for (const [key, kept] of Array.from(
        storage.kv.list<{
          heardAt: number;
          agents: { heardAt: string }[];
        }>(),
      )) {
        const heardAt = kept.heardAt - ms;
        const agents = kept.agents.map((one) => ({
          ...one,
          heardAt: new Date(heardAt).toISOString(),
        }));
        storage.kv.put(key, { heardAt, agents });
      }
    });
  await age(90_000);
  expect(await told()).toMatchObject([{ state: "waiting" }]);
  await age(10_000);
  expect(await told()).toMatchObject([{ state: "gone", waitsFor: null }]);
  await age(3_600_000);
  expect(await told()).toEqual([]);
});

test("what is no heartbeat is refused, and another workspace sees nothing", async () => {
  const { machine, told } = await aWatchedWorkspace();
  const many = Array.from({ length: 101 }, () => anAgent());
  const wrong = [
    {},
    beatOf(...many),
    { at: Date.now(), agents: [{ ...anAgent(), state: "happy" }] },
  ];
  const answers = await Promise.all(
    wrong.map((body) => machine.post("/api/agents/heartbeat", body)),
  );
  expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
  await machine.post("/api/agents/heartbeat", beatOf(anAgent()));
  expect(await told()).toHaveLength(1);
  const stranger = await aWorkspace();
  expect(await (await stranger.get("/api/agents")).json()).toMatchObject({ items: [] });
  const viewer = await aMember("viewer", stranger);
  expect((await viewer.post("/api/agents/heartbeat", beatOf(anAgent()))).status).toBe(403);
});
