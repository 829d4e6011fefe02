import { setTimeout as sleep } from "node:timers/promises";
import { readCredentials } from "../config/credentials.ts";
import { serverAccess, type ServerAccess } from "../config/server-access.ts";
import { makeStateFolder, stateFolder } from "../config/state-folder.ts";
import { failed, notSignedIn, wrongUse } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { progressMode } from "../output/progress.ts";
import { findScope, openOutbox, outboxFiles, storedScope } from "../upload/outbox.ts";
import { retryDelayMs } from "../upload/retry-delay.ts";
import { type FollowEnd, followLogs } from "../watch/follow-logs.ts";
import { type HeldLock, takeLock } from "../watch/lock-file.ts";
import { type StatusTeller, tellStatus } from "../watch/tell-status.ts";
import { openLogs } from "./open-logs.ts";

export const help = {
  usage: "watch [--no-titles] [--progress MODE]",
  about: [
    "Follows the agents' logs and uploads as they grow. One per machine and workspace. Goes on through",
    "server outages and restarts: the logs are the queue. Ctrl-C sends the rest and ends it.",
  ].join("\n"),
  flags: {
    titles: { type: "boolean", on: true, help: "send no session titles and branch names" },
    progress: { type: "string", value: "MODE", help: "bar, lines, json (on stderr) or none" },
  },
  examples: [
    ["watch", "in a terminal of its own"],
    ["watch --progress lines", "in the background, with a log"],
  ],
} as const satisfies CommandHelp;

const beatEveryMs = 10_000;
const loginCheckMs = 2_000;

type Watching = {
  folder: string;
  titles: boolean | undefined;
  status: StatusTeller;
  signal: AbortSignal;
};

/** `stint watch`: until it is stopped. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  const mode = progressMode(io, flags.progress);
  if (!mode) throw wrongUse("--progress is bar, lines, json or none.");
  const folder = makeStateFolder(stateFolder(io));
  let access = serverAccess(io.env, folder);
  const status = tellStatus(io, mode);
  const watching = { folder, titles: flags.titles, status, signal: io.untilStopped() };
  try {
    for (;;) {
      const end = await watchServer(io, access, watching);
      if (end === "stopped") return exitCodes.done;
      if (end === "lost-lock") throw failed("Another `stint watch` has taken over.");
      if (end === "signed-out") await untilOtherLogin(access, watching);
      if (watching.signal.aborted) return exitCodes.done;
      access = serverAccess(io.env, folder);
    }
  } finally {
    status.close();
  }
}

/** Follows the logs for one login, under the lock for its workspace. */
async function watchServer(
  io: CommandIo,
  access: ServerAccess,
  watching: Watching,
): Promise<FollowEnd> {
  const { folder, titles, status, signal } = watching;
  const scope = await scopeOf(io, access, watching);
  if (scope === undefined) return "stopped";

  const files = outboxFiles(folder, scope);
  const taken = takeLock(files.lock, io);
  if (taken.type === "taken") {
    throw failed(
      `\`stint watch\` is already running (process ${taken.holder.pid}).`,
      "One is enough: it follows every agent's logs.",
    );
  }
  const beating = keepBeating(taken.lock);
  try {
    const logs = await openLogs(io, { folder, titles });
    return await followLogs({
      ...openOutbox(files, status.say),
      access,
      library: logs.library,
      titles: logs.titles,
      platform: io.platform,
      save: logs.save,
      mustEnd: () => {
        if (beating.isLost()) return "lost-lock";
        return isOtherLogin(access, folder) ? "other-login" : undefined;
      },
      on: status.on,
      signal,
    });
  } finally {
    beating.stop();
    taken.lock.release();
  }
}

/** Waits for the server if it has to be asked; undefined at the signal. */
async function scopeOf(
  io: CommandIo,
  access: ServerAccess,
  { status, signal }: Watching,
): Promise<string | undefined> {
  const stored = storedScope(access);
  if (stored) return stored;
  for (let attempt = 0; !signal.aborted; attempt++) {
    const found = await findScope(access, io.now);
    if (found.type === "known") return found.scope;
    if (attempt === 0) status.say(`Waiting: ${found.message}`);
    const waitMs = retryDelayMs(Math.min(attempt, 6), Math.random(), undefined);
    await sleep(waitMs, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/** A new `stint login` mends it without a restart; with `STINT_TOKEN` nothing can. */
async function untilOtherLogin(
  access: ServerAccess,
  { folder, status, signal }: Watching,
): Promise<void> {
  if (!access.credentials) throw notSignedIn("The server does not accept STINT_TOKEN.");
  status.say("The server does not accept this machine's token. `stint login` goes on from here.");
  while (!signal.aborted) {
    const stored = readCredentials(folder);
    if (stored && isOtherLogin(access, folder)) {
      status.say("Signed in again.");
      return;
    }
    await sleep(loginCheckMs, undefined, { signal }).catch(() => {});
  }
}

function isOtherLogin({ credentials }: ServerAccess, folder: string): boolean {
  if (!credentials) return false;
  const stored = readCredentials(folder);
  return stored?.token !== credentials.token || stored.url !== credentials.url;
}

/** Beats beside the work, so that a long upload does not look like a dead process. */
function keepBeating(lock: HeldLock) {
  let isLost = false;
  const timer = setInterval(() => {
    isLost ||= !lock.beat();
  }, beatEveryMs);
  return { isLost: () => isLost, stop: () => clearInterval(timer) };
}
