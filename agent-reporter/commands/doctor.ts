import { isOfAnotherHost, readCredentials } from "../config/credentials.ts";
import { askWhoAmI, type MeOutcome } from "../config/read-me.ts";
import { knownAccess, type ServerAccess, serverUrl } from "../config/server-access.ts";
import { stateFolder } from "../config/state-folder.ts";
import { stateProblem } from "../config/state-problem.ts";
import { reporterVersion } from "../config/version.ts";
import type { OddLog, SkippedLines } from "../library/known-logs.ts";
import type { Library, SourceReport } from "../library/library-types.ts";
import { type CommandIo, type ExitCode, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { progressMode, progressTeller } from "../output/progress.ts";
import { Acknowledgements } from "../upload/acknowledgements.ts";
import {
  type OutboxFiles,
  openOutbox,
  outboxFiles,
  scopeOf,
  storedScope,
} from "../upload/outbox.ts";
import type { Rejection } from "../upload/rejections.ts";
import { pendingEntries } from "../upload/upload-items.ts";
import { type Holder, lockHolder } from "../watch/lock-file.ts";
import {
  clockProblem,
  type MachineFindings,
  machineFindings,
  machineProblems,
} from "./doctor-machine.ts";
import { doctorText } from "./doctor-text.ts";
import { openLogs } from "./open-logs.ts";

export const help = {
  usage: "doctor [--json]",
  about: [
    "What was found where, what cannot be read or was skipped and why, whether the server is reached and",
    "takes this machine's token, what waits to be sent, what the server refused, and what `stint init` set up.",
  ].join("\n"),
  flags: { json: { type: "boolean", help: "print one JSON document" } },
  examples: [
    ["doctor", "when a figure looks wrong or missing"],
    ["doctor --json", "for a support request: it holds paths, but no content of any log"],
  ],
} as const satisfies CommandHelp;

/** All that the doctor found. */
export type Findings = {
  version: string;
  stateFolder: string;
  /** Why nothing can be kept there. */
  stateProblem: string | null;
  titles: boolean;
  sources: SourceReport[];
  skipped: { lines: number; files: number };
  skippedLines: SkippedLines[];
  oddLogs: OddLog[];
  machine: MachineFindings;
  server: {
    url: string;
    state: MeOutcome["type"] | "no-login";
    message: string | null;
    workspace: string | null;
    machine: string | null;
    /** What the token may do; null where it is not known. */
    scopes: string[] | null;
    clockSkewMs: number | null;
    /** The login came with a copy of another machine's state folder. */
    isOfAnotherHost: boolean;
  };
  /** Null where it is not known which workspace to ask about. */
  outbox: {
    pending: number;
    acknowledged: number;
    lastUploadAt: string | null;
    rejected: Rejection[];
    /** Kinds of items that wait for a newer server. */
    held: string[];
    watch: Holder | null;
  } | null;
  /** What to do something about, most important first. */
  problems: string[];
};

/** A larger difference makes times on the screen wrong; events keep the log's own times. */
const maxClockSkewMs = 60_000;

/** `stint doctor`: exit 0 when all is well. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  const folder = stateFolder(io);
  const mode = flags.json ? "none" : (progressMode(io, undefined) ?? "none");
  const progress = progressTeller(io, mode === "bar" ? "bar" : "none");
  const access = knownAccess(io.env, folder);
  const [outcome, logs] = await Promise.all([
    access === undefined ? undefined : askWhoAmI(access, io.now),
    openLogs(io, { folder }),
  ]);
  const oddLogs = logs.library.oddLogs();
  await logs.library.refresh({ onProgress: progress.reading });
  progress.done();

  const scope = scopeFrom(access, outcome);
  const found: Omit<Findings, "problems"> = {
    version: reporterVersion,
    stateFolder: folder,
    stateProblem: stateProblem(folder),
    titles: logs.titles,
    sources: logs.library.sources(),
    skipped: logs.library.skipped(),
    skippedLines: logs.library.skippedLines(),
    oddLogs,
    machine: machineFindings(io, folder),
    server: { ...serverFacts(addressOf(io, folder, access), outcome), ...loginFacts(io, access) },
    outbox:
      scope === undefined
        ? null
        : outboxFacts(io, outboxFiles(folder, scope), {
            library: logs.library,
            titles: logs.titles,
          }),
  };
  const findings = { ...found, problems: problemsOf(found) };
  io.stdout.write(flags.json ? `${JSON.stringify(findings)}\n` : doctorText(findings, io));
  return exitCodeOf(findings);
}

function scopeFrom(access: ServerAccess | undefined, outcome: MeOutcome | undefined) {
  if (!access) return undefined;
  const workspace = outcome?.type === "known" ? outcome.me.workspaces[0] : undefined;
  return workspace ? scopeOf(access, workspace.id) : storedScope(access);
}

const addressOf = (io: CommandIo, folder: string, access: ServerAccess | undefined) =>
  access?.url ?? serverUrl(undefined, io.env, readCredentials(folder));

const loginFacts = (io: CommandIo, access: ServerAccess | undefined) => ({
  isOfAnotherHost: isOfAnotherHost(access?.credentials, io),
});

type ServerFacts = Omit<Findings["server"], "isOfAnotherHost">;

function serverFacts(url: string, outcome: MeOutcome | undefined): ServerFacts {
  const nothing = {
    url,
    message: null,
    workspace: null,
    machine: null,
    scopes: null,
    clockSkewMs: null,
  };
  if (!outcome) return { ...nothing, state: "no-login" };
  const clockSkewMs = "clockSkewMs" in outcome ? outcome.clockSkewMs : null;
  if (outcome.type !== "known") {
    return { ...nothing, state: outcome.type, message: outcome.message, clockSkewMs };
  }
  const { workspaces, token } = outcome.me;
  const workspace = workspaces[0]?.name ?? null;
  const machine = token?.machineName ?? null;
  const scopes = token?.scopes ?? null;
  return { ...nothing, state: "known", workspace, machine, scopes, clockSkewMs };
}

function outboxFacts(
  io: CommandIo,
  files: OutboxFiles,
  { library, titles }: { library: Library; titles: boolean },
): Findings["outbox"] {
  const { acknowledgements, rejections } = openOutbox(files, () => {});
  let pending = 0;
  for (const _ of pendingEntries(library.items(), { acknowledgements, rejections, titles }))
    pending++;
  const lastAt = Acknowledgements.lastAt(files.acknowledged);
  return {
    pending,
    acknowledged: acknowledgements.count,
    lastUploadAt: lastAt === undefined ? null : new Date(lastAt).toISOString(),
    rejected: rejections.list(),
    held: rejections.held(),
    watch: lockHolder(files.lock, io) ?? null,
  };
}

function problemsOf(found: Omit<Findings, "problems">): string[] {
  const { server, sources, outbox } = found;
  const problems = serverProblems(server);
  if (found.stateProblem) problems.unshift(found.stateProblem);
  if (!sources.some(({ files }) => files > 0)) {
    problems.push("No agent's logs were found: the variables above say where they are looked for.");
  }
  if (sources.some(({ unreadable }) => unreadable.length > 0)) {
    problems.push("Some log files cannot be read: see to their owner and mode; the rest counts.");
  }
  if (outbox && outbox.rejected.length > 0) {
    problems.push("The server refused some items: a newer stint or server may take them.");
  }
  return [...problems, ...machineProblems(found.machine)];
}

function serverProblems(server: Findings["server"]): string[] {
  const { state, message, scopes, clockSkewMs } = server;
  const problems: string[] = [];
  if (server.isOfAnotherHost) {
    problems.push(
      `The login is another machine's${server.machine ? ` (${server.machine})` : ""}: what this one sends stands under its name. \`stint login\` makes them two.`,
    );
  }
  if (state === "no-login") problems.push("Not signed in: run `stint login`.");
  if (message) problems.push(state === "refused" ? `${message} Run \`stint login\`.` : message);
  if (scopes && !scopes.includes("ingest")) {
    problems.push("The token may not upload (no scope `ingest`): run `stint login`.");
  }
  return [...problems, ...clockProblem(clockSkewMs, maxClockSkewMs)];
}

function exitCodeOf({ server, problems }: Findings): ExitCode {
  if (server.state === "no-login" || server.state === "refused") return exitCodes.notSignedIn;
  if (server.state === "not-reached") return exitCodes.notReached;
  return problems.length > 0 ? exitCodes.failed : exitCodes.done;
}
