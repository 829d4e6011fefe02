import type { Repricing } from "#contract/prices.ts";
import type { Sample } from "./route-samples.ts";
import type { World } from "./world.ts";

const reads = { least: "viewer", scope: "read", status: 200 } as const;
const changes = { least: "admin", scope: "admin", status: 200 } as const;

/** Prices and re-pricing. */
export const priceSamples: Record<string, Sample> = {
  "get /api/prices": reads,
  "get /api/prices/models": { ...reads, request: () => ({ query: "q=opus" }) },
  "get /api/prices/audit": reads,
  "put /api/prices/overrides": {
    ...changes,
    request: () => ({ body: { revision: 0, aliases: [], overrides: [] } }),
  },
  "post /api/prices/reprice": { ...changes, request: () => ({ body: {} }) },
  "get /api/prices/reprice/{id}": { ...reads, request: aDryRun, isRow: true },
};

async function aDryRun({ owner }: World) {
  const begun = await owner.post("/api/prices/reprice", {});
  return { params: { id: (await begun.json<Repricing>()).id } };
}
