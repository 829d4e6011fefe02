import type { SessionDetail } from "#contract/sessions.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import type { Sample, SampleRequest } from "./route-samples.ts";
import type { World } from "./world.ts";

/** The owner's session, which other members may not change. */
const changes = {
  least: "member",
  scope: "plan",
  status: 200,
  isRow: true,
  except: { member: 403 },
} as const;

/** What people do with sessions. */
export const sessionSamples: Record<string, Sample> = {
  "post /api/dev-sessions/start": {
    least: "member",
    scope: "plan",
    status: 200,
    request: async (world) => ({ body: { project: await aProject(world) } }),
  },
  "patch /api/dev-sessions/{id}": { ...changes, request: withBody({ title: "Sign-in" }) },
  "post /api/dev-sessions/{id}/pause": { ...changes, request: withBody() },
  "post /api/dev-sessions/{id}/resume": { ...changes, request: withBody() },
  "post /api/dev-sessions/{id}/complete": { ...changes, request: withBody({}) },
  "post /api/dev-sessions/{id}/cancel": { ...changes, request: withBody() },
  "post /api/dev-sessions/{id}/split": { ...changes, request: aHeldRun },
  "post /api/dev-sessions/{id}/link-task": {
    ...changes,
    request: withBody({ taskKey: "ACME-12", relationship: "completed" }),
  },
  "delete /api/dev-sessions/{id}/link-task": {
    ...changes,
    request: async (world) => ({
      ...(await withBody()(world)),
      query: "taskKey=ACME-12&relationship=completed",
    }),
  },
};

/** A project that nobody has a session in. */
async function aProject({ tokens }: World): Promise<string> {
  const key = `github.com/acme/${crypto.randomUUID()}`;
  await tokens.ingest.post("/api/ingest", { items: [aRunItem({ project: { key, name: "api" } })] });
  return key;
}

function withBody(body?: unknown) {
  return async (world: World): Promise<SampleRequest> => {
    const begun = await world.owner.post("/api/dev-sessions/start", {
      project: await aProject(world),
    });
    return { params: { id: (await begun.json<SessionDetail>()).id }, body };
  };
}

async function aHeldRun(world: World): Promise<SampleRequest> {
  const key = await aProject(world);
  const begun = await world.owner.post("/api/dev-sessions/start", { project: key });
  const { id } = await begun.json<SessionDetail>();
  const run = aRunItem({ project: { key, name: "api" } });
  const { runtime, runId } = run;
  const items = [run, aUsageItem({ runId, occurredAt: Date.now() + 1_000 })];
  await world.tokens.ingest.post("/api/ingest", { items });
  return { params: { id }, body: { runtime, runId } };
}
