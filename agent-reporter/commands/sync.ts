import { takeUpFacts } from "../beside/agent-states.ts";
import { serverAccess, type ServerAccess } from "../config/server-access.ts";
import { openStateFolder } from "../config/state-folder.ts";
import { notReached, notSignedIn, failed, wrongUse } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { counted, formatBytes, formatDuration } from "../output/format.ts";
import { heldText } from "../output/held-text.ts";
import { progressMode, type ProgressTeller, progressTeller } from "../output/progress.ts";
import { type OutboxFiles, openOutbox, outboxFiles } from "../upload/outbox.ts";
import type { UploadResult } from "../upload/upload-items.ts";
import { type OpenedLogs, openLogs, saveOrSay } from "./open-logs.ts";

export const help = {
  usage: "sync [--dry-run] [--no-titles] [--again] [--progress MODE] [--json]",
  about: [
    "Reads the agents' logs and uploads what the server does not have yet: token counts, tool names,",
    "ids, times and what git counts; never a prompt, an answer, a tool's input or output, or a path.",
    "Safe to be stopped, repeated, and run beside `stint watch`.",
  ].join("\n"),
  flags: {
    "dry-run": {
      type: "boolean",
      help: "send nothing; with --json print exactly what would be sent",
    },
    titles: {
      type: "boolean",
      on: true,
      help: "send no titles of sessions and commits and no branch names, this time",
    },
    again: { type: "boolean", help: "send everything again (the server counts nothing twice)" },
    progress: { type: "string", value: "MODE", help: "bar, lines, json (on stderr) or none" },
    json: { type: "boolean", help: "print the outcome as one JSON document" },
  },
  examples: [
    ["sync", "upload what is new"],
    ["sync --dry-run --json", "see what would leave this machine"],
    ["sync --json --progress none", "for a script"],
  ],
} as const satisfies CommandHelp;

/** Waits up to about 15 s in all before a batch counts as not deliverable. */
const attempts = 7;

type SyncFlags = { titles?: boolean; again?: boolean; json?: boolean };

/** `stint sync`: reads, uploads, and says how it went. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  const mode = progressMode(io, flags.progress);
  if (!mode) throw wrongUse("--progress is bar, lines, json or none.");
  const progress = progressTeller(io, mode);
  const folder = openStateFolder(io);
  if (flags["dry-run"]) {
    const { runDryRun } = await import("./sync-dry-run.ts");
    return runDryRun(io, { folder, flags, progress });
  }

  const startedAt = performance.now();
  const access = serverAccess(io.env, folder);
  const files = await outboxOf(io, { access, folder });
  const logs = await openLogs(io, { folder, titles: flags.titles, git: "at once" });
  try {
    const result = await readAndUpload(io, { folder, flags, progress, access, files, logs });
    return sayOutcome(io, result, { json: flags.json, startedAt, logs });
  } finally {
    progress.done();
  }
}

async function outboxOf(
  io: CommandIo,
  { access, folder }: { access: ServerAccess; folder: string },
): Promise<OutboxFiles> {
  const { findScope } = await import("../upload/outbox.ts");
  const found = await findScope(access, io.now);
  if (found.type === "not-reached") throw notReached(found.message);
  return outboxFiles(folder, found.scope);
}

type Work = {
  folder: string;
  flags: SyncFlags;
  progress: ProgressTeller;
  access: ServerAccess;
  files: OutboxFiles;
  logs: OpenedLogs;
};

async function readAndUpload(io: CommandIo, work: Work): Promise<UploadResult> {
  const { flags, progress, access, files, logs } = work;
  const warn = (message: string) => io.stderr.write(`${message}\n`);
  await logs.library.refresh({ onProgress: progress.reading });
  progress.done();

  if (flags.again) await forgetAcknowledged(files);
  const { acknowledgements, rejections } = openOutbox(files, warn);
  const expected = Math.max(0, countOf(logs.library.items()) - acknowledgements.count);
  const { uploadItems } = await import("../upload/upload-items.ts");
  const result = await uploadItems(logs.library.items(), {
    access,
    acknowledgements,
    rejections,
    titles: logs.titles,
    skipped: () => logs.library.skipped(),
    attempts,
    onProgress: (sums) => progress.uploading(sums, expected),
  });
  rejections.save(warn);
  await saveOrSay(logs, warn);
  takeUpFacts(work.folder);
  progress.done();
  return result;
}

async function forgetAcknowledged({ acknowledged, rejected }: OutboxFiles): Promise<void> {
  const { rm } = await import("node:fs/promises");
  await Promise.all([acknowledged, rejected].map((file) => rm(file, { force: true })));
}

function countOf(items: Iterable<unknown>): number {
  let count = 0;
  for (const _ of items) count++;
  return count;
}

type Saying = { json: boolean | undefined; startedAt: number; logs: OpenedLogs };

function sayOutcome(io: CommandIo, result: UploadResult, saying: Saying): number {
  const { problem, rejected } = result;
  if (problem?.type === "signed-out") {
    throw notSignedIn(`The server does not accept the token: ${problem.message}.`);
  }
  if (problem?.type === "not-reached") throw notReached(`Not all was sent: ${problem.message}`);
  if (problem) throw failed(`Not all was sent: ${problem.message}`);

  const skipped = saying.logs.library.skipped();
  const durationMs = Math.round(performance.now() - saying.startedAt);
  if (saying.json) {
    const files = saying.logs.library.sources().reduce((sum, source) => sum + source.files, 0);
    io.stdout.write(`${JSON.stringify({ files, ...result, skipped, durationMs })}\n`);
  } else {
    io.stdout.write(`${sentence(result, durationMs)}\n`);
    for (const line of remarks(result, skipped)) io.stderr.write(`${line}\n`);
  }
  return rejected.length > 0 ? exitCodes.failed : exitCodes.done;
}

function sentence({ sent, accepted, bytes }: UploadResult, durationMs: number): string {
  if (sent === 0) return "Nothing new.";
  const news = accepted < sent ? `, ${counted(accepted, "new one")}` : "";
  return `Sent ${counted(sent, "item")}${news} (${formatBytes(bytes)}) in ${formatDuration(durationMs)}.`;
}

function remarks(result: UploadResult, skipped: { lines: number; files: number }): string[] {
  const lines: string[] = [];
  const { rejected, held } = result;
  if (held.length > 0) lines.push(heldText(held));
  if (rejected.length > 0) {
    lines.push(
      `The server refused ${counted(rejected.length, "item")}; \`stint doctor\` says why.`,
    );
  }
  if (skipped.lines + skipped.files > 0) {
    const what = `${counted(skipped.lines, "line")} and ${counted(skipped.files, "file")}`;
    lines.push(`Skipped ${what} that cannot be read; \`stint doctor\` says which.`);
  }
  return lines;
}
