import type { Line } from "./log-folder.ts";
import { readFiles, secret } from "./log-steps.ts";

export const begin = Date.UTC(2026, 0, 2);
const timeAt = (second: number) => new Date(begin + second * 1_000).toISOString();

export const folder = "sessions/-home-shop";

export const start = (facts: Line = {}): Line => ({
  type: "session_start",
  id: "s",
  title: secret,
  sessionTitle: secret,
  owner: secret,
  version: "0.81.0",
  cwd: `/home/${secret}/shop`,
  ...facts,
});

export const said = (
  second: number,
  content: unknown = [{ type: "text", text: secret }],
): Line => ({
  type: "message",
  id: `m${second}`,
  timestamp: timeAt(second),
  message: { role: "assistant", content },
});

export const settings = (tokens: Line = {}, facts: Line = {}): Line => ({
  model: "claude-opus-4-5",
  providerLock: "anthropic",
  providerLockTimestamp: timeAt(1),
  assistantActiveTimeMs: 5,
  tokenUsage: {
    inputTokens: 10,
    outputTokens: 20,
    cacheCreationTokens: 30,
    cacheReadTokens: 40,
    thinkingTokens: 5,
    ...tokens,
  },
  ...facts,
});

export const session = (lines: Line[] | null, totals: unknown = settings(), name = "s") => ({
  ...(lines ? { [`${folder}/${name}.jsonl`]: lines } : {}),
  ...(totals ? { [`${folder}/${name}.settings.json`]: totals } : {}),
});

/** What is read of these files together. */
export const readSessions = (...files: Record<string, unknown>[]) =>
  readFiles("FACTORY_DIR", Object.assign({}, ...files));
