import type { ToolErrorKind } from "#contract/errors.ts";

/** Why a call failed; nothing of its text. */
export type Failure = { errorKind: ToolErrorKind | null; exitCode: number | null };

export const noFailure: Failure = { errorKind: null, exitCode: null };

/** This much of a result is looked at. */
const headLength = 600;

const kinds: [RegExp, ToolErrorKind][] = [
  [
    /user doesn't want to (?:proceed|take)|requested permissions? to|requires? approval|(?:has been|was|were) (?:denied|rejected)|denied (?:by|this)|(?:rejected|declined) by|user (?:has )?(?:denied|declined|rejected)|"status":"denied"|^Permission to use|tool call was skipped/i,
    "rejected",
  ],
  [/sibling tool call errored|^(?:Error: )?Cancell?ed\b|\bcancell?ed by\b/i, "cancelled"],
  [/\binterrupted\b|\baborted\b/i, "interrupted"],
  [/has not been read/i, "not_read"],
  [/modified since (?:it was )?(?:last )?read/i, "stale"],
  [
    /string (?:to replace )?(?:was )?not found|found \d+ matches|could not find (?:the )?(?:string|old|context)|no match(?:es)? (?:was |were )?found|failed to find (?:expected|context)/i,
    "no_match",
  ],
  [
    /InputValidationError|validation (?:error|failed)|invalid (?:argument|input|param|value)|missing required|no changes to make|unsupported (?:custom tool )?call/i,
    "invalid_input",
  ],
  [/exceeds (?:the )?max|too large|too long/i, "too_large"],
  [/timed? ?out|deadline exceeded/i, "timeout"],
  [
    /ENOTFOUND|ECONN\w+|EAI_AGAIN|getaddrinfo|fetch failed|network error|connection (?:refused|reset|closed)|socket hang up/i,
    "network",
  ],
  [/does not exist|ENOENT|no such file|not found\b(?! \(HTTP)/i, "not_found"],
  [/(?:status(?: code)?|HTTP|API Error)[ :]{1,3}[45]\d\d\b|overloaded|rate.?limit/i, "api"],
];

const exit = /^.{0,40}?(?:exit(?:ed)?(?: with)?(?: status| code)|exit status):? (-?\d{1,10})\b/im;

/**
 * Why a call failed, by the first characters of what it answered, which are then forgotten. An exit code that the log
 * tells by itself stands over what the text says.
 */
export function failureOf(said: unknown, told: number | null = null): Failure {
  const head = headOf(said);
  const exitCode = sensible(told ?? exitCodeIn(head));
  if (/^(?:.*\n){0,3}.{0,40}Command timed out/i.test(head))
    return { errorKind: "timeout", exitCode };
  if (exitCode !== null && exitCode !== 0) return { errorKind: "exit_code", exitCode };
  const kind = kinds.find(([form]) => form.test(head))?.[1] ?? "other";
  return { errorKind: kind, exitCode: null };
}

/** Of 32 bits, with a sign or without. */
const sensible = (code: number | null) =>
  Number.isInteger(code) && Math.abs(code ?? 0) < 2 ** 31 ? code : null;

/** The text of a result: itself, or of the first of its parts. */
function headOf(said: unknown): string {
  const first: unknown = Array.isArray(said) ? said[0] : said;
  const text: unknown =
    typeof first === "object" && first !== null ? Reflect.get(first, "text") : first;
  return typeof text === "string" ? text.slice(0, headLength).replace("<tool_use_error>", "") : "";
}

/** A code stands before what the program printed. */
function exitCodeIn(head: string): number | null {
  const [before = ""] = head.split(/^Output:/m);
  const found = exit.exec(before.slice(0, 200))?.[1];
  return found === undefined ? null : Number(found);
}
