import { spawn } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";
import { codeOf } from "../output/command-error.ts";

/** What is run, where, and with what. */
export type AgentCall = {
  words: string[];
  cwd: string;
  env: Record<string, string | undefined>;
};

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/**
 * Runs a program with this terminal as its own, and answers its exit status: 128 + n where a signal ended it, 127 where
 * there is no such program. Signals to this process go on to it; those of the keyboard it gets from the terminal.
 */
export function runAgent({ words: [command = "", ...args], cwd, env }: AgentCall): Promise<number> {
  const child = spawn(command, args, { cwd, env, stdio: "inherit" });
  const forward = (signal: NodeJS.Signals) => {
    const isOfKeyboard = process.stdin.isTTY && (signal === "SIGINT" || signal === "SIGQUIT");
    if (!isOfKeyboard) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      const status = { ENOENT: 127, EACCES: 126 }[codeOf(error)];
      if (status === undefined) reject(error);
      else resolve(status);
    });
    child.on("exit", (code, signal) => {
      // What comes from now on ends the rest of the work, not the agent.
      for (const one of forwarded) process.off(one, forward);
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
