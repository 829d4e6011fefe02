import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { startNode } from "./processes.ts";
import { clearProgress, drawProgress } from "./progress.ts";
import { type LocalStint, root } from "./server.ts";
import type { LocalReporter } from "./sign-in.ts";

const stintBin = path.join(root, "agent-reporter/bin/stint.js");

/** What `stint sync --progress=json` says on stderr, line by line. */
const progressLine = z.object({
  phase: z.string(),
  done: z.number(),
  total: z.number(),
  detail: z.string().optional(),
});
const syncResult = z.object({ files: z.number(), accepted: z.number(), duplicates: z.number() });

/** Reads all logs of this machine into the ledger, once. False where no agent log was found. */
export async function backfill(
  stint: LocalStint,
  reporter: LocalReporter,
  say: (text: string) => void,
): Promise<boolean> {
  const child = startNode(stintBin, ["sync", "--json", "--progress=json"], {
    env: reporterEnv(stint, reporter),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  if (child.stderr) createInterface(child.stderr).on("line", (line) => showProgress(line, say));
  const [code] = await once(child, "close");
  clearProgress();
  if (code !== 0) throw new Error(`Reading the logs ended with ${code}. Try: npx stint doctor`);

  const result = syncResult.parse(JSON.parse(output));
  if (result.files === 0) return false;
  const { files, accepted, duplicates } = result;
  say(`  ✓ Read ${files} logs: ${accepted} new items, ${duplicates} known already`);
  return true;
}

/** Follows the logs from now on. */
export function watchLogs(
  stint: LocalStint,
  reporter: LocalReporter,
  say: (text: string) => void,
): ChildProcess {
  const child = startNode(stintBin, ["watch"], {
    env: reporterEnv(stint, reporter),
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (child.stderr) createInterface(child.stderr).on("line", say);
  return child;
}

/** The reporter's own state lies with the rest, so that removing STINT_DATA removes everything. */
const reporterEnv = (stint: LocalStint, reporter: LocalReporter): NodeJS.ProcessEnv => ({
  ...process.env,
  STINT_HOME: path.join(stint.dataDir, "reporter"),
  STINT_URL: stint.url,
  STINT_TOKEN: reporter.token,
});

function showProgress(line: string, say: (text: string) => void): void {
  if (!line.startsWith("{")) return say(line);
  const { phase, done, total, detail } = progressLine.parse(JSON.parse(line));
  drawProgress(phase, total === 0 ? 1 : done / total, detail ?? `${done} / ${total}`);
}
