import { momentAt, timeAt } from "./claude-lines.ts";
import type { Line } from "./log-folder.ts";

const line = (type: string, at: number, payload: Line): Line => ({
  timestamp: timeAt(at),
  type,
  payload,
});

export const event = (type: string, at: number, facts: Line = {}): Line =>
  line("event_msg", at, { type, ...facts });

export const item = (type: string, at: number, facts: Line = {}): Line =>
  line("response_item", at, { type, ...facts });

/** The line a thread begins with. */
export const meta = (id: string, at: number, facts: Line = {}): Line =>
  line("session_meta", at, {
    id,
    session_id: id,
    timestamp: timeAt(at),
    cwd: "/srv/work/shop",
    cli_version: "0.169.0",
    ...facts,
  });

export const forkOf = (parent: string): Line => ({ forked_from_id: parent });

/** What a sub-agent's first line says of its parent. */
export const spawnedBy = (parent: string, role?: string): Line => ({
  session_id: parent,
  source: { subagent: { thread_spawn: { parent_thread_id: parent, depth: 1, agent_role: role } } },
});

export const turn = (turnId: string | null, at: number, model: string | null = "gpt-5.5"): Line =>
  line("turn_context", at, { turn_id: turnId, model, cwd: "/srv/work/shop" });

/** Input with the cached part, output, the cached part: as Codex counts. */
export type Usage = [input: number, output: number, cached?: number, reasoning?: number];

export const usage = ([input, output, cached = 0, reasoning = 0]: Usage): Line => ({
  input_tokens: input,
  cached_input_tokens: cached,
  output_tokens: output,
  reasoning_output_tokens: reasoning,
  total_tokens: input + output,
});

/** The thread's counter, and what the last response had. */
export const tokens = (at: number, total: Usage, last: Usage | null = null): Line =>
  event("token_count", at, {
    info: { total_token_usage: usage(total), last_token_usage: last && usage(last) },
  });

/** One response by its own id, with the thread's counter after it. */
export const record = (response: string, at: number, counts: { own: Usage; thread: Usage }): Line =>
  line("token_usage_record", at, {
    response_id: response,
    turn_id: "turn",
    usage: usage(counts.own),
    thread_token_usage: usage(counts.thread),
  });

export { momentAt, timeAt };
