import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import path from "node:path";

/** A folder of Claude Code logs with one session that a test writes line by line. */
export function aClaudeLog(
  folder: string,
  { cwd = "/srv/work/storefront", model = "claude-opus-4-6", branch = "feature/live-figures" } = {},
) {
  const sessionId = randomUUID();
  const projects = path.join(folder, "projects", "-srv-work-storefront");
  mkdirSync(projects, { recursive: true });
  const file = path.join(projects, `${sessionId}.jsonl`);
  let count = 0;
  return {
    sessionId,
    file,
    /** Appends a request that failed, and is tried again. */
    fail(status: number): void {
      const line = {
        type: "system",
        subtype: "api_error",
        timestamp: new Date().toISOString(),
        sessionId,
        uuid: randomUUID(),
        error: { status, requestId: `req_failed_${randomUUID()}` },
        retryAttempt: 1,
        maxRetries: 10,
        retryInMs: 566,
      };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
    },
    /** Appends one whole message: 1,000 tokens in and the given output, of Opus 4.6 unless another was named. */
    append(output: number, content: unknown[] = [], at = new Date()): string {
      const { id, line } = message(output, content);
      appendFileSync(file, `${JSON.stringify({ ...line, timestamp: at.toISOString() })}\n`);
      return id;
    },
    /** Such a message as a line for somebody else to append, with `NOW` for its time. */
    lineOf: (output: number): string => JSON.stringify(message(output, []).line),
  };

  function message(output: number, content: unknown[]) {
    count += 1;
    const id = `msg_${sessionId.slice(0, 8)}_${count}`;
    const line = {
      type: "assistant",
      timestamp: "NOW",
      sessionId,
      uuid: randomUUID(),
      requestId: `req_${sessionId.slice(0, 8)}_${count}`,
      version: "2.1.329",
      cwd,
      gitBranch: branch,
      isSidechain: false,
      message: {
        id,
        type: "message",
        role: "assistant",
        model,
        stop_reason: "end_turn",
        content: [{ type: "text", text: "Done." }, ...content],
        usage: { input_tokens: 1_000, output_tokens: output },
      },
    };
    return { id, line };
  }
}
