import { execFile } from "node:child_process";
import type { CommandIo } from "./command-io.ts";

/** What a program of the system answered; `code` is null where it is not there or took too long. */
export type ProgramAnswer = { code: number | null; out: string; said: string };

/** Where it runs, if not here, and how long it may take. */
type Limits = { cwd?: string; timeLimitMs?: number };

/** Runs a program of the system, without a shell. */
export function runProgram(
  [command = "", ...args]: string[],
  env: CommandIo["env"],
  { cwd, timeLimitMs = 20_000 }: Limits = {},
): Promise<ProgramAnswer> {
  const options = { env, timeout: timeLimitMs, windowsHide: true, ...(cwd && { cwd }) };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const out = stdout.trim();
      const said = `${stderr}${stdout}`.trim();
      if (!error) resolve({ code: 0, out, said });
      else if (typeof error.code === "number") resolve({ code: error.code, out, said });
      else resolve({ code: null, out, said: error.message });
    });
  });
}
