import type { RealClient } from "./real-clients.ts";

/** What comes of one of the harness' scenarios, beside what its script says. */
export type Scenario = {
  name: string;
  agent: RealClient;
  /** Steps that leave no log. */
  unlogged?: string[];
  /** Side requests that the agent tells nobody of. */
  untoldSides?: boolean;
  /** A step whose call makes one more call, which stands in no answer. */
  callsInCallsOf?: string;
  /** The failed requests that each way tells of, by HTTP status; null is a connection that broke off. */
  errors?: { log: Status[]; telemetry: Status[]; both: Status[] };
};

type Status = number | null;

export const scenarios: Scenario[] = [
  { name: "claude-basic", agent: "claude" },
  { name: "claude-agents", agent: "claude" },
  {
    name: "claude-edge",
    agent: "claude",
    // --no-session-persistence
    unlogged: ["nofile"],
    errors: {
      // Tries that were followed by another one are in the log alone; a prompt that was too long and made it compact is
      // in telemetry alone.
      log: [429, 529, 529, null],
      telemetry: [400],
      both: [400, 429, 529, 529, null],
    },
  },
  {
    name: "claude-hooks",
    agent: "claude",
    // `/model` tries a model out with a request of its own.
    untoldSides: true,
    // A refused request is sent twice more at once, and told when it is given up.
    errors: { log: [400], telemetry: [400], both: [400] },
  },
  { name: "claude-tui", agent: "claude" },
  { name: "codex-basic", agent: "codex" },
  {
    name: "codex-edge",
    agent: "codex",
    // `exec` runs code, and that runs a command.
    callsInCallsOf: "codemode",
    // A try that is followed by another one is in no rollout.
    errors: { log: [], telemetry: [503], both: [503] },
  },
  { name: "gemini-basic", agent: "gemini" },
  // Titles are asked for beside the session.
  { name: "opencode-basic", agent: "opencode", untoldSides: true },
];
