import { env } from "cloudflare:workers";
import type { IngestReceipt } from "#contract/ingest.ts";
import { openDatabase } from "#worker/db/client.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { ingestItems } from "#worker/operations/ingest/ingest-items.ts";
import { readRecords } from "#worker/http/otlp/read-records.ts";
import {
  ingestTelemetry,
  type TelemetryReceipt,
} from "#worker/operations/telemetry/ingest-telemetry.ts";
import { countRows, type Rows } from "./count-rows.ts";

let made = 0;

/** A machine in a workspace of its own (or in a given one), as operations see it, counting the rows it writes. */
export function aReporter(
  given: { workspaceId?: string; machineId?: string; personId?: string; now?: number } = {},
) {
  made += 1;
  const machineId = given.machineId ?? `mac_${made}`;
  const workspaceId = given.workspaceId ?? `workspace-${made}-${crypto.randomUUID()}`;
  const work: Promise<unknown>[] = [];
  const rows: Rows = { read: 0, written: 0 };
  const ctx: OperationContext = {
    env,
    db: openDatabase({ DB: countRows(env.DB, rows) }),
    now: given.now ?? Date.now(),
    actor: {
      type: "machine",
      workspaceId,
      personId: given.personId ?? "person-1",
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
      const receipt = await ingestItems(ctx, items, { machineId, source: "log" });
      await Promise.all(work.splice(0));
      return receipt;
    },
    /** What an agent on the same machine exports: the body of a logs request, in JSON. */
    async exportLogs(body: unknown): Promise<TelemetryReceipt> {
      const receipt = await ingestTelemetry(ctx, readRecords(body), machineId);
      await Promise.all(work.splice(0));
      return receipt;
    },
  };
}
