import { ingestTelemetry } from "#worker/operations/telemetry/ingest-telemetry.ts";
import { noteUpload } from "#worker/operations/machines/note-upload.ts";
import { operationContext } from "../context.ts";
import { answerExport, readExport } from "../otlp/exchange.ts";
import { anyRequest, logsRequest } from "../otlp/messages.ts";
import { readRecords } from "../otlp/read-records.ts";
import { newRoutes, route } from "../route.ts";

const body = { schema: { type: "object" as const } };

/** What the three have in common: OpenTelemetry's own protocol, spoken by an agent with a machine's token. */
const exporting = {
  method: "post",
  access: { scope: "ingest", role: "member" },
  limit: "ingest",
  request: { body: { content: { "application/json": body, "application/x-protobuf": body } } },
  responses: { 200: { description: "Taken, but for what `partialSuccess` names." } },
} as const;

/** /v1 — telemetry as agents export it. */
export const otlpRoutes = newRoutes()
  .openapi(
    route({
      ...exporting,
      path: "/v1/logs",
      summary:
        "Store what an agent's log records tell of requests and tools; repeats change nothing",
      description:
        "OTLP/HTTP in JSON or protobuf, gzip accepted, at most 1 MiB after decompression. Read are responses, failed requests and tool calls of Claude Code, Codex and Gemini CLI, and of those only counts, names, ids and times.",
    }),
    async (c) => {
      const ctx = operationContext(c);
      const records = readRecords(await readExport(c.req.raw, logsRequest));
      const machineId = ctx.actor.type === "machine" ? ctx.actor.machineId : "";
      const receipt = await ingestTelemetry(ctx, records, machineId);
      if (records.length > 0) ctx.waitUntil(noteUpload(ctx, machineId, undefined));
      return answerExport(c.req.raw, receipt);
    },
  )
  .openapi(
    route({
      ...exporting,
      path: "/v1/metrics",
      summary: "Accept metrics; they sum up what log records tell, and are not added",
    }),
    async (c) => {
      await readExport(c.req.raw, anyRequest);
      return answerExport(c.req.raw);
    },
  )
  .openapi(
    route({ ...exporting, path: "/v1/traces", summary: "Accept traces; nothing of them is kept" }),
    async (c) => {
      await readExport(c.req.raw, anyRequest);
      return answerExport(c.req.raw);
    },
  );
