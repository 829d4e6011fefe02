import { execFile } from "node:child_process";

/** What git answered. `lines` is also filled where git failed half way. */
export type GitAnswer =
  | { type: "answered"; lines: string[] }
  | { type: "failed"; lines: string[] }
  /** Not installed, too slow, or the folder is gone: nothing is known. */
  | { type: "silent" };

const timeLimitMs = 1_000;

type Env = Record<string, string | undefined>;

/** Asks git in one folder. */
export type AskGit = (...args: string[]) => Promise<GitAnswer>;

/** Runs git in a folder: no shell, no prompt, no lock taken, and a time limit. */
export const runGit = (folder: string, args: string[], env: Env) =>
  askGitIn(folder, env, timeLimitMs)(...args);

/** The same for several questions, with a time limit of their own. */
export function askGitIn(folder: string, env: Env, limitMs: number): AskGit {
  const options = {
    cwd: folder,
    env: gitEnv(env),
    timeout: limitMs,
    killSignal: "SIGKILL",
    maxBuffer: 1 << 20,
    windowsHide: true,
  } as const;
  return (...args) =>
    new Promise((resolve) => {
      execFile("git", args, options, (error, stdout) => {
        const lines = stdout.split("\n").map((line) => line.trim());
        if (!error) resolve({ type: "answered", lines });
        // An exit code means that git itself said no; anything else that it could not be asked.
        else if (typeof error.code === "number") resolve({ type: "failed", lines });
        else resolve({ type: "silent" });
      });
    });
}

/** Without the variables by which a surrounding git command (a hook, say) would point us to its own repository. */
function gitEnv(env: Env): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith("GIT_"));
  return {
    ...Object.fromEntries(kept),
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    // A partial clone would fetch what it does not have.
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
    LC_ALL: "C",
  };
}
