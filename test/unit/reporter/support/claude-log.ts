import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { randomUUID } from "node:crypto";

export type ClaudeSession = { id: string; file: string; lines: string[] };

let made = 0;

/** One message of Claude Code as it stands in a log, with content that must never leave the machine. */
export function aClaudeLine(sessionId: string, secrets: ClaudeSecrets = noSecrets): string {
  const number = ++made;
  const content = [
    { type: "text", text: `The answer is ${secrets.content}` },
    {
      type: "tool_use",
      id: `toolu_${number}`,
      name: "Bash",
      input: { command: `echo ${secrets.content}`, file_path: `/tmp/${secrets.path}` },
    },
  ];
  return `${JSON.stringify({
    type: "assistant",
    uuid: randomUUID(),
    parentUuid: null,
    sessionId,
    timestamp: new Date(Date.UTC(2026, 5, 1, 10) + number * 1_000).toISOString(),
    cwd: `/home/${secrets.path}/work`,
    gitBranch: secrets.branch,
    version: "2.1.329",
    requestId: `req_${number}`,
    isSidechain: false,
    message: {
      id: `msg_${number}_${sessionId.slice(0, 8)}`,
      type: "message",
      role: "assistant",
      model: "claude-opus-4-6",
      content,
      stop_reason: "end_turn",
      usage: {
        input_tokens: 100,
        output_tokens: 10,
        cache_creation_input_tokens: 1_000,
        cache_read_input_tokens: 10_000,
      },
    },
  })}\n`;
}

export type ClaudeSecrets = { content: string; path: string; branch: string };
const noSecrets = { content: "42", path: "ada", branch: "main" };

/** The user's side of a conversation: a prompt and a tool's result. */
export function aClaudePrompt(
  sessionId: string,
  { content, path: place, branch }: ClaudeSecrets,
): string {
  const line = {
    type: "user",
    uuid: randomUUID(),
    parentUuid: null,
    sessionId,
    timestamp: new Date(Date.UTC(2026, 5, 1, 10)).toISOString(),
    cwd: `/home/${place}/work`,
    gitBranch: branch,
    version: "2.1.329",
    message: { role: "user", content: `Do ${content}` },
    toolUseResult: { stdout: content, filePath: `/home/${place}/x` },
  };
  return `${JSON.stringify(line)}\n`;
}

/** Writes a session with so many messages below a CLAUDE_CONFIG_DIR. */
export function aClaudeSession(configDir: string, messages: number): ClaudeSession {
  const id = randomUUID();
  const file = path.join(configDir, "projects", "-home-ada-work", `${id}.jsonl`);
  mkdirSync(path.dirname(file), { recursive: true });
  const lines = Array.from({ length: messages }, () => aClaudeLine(id));
  writeFileSync(file, lines.join(""));
  return { id, file, lines };
}
