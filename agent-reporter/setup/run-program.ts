import { execFile } from "node:child_process";
import type { CommandIo } from "../output/command-io.ts";

/** What a program of the system answered; `code` is null where it is not there or took too long. */
export type ProgramAnswer = { code: number | null; said: string };

const timeLimitMs = 20_000;

/** Runs a program of the operating system, without a shell. */
export function runProgram(
  [command = "", ...args]: string[],
  env: CommandIo["env"],
): Promise<ProgramAnswer> {
  const options = { env, timeout: timeLimitMs, windowsHide: true };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const said = `${stderr}${stdout}`.trim();
      if (!error) resolve({ code: 0, said });
      else if (typeof error.code === "number") resolve({ code: error.code, said });
      else resolve({ code: null, said: error.message });
    });
  });
}
