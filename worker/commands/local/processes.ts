import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** The processes that this one started, in order, so that it can end exactly those. */
const children: ChildProcess[] = [];

/** Starts a Node program of ours (or of a package) without a shell; it ends with us, also where we are killed. */
export function startNode(script: string, args: string[], options: SpawnOptions): ChildProcess {
  const child = spawnNode(script, args, options);
  const { stdin } = (guard ??= startGuard());
  stdin?.write(`+${child.pid}\n`);
  child.once("exit", () => stdin?.write(`-${child.pid}\n`));
  return child;
}

function spawnNode(script: string, args: string[], options: SpawnOptions): ChildProcess {
  const child = spawn(process.execPath, [script, ...args], options);
  children.push(child);
  return child;
}

let guard: ChildProcess | undefined;

/** In a group of its own, where Ctrl-C does not reach it: it ends when we do. */
function startGuard(): ChildProcess {
  const script = path.join(import.meta.dirname, "guard.ts");
  const started = spawn(process.execPath, [script], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  started.unref();
  started.stdin.on("error", () => {});
  return started;
}

/** Runs a Node program to its end; rejects with its output where it fails. */
export async function runNode(script: string, args: string[], env = process.env): Promise<string> {
  const child = spawnNode(script, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => output.push(text));
  }
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${output.join("")}`);
  return output.join("");
}

/** Ends what we started, newest first, and waits for it; kills what has not ended after five seconds. */
export async function endAll(): Promise<void> {
  for (const child of children.toReversed()) await end(child);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await closed;
  clearTimeout(timer);
}
