import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { type Figure, quantile } from "./figure.ts";

const rounds = 20;
const messages = 2_000;
const program = path.resolve(import.meta.dirname, "../agent-reporter/dist/bin.js");
const source = path.resolve(import.meta.dirname, "../agent-reporter/bin/stint.js");

/** How long an agent waits for `stint hook` and `stint statusline`: whole processes, warm, of the built package. */
export async function measure(): Promise<Figure[]> {
  execFileSync(process.execPath, ["worker/commands/build-reporter.ts"], { stdio: "inherit" });
  const folder = mkdtempSync(path.join(tmpdir(), "stint-bench-beside-"));
  try {
    return measureIn(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureIn(folder: string): Figure[] {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    STINT_HOME: path.join(folder, "state"),
    CLAUDE_CONFIG_DIR: path.join(folder, "claude"),
  };
  const log = aClaudeLog(env.CLAUDE_CONFIG_DIR);
  for (let count = 0; count < messages; count++) log.append(count);
  execFileSync(process.execPath, [program, "costs"], { env });
  // What the status line has to read of the log itself.
  log.append(1);
  const told = {
    session_id: log.sessionId,
    transcript_path: log.file,
    model: { display_name: "Opus 4.6" },
    context_window: { used_percentage: 42 },
  };
  const event = { ...told, hook_event_name: "Notification", notification_type: "idle_prompt" };
  const call = {
    hook_event_name: "PostToolUse",
    tool_name: "Bash",
    tool_input: { command: "npm test" },
    tool_response: { stdout: "x".repeat(30_000) },
    tool_use_id: "toolu_1",
    duration_ms: 12,
  };
  const run = (args: string[], input: object) =>
    medianOf(args, { env, input: `${JSON.stringify(input)}\n` });
  const bare = run(["-e", "0"], {});
  const figures: [string, number][] = [
    ["node alone", bare],
    ["hook", run([program, "hook"], event)],
    ["hook after a tool call", run([program, "hook"], { ...told, ...call })],
    ["status line", run([program, "statusline"], told)],
    ["hook, from source", run([source, "hook"], event)],
    ["status line, from source", run([source, "statusline"], told)],
  ];
  return figures.map(([name, value]) => ({
    name,
    value,
    unit: "ms",
    note: `whole process, median of ${rounds}, ${(value / bare).toFixed(2)} times node alone`,
  }));
}

type Surroundings = { env: Record<string, string>; input: string };

function medianOf(args: string[], { env, input }: Surroundings): number {
  const times: number[] = [];
  // The first ones fill Node's compile cache.
  for (let round = -3; round < rounds; round++) {
    const startedAt = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { env, input, encoding: "utf8" });
    if (status !== 0 || stderr) throw new Error(`It ended with ${status}: ${stderr}`);
    if (round >= 0) times.push(performance.now() - startedAt);
  }
  return quantile(times, 0.5);
}
