import { type IngestItem, maxItemsPerUpload, type RunItem } from "#contract/ingest.ts";
import { itemsOfRecord } from "#worker/domain/telemetry/items-of-record.ts";
import type { TelemetryRecord } from "#worker/domain/telemetry/telemetry-record.ts";
import type { ToldItem } from "#worker/domain/telemetry/told-items.ts";
import type { OperationContext } from "../context.ts";
import { ingestItems } from "../ingest/ingest-items.ts";

/** How many records could not be taken, and what was wrong with the first. */
export type TelemetryReceipt = { rejected: number; reason: string | null };

/**
 * Stores the usage, tool calls and failed requests that records tell of, in one transaction, or in several where there are more than an upload may
 * have. Records of anything else are let pass.
 */
export async function ingestTelemetry(
  ctx: OperationContext,
  records: TelemetryRecord[],
  machineId: string,
): Promise<TelemetryReceipt> {
  const told = records.flatMap((record) => itemsOfRecord(record) ?? []);
  const receipt: TelemetryReceipt = { rejected: 0, reason: null };
  for (let at = 0; at < told.length; at += maxItemsPerUpload) {
    const refused = await ingestTold(ctx, told.slice(at, at + maxItemsPerUpload), machineId);
    receipt.rejected += refused.length;
    receipt.reason ??= refused[0]?.message ?? null;
  }
  return receipt;
}

async function ingestTold(ctx: OperationContext, told: ToldItem[], machineId: string) {
  const runs = new Map<string, RunItem>();
  for (const run of told.flatMap((one) => one.runs)) {
    const name = `${run.runtime}/${run.runId}`;
    const known = runs.get(name);
    if (!known || run.startedAt < known.startedAt) runs.set(name, run);
  }
  const items: IngestItem[] = [...runs.values(), ...told.map(({ item }) => item)];
  const { rejected } = await ingestItems(ctx, items, { machineId, source: "otel" });
  return rejected.filter(({ index }) => index >= runs.size);
}
