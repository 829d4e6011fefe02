import { spawn } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";
import { codeOf } from "../output/command-error.ts";

/** How a run ended: its exit status, and whether there was anything to run. */
export type AgentEnding = { status: number; problem: string | null };

/** What is run, where, and with what. */
export type AgentCall = {
  words: string[];
  cwd: string;
  env: Record<string, string | undefined>;
};

const endings: Record<string, { status: number; says: string }> = {
  ENOENT: { status: 127, says: "there is no program" },
  EACCES: { status: 126, says: "you may not run" },
};

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/**
 * Runs a program with this terminal as its own, and answers its exit status: 128 + n where a signal ended it, 127 where
 * there is no such program, 126 where it may not be run. Signals to this process go on to it; those of the keyboard it gets from the terminal.
 */
export function runAgent({ words, cwd, env }: AgentCall): Promise<AgentEnding> {
  const [command = "", ...args] = words;
  const child = spawn(command, args, { cwd, env, stdio: "inherit" });
  const forward = (signal: NodeJS.Signals) => {
    const isOfKeyboard = process.stdin.isTTY && (signal === "SIGINT" || signal === "SIGQUIT");
    if (!isOfKeyboard) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      const ending = endings[codeOf(error)];
      if (ending === undefined) reject(error);
      else resolve({ status: ending.status, problem: `${ending.says} ${command}.` });
    });
    child.on("exit", (code, signal) => {
      // What comes from now on ends the rest of the work, not the agent.
      for (const one of forwarded) process.off(one, forward);
      resolve({ status: code ?? 128 + (signal ? constants.signals[signal] : 0), problem: null });
    });
  });
}
