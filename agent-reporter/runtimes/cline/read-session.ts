import { countOf, isObject, listOf, objectOf, reckonedNanoUsdOf, textOf } from "../json-values.ts";
import { idOf, timeOf } from "../plain/log-values.ts";
import { addRun, type PlainRecords } from "../plain/plain-records.ts";
import { restateUsage, totalOf } from "../plain/restate.ts";
import { readTools } from "./read-history.ts";
import { withoutCached } from "./read-task.ts";

type Facts = Record<string, unknown>;

/** A session of the program is called by its files; a sub-agent's name goes on after that of its session. */
function sessionOf({ relative }: PlainRecords) {
  const file = relative.split("/").at(-1) ?? relative;
  const id = file.replace(/(?:\.messages)?\.json$/, "").slice(0, 95);
  const [parent = id, ...rest] = id.split("__");
  const isSub = parent !== "" && rest.length > 0;
  const agent = rest[0] === "teamtask" ? rest[1] : rest[0];
  return {
    id,
    parent: isSub ? parent : null,
    agentType: isSub ? (textOf(agent, 100) ?? "subagent") : null,
  };
}

/** `<session>.messages.json`: each answer has its counts, and an id that is its session's alone. */
export function readMessages(records: PlainRecords, document: Facts, fallbackAt: number): void {
  const run = sessionOf(records);
  const messages = listOf(document["messages"]).filter(isObject);
  const answers = messages.filter(({ role }) => role === "assistant");
  records.notes["answers"] = answers.length;
  let model: string | null = null;
  let last: number | null = null;
  for (const [index, message] of messages.entries()) {
    const at: number | null = timeOf(message["ts"]) ?? last;
    last = at;
    if (at !== null) addRun(records, { ...run, startedAt: at, lastAt: at });
    if (message["role"] !== "assistant") continue;
    model = textOf(objectOf(message["modelInfo"])["id"]) ?? model;
    const name = idOf(message["id"]) ?? `${index}`;
    const facts = { name, at: at ?? fallbackAt, model };
    readAnswer(records, objectOf(message["metrics"]), facts);
  }
  readTools(records, messages, run.id);
}

function readAnswer(
  records: PlainRecords,
  metrics: Facts,
  { name, at, model }: { name: string; at: number; model: string | null },
): void {
  const run = sessionOf(records);
  const usage = {
    key: `${run.id}:${name}`,
    run: run.id,
    at,
    model,
    ...bucketsOf(metrics),
    vendorCostNanoUsd: reckonedNanoUsdOf(metrics["cost"]),
  };
  if (totalOf(usage) === 0) return;
  addRun(records, { ...run, startedAt: at, lastAt: at });
  restateUsage(records, usage);
}

/**
 * `<session>.json`: where the session ran, and its sum, which counts where no answer does. It holds the sum with all
 * sub-agents as well, which have sums of their own.
 */
export function readManifest(records: PlainRecords, manifest: Facts): void {
  const run = sessionOf(records);
  const [startedAt, endedAt] = [timeOf(manifest["started_at"]), timeOf(manifest["ended_at"])];
  addRun(records, {
    ...run,
    startedAt,
    lastAt: endedAt ?? startedAt ?? 0,
    cwd: textOf(manifest["cwd"], 4_000) ?? textOf(manifest["workspace_root"], 4_000),
  });
  const model = textOf(manifest["model"]);
  records.notes["model"] = model;
  const sum = objectOf(objectOf(manifest["metadata"])["usage"]);
  const at = endedAt ?? startedAt;
  // While it runs, the answers may not have been written yet.
  if (at === null || endedAt === null) return;
  const usage = {
    key: run.id,
    run: run.id,
    at,
    model,
    ...bucketsOf(sum),
    vendorCostNanoUsd: reckonedNanoUsdOf(sum["totalCost"]),
  };
  if (totalOf(usage) > 0) restateUsage(records, usage);
}

function bucketsOf(counts: Facts) {
  const read = countOf(counts["cacheReadTokens"]);
  const written = countOf(counts["cacheWriteTokens"]);
  return {
    input: withoutCached(countOf(counts["inputTokens"]), read + written),
    output: countOf(counts["outputTokens"]),
    cacheRead: read,
    cacheWrite5m: written,
    cacheWrite1h: 0,
    reasoning: 0,
    requestId: null,
    lowerBound: false,
  };
}
