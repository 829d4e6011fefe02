import { ingestBatch, type IngestReceipt, ingestReceipt } from "#contract/ingest.ts";
import { ingestItems } from "#worker/operations/ingest/ingest-items.ts";
import { noteUpload } from "#worker/operations/machines/note-upload.ts";
import { operationContext } from "../context.ts";
import { readBatch } from "../read-batch.ts";
import { json, newRoutes, route } from "../route.ts";

/** /api/ingest — what reporters read. */
export const ingestRoutes = newRoutes().openapi(
  route({
    method: "post",
    path: "/api/ingest",
    access: { scope: "ingest", role: "member" },
    limit: "ingest",
    summary: "Store runs, model responses and tool calls; repeats change nothing",
    description:
      "At most 1,000 items and 1 MiB after decompression; Content-Encoding gzip is accepted. Stored in one transaction.",
    request: { body: { content: { "application/json": { schema: ingestBatch } } } },
    responses: { 200: json(ingestReceipt, "What became of each item.") },
  }),
  async (c) => {
    const ctx = operationContext(c);
    const { items, reporter } = await readBatch(c.req.raw);
    const machineId = ctx.actor.type === "machine" ? ctx.actor.machineId : "";
    const receipt = await ingestItems(ctx, items, { machineId, source: "log" });
    ctx.waitUntil(noteUpload(ctx, machineId, reporter));
    return c.json(receipt satisfies IngestReceipt, 200);
  },
);
