import { expect, test } from "vitest";
import type { ErrorItem, IngestItem, ToolItem } from "#contract/ingest.ts";
import { runtimeAdapters } from "#reporter/runtimes/runtime-list.ts";
import { momentAt } from "./support/claude-lines.ts";
import { failingSessions } from "./support/failing-logs.ts";
import { secret } from "./support/log-steps.ts";

const told = (facts: (string | number | null)[]) => facts.map((fact) => fact ?? "-").join(" ");

/** `key name verb, outcome kind code, span ran`, with a mark where it destroys. */
const callsIn = (items: IngestItem[]) =>
  items
    .filter((item): item is ToolItem => item.type === "tool")
    .map((one) =>
      [
        told([one.key, one.name, one.verb]),
        told([one.outcome, one.errorKind, one.exitCode]),
        told([one.durationMs, one.ranMs]) + (one.destructive ? " !" : ""),
      ].join(", "),
    );

/** `key, kind status, try of tries, model`. */
const errorsIn = (items: IngestItem[]) =>
  items
    .filter((item): item is ErrorItem => item.type === "error")
    .map((one) =>
      [
        one.key,
        told([one.kind, one.status]),
        told([one.attempt, one.maxAttempts, one.retryInMs]),
        told([one.model]),
      ].join(", "),
    );

type Expected = { calls: string[]; errors: string[] };

const sessions: Record<string, Expected> = {
  "Claude Code": {
    calls: [
      "t1 Bash grep, failed exit_code 1, 1000 -",
      "t2 Bash grep, rejected rejected -, 5000 -",
      "t3 Bash rm, ok - -, 1000 - !",
    ],
    errors: ["claude-code:error:req_1, overloaded 529, 1 10 500, -"],
  },
  Codex: {
    calls: [
      "c1 shell grep, failed exit_code 1, 1000 -",
      "c2 shell grep, rejected rejected -, 3000 -",
      "c3 shell rm, ok - -, 1000 40 !",
    ],
    errors: ["codex:error:t1:1, network -, 1 5 -, gpt-5.5"],
  },
  "Gemini CLI": {
    calls: [
      "s1:c1 run_shell_command grep, failed exit_code 1, 1000 -",
      "s1:c2 run_shell_command grep, rejected cancelled -, 1000 -",
      "s1:c3 run_shell_command rm, ok - -, 1000 - !",
    ],
    errors: ["gemini-cli:error:s1:e1, rate_limit 429, - - -, -"],
  },
  OpenCode: {
    calls: [
      "s:c1 bash grep, failed exit_code 1, 1000 -",
      "s:c2 bash grep, rejected rejected -, 1000 -",
      "s:c3 bash rm, ok - -, 1000 - !",
    ],
    errors: [
      "opencode:error:msg_2, overloaded 503, - - -, claude-opus-4-6",
      "opencode:error:prt_retry, overloaded 503, 1 - -, -",
    ],
  },
  "Copilot CLI": {
    calls: [
      "s1:t1 bash grep, failed exit_code 1, 1000 -",
      "s1:t2 bash grep, rejected rejected -, 3000 -",
      "s1:t3 bash rm, ok - -, 1000 40 !",
    ],
    errors: ["copilot-cli:error:s1:e-session.error-2, quota 402, - - -, gpt-5"],
  },
  "Qwen Code": {
    calls: [
      "s1:c1 run_shell_command grep, failed exit_code 1, 1000 -",
      "s1:c2 run_shell_command grep, rejected cancelled -, 3000 -",
      "s1:c3 run_shell_command rm, ok - -, 0 - !",
    ],
    errors: [
      "qwen-code:error:00000002-aaaa-4bbb-8ccc-000000000000, rate_limit 429, - - -, qwen3-coder-plus",
    ],
  },
  "Kimi CLI": {
    calls: [
      "s1:1:c1 Shell grep, failed not_found -, 1000 -",
      "s1:1:c2 Shell grep, rejected rejected -, 3000 -",
      "s1:1:c3 Shell rm, ok - -, 1000 - !",
    ],
    errors: [],
  },
  "Kimi Code": {
    calls: [
      "session_1:0:Bash_0 Bash grep, failed not_found -, 1000 -",
      "session_1:0:Bash_1 Bash grep, rejected rejected -, 2000 -",
      "session_1:0:Bash_2 Bash rm, ok - -, 1000 - !",
    ],
    errors: [
      "kimi:error:session_1:0.1:1, other -, 1 10 -, kimi-k2",
      "kimi:error:session_1:0.1:2, other -, 2 10 -, kimi-k2",
      "kimi:error:session_1:0.2:cancelled, cancelled -, - - -, kimi-k2",
    ],
  },
  Goose: {
    calls: [
      `s@${momentAt(0) / 1_000}:c1 developer__shell grep, failed not_found -, 1000 -`,
      `s@${momentAt(0) / 1_000}:c2 developer__shell grep, rejected rejected -, 3000 -`,
      `s@${momentAt(0) / 1_000}:c3 developer__shell rm, ok - -, 1000 - !`,
    ],
    errors: [],
  },
  Amp: {
    calls: [
      "T-a:c1 Bash grep, failed not_found -, - -",
      "T-a:c2 Bash grep, rejected rejected -, - -",
      "T-a:c3 Bash rm, ok - -, - - !",
    ],
    errors: [],
  },
  Droid: {
    calls: [
      "s:c1 Execute grep, failed exit_code 1, 1000 -",
      "s:c2 Execute grep, rejected rejected -, 3000 -",
      "s:c3 Execute rm, ok - -, 1000 - !",
    ],
    errors: [],
  },
  Cline: {
    calls: [
      "t:c1 execute_command grep, failed exit_code 1, 1000 -",
      "t:c2 execute_command grep, rejected rejected -, 3000 -",
      "t:c3 execute_command rm, ok - -, 1000 - !",
    ],
    errors: [
      "cline:error:t:1767312002000, rate_limit 429, - - -, -",
      "cline:error:t:1767312003000, overloaded 503, - - -, -",
    ],
  },
};

test.each(Object.entries(failingSessions))(
  "%s: what failed, was refused or destroys is told, and nothing of what was said",
  async (agent, read) => {
    const items = await read();
    expect({ calls: callsIn(items), errors: errorsIn(items) }).toEqual(sessions[agent]);
    expect(JSON.stringify(items)).not.toContain(secret);
    expect(items.some(({ type }) => type === "usage")).toBe(true);
  },
);

test("no agent is left out", async () => {
  const read = await Promise.all(Object.values(failingSessions).map((one) => one()));
  const covered = new Set(read.flat().map(({ runtime }) => runtime));
  // These three read the same files in other folders.
  for (const twin of ["roo-code", "kilo-code"]) covered.add(twin);
  expect(covered).toEqual(new Set(runtimeAdapters.map(({ runtime }) => runtime)));
});
