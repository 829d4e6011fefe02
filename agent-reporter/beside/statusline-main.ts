import { closeSync, openSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";
import { stateFolder } from "../config/state-folder.ts";
import { parsed } from "./fact.ts";
import { readStdin } from "./read-stdin.ts";
import { type StatusCost, statusCost, statusInput, statusLine } from "./status-line.ts";
import { readFigures } from "./status-figures.ts";

/** While a session goes on, all is added up again this often at most; more often while its figure is not known. */
const refreshEveryMs = 15_000;
const refreshSoonMs = 2_000;

/** `stint statusline`: one line for the session on stdin. Nothing where there is none; the exit code is always 0. */
export async function runStatusline(): Promise<void> {
  const { text } = await readStdin();
  const input = statusInput(parsed(text));
  if (!input) return;
  const surroundings = { env: process.env, platform: process.platform, homeDir: homedir() };
  const now = Date.now();
  let cost: StatusCost = { session: null, today: null, isBehind: false };
  try {
    const folder = stateFolder(surroundings);
    const figures = readFigures(folder);
    cost = statusCost(input, figures, now);
    const everyMs = cost.session ? refreshEveryMs : refreshSoonMs;
    const isOld = Math.abs(now - (figures?.madeAt ?? 0)) >= everyMs;
    if (cost.isBehind && isOld && isTurn(folder, now, everyMs)) await startRefresh();
  } catch {
    // A state folder or a log that cannot be read: Claude's own figure is shown.
  }
  const line = statusLine(input, cost, !process.env["NO_COLOR"]);
  await new Promise<void>((resolve) => process.stdout.write(`${line}\n`, () => resolve()));
}

/** True for one of all status lines that ask at the same time. */
function isTurn(folder: string, now: number, everyMs: number): boolean {
  const mark = path.join(folder, "statusline.asked");
  const askedAt = statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Math.abs(now - askedAt) < everyMs) return false;
  closeSync(openSync(mark, "a", 0o600));
  utimesSync(mark, now / 1_000, now / 1_000);
  return true;
}

/** The adding up takes longer than a status line may; the next one shows it. */
async function startRefresh(): Promise<void> {
  const { spawn } = await import("node:child_process");
  const program = process.argv[1];
  if (!program) return;
  const args = [program, "statusline", "--refresh"];
  const options = { detached: true, stdio: "ignore", windowsHide: true } as const;
  const child = spawn(process.execPath, args, options);
  child.on("error", () => {});
  child.unref();
}
