import { apiErrorKindOf, statusOf } from "../../tools/api-failure.ts";
import { isObject, listOf, objectOf, textOf } from "../json-values.ts";
import type { ClaudeRecords, ErrorRecord } from "./records.ts";

type Line = Record<string, unknown>;

/** A request that failed for good stands as an answer of the agent's own: `isApiErrorMessage`. */
export function readFailedAnswer(records: ClaudeRecords, line: Line, at: number): void {
  if (line["isApiErrorMessage"] !== true) return;
  const [first] = listOf(objectOf(line["message"])["content"]);
  const status = statusOf(line["apiErrorStatus"]);
  addError(records, line, {
    at,
    kind: apiErrorKindOf(status, line["error"], objectOf(first)["text"]),
    status,
    requestId: textOf(line["requestId"]),
  });
}

/** One that is tried again: `system/api_error`. */
export function readRetry(records: ClaudeRecords, line: Line, at: number): void {
  if (line["subtype"] !== "api_error") return;
  const error = objectOf(line["error"]);
  const connection = objectOf(error["connection"]);
  const status = statusOf(error["status"]);
  const isOfNetwork = isObject(error["connection"]) || error["isNetworkDown"] === true;
  const kind = apiErrorKindOf(status, error["message"], connection["code"], error["formatted"]);
  addError(records, line, {
    at,
    kind: kind === "other" && isOfNetwork ? "network" : kind,
    status,
    requestId: textOf(error["requestId"]) ?? textOf(error["requestID"]),
    attempt: smallCount(line["retryAttempt"], 1e6),
    maxAttempts: smallCount(line["maxRetries"], 1e6),
    retryInMs: smallCount(line["retryInMs"], 1e12),
  });
}

type Told = Pick<ErrorRecord, "at" | "kind" | "status" | "requestId"> & Partial<ErrorRecord>;

/** Telemetry has the request's id alone; a fork copies a line with its own. */
function addError(records: ClaudeRecords, line: Line, told: Told): void {
  const id = told.requestId ?? textOf(line["uuid"]) ?? `${records.name}:${told.at}`;
  const key = `claude-code:error:${id}`;
  if (records.errors.has(key)) return;
  const untold = { attempt: null, maxAttempts: null, retryInMs: null };
  records.errors.set(key, { ...untold, ...told, key });
  records.touched.push(key);
}

function smallCount(value: unknown, most: number): number | null {
  const isCount = typeof value === "number" && value >= 0 && value <= most;
  return isCount ? Math.round(value) : null;
}
