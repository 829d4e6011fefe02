/**
 * One moment that an agent told a hook of and its log does not know: ids, times and names alone. What else a hook is
 * given (prompts, tools' inputs and results, messages, paths) is dropped here, before anything is written.
 */
export type Fact = {
  /** Unix milliseconds. */
  at: number;
  runtime: string;
  session: string;
  /** The agent's own name for it, such as `SessionEnd`. */
  event: string;
  /** Why a session began or ended, or what a person is asked for: `clear`, `permission_prompt`. */
  why?: string;
  tool?: string;
  call?: string;
  /** How long the tool itself ran, in milliseconds. */
  ms?: number;
  /** How a call ended, where the agent says so apart from what it answered. */
  outcome?: "ok" | "failed" | "interrupted";
  agent?: string;
  /** The `stint run` that started the agent. */
  under?: string;
};

type Told = Record<string, unknown>;

const id = /^[\w.:-]{1,200}$/;
const word = /^[A-Za-z][\w-]{0,59}$/;
const toolName = /^[\w.:-]{1,200}$/;

/** Null where it names no session or no event. */
export function factOf(told: unknown, context: FactContext): Fact | null {
  if (typeof told !== "object" || told === null) return null;
  const given = told as Told;
  const session = matching(given["session_id"] ?? given["thread-id"], id);
  const event = matching(given["hook_event_name"] ?? given["type"], word);
  return session && event ? named(given, { session, event }, context) : null;
}

function named(
  given: Told,
  { session, event }: Pick<Fact, "session" | "event">,
  context: FactContext,
): Fact {
  const fact: Fact = { at: context.at, runtime: runtimeOf(given, context), session, event };
  const more = {
    why: matching(reasonIn(given), word),
    tool: matching(given["tool_name"], toolName),
    call: matching(given["tool_use_id"], id),
    ms: millisecondsIn(given["duration_ms"]),
    outcome: outcomeOf(fact, given),
    agent: matching(given["agent_id"], id),
    under: matching(context.env["STINT_RUN"], id),
  };
  for (const [name, value] of Object.entries(more))
    if (value !== undefined) Object.assign(fact, { [name]: value });
  return fact;
}

const reasonIn = (given: Told) =>
  given["notification_type"] ?? given["reason"] ?? given["source"] ?? given["trigger"];

const millisecondsIn = (value: unknown) =>
  typeof value === "number" && value >= 0 && value <= 1e12 ? Math.round(value) : undefined;

/** Claude Code has an event for each; the other agents have one, whatever the call came to. */
function outcomeOf({ runtime, event }: Fact, given: Told): Fact["outcome"] {
  if (runtime !== "claude-code") return undefined;
  if (event === "PostToolUse") return "ok";
  if (event !== "PostToolUseFailure") return undefined;
  return given["is_interrupt"] === true ? "interrupted" : "failed";
}

/** `runtime` is what the command line of the hook says; without it the shape tells. */
export type FactContext = {
  at: number;
  runtime: string | undefined;
  env: Record<string, string | undefined>;
};

function runtimeOf(given: Told, { runtime, env }: FactContext): string {
  if (runtime && /^[a-z][a-z0-9-]{1,39}$/.test(runtime)) return runtime;
  if ("thread-id" in given || "turn_id" in given) return "codex";
  return env["GEMINI_SESSION_ID"] ? "gemini-cli" : "claude-code";
}

const matching = (value: unknown, pattern: RegExp) =>
  typeof value === "string" && pattern.test(value) ? value : undefined;

const content =
  /,\s*"(?:tool_input|tool_response|tool_calls|prompt|message|delta|last_assistant_message|compact_summary)"\s*:/;

/** The object as far as its content begins, where the whole of it is too large to keep or never came. */
export function toldAtFirst(text: string): unknown {
  const at = text.search(content);
  return at < 0 ? undefined : parsed(`${text.slice(0, at)}}`);
}

/** Undefined where it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it is a line that a hook has left, and not a torn one. */
export function isFact(value: unknown): value is Fact {
  if (typeof value !== "object" || value === null) return false;
  const { at, runtime, session, event } = value as Told;
  return typeof at === "number" && [runtime, session, event].every(isText);
}

const isText = (value: unknown) => typeof value === "string" && value !== "";
