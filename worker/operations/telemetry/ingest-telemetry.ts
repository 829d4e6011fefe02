import type { IngestItem, RunItem } from "#contract/ingest.ts";
import { itemsOfRecord } from "#worker/domain/telemetry/items-of-record.ts";
import type { TelemetryRecord } from "#worker/domain/telemetry/telemetry-record.ts";
import type { OperationContext } from "../context.ts";
import { ingestItems } from "../ingest/ingest-items.ts";

/** How many records could not be taken, and what was wrong with the first. */
export type TelemetryReceipt = { rejected: number; reason: string | null };

/** Stores the usage that records tell of, in one transaction. Records of anything else are let pass. */
export async function ingestTelemetry(
  ctx: OperationContext,
  records: TelemetryRecord[],
  machineId: string,
): Promise<TelemetryReceipt> {
  const told = records.flatMap((record) => itemsOfRecord(record) ?? []);
  if (told.length === 0) return { rejected: 0, reason: null };
  const runs = new Map<string, RunItem>();
  for (const run of told.flatMap((one) => one.runs)) {
    const known = runs.get(`${run.runtime}/${run.runId}`);
    if (!known || run.startedAt < known.startedAt) runs.set(`${run.runtime}/${run.runId}`, run);
  }
  const items: IngestItem[] = [...runs.values(), ...told.map((one) => one.usage)];
  const { rejected } = await ingestItems(ctx, items, { machineId, source: "otel" });
  const refused = rejected.filter(({ index }) => index >= runs.size);
  return { rejected: refused.length, reason: refused[0]?.message ?? null };
}
