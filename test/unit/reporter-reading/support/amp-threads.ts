import { type Files, readFiles, secret } from "./log-steps.ts";

export type Facts = Record<string, unknown>;

export const begin = Date.UTC(2026, 0, 2);
const timeAt = (second: number) => new Date(begin + second * 1_000).toISOString();

export const thread = (facts: Facts): Files => ({
  "threads/T-a.json": { v: 3, id: "T-a", created: begin, ...facts },
});

export const counted = (id: number | null, usage: Facts = {}, message: Facts = {}): Facts => ({
  role: "assistant",
  ...(id === null ? {} : { messageId: id }),
  content: [{ type: "text", text: secret }],
  usage: {
    model: "claude-sonnet-4-5",
    inputTokens: 10,
    outputTokens: 5,
    cacheReadInputTokens: 100,
    cacheCreationInputTokens: 20,
    timestamp: timeAt(id ?? 0),
    ...usage,
  },
  ...message,
});

export const listed = (id: string, tokens: Facts, facts: Facts = {}): Facts => ({
  id,
  timestamp: timeAt(50),
  model: "claude-sonnet-4-5",
  tokens,
  operationType: "inference",
  ...facts,
});

export const ledger = (...events: Facts[]) => ({ usageLedger: { events } });

export const readThread = (facts: Facts) => readFiles("AMP_DATA_DIR", thread(facts));
