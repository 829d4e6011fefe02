import { apiErrorKindOf, statusOf } from "../../tools/api-failure.ts";
import { isObject, objectOf, textOf } from "../json-values.ts";
import type { CodexError, CodexRecords } from "./records.ts";

type Payload = Record<string, unknown>;

/** A failed request, or a connection that is tried again. */
export function readError(records: CodexRecords, payload: Payload, at: number): void {
  const [name, facts] = infoOf(payload["codex_error_info"]);
  const status = statusOf(facts["http_status_code"]);
  const told = objectOf(payload["error"])["kind"];
  records.errorsInTurn += 1;
  const kind = apiErrorKindOf(status, name, told, payload["message"]);
  const requestId = requestIn(payload["message"]);
  const failed = { at, kind, status, requestId, ...triesOf(payload["message"]) };
  addError(records, failed, { name: `${records.errorsInTurn}`, turn: null });
}

/** What a turn failed of at last: newer versions tell it where the turn ends, older ones in a line of its own. */
export function readEndedTurn(records: CodexRecords, payload: Payload, at: number): void {
  if (!isObject(payload["error"])) return;
  const turn = textOf(payload["turn_id"], 100) ?? records.turnId;
  const isToldOf = [...records.errors.values()].some(
    ({ key, attempt }) => attempt === null && key.startsWith(`${turn}:`),
  );
  if (!isToldOf) readError(records, payload["error"], at);
}

/** Of the text that the client itself puts at a message's end, the id. */
function requestIn(message: unknown): string | null {
  const end = typeof message === "string" ? message.slice(-120) : "";
  const [, id = null] = /, request id: ([\w-]{8,100})$/.exec(end) ?? [];
  return id;
}

/** `"usage_limit_exceeded"`, or `{"http_connection_failed": {"http_status_code": 503}}`. */
function infoOf(info: unknown): [name: string | null, facts: Payload] {
  if (!isObject(info)) return [textOf(info), {}];
  const [name = null] = Object.keys(info);
  return [name, objectOf(name === null ? null : info[name])];
}

/** `Reconnecting... 2/5` */
function triesOf(message: unknown) {
  const found = /^Re-?connecting\D{0,20}(\d{1,3})\/(\d{1,3})/.exec(textOf(message, 60) ?? "");
  return {
    attempt: found ? Number(found[1]) : null,
    maxAttempts: found ? Number(found[2]) : null,
  };
}

/** A turn that its user broke off, or that came to the end of its budget; a review ends like that as a rule. */
export function readAbortedTurn(records: CodexRecords, payload: Payload, at: number): void {
  const { reason } = payload;
  if (reason === "review_ended") return;
  const turn = textOf(payload["turn_id"], 100) ?? records.turnId;
  // Where turns have no ids, errors are counted.
  if (turn === null) records.errorsInTurn += 1;
  const name = turn === null ? `${records.errorsInTurn}` : "aborted";
  const kind = reason === "budget_limited" ? "quota" : "cancelled";
  const none = { status: null, requestId: null, attempt: null, maxAttempts: null };
  addError(records, { at, kind, ...none }, { name, turn });
}

type Told = Omit<CodexError, "key" | "model">;

/** Forks replay lines with new times, but with their turns' ids. Telemetry tells of the same request by its id. */
function addError(
  records: CodexRecords,
  told: Told,
  { name, turn }: { name: string; turn: string | null },
): void {
  const { thread, fileName, segment } = records;
  const place = turn ?? records.turnId ?? `${thread ?? fileName}:${segment}`;
  const key = told.requestId ?? `${place}:${name}`;
  if (!records.errors.has(key)) records.errors.set(key, { key, model: records.model, ...told });
}
