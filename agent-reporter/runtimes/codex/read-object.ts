import { isObject, momentOf, objectOf, textOf } from "../json-values.ts";
import { endTool, noteExecution, startTool } from "./read-tool.ts";
import { readTokenCount, readUsageRecord } from "./read-usage.ts";
import type { CodexRecords } from "./records.ts";

type Payload = Record<string, unknown>;
type Reader = (records: CodexRecords, payload: Payload, at: number) => void;

/** By the line's type, and by its payload's where the line is an event or a response's item. */
const readers: Record<string, Reader> = {
  session_meta: readMeta,
  turn_context: readTurn,
  token_usage_record: readUsageRecord,
  token_count: readTokenCount,
  task_started: (records, payload) => noteTurn(records, payload),
  thread_settings_applied: readSettings,
  thread_name_updated: (records, payload) => {
    records.title = textOf(payload["thread_name"] ?? payload["name"], 300) ?? records.title;
  },
  function_call: startTool,
  custom_tool_call: startTool,
  local_shell_call: startTool,
  function_call_output: endTool,
  custom_tool_call_output: endTool,
  exec_command_end: noteExecution,
  mcp_tool_call_end: noteExecution,
  item_completed: noteExecution,
};

/** Takes from one line what may be counted or named, and nothing of its content. */
export function readCodexObject(records: CodexRecords, line: Payload, fallbackAt: number): void {
  const ownAt = momentOf(line["timestamp"]);
  const at = ownAt ?? records.lastAt ?? fallbackAt;
  if (ownAt !== null) records.lastAt = Math.max(records.lastAt ?? ownAt, ownAt);
  const payload = objectOf(line["payload"]);
  const type = textOf(line["type"]) ?? "";
  const isWrapped = type === "event_msg" || type === "response_item";
  readers[isWrapped ? (textOf(payload["type"]) ?? "") : type]?.(records, payload, at);
}

/** The first one names the thread; it may come again, and another id is a replayed parent's. */
function readMeta(records: CodexRecords, payload: Payload, at: number): void {
  const thread = textOf(payload["id"], 150);
  if (!thread || (records.thread !== null && records.thread !== thread)) return;
  const git = objectOf(payload["git"]);
  const spawn = spawnOf(payload);
  records.thread = thread;
  records.session ??= textOf(payload["session_id"], 150);
  records.parent ??= textOf(payload["parent_thread_id"] ?? spawn["parent_thread_id"], 150);
  records.forkedFrom ??=
    textOf(payload["forked_from_id"], 150) ??
    textOf(objectOf(payload["history_base"])["thread_id"], 150);
  records.startedAt ??= momentOf(payload["timestamp"]) ?? at;
  records.cwd ??= textOf(payload["cwd"], 4_096);
  records.version ??= textOf(payload["cli_version"], 60);
  records.agentType ??= textOf(spawn["agent_role"] ?? spawn["agent_nickname"], 100);
  records.branch ??= textOf(git["branch"], 300);
  records.headCommit ??= commitOf(git["commit_hash"]);
  records.remote ??= textOf(git["repository_url"], 1_000);
  records.model ??= textOf(payload["model"]);
}

function spawnOf(payload: Payload): Payload {
  const subagent = objectOf(objectOf(payload["source"])["subagent"]);
  return isObject(subagent["thread_spawn"]) ? subagent["thread_spawn"] : subagent;
}

function commitOf(value: unknown): string | null {
  const text = textOf(value, 64);
  return text && /^[0-9a-f]{7,64}$/.test(text) ? text : null;
}

function readTurn(records: CodexRecords, payload: Payload): void {
  noteTurn(records, payload);
  records.model = textOf(payload["model"]) ?? records.model;
  records.cwd ??= textOf(payload["cwd"], 4_096);
}

function noteTurn(records: CodexRecords, payload: Payload): void {
  records.turnId = textOf(payload["turn_id"], 100) ?? records.turnId;
}

/** A tier stays until another is named. */
function readSettings(records: CodexRecords, payload: Payload): void {
  const settings = objectOf(payload["thread_settings"]);
  records.model = textOf(settings["model"]) ?? records.model;
  records.serviceTier = textOf(settings["service_tier"], 40) ?? records.serviceTier;
}
