import { apiErrorKindOf, statusOf } from "../tools/api-failure.ts";
import { momentOfMs, objectOf, textOf } from "./json-values.ts";
import { addError } from "./plain/plain-calls.ts";
import { addRun, keyOf, type PlainRecords } from "./plain/plain-records.ts";
import type { Row } from "./table-rows.ts";

type Failed = { id: string; run: string; at: number; error: Row; model: string | null };

/** A message that ended with an error: the agent gave up, or its user broke it off. */
export function readError(records: PlainRecords, { id, run, at, error, model }: Failed): void {
  const key = keyOf("error", id);
  addError(records, { key, run, at, model, ...causeOf(error) });
}

/** A try that failed, after which the agent tried again. */
export function readRetry(records: PlainRecords, part: Row, run: string): void {
  const id = textOf(part["id"]);
  const at = momentOfMs(objectOf(part["time"])["created"]);
  if (id === null || at === null) return;
  const attempt = Number.isInteger(part["attempt"]) ? Number(part["attempt"]) : null;
  addRun(records, { id: run, startedAt: at, lastAt: at });
  const error = objectOf(part["error"]);
  addError(records, {
    key: keyOf("error", id),
    run,
    at,
    attempt: attempt !== null && attempt >= 0 && attempt <= 1e6 ? attempt : null,
    ...causeOf(error),
  });
}

function causeOf(error: Row) {
  const data = objectOf(error["data"]);
  const status = statusOf(data["statusCode"]);
  return { status, kind: apiErrorKindOf(status, error["name"], data["message"]) };
}
