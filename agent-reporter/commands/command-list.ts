import type { RunCommand } from "../output/command-io.ts";
import type { CommandHelp } from "../output/flags.ts";

/** What a command's module gives. */
export type CommandModule = { run: RunCommand; help: CommandHelp };

export type ListedCommand = {
  summary: string;
  /** Imports the command only when it is asked for: `stint --help` reads no other file. */
  load: () => Promise<CommandModule>;
};

export const commandList: Record<string, ListedCommand> = {
  costs: {
    summary: "what the agents cost, from the logs on this machine; no account, no network",
    load: async () => import("./costs.ts"),
  },
  export: {
    summary: "all figures of this machine, a row for each response: JSON, CSV, NDJSON",
    load: async () => import("./export.ts"),
  },
  init: {
    summary: "set this machine up: login, past usage, hooks, status line, service",
    load: async () => import("./init.ts"),
  },
  login: {
    summary: "connect this machine to a workspace",
    load: async () => import("./login.ts"),
  },
  logout: {
    summary: "revoke and forget this machine's token",
    load: async () => import("./logout.ts"),
  },
  whoami: {
    summary: "who is signed in, and where",
    load: async () => import("./whoami.ts"),
  },
  sync: {
    summary: "upload what is new, once",
    load: async () => import("./sync.ts"),
  },
  watch: {
    summary: "follow all logs and upload as they grow",
    load: async () => import("./watch.ts"),
  },
  run: {
    summary: "run an agent, send what it uses, and say what it came to",
    load: async () => import("./run.ts"),
  },
  session: {
    summary: "begin, pause and end a session of work, and say what came of it",
    load: async () => import("./session.ts"),
  },
  report: {
    summary: "a session's report, in markdown",
    load: async () => import("./report.ts"),
  },
  hook: {
    summary: "what agents run at their events: notes them and wakes `watch`",
    load: async () => import("./hook.ts"),
  },
  statusline: {
    summary: "Claude Code's status line: cost of the session and of today",
    load: async () => import("./statusline.ts"),
  },
  doctor: {
    summary: "what was found, what was skipped and why, and whether uploads work",
    load: async () => import("./doctor.ts"),
  },
};
