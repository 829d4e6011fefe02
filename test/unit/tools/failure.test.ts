import { expect, test } from "vitest";
import { apiErrorKindOf } from "#reporter/tools/api-failure.ts";
import { failureOf } from "#reporter/tools/failure.ts";

test.each([
  ["Exit code 1\ncat: x: No such file or directory", "exit_code", 1],
  ["Exit code 143\nCommand timed out after 2m 0.0s", "timeout", 143],
  ["Command timed out after 2m 0.0s", "timeout", null],
  [
    "Chunk ID: 1\nWall time: 0.0 seconds\nProcess exited with code 127\nOutput:\n",
    "exit_code",
    127,
  ],
  ["Wall time: 1\nOutput:\nexit code 3 expected", "other", null],
  ["Exit code: 0\nbut wrong", "other", null],
  [
    "The user doesn't want to proceed with this tool use. The tool use was rejected",
    "rejected",
    null,
  ],
  ["The user doesn't want to take this action right now.", "rejected", null],
  ["Claude requested permissions to use x, but you haven't granted it yet.", "rejected", null],
  ["This command requires approval", "rejected", null],
  ["Permission to use Bash with command rm x has been denied.", "rejected", null],
  ["Exit code 1\npermission denied", "exit_code", 1],
  ["EACCES: permission denied, open 'x'", "other", null],
  ["<tool_use_error>Sibling tool call errored</tool_use_error>", "cancelled", null],
  ["<tool_use_error>Cancelled: parallel tool call</tool_use_error>", "cancelled", null],
  ["[Request interrupted by user for tool use]", "interrupted", null],
  ["<tool_use_error>File has not been read yet. Read it first", "not_read", null],
  ["<tool_use_error>File has been modified since read, either by", "stale", null],
  ["<tool_use_error>String to replace not found in file.", "no_match", null],
  ["<tool_use_error>Found 2 matches of the string to replace, but", "no_match", null],
  ["<tool_use_error>InputValidationError: Read failed", "invalid_input", null],
  ["File content (3.1MB) exceeds maximum allowed size", "too_large", null],
  ["<tool_use_error>File does not exist.</tool_use_error>", "not_found", null],
  ["ENOENT: no such file or directory, open 'x'", "not_found", null],
  ["getaddrinfo ENOTFOUND example.com", "network", null],
  ["Request failed with status code 404", "api", null],
  ["API Error: 529 overloaded", "api", null],
  ["as asked", "other", null],
  ["", "other", null],
  [undefined, "other", null],
  [[{ type: "text", text: "Exit code 2" }], "exit_code", 2],
])("%j", (said, errorKind, exitCode) => {
  expect(failureOf(said)).toEqual({ errorKind, exitCode });
});

test("a code that the log tells by itself stands over the text", () => {
  expect(failureOf("No such file", 3)).toEqual({ errorKind: "exit_code", exitCode: 3 });
});

test.each([
  [401, null, "authentication"],
  [403, null, "authentication"],
  [429, "rate_limit_error", "rate_limit"],
  [429, "usage_limit_reached", "quota"],
  [400, "prompt is too long: 205000 tokens > 200000 maximum", "context_length"],
  [400, "a scripted refusal", "invalid_request"],
  [500, null, "server_error"],
  [529, null, "overloaded"],
  [null, "authentication_failed", "authentication"],
  [null, "ECONNRESET", "network"],
  [null, "MessageAbortedError", "cancelled"],
  [null, "context_window_exceeded", "context_length"],
  [null, "Request timed out.", "timeout"],
  [null, "something else", "other"],
  [null, 7, "other"],
] as const)("of status %s and %j", (status, said, kind) => {
  expect(apiErrorKindOf(status, said)).toBe(kind);
});
