import { describeCall } from "../../tools/describe-call.ts";
import { failureOf, noFailure } from "../../tools/failure.ts";
import {
  countOf,
  isObject,
  listOf,
  measuredMs,
  momentOfMs,
  objectOf,
  spanBetween,
  textOf,
} from "../json-values.ts";
import type { CodexRecords, CodexTool } from "./records.ts";

type Payload = Record<string, unknown>;
type Outcome = CodexTool["outcome"];

export function startTool(records: CodexRecords, payload: Payload, at: number): void {
  const key = textOf(payload["call_id"]) ?? textOf(payload["id"]);
  const name = textOf(payload["name"]) ?? "shell";
  const input = payload["arguments"] ?? payload["input"] ?? payload["action"];
  if (key) addTool(records, { key, name, input }, at);
}

type Started = { key: string; name: string; input: unknown };

function addTool(records: CodexRecords, { key, name, input }: Started, at: number): void {
  if (records.tools.has(key)) return;
  records.tools.set(key, {
    key,
    name,
    ...describeCall(name, input),
    ...noFailure,
    startedAt: at,
    durationMs: null,
    ranMs: null,
    outcome: "unfinished",
  });
}

/** An output tells how the call ended, and is then forgotten. */
export function endTool(records: CodexRecords, payload: Payload, at: number): void {
  const tool = records.tools.get(textOf(payload["call_id"]) ?? "");
  if (!tool) return;
  const outcome = outputOutcome(payload["output"]);
  if (outcome === "unfinished") return;
  const said = textOfOutput(payload["output"]);
  if (tool.outcome === "unfinished") conclude(tool, outcome, { said });
  tool.ranMs ??= ranIn(said);
  noteEnd(tool, at);
}

/** Better than the output's text: the client's own word on how the call ended and how long it took. */
export function noteExecution(records: CodexRecords, payload: Payload, at: number): void {
  const item = isObject(payload["item"]) ? payload["item"] : payload;
  startNested(records, item, momentOfMs(payload["started_at_ms"]) ?? at);
  const tool = records.tools.get(textOf(item["call_id"]) ?? textOf(item["id"]) ?? "");
  if (!tool) return;
  const outcome = statedOutcome(item);
  const { exit_code: exitCode, stderr } = item;
  const said = errorSaid(item["result"]) ?? stderr;
  if (outcome) conclude(tool, outcome, { said, exitCode });
  tool.ranMs = ranBy(item, payload) ?? tool.ranMs;
  if (tool.outcome !== "unfinished") noteEnd(tool, at);
}

/** The last line that tells of a call's end. */
function noteEnd(tool: CodexTool, at: number): void {
  const span = spanBetween(tool.startedAt, at);
  if (span !== null) tool.durationMs = Math.max(tool.durationMs ?? 0, span);
}

/** A program that the model wrote has called a shell: no other line tells of it. */
function startNested(records: CodexRecords, item: Payload, at: number): void {
  const id = textOf(item["id"]);
  if (item["type"] !== "CommandExecution" || !id || !/^exec-[0-9a-f-]{36}$/.test(id)) return;
  addTool(records, { key: id, name: "exec_command", input: item }, at);
}

type Ending = { said: unknown; exitCode?: unknown };

/** What failed for a reason that was told before keeps it where this knows none. */
function conclude(tool: CodexTool, outcome: Outcome, { said, exitCode }: Ending): void {
  const known = tool.outcome === outcome ? tool.errorKind : null;
  tool.outcome = outcome;
  if (outcome === "rejected") Object.assign(tool, { errorKind: "rejected", exitCode: null });
  else if (outcome !== "failed") Object.assign(tool, noFailure);
  else {
    const failure = failureOf(said, typeof exitCode === "number" ? exitCode : exitCodeIn(said));
    if (failure.errorKind !== "other" || known === null) Object.assign(tool, failure);
  }
}

/** The text of an MCP result's error. */
const errorSaid = (result: unknown) => {
  const { Err, Ok, content } = objectOf(result);
  return Err ?? objectOf(Ok)["content"] ?? content;
};

const outcomeOfStatus = new Map<string, Outcome>([
  ["completed", "ok"],
  ["failed", "failed"],
  ["declined", "rejected"],
]);

/** By the exit code, else by the word for success of each kind of call; null where none is said. */
function statedOutcome(item: Payload): Outcome | null {
  const { exit_code: exitCode, success, status } = item;
  const stated = outcomeOfStatus.get(textOf(status) ?? "");
  if (stated === "rejected") return stated;
  if (typeof exitCode === "number") return exitCode === 0 ? "ok" : "failed";
  if (typeof success === "boolean") return success ? "ok" : "failed";
  return resultOutcome(objectOf(item["result"])) ?? stated ?? null;
}

/** An MCP result is `{Ok}` or `{Err}` in older files; a tool's own error is an `Ok` too. */
function resultOutcome(result: Payload): Outcome | null {
  if ("Err" in result) return "failed";
  const answer = isObject(result["Ok"]) ? result["Ok"] : result;
  if (answer["isError"] === true || answer["is_error"] === true) return "failed";
  return "Ok" in result ? "ok" : null;
}

const ranBy = (item: Payload, payload: Payload) => durationOf(item["duration"]) ?? spanOf(payload);

/** Milliseconds of `{secs, nanos}`. */
function durationOf(duration: unknown): number | null {
  if (!isObject(duration)) return null;
  return spanBetween(0, countOf(duration["secs"]) * 1_000 + countOf(duration["nanos"]) / 1e6);
}

function spanOf({ started_at_ms: from, completed_at_ms: to }: Payload): number | null {
  if (typeof from !== "number" || typeof to !== "number" || to < from) return null;
  return spanBetween(from, to);
}

function outputOutcome(output: unknown): Outcome {
  const { success } = objectOf(output);
  return success === false ? "failed" : textOutcome(textOfOutput(output));
}

/** An output is a text, an object with one, or a list of them. */
function textOfOutput(output: unknown): string {
  if (typeof output === "string") return output;
  const [first] = listOf(output);
  const text = objectOf(output)["content"] ?? objectOf(first)["text"];
  return typeof text === "string" ? text : "";
}

/** At the end of a JSON document; where it stands at the head, every agent's results are read alike. */
function exitCodeIn(said: unknown): number | null {
  if (typeof said !== "string" || !said.startsWith("{")) return null;
  const found = exitAtEnd.exec(said.slice(-200));
  return found ? Number(found[1]) : null;
}

/** Codex's own measure, before what the program printed or at the end of a JSON document. */
function ranIn(said: string): number | null {
  const form = said.startsWith("{")
    ? /"duration_seconds":\s*(\d{1,9}(?:\.\d+)?)/
    : /^Wall time: (\d{1,9}(?:\.\d+)?) seconds$/m;
  const part = said.startsWith("{") ? said.slice(-200) : headOf(said).slice(0, 200);
  const seconds = form.exec(part)?.[1];
  return seconds === undefined ? null : measuredMs(Number(seconds) * 1_000);
}

const exitAtEnd = /"exit_code":\s*(-?\d{1,10})/;

/** What the client wrote stands at the head, before what the program printed, or at the end of a JSON document. */
function textOutcome(text: string): Outcome {
  if (text.startsWith("{")) return exitOutcome(exitAtEnd.exec(text.slice(-200))) ?? "ok";
  const head = headOf(text);
  if (/Process running with session ID/.test(head)) return "unfinished";
  if (/rejected by user|aborted by user/.test(head)) return "rejected";
  const exit = exitOutcome(/(?:Process exited with code|Exit code:) (-?\d+)/.exec(head));
  return exit ?? (/verification failed|Script failed/.test(head) ? "failed" : "ok");
}

/** What stands before the program's own words. */
function headOf(text: string): string {
  const end = text.slice(0, 4_000).search(/^Output:/m);
  return text.slice(0, end >= 0 ? end : 600);
}

function exitOutcome(found: RegExpExecArray | null): Outcome | null {
  if (!found) return null;
  return found[1] === "0" ? "ok" : "failed";
}
