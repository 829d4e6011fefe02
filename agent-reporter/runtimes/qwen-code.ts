import { readFileSync } from "node:fs";
import type { ToolOutcome } from "#contract/ingest.ts";
import { apiErrorKindOf, statusOf } from "../tools/api-failure.ts";
import { countOf, isObject, listOf, momentOf, objectOf, textOf } from "./json-values.ts";
import { rootFrom } from "./plain/home-root.ts";
import { addError, endTool, startTool } from "./plain/plain-calls.ts";
import {
  addRun,
  addUsage,
  keyOf,
  newPlainRecords,
  type PlainRecords,
} from "./plain/plain-records.ts";
import { PlainResolver } from "./plain/plain-resolver.ts";
import type { RuntimeAdapter } from "./runtime-adapter.ts";

const runtime = "qwen-code";

/**
 * Qwen Code: `projects/<project>/chats/<session>.jsonl`, background sub-agents in
 * `projects/<project>/subagents/<session>/agent-<id>.jsonl`. Lines have an envelope like Claude Code's and Gemini's usage. A
 * branch copies its parent's lines with their ids.
 */
export const qwenCode: RuntimeAdapter<PlainRecords> = {
  runtime,
  roots: (env) => [rootFrom(env, ["QWEN_DATA_DIR", "QWEN_RUNTIME_DIR", "QWEN_HOME"], ".qwen")],
  isTranscript: (relative) => placeOf(relative) !== null,
  newRecords(relative, file) {
    const records = newPlainRecords(relative);
    if (placeOf(relative)?.agent) records.notes["agent"] = agentFactsOf(file);
    return records;
  },
  // Every line has an id of its own and tells all it knows.
  restart(records) {
    delete records.notes["isRoundTold"];
  },
  mightMatter: (line) => needles.some((needle) => line.includes(needle)),
  readObject,
  holdsUsage: (records) => records.usage.size > 0,
  directoriesOf: ({ runs }) => [...runs.values()].flatMap(({ cwd }) => (cwd === null ? [] : [cwd])),
  newResolver: (options) => new PlainResolver(runtime, options),
};

const needles = ['"assistant"', '"tool_result"', '"custom_title"', '.api_error"'].map((text) =>
  Buffer.from(text),
);

const places = /^projects\/[^/]+\/(?:chats\/([^/]+)|subagents\/([^/]+)\/agent-([^/]+))\.jsonl$/;

/** Whose file it is: a session's, or that of a session's agent. */
function placeOf(relative: string): { session: string; agent: string | null } | null {
  const [, chat, session, agent = null] = places.exec(relative) ?? [];
  const id = textOf(chat ?? session);
  return id === null ? null : { session: id, agent };
}

type Line = Record<string, unknown>;

/** What stands beside an agent's file since the agent was started. */
function agentFactsOf(file: string): Line {
  try {
    const facts = objectOf(JSON.parse(readFileSync(file.replace(/jsonl$/, "meta.json"), "utf8")));
    return {
      model: textOf(facts["model"]),
      type: textOf(facts["agentType"], 100),
      parent: textOf(facts["parentAgentId"])?.replaceAll(/[^\w-]/g, "_") ?? null,
    };
  } catch {
    return {};
  }
}

/** A line in its run. */
type Told = { records: PlainRecords; line: Line; run: string; at: number };

function readObject(records: PlainRecords, line: Line, fallbackAt: number): void {
  const at = momentOf(line["timestamp"]) ?? fallbackAt;
  const run = addRunOf(records, line, at);
  if (run === null) return;
  const told = { records, line, run, at };
  if (line["type"] === "assistant") readAnswer(told);
  if (line["type"] === "tool_result") readResult(told);
  if (line["type"] === "system" && line["subtype"] === "custom_title") readTitle(told);
  if (line["type"] === "system" && line["subtype"] === "ui_telemetry") readTelemetry(told);
}

/** The run is the file's, whatever session the line names. */
function addRunOf(records: PlainRecords, line: Line, at: number): string | null {
  const place = placeOf(records.relative);
  if (place === null) return null;
  const { session, agent } = place;
  const id = agent === null ? session : keyOf(session, agent);
  const facts = objectOf(records.notes["agent"]);
  const above = textOf(facts["parent"]);
  addRun(records, {
    id,
    ...(agent !== null && {
      parent: above === null ? session : keyOf(session, above),
      agentType: textOf(facts["type"], 100) ?? textOf(line["agentName"], 100),
    }),
    // What was copied from the parent of a branch is older than the branch.
    startedAt: originOf(line) === null ? at : null,
    lastAt: at,
    cwd: textOf(line["cwd"], 4_000),
    version: textOf(line["version"], 60),
    branch: textOf(line["gitBranch"], 300),
  });
  return id;
}

/** The session that a line was copied from. */
const originOf = (line: Line) => textOf(objectOf(line["forkedFrom"])["sessionId"]);

function readTitle({ records, line, run, at }: Told): void {
  const title = textOf(objectOf(line["systemPayload"])["customTitle"], 300);
  if (title !== null) addRun(records, { id: run, lastAt: at, title });
}

/** Of what it tells of itself, the requests that failed; answers and calls stand on lines of their own. */
function readTelemetry({ records, line, run, at }: Told): void {
  const id = textOf(line["uuid"]);
  const event = objectOf(objectOf(line["systemPayload"])["uiEvent"]);
  if (id === null || event["event.name"] !== "qwen-code.api_error") return;
  const status = statusOf(event["status_code"]);
  addError(records, {
    key: keyOf("error", id),
    run: originOf(line) ?? run,
    at,
    kind: apiErrorKindOf(status, event["error_type"], event["error_message"]),
    status,
    model: textOf(event["model"]),
  });
}

const partsOf = (line: Line) => listOf(objectOf(line["message"])["parts"]).map(objectOf);

function readAnswer(told: Told): void {
  const { records, line, run, at } = told;
  const calls = partsOf(line).map((part) => objectOf(part["functionCall"]));
  addAnswer(
    told,
    calls.some((call) => textOf(call["id"]) !== null),
  );
  for (const call of calls) {
    const [id, name] = [textOf(call["id"]), textOf(call["name"])];
    if (id === null || name === null) continue;
    const owner = originOf(line) ?? run;
    const input = call["args"];
    startTool(records, { key: keyOf(owner, id), run: owner, name, startedAt: at, input });
  }
}

function addAnswer({ records, line, run, at }: Told, hasCalls: boolean): void {
  const id = textOf(line["uuid"]);
  const hasUsage = isObject(line["usageMetadata"]);
  // An agent's file tells of a round that only calls tools no usage.
  const isLost = hasCalls && "agent" in records.notes && !records.notes["isRoundTold"];
  if (id === null || (!hasUsage && !isLost)) return;
  records.notes["isRoundTold"] = true;
  addUsage(records, {
    // Branches copy lines with their ids, and under the branch's session.
    key: /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id) ? id : keyOf(run, id),
    run,
    at,
    model: textOf(line["model"]) ?? textOf(objectOf(records.notes["agent"])["model"]),
    ...bucketsOf(objectOf(line["usageMetadata"])),
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    requestId: null,
    vendorCostNanoUsd: null,
    lowerBound: !hasUsage,
  });
}

/**
 * As a rule the prompt holds what was cached, and the answer its thoughts. What stands beside them instead makes the total
 * larger by just as much.
 */
function bucketsOf(usage: Line) {
  const prompt = countOf(usage["promptTokenCount"]);
  const tools = countOf(usage["toolUsePromptTokenCount"]);
  const answer = countOf(usage["candidatesTokenCount"]);
  const thoughts = countOf(usage["thoughtsTokenCount"]);
  const cached = countOf(usage["cachedContentTokenCount"]);
  const rest = countOf(usage["totalTokenCount"]) - prompt - answer;
  const isOver = (extra: number) => extra > 0 && (rest === extra || rest === extra + tools);
  const areBothBeside = !isOver(thoughts) && !isOver(cached) && isOver(thoughts + cached);
  const areThoughtsBeside = isOver(thoughts) || areBothBeside;
  const isCacheBeside = (!isOver(thoughts) && isOver(cached)) || areBothBeside;
  return {
    input: (isCacheBeside ? prompt : Math.max(0, prompt - cached)) + tools,
    output: areThoughtsBeside ? answer + thoughts : answer,
    cacheRead: cached,
    reasoning: thoughts,
  };
}

function readResult({ records, line, run, at }: Told): void {
  records.notes["isRoundTold"] = false;
  const result = objectOf(line["toolCallResult"]);
  const responses = partsOf(line).map((part) => objectOf(part["functionResponse"]));
  const ids = new Set([result, ...responses].map((one) => textOf(one["callId"] ?? one["id"])));
  for (const id of ids) {
    if (id === null) continue;
    const key = keyOf(originOf(line) ?? run, id);
    const tool = records.tools.get(key);
    const measured = countOf(result["durationMs"]);
    const endedAt = measured > 0 ? (tool?.startedAt ?? at) + measured : at;
    const ending = endingOf(result, responses, tool?.name === "run_shell_command");
    if (ending) endTool(records, key, { at: endedAt, ...ending });
  }
}

/** A shell that failed is called a success. */
function endingOf(result: Line, responses: Line[], isShell: boolean) {
  const outcome = outcomeOf(result, responses);
  if (outcome === null) return null;
  const { said, exitCode } = saidIn(result, responses, isShell);
  const hasFailed = outcome === "ok" && exitCode !== null;
  return { outcome: hasFailed ? ("failed" as const) : outcome, said, exitCode };
}

/** A shell's exit code stands in its answer alone. */
function saidIn(result: Line, responses: Line[], isShell: boolean) {
  const { output, error } = objectOf(responses[0]?.["response"]);
  const answer = error ?? output ?? result["resultDisplay"];
  const found =
    isShell && typeof answer === "string" ? /^Exit Code: ([1-9]\d{0,9})/m.exec(answer) : null;
  const cancelled = result["status"] === "cancelled" ? "Cancelled" : null;
  return { said: cancelled ?? answer, exitCode: found ? Number(found[1]) : null };
}

/** A sub-agent's results have no status: an error is all that its response says. */
function outcomeOf(result: Line, responses: Line[]): ToolOutcome | null {
  const status = result["status"];
  if (status === "error") return "failed";
  if (status === "cancelled") return "rejected";
  if (status === "success") return "ok";
  if (status !== undefined) return null;
  return responses.some((one) => "error" in objectOf(one["response"])) ? "failed" : "ok";
}
