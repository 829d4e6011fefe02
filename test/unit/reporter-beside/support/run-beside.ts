import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { onTestFinished } from "vitest";

const root = path.resolve(import.meta.dirname, "../../../..");
const program = path.join(root, "agent-reporter/bin/stint.js");
const node = path.join(root, "node_modules/.bin/node");

/** What an agent sees of a program it runs: its exit code, what it printed, and how long it took. */
export type Seen = { code: number | null; out: string; err: string; ms: number };

/** Runs `stint` as an agent does, with the event on stdin; `stdin: null` never closes it. */
export async function asAnAgent(
  args: string[],
  env: Record<string, string>,
  stdin: string | Buffer | null,
): Promise<Seen> {
  const startedAt = performance.now();
  const child = spawn(node, [program, ...args], { env, stdio: "pipe" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const texts = printedBy(child);
  child.stdin.on("error", () => {});
  if (stdin !== null) child.stdin.end(stdin);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, ...texts(), ms: performance.now() - startedAt };
}

function printedBy(child: ChildProcess) {
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
  return () => ({ out, err });
}
