import type { RunItem } from "#contract/ingest.ts";
import { requestKeyOf } from "../join-telemetry.ts";
import { countOf, type TelemetryRecord, textOf, wholeOf } from "./telemetry-record.ts";
import {
  provisionalKey,
  spanTold,
  statusOf,
  toldError,
  type ToldItem,
  toldRun,
  toldTool,
  toldUsage,
} from "./told-items.ts";

const runtime = "claude-code";

/** `claude_code.api_request`: every request that a session made, the ones that stand on no line of its log too. */
export function claudeItems(record: TelemetryRecord): ToldItem | null {
  const session = textOf(record, "session.id");
  if (session === null) return null;
  const requestId = textOf(record, "request_id");
  const auxiliary = isSideRequest(textOf(record, "query_source"));
  const root = toldRun(runtime, session, record);
  // The log's sum of side requests is the session's; without a request id all is provisional, and the session's too.
  const agent = requestId === null || auxiliary ? null : agentRun(record, root);
  const usage = toldUsage(record, {
    key: requestId ? requestKeyOf(runtime, requestId) : provisionalKey(runtime, session, record),
    runtime,
    runId: (agent ?? root).runId,
    provisional: requestId === null,
    requestId,
    auxiliary,
    ...factsOf(record),
  });
  return { runs: agent ? [root, agent] : [root], item: usage };
}

/** `claude_code.tool_result`: the log has the call under the same id. It counts without the wait for permission. */
export function claudeTool(record: TelemetryRecord): ToldItem | null {
  const [key, name] = [textOf(record, "tool_use_id"), textOf(record, "tool_name")];
  const runs = runsOf(record);
  const run = runs.at(-1);
  if (key === null || name === null || !run) return null;
  const told = { key, runtime, runId: run.runId, name, ranMs: spanTold(record) };
  return { runs, item: toldTool(record, told) };
}

/** `claude_code.tool_decision`: a call that was not let run has no result. */
export const claudeRefusal = (record: TelemetryRecord): ToldItem | null =>
  textOf(record, "decision") === "reject" ? claudeTool(record) : null;

/** `claude_code.api_error`: the log has the request under the same id, if it has one. */
export function claudeError(record: TelemetryRecord): ToldItem | null {
  const runs = runsOf(record);
  const run = runs.at(-1);
  if (!run) return null;
  const requestId = textOf(record, "request_id");
  const key = requestId
    ? `${runtime}:error:${requestId}`
    : provisionalKey(runtime, run.runId, record);
  const told = { key, runtime, runId: run.runId, status: statusOf(record), requestId };
  return { runs, item: toldError(record, { ...told, attempt: wholeOf(record, "attempt") }) };
}

/** The session, and its sub-agent where it is one's record. */
function runsOf(record: TelemetryRecord): RunItem[] {
  const session = textOf(record, "session.id");
  if (session === null) return [];
  const root = toldRun(runtime, session, record);
  return [root, ...[agentRun(record, root)].filter((agent) => agent !== null)];
}

function factsOf(record: TelemetryRecord) {
  return {
    // A longer window is the same model.
    model: textOf(record, "model")?.replace(/\[1m\]$/, "") ?? null,
    input: countOf(record, "input_tokens"),
    output: countOf(record, "output_tokens"),
    cacheRead: countOf(record, "cache_read_tokens"),
    ...cacheWritesOf(record),
    speed: textOf(record, "speed") === "fast" ? "fast" : null,
    vendorCostNanoUsd: vendorCostOf(record),
  };
}

/** Compactions, titles and the like; the conversation itself and its sub-agents have these names. */
const isSideRequest = (source: string | null) =>
  source !== null && !/^(?:sdk|repl_main_thread|agent)\b/.test(source);

/** The run's id is the one that its log's file has. */
function agentRun(record: TelemetryRecord, root: RunItem): RunItem | null {
  const agent = textOf(record, "agent_id");
  if (agent === null) return null;
  const runId = `${root.runId}/${agent}`;
  return {
    ...root,
    runId,
    parentRunId: root.runId,
    agentType: textOf(record, "agent.name")?.slice(0, 100) ?? null,
  };
}

/** The kinds of cache writes, in versions that tell them; else all are of the cheaper kind until the log tells. */
function cacheWritesOf(record: TelemetryRecord) {
  const total = countOf(record, "cache_creation_tokens");
  const cacheWrite1h = countOf(record, "cache_creation_1h_tokens");
  const cacheWrite5m = countOf(record, "cache_creation_5m_tokens");
  return { cacheWrite1h, cacheWrite5m: Math.max(cacheWrite5m, total - cacheWrite1h) };
}

function vendorCostOf(record: TelemetryRecord): number | null {
  const cost = Math.round(countOf(record, "cost_usd") * 1e9);
  return Number.isSafeInteger(cost) && cost > 0 ? cost : null;
}
