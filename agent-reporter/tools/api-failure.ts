import { type ApiErrorKind, apiErrorKindOfStatus } from "#contract/errors.ts";

/** This much of an error's text is looked at. */
const headLength = 400;

const kinds: [RegExp, ApiErrorKind][] = [
  [
    /context.?(?:length|window|overflow)|prompt is too long|input is too long|too many tokens/i,
    "context_length",
  ],
  [/usage.?limit|quota|credit balance|billing|insufficient/i, "quota"],
  [/rate.?limit|slow down|too many requests/i, "rate_limit"],
  [/overload|at capacity/i, "overloaded"],
  [/\bauth|authentication|unauthori[sz]ed|api.?key|forbidden|log.?in\b/i, "authentication"],
  [/timed? ?out|ETIMEDOUT/i, "timeout"],
  [/abort|cancel|interrupt/i, "cancelled"],
  [/ECONN|ENOTFOUND|EAI_AGAIN|connection|network|fetch failed|disconnect|socket/i, "network"],
  [/invalid|bad.?request/i, "invalid_request"],
  [/server.?error|internal/i, "server_error"],
];

/** An HTTP status; null for what is none. */
export function statusOf(value: unknown): number | null {
  const isStatus = typeof value === "number" && Number.isInteger(value) && value >= 100;
  return isStatus && value <= 999 ? value : null;
}

/** Why a request failed, by its status and the words of its error, which are then forgotten. */
export function apiErrorKindOf(status: number | null, ...said: unknown[]): ApiErrorKind {
  const told = said.map(kindSaid).filter((kind) => kind !== null);
  // A status says less than these.
  const exact = told.find((kind) => kind === "context_length" || kind === "quota");
  if (exact) return exact;
  const byStatus = apiErrorKindOfStatus(status);
  return byStatus === "other" ? (told[0] ?? "other") : byStatus;
}

function kindSaid(said: unknown): ApiErrorKind | null {
  if (typeof said !== "string") return null;
  const head = said.slice(0, headLength);
  return kinds.find(([form]) => form.test(head))?.[1] ?? null;
}
