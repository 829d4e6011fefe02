import { aRunItem, aUsageItem } from "#test/support/items.ts";
import type { SessionPage } from "#contract/sessions.ts";
import type { Sample } from "./route-samples.ts";
import type { World } from "./world.ts";

const reads = { least: "viewer", scope: "read", status: 200 } as const;

const exports = { least: "member", scope: "ingest", status: 200 } as const;

/** Uploads, sessions, costs and sockets. */
export const ledgerSamples: Record<string, Sample> = {
  "post /api/ingest": {
    least: "member",
    scope: "ingest",
    status: 200,
    request: () => ({ body: { items: [aRunItem()] } }),
  },
  "post /v1/logs": { ...exports, request: () => ({ body: { resourceLogs: [] } }) },
  "post /v1/metrics": { ...exports, request: () => ({ body: { resourceMetrics: [] } }) },
  "post /v1/traces": { ...exports, request: () => ({ body: { resourceSpans: [] } }) },
  "get /api/costs/summary": reads,
  "get /api/costs/by": { ...reads, request: () => ({ query: "dimension=model" }) },
  "get /api/dev-sessions": reads,
  "get /api/dev-sessions/stats": reads,
  "get /api/dev-sessions/active": reads,
  "get /api/dev-sessions/by-date-range": {
    ...reads,
    request: () => ({ query: "from=2026-06-01&to=2026-06-30" }),
  },
  "get /api/dev-sessions/{id}": { ...reads, request: aSession, isRow: true },
  "get /api/dev-sessions/{id}/costs": { ...reads, request: aSession, isRow: true },
  "get /api/dev-sessions/{id}/timeline": { ...reads, request: aSession, isRow: true },
  "get /api/dev-sessions/{id}/live": { ...reads, status: 101, request: aSession, isRow: true },
  "get /api/agents": reads,
  "post /api/agents/heartbeat": {
    least: "member",
    scope: "ingest",
    status: 204,
    request: () => ({ body: { at: Date.now(), agents: [] } }),
  },
  "get /api/live": { ...reads, status: 101 },
};

/** Sessions begin by what a reporter sends. */
export async function aSession({ owner, tokens }: World) {
  const run = aRunItem();
  await tokens.ingest.post("/api/ingest", { items: [run, aUsageItem({ runId: run.runId })] });
  const page = await (await owner.get("/api/dev-sessions?limit=1")).json<SessionPage>();
  return { params: { id: page.items[0]?.id ?? "" } };
}
