import { defaultVibeRates } from "#contract/vibe-rule.ts";
import { aSession } from "./ledger-samples.ts";
import type { Sample } from "./route-samples.ts";

const reads = { least: "viewer", scope: "read", status: 200 } as const;
const works = { least: "member", scope: "plan", status: 200 } as const;

/** VIBE and reports. */
export const vibeSamples: Record<string, Sample> = {
  "get /api/vibe/rates": reads,
  "get /api/vibe/rates/audit": reads,
  "put /api/vibe/rates": {
    least: "admin",
    scope: "admin",
    status: 200,
    request: () => ({ body: { revision: 0, rates: defaultVibeRates } }),
  },
  "post /api/vibe/estimate": { ...reads, request: () => ({ body: { images: 4 } }) },
  "get /api/vibe/transactions": reads,
  "put /api/dev-sessions/{id}/estimate": {
    ...works,
    request: async (world) => ({ ...(await aSession(world)), body: { estimateVibe: 1_000 } }),
    isRow: true,
  },
  "get /api/dev-sessions/{id}/report": { ...reads, request: aSession, isRow: true },
  "post /api/dev-sessions/{id}/report": { ...works, request: aSession, isRow: true },
};
