import { type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { z } from "zod";
import { startNode } from "./processes.ts";
import { type LocalStint, root } from "./server.ts";
import type { LocalReporter } from "./sign-in.ts";

const stintBin = path.join(root, "agent-reporter/bin/stint.js");

/** The part of `stint sync --json` that we tell. */
const syncOutcome = z.object({ files: z.int(), sent: z.int(), accepted: z.int() });

/** What reading the logs came to; `files` is 0 where no agent log was found. */
export type Backfill = z.infer<typeof syncOutcome>;

/** Reads all logs of this machine into the ledger, once; the reporter draws its progress on our stderr. */
export async function backfill(stint: LocalStint, reporter: LocalReporter): Promise<Backfill> {
  const child = startReporter(["sync", "--json"], { stint, reporter }, [
    "ignore",
    "pipe",
    "inherit",
  ]);
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [code] = await once(child, "close");
  // 1 means that single items were refused, which the reporter has said and `stint doctor` explains.
  if (code !== 0 && code !== 1) throw new Error(`Reading the logs ended with ${code}.`);
  return syncOutcome.parse(JSON.parse(output));
}

/** Follows the logs from now on. */
export function watchLogs(stint: LocalStint, reporter: LocalReporter): ChildProcess {
  return startReporter(["watch"], { stint, reporter }, ["ignore", "ignore", "inherit"]);
}

function startReporter(
  args: string[],
  { stint, reporter }: { stint: LocalStint; reporter: LocalReporter },
  stdio: StdioOptions,
): ChildProcess {
  const env = {
    ...process.env,
    // The reporter's own state lies with the rest, so that removing STINT_DATA removes everything.
    STINT_HOME: path.join(stint.dataDir, "reporter"),
    STINT_URL: stint.url,
    STINT_TOKEN: reporter.token,
  };
  return startNode(stintBin, args, { env, stdio });
}
