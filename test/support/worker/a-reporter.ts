import { env } from "cloudflare:workers";
import type { IngestReceipt } from "#contract/ingest.ts";
import { openDatabase } from "#worker/db/client.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { ingestItems } from "#worker/operations/ingest/ingest-items.ts";

let made = 0;

/** A machine in a workspace of its own (or in a given one), as operations see it, counting the rows it writes. */
export function aReporter(given: { workspaceId?: string; machineId?: string; now?: number } = {}) {
  made += 1;
  const machineId = given.machineId ?? `mac_${made}`;
  const workspaceId = given.workspaceId ?? `workspace-${made}-${crypto.randomUUID()}`;
  const work: Promise<unknown>[] = [];
  const rows = { written: 0 };
  const ctx: OperationContext = {
    env,
    db: openDatabase({ DB: countingRows(env.DB, rows) }),
    now: given.now ?? Date.now(),
    actor: {
      type: "machine",
      workspaceId,
      personId: "person-1",
      machineId,
      tokenId: `tok_${made}`,
      role: "member",
      scopes: ["ingest", "read"],
    },
    waitUntil: (promise) => void work.push(promise),
  };
  return {
    ctx,
    workspaceId,
    rows,
    /** Uploads and waits until the live objects were told. */
    async upload(items: unknown[]): Promise<IngestReceipt> {
      const receipt = await ingestItems(ctx, items, machineId);
      await Promise.all(work.splice(0));
      return receipt;
    },
  };
}

/** The database, adding up what D1 itself says it wrote. */
function countingRows(database: D1Database, rows: { written: number }): D1Database {
  return new Proxy(database, {
    get(target, name) {
      if (name !== "batch") {
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      }
      return async (statements: D1PreparedStatement[]) => {
        const results = await target.batch(statements);
        for (const { meta } of results) rows.written += meta.rows_written;
        return results;
      };
    },
  });
}
