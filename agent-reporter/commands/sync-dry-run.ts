import { readCredentials } from "../config/credentials.ts";
import { serverUrl } from "../config/server-access.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { counted, formatBytes } from "../output/format.ts";
import type { ProgressTeller } from "../output/progress.ts";
import { openOutbox, outboxFiles, storedScope } from "../upload/outbox.ts";
import { pendingBodies, pendingEntries, type UploadOptions } from "../upload/upload-items.ts";
import { openLogs, saveOrSay } from "./open-logs.ts";

type DryRun = {
  folder: string;
  flags: { titles?: boolean; again?: boolean; json?: boolean };
  progress: ProgressTeller;
};

type Sending = Pick<UploadOptions, "acknowledgements" | "rejections" | "titles" | "skipped">;

/**
 * `stint sync --dry-run`: what a sync would send now. Talks to no server; without a login that is everything.
 * `--json` prints `{"url", "requests": […]}` with each request's body exactly as it would be sent, unzipped.
 */
export async function runDryRun(io: CommandIo, options: DryRun): Promise<number> {
  const { folder, flags, progress } = options;
  const logs = await openLogs(io, { folder, titles: flags.titles, git: "at once" });
  await logs.library.refresh({ onProgress: progress.reading });
  progress.done();

  const sending = {
    ...outboxOf(io, options),
    titles: logs.titles,
    skipped: () => logs.library.skipped(),
  };
  const url = serverUrl(undefined, io.env, readCredentials(folder));
  const items = logs.library.items();
  if (flags.json) printBodies(io, url, pendingBodies(items, sending));
  else io.stdout.write(`${summary(url, pendingEntries(items, sending))}\n`);
  await saveOrSay(logs, () => {});
  return exitCodes.done;
}

/** A server that is not known yet has acknowledged nothing: an outbox that lies nowhere. */
function outboxOf(io: CommandIo, { folder, flags }: DryRun): Omit<Sending, "titles" | "skipped"> {
  const credentials = readCredentials(folder);
  const overridden = io.env["STINT_URL"] || io.env["STINT_TOKEN"];
  const scope =
    credentials && !overridden && !flags.again
      ? storedScope({ url: credentials.url, token: credentials.token, credentials })
      : undefined;
  return openOutbox(outboxFiles(folder, scope ?? "unknown"), () => {});
}

/** Written body by body, so that it needs no more memory than one of them. */
function printBodies(io: CommandIo, url: string, bodies: Iterable<string>): void {
  io.stdout.write(`{"url":${JSON.stringify(`${url}/api/ingest`)},"requests":[`);
  let separator = "\n";
  for (const body of bodies) {
    io.stdout.write(separator + body);
    separator = ",\n";
  }
  io.stdout.write("\n]}\n");
}

function summary(url: string, entries: Iterable<{ name: string; bytes: number }>): string {
  const counts = { run: 0, usage: 0, tool: 0, git: 0, error: 0 };
  let bytes = 0;
  for (const entry of entries) {
    bytes += entry.bytes;
    if (entry.name.startsWith("run ")) counts.run++;
    else if (entry.name.startsWith("usage ")) counts.usage++;
    else if (entry.name.startsWith("tool ")) counts.tool++;
    else if (entry.name.startsWith("git ")) counts.git++;
    else counts.error++;
  }
  const what = [
    counted(counts.run, "run"),
    counted(counts.usage, "usage event"),
    counted(counts.tool, "tool call"),
    ...(counts.git > 0 ? [counted(counts.git, "git figure")] : []),
    ...(counts.error > 0 ? [counted(counts.error, "API error")] : []),
  ].join(", ");
  return `Would send ${what} (${formatBytes(bytes)} before compression) to ${url}.\nThe same with --json shows every byte of it.`;
}
