import { type ExitCode, exitCodes } from "./command-io.ts";

type Outcome = {
  exitCode: ExitCode;
  hint?: string | undefined;
  facts?: Record<string, unknown>;
};

/** Ends a command with a message for the person, a hint of what to do, and an exit code. */
export class CommandError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  /** What a program may want to know beside the code; printed with `--json`. */
  readonly facts: Record<string, unknown>;

  constructor(code: string, message: string, outcome: Outcome) {
    super(message);
    this.name = "CommandError";
    this.code = code;
    this.exitCode = outcome.exitCode;
    this.hint = outcome.hint;
    this.facts = outcome.facts ?? {};
  }
}

export const failed = (message: string, hint?: string) =>
  new CommandError("failed", message, ending(exitCodes.failed, hint));

export const wrongUse = (message: string, hint?: string) =>
  new CommandError("wrong_use", message, ending(exitCodes.wrongUse, hint));

export const notSignedIn = (message: string, hint = "Run `stint login`.") =>
  new CommandError("not_signed_in", message, { exitCode: exitCodes.notSignedIn, hint });

export const notReached = (message: string) =>
  new CommandError("server_not_reached", message, {
    exitCode: exitCodes.notReached,
    hint: "Nothing is lost: the logs are the queue, and the next sync sends what is missing.",
  });

/** What an unknown error says, without its stack. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause =
    error.cause instanceof Error ? `: ${error.cause.message.trim() || codeOf(error.cause)}` : "";
  return (error.message || codeOf(error) || error.name) + cause;
}

/** A system error's code, such as `ENOENT`. */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

function ending(exitCode: ExitCode, hint: string | undefined) {
  return hint === undefined ? { exitCode } : { exitCode, hint };
}
