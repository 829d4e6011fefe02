// Without Zod: agents wait for programs that read this.

/** Why a tool call failed, as the first words of its result tell. */
export const toolErrorKinds = [
  "exit_code",
  "rejected",
  "cancelled",
  "interrupted",
  "timeout",
  "not_found",
  "not_read",
  "stale",
  "no_match",
  "invalid_input",
  "too_large",
  "network",
  "api",
  "other",
] as const;

/** Why a request to a model failed. Of two reports the kind that stands first says more. */
export const apiErrorKinds = [
  "context_length",
  "quota",
  "rate_limit",
  "overloaded",
  "authentication",
  "timeout",
  "network",
  "cancelled",
  "invalid_request",
  "server_error",
  "other",
] as const;

export type ToolErrorKind = (typeof toolErrorKinds)[number];
export type ApiErrorKind = (typeof apiErrorKinds)[number];

const kindsByStatus: Record<number, ApiErrorKind> = {
  401: "authentication",
  402: "quota",
  403: "authentication",
  408: "timeout",
  429: "rate_limit",
  499: "cancelled",
  503: "overloaded",
  504: "timeout",
  529: "overloaded",
};

/** What an HTTP status alone tells. */
export function apiErrorKindOfStatus(status: number | null): ApiErrorKind {
  if (status === null) return "other";
  const known = kindsByStatus[status];
  if (known) return known;
  if (status >= 500) return "server_error";
  return status >= 400 ? "invalid_request" : "other";
}
