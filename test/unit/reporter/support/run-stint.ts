import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";

const root = path.resolve(import.meta.dirname, "../../../..");
const program = path.join(root, "agent-reporter/bin/stint.js");
const node = path.join(root, "node_modules/.bin/node");

/** A home with nothing in it but what a test puts there; no run of a test reads the real one. */
export function aHome(folder: string): Record<string, string> {
  const place = (name: string) => {
    const made = path.join(folder, name);
    mkdirSync(made, { recursive: true });
    return made;
  };
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: place("home"),
    STINT_HOME: place("state"),
    CLAUDE_CONFIG_DIR: place("claude"),
    CODEX_HOME: place("codex"),
    GEMINI_DATA_DIR: place("gemini"),
    OPENCODE_DATA_DIR: place("opencode"),
    COPILOT_HOME: place("copilot"),
    QWEN_DATA_DIR: place("qwen"),
    AMP_DATA_DIR: place("amp"),
    TZ: "UTC",
    NO_COLOR: "1",
  };
}

export type Running = {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  /** The exit code; null where a signal ended it. */
  ended: Promise<number | null>;
};

/** Starts the real program; it does not outlive the test. */
export function startStint(args: string[], env: Record<string, string>, cwd?: string): Running {
  const child = spawn(node, [program, ...args], { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, out: () => out, err: () => err, ended };
}

/** Runs the real program to its end. */
export async function runStint(args: string[], env: Record<string, string>, cwd?: string) {
  const running = startStint(args, env, cwd);
  const code = await running.ended;
  return { code, out: running.out(), err: running.err() };
}

/** Waits until something holds, and fails with what was printed if it never does. */
export async function until(holds: () => boolean, says: () => string, withinMs = 10_000) {
  const endsAt = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > endsAt) throw new Error(`It did not happen. ${says()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
