/** Where text goes. `columns` is 80 where there is no terminal to ask. */
export type TextSink = {
  write(text: string): void;
  isTty: boolean;
  columns: number;
};

/** All that a command sees of the process it runs in; `cli.ts` makes the real one. */
export type CommandIo = {
  env: Record<string, string | undefined>;
  platform: string;
  homeDir: string;
  hostName: string;
  /** The same on one host, whatever it is called, and another one on each. */
  hostId(): string;
  /** Results; with `--json` one document and nothing else. */
  stdout: TextSink;
  /** Everything that is said on the way. */
  stderr: TextSink;
  /** How this program is called. */
  program: { node: string; script: string };
  /** Asks a person for yes or no; null where there is nobody to ask. */
  confirm: ((question: string) => Promise<boolean>) | null;
  pid: number;
  isAlive(pid: number): boolean;
  /** Unix milliseconds. */
  now(): number;
  /** From the first call on SIGINT and SIGTERM abort this signal instead of ending the process. */
  untilStopped(): AbortSignal;
};

/** Done, failed, wrong use, not signed in, server not reached (nothing is lost), stopped by the budget. */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  notSignedIn: 3,
  notReached: 4,
  overBudget: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command: its arguments without its name, to an exit code. */
export type RunCommand = (argv: string[], io: CommandIo) => Promise<number>;

/** Colour only where a person looks at it and has not asked for none (https://no-color.org). */
export function usesColor(sink: TextSink, env: CommandIo["env"]): boolean {
  return sink.isTty && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}
