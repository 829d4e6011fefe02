import { momentOf, objectOf, textOf } from "../json-values.ts";
import { readAbortedTurn, readEndedTurn, readError } from "./read-error.ts";
import { endTool, noteExecution, startTool } from "./read-tool.ts";
import { readTokenCount, readUsageRecord } from "./read-usage.ts";
import type { CodexRecords } from "./records.ts";

type Payload = Record<string, unknown>;
type Reader = (records: CodexRecords, payload: Payload, at: number) => void;

/** By the line's type, and by its payload's where the line is an event or a response's item. */
const readersByName: Record<string, Reader> = {
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
  patch_apply_end: noteExecution,
  item_completed: noteExecution,
  turn_aborted: readAbortedTurn,
  task_complete: readEndedTurn,
  error: readError,
  stream_error: readError,
};
const readers = new Map(Object.entries(readersByName));

/** Takes from one line what may be counted or named, and nothing of its content. */
export function readCodexObject(records: CodexRecords, line: Payload, fallbackAt: number): void {
  const ownAt = momentOf(line["timestamp"]);
  const at = ownAt ?? records.lastAt ?? fallbackAt;
  if (ownAt !== null) records.lastAt = Math.max(records.lastAt ?? ownAt, ownAt);
  const payload = objectOf(line["payload"]);
  const type = textOf(line["type"]) ?? "";
  const isWrapped = type === "event_msg" || type === "response_item";
  const named = isWrapped ? (textOf(payload["type"]) ?? "") : type;
  readers.get(named)?.(records, payload, at);
}

/** The first one names the thread; it may come again, and another id is a replayed parent's. */
function readMeta(records: CodexRecords, payload: Payload, at: number): void {
  const thread = textOf(payload["id"], 150);
  if (!thread || (records.thread !== null && records.thread !== thread)) return;
  records.thread = thread;
  records.startedAt ??= momentOf(payload["timestamp"]) ?? at;
  records.cwd ??= textOf(payload["cwd"], 4_096);
  records.version ??= textOf(payload["cli_version"], 60);
  records.model ??= textOf(payload["model"]);
  readLineage(records, payload);
  readGit(records, objectOf(payload["git"]));
}

/** A sub-agent has a parent and is of its session; a fork begins with what another thread said, and is its own. */
function readLineage(records: CodexRecords, payload: Payload): void {
  const { subagent } = objectOf(payload["source"]);
  const spawn = objectOf(objectOf(subagent)["thread_spawn"] ?? subagent);
  const base = objectOf(payload["history_base"]);
  records.session ??= textOf(payload["session_id"], 150);
  records.forkedFrom ??= firstText([payload["forked_from_id"], base["thread_id"]], 150);
  records.parent ??= firstText([payload["parent_thread_id"], spawn["parent_thread_id"]], 150);
  records.agentType ??= firstText([spawn["agent_role"], spawn["agent_nickname"], subagent], 100);
  // A review names no parent: it is its session's.
  if (subagent && records.session !== records.thread) records.parent ??= records.session;
}

function firstText(values: unknown[], most: number): string | null {
  return textOf(
    values.find((value) => textOf(value) !== null),
    most,
  );
}

function readGit(records: CodexRecords, git: Payload): void {
  records.branch ??= textOf(git["branch"], 300);
  records.headCommit ??= commitOf(git["commit_hash"]);
  records.remote ??= textOf(git["repository_url"], 1_000);
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
  const turnId = textOf(payload["turn_id"], 100) ?? records.turnId;
  if (turnId !== records.turnId) records.errorsInTurn = 0;
  records.turnId = turnId;
}

/** A tier stays until another is named. */
function readSettings(records: CodexRecords, payload: Payload): void {
  const settings = objectOf(payload["thread_settings"]);
  records.model = textOf(settings["model"]) ?? records.model;
  records.serviceTier = textOf(settings["service_tier"], 40) ?? records.serviceTier;
}
