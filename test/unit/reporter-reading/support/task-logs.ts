import type { IngestItem } from "#contract/ingest.ts";
import type { Line } from "./log-folder.ts";
import { type Files, readFiles, secret } from "./log-steps.ts";

export const begin = Date.UTC(2026, 0, 2);

/** The second of a day on which tasks are worked on. */
export const second = (count: number) => begin + count * 1_000;

/** A message with counts. */
export const say = (at: number, name: string, text: unknown): Line => ({
  ts: second(at),
  type: "say",
  say: name,
  text: typeof text === "string" ? text : JSON.stringify(text),
});

export const counts = (facts: Line = {}): Line => ({
  request: secret,
  tokensIn: 1_000,
  tokensOut: 5,
  cacheReads: 100,
  cacheWrites: 20,
  cost: 0.5,
  ...facts,
});

export const request = (at: number, facts: Line = {}, message: Line = {}) => ({
  ...say(at, "api_req_started", counts(facts)),
  ...message,
});

/** What each extension's files are found by, below a home. */
export const storages = {
  cline: ".config/Code/User/globalStorage/saoudrizwan.claude-dev",
  "roo-code": "Library/Application Support/Cursor/User/globalStorage/rooveterinaryinc.roo-cline",
  "kilo-code": "AppData/Roaming/VSCodium/User/globalStorage/kilocode.kilo-code",
};

export type Runtime = keyof typeof storages;

/** Files of an extension; the task's own are those without a folder. */
export const taskFiles = (runtime: Runtime, files: Files, task = "t"): Files =>
  Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      `${storages[runtime]}/${name.includes("/") ? name : `tasks/${task}/${name}`}.json`,
      content,
    ]),
  );

export const readTask = (files: Files, runtime: Runtime = "cline"): Promise<IngestItem[]> =>
  readFiles("HOME", taskFiles(runtime, files));

/** A tool call in a conversation. */
export const call = (at: number, facts: Line = {}): Line => ({
  role: "assistant",
  ts: second(at),
  content: [{ type: "tool_use", id: "c1", name: "read_file", input: { path: secret }, ...facts }],
});

export const answer = (at: number, facts: Line = {}): Line => ({
  role: "user",
  ts: second(at),
  content: [{ type: "tool_result", tool_use_id: "c1", content: secret, ...facts }],
});
