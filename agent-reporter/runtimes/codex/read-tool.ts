import { countOf, isObject, objectOf, textOf } from "../json-values.ts";
import type { CodexRecords, CodexTool } from "./records.ts";

type Payload = Record<string, unknown>;

export function startTool(records: CodexRecords, payload: Payload, at: number): void {
  const key = textOf(payload["call_id"]) ?? textOf(payload["id"]);
  if (!key || records.tools[key]) return;
  const name = textOf(payload["name"]) ?? "shell";
  records.tools[key] = { key, name, startedAt: at, durationMs: null, outcome: "unfinished" };
}

/** The head of an output tells how the call ended; it is then forgotten. */
export function endTool(records: CodexRecords, payload: Payload, at: number): void {
  const tool = records.tools[textOf(payload["call_id"]) ?? ""];
  if (!tool) return;
  const outcome = outcomeOf(headOf(payload["output"]));
  if (outcome === "unfinished") return;
  if (tool.outcome === "unfinished") tool.outcome = outcome;
  tool.durationMs ??= Math.max(0, at - tool.startedAt);
}

/** Better than the output's text: the client's own word on exit code and duration. */
export function noteExecution(records: CodexRecords, payload: Payload): void {
  const item = isObject(payload["item"]) ? payload["item"] : payload;
  const tool = records.tools[textOf(item["call_id"]) ?? textOf(item["id"]) ?? ""];
  if (!tool) return;
  const { exit_code: exitCode, duration } = item;
  if (typeof exitCode === "number") tool.outcome = exitCode === 0 ? "ok" : "failed";
  if (isObject(duration)) {
    tool.durationMs =
      countOf(duration["secs"]) * 1_000 + Math.round(countOf(duration["nanos"]) / 1e6);
  }
}

function headOf(output: unknown): string {
  const text = typeof output === "string" ? output : objectOf(output)["content"];
  if (typeof text !== "string") return "";
  // A JSON answer has its exit code at the end.
  return text.length > 1_200 ? text.slice(0, 600) + text.slice(-600) : text;
}

function outcomeOf(text: string): CodexTool["outcome"] {
  if (/Process running with session ID/.test(text)) return "unfinished";
  if (/rejected by user|aborted by user/.test(text)) return "rejected";
  const code = /Process exited with code (-?\d+)|Exit code: (-?\d+)|"exit_code":\s*(-?\d+)/.exec(
    text,
  );
  const exitCode = code?.[1] ?? code?.[2] ?? code?.[3];
  if (exitCode !== undefined) return exitCode === "0" ? "ok" : "failed";
  return /verification failed/.test(text) ? "failed" : "ok";
}
