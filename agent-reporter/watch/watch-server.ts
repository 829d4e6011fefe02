import { setTimeout as sleep } from "node:timers/promises";
import { tellAgents } from "../agents/tell-agents.ts";
import { listenForHooks } from "../beside/listen-for-hooks.ts";
import { openLogs } from "../commands/open-logs.ts";
import { readCredentials } from "../config/credentials.ts";
import type { ServerAccess } from "../config/server-access.ts";
import { CommandError } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { findScope, openOutbox, outboxFiles, storedScope } from "../upload/outbox.ts";
import { retryDelayMs } from "../upload/retry-delay.ts";
import { followLogs } from "./follow-logs.ts";
import type { FollowEnd } from "./follow-options.ts";
import { type HeldLock, takeLock } from "./lock-file.ts";
import type { StatusTeller } from "./tell-status.ts";

const beatEveryMs = 10_000;

/** One watching: where its state is, how it tells, and until when. */
export type Watching = {
  folder: string;
  titles: boolean | undefined;
  status: StatusTeller;
  signal: AbortSignal;
};

/** Follows the logs for one login, under the lock for its workspace. */
export async function watchServer(
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
    throw new CommandError(
      alreadyRunning,
      `\`stint watch\` is already running (process ${taken.holder.pid}).`,
      { exitCode: exitCodes.failed, hint: "One is enough: it follows every agent's logs." },
    );
  }
  const beating = keepBeating(taken.lock);
  const agents = tellAgents({ access, folder, now: io.now });
  try {
    const logs = await openLogs(io, { folder, titles, git: "beside" });
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
      onItems: agents.take,
      listen: (wake, look) => {
        const onFact = () => {
          agents.look();
          wake();
        };
        const stops = [listenForHooks(folder, onFact), logs.followGit?.(look)];
        return () => stops.forEach((stop) => stop?.());
      },
      signal,
    });
  } finally {
    agents.stop();
    beating.stop();
    taken.lock.release();
  }
}

const alreadyRunning = "watch_is_running";

/** True where another process follows the logs already. */
export const isRunningError = (error: unknown): boolean =>
  error instanceof CommandError && error.code === alreadyRunning;

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

/** True once the stored login is another than this one. */
export function isOtherLogin({ credentials }: ServerAccess, folder: string): boolean {
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
