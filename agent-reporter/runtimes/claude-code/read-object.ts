import { describeCall } from "../../tools/describe-call.ts";
import { failureOf, noFailure } from "../../tools/failure.ts";
import {
  countOf,
  isObject,
  listOf,
  measuredMs,
  momentOf,
  objectOf,
  textOf,
} from "../json-values.ts";
import { addLink } from "../../tools/pull-request-link.ts";
import { readFailedAnswer, readRetry } from "./read-error.ts";
import { copiedFrom, mergeMessages, readUsage } from "./read-usage.ts";
import type { ClaudeRecords, CostState, ModelTotals } from "./records.ts";

type Line = Record<string, unknown>;

/** Takes from one line what may be counted or named, and nothing of its content. */
export function readClaudeObject(records: ClaudeRecords, line: Line, fallbackAt: number): void {
  const ownAt = momentOf(line["timestamp"]);
  const at = ownAt ?? records.lastAt ?? fallbackAt;
  if (ownAt !== null) noteTime(records, ownAt);
  noteContext(records, line);
  switch (line["type"]) {
    case "assistant":
      return readAssistant(records, line, at);
    case "user":
      return readResults(records, line, at);
    case "progress":
      return readEcho(records, line, at);
    case "cost-state":
      return readCostState(records, line, at);
    case "system":
      return readRetry(records, line, at);
    case "pr-link":
      return addLink(records.links, line["prUrl"]);
    default:
      return readTitle(records, line);
  }
}

export function noteTime(records: ClaudeRecords, at: number): void {
  if (records.firstAt === null) dateUntimed(records, at);
  records.firstAt = Math.min(records.firstAt ?? at, at);
  records.lastAt = Math.max(records.lastAt ?? at, at);
}

/** What came before the first time has that one; until then it had the file's. */
function dateUntimed(records: ClaudeRecords, at: number): void {
  for (const message of records.messages.values()) {
    message.at = at;
    records.touched.push(message.key);
  }
}

/** The branch is the newest one named. */
function noteContext(records: ClaudeRecords, line: Line): void {
  records.lineSession ??= textOf(line["sessionId"]);
  records.cwd ??= textOf(line["cwd"], 4_096);
  records.branch = textOf(line["gitBranch"], 300) ?? records.branch;
  records.version = textOf(line["version"], 60) ?? records.version;
}

function readAssistant(records: ClaudeRecords, line: Line, at: number): void {
  const found = readUsage(line, { runName: records.name, at, isEcho: false });
  addMessages(records, found);
  readFailedAnswer(records, line, at);
  const messageKey = found[0]?.key;
  if (!messageKey) return;
  if (records.folderSession === null)
    records.forkedFrom = copiedFrom(line, records.name) ?? records.forkedFrom;
  for (const block of listOf(objectOf(line["message"])["content"])) {
    if (isObject(block) && block["type"] === "tool_use")
      startTool(records, block, { messageKey, at, isSidechain: line["isSidechain"] === true });
  }
}

function addMessages(records: ClaudeRecords, found: ReturnType<typeof readUsage>): void {
  for (const message of found) {
    const known = records.messages.get(message.key);
    records.messages.set(message.key, known ? mergeMessages(known, message) : message);
    records.touched.push(message.key);
  }
}

function startTool(
  records: ClaudeRecords,
  block: Line,
  { messageKey, at, isSidechain }: { messageKey: string; at: number; isSidechain: boolean },
): void {
  const key = textOf(block["id"]);
  const name = textOf(block["name"]);
  if (!key || !name || records.tools.has(key)) return;
  records.tools.set(key, {
    key,
    name,
    ...describeCall(name, block["input"]),
    ...noFailure,
    startedAt: at,
    endedAt: null,
    ranMs: null,
    outcome: "unfinished",
    messageKey,
    isSidechain,
  });
  records.touched.push(key);
}

function readResults(records: ClaudeRecords, line: Line, at: number): void {
  const results = listOf(objectOf(line["message"])["content"])
    .filter(isObject)
    .filter(({ type }) => type === "tool_result");
  for (const block of results) {
    const tool = records.tools.get(textOf(block["tool_use_id"]) ?? "");
    if (!tool || tool.endedAt !== null) continue;
    records.touched.push(tool.key);
    tool.endedAt = Math.max(at, tool.startedAt);
    // What stands beside the results is of one of them.
    if (results.length === 1) tool.ranMs = ranIn(objectOf(line["toolUseResult"]));
    tool.outcome = "ok";
    if (block["is_error"] !== true) continue;
    // The first words of a failed result tell a user's no from a failure; they are then forgotten.
    const failure = failureOf(block["content"]);
    Object.assign(tool, failure);
    tool.outcome = failure.errorKind === "rejected" ? "rejected" : "failed";
  }
}

/** Some tools measure themselves; of a sub-agent it is the whole of its work. */
function ranIn(result: Line): number | null {
  const { durationMs, totalDurationMs, durationSeconds } = result;
  const seconds = typeof durationSeconds === "number" ? durationSeconds * 1_000 : null;
  return measuredMs(durationMs ?? totalDurationMs ?? seconds);
}

/** A sub-agent's message repeated in its parent's file. It counts only where it is known from nowhere else. */
function readEcho(records: ClaudeRecords, line: Line, at: number): void {
  const data = objectOf(line["data"]);
  if (data["type"] !== "agent_progress") return;
  const inner = objectOf(data["message"]);
  const echoedAt = momentOf(inner["timestamp"]) ?? at;
  const context = { runName: records.name, at: echoedAt, isEcho: true };
  addMessages(records, readUsage(inner, context));
}

function readCostState(records: ClaudeRecords, line: Line, at: number): void {
  const models: CostState["models"] = {};
  for (const [model, totals] of Object.entries(objectOf(line["modelUsage"]))) {
    models[model] = modelTotals(objectOf(totals));
  }
  records.costStates.push({ at, models });
}

function modelTotals(totals: Line): ModelTotals {
  const cacheWrite1h = countOf(totals["cacheCreationEphemeral1hInputTokens"]);
  const flat = countOf(totals["cacheCreationInputTokens"]);
  return {
    input: countOf(totals["inputTokens"]),
    output: countOf(totals["outputTokens"]),
    cacheRead: countOf(totals["cacheReadInputTokens"]),
    cacheWrite5m: Math.max(
      countOf(totals["cacheCreationEphemeral5mInputTokens"]),
      flat - cacheWrite1h,
    ),
    cacheWrite1h,
    webSearches: countOf(totals["webSearchRequests"]),
    tellsKinds: typeof totals["cacheCreationEphemeral1hInputTokens"] === "number",
  };
}

function readTitle(records: ClaudeRecords, line: Line): void {
  records.customTitle = textOf(line["customTitle"], 300) ?? records.customTitle;
  records.aiTitle = textOf(line["aiTitle"], 300) ?? records.aiTitle;
  if (line["type"] === "summary") {
    records.summary = textOf(line["summary"], 300) ?? records.summary;
  }
}
