import { and, eq, isNull, lt, ne, or } from "drizzle-orm";
import type { IngestBatch } from "#contract/ingest.ts";
import { machine } from "#worker/db/team-schema.ts";
import type { OperationContext } from "../context.ts";

/** A busy reporter uploads every second; its row changes once a minute. */
const noteEveryMs = 60_000;

/** Remembers a machine's last upload, its version, and what it could not read. */
export async function noteUpload(
  { db, now, actor }: OperationContext,
  machineId: string,
  reporter: IngestBatch["reporter"],
): Promise<void> {
  if (!machineId) return;
  const skipped = reporter && {
    reporterVersion: reporter.version,
    skippedLines: reporter.skippedLines,
    skippedFiles: reporter.skippedFiles,
  };
  await db
    .update(machine)
    .set({ lastUploadAt: now, ...skipped })
    .where(
      and(
        eq(machine.id, machineId),
        eq(machine.workspaceId, actor.workspaceId),
        or(
          isNull(machine.lastUploadAt),
          lt(machine.lastUploadAt, now - noteEveryMs),
          skipped ? ne(machine.skippedLines, skipped.skippedLines) : undefined,
          skipped ? ne(machine.skippedFiles, skipped.skippedFiles) : undefined,
        ),
      ),
    );
}
