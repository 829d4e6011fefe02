import type { ApiErrorKind, ToolErrorKind } from "#contract/errors.ts";

/** Why a call failed, in the words of the screen. */
export const toolErrorWords: Record<ToolErrorKind, string> = {
  exit_code: "failed",
  rejected: "rejected",
  cancelled: "cancelled",
  interrupted: "interrupted",
  timeout: "timed out",
  not_found: "not found",
  not_read: "not read before",
  stale: "file had changed",
  no_match: "no match",
  invalid_input: "invalid input",
  too_large: "too large",
  network: "network",
  api: "API error",
  other: "failed",
};

/** Why a request to a model failed. */
export const apiErrorWords: Record<ApiErrorKind, string> = {
  context_length: "Context too long",
  quota: "Usage limit reached",
  rate_limit: "Rate limited",
  overloaded: "Overloaded",
  authentication: "Not signed in",
  timeout: "Timed out",
  network: "Not reached",
  cancelled: "Broken off",
  invalid_request: "Request refused",
  server_error: "Server error",
  other: "API error",
};
